"""Finds the folders of the product: the model in spec/, and where run folders go."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

from tornfolio import __version__
from tornfolio.support.errors import BadInput, ToolMissing
from tornfolio.support.files import is_folder

__all__ = [
    "cache_dir",
    "checkout_root",
    "model_in_words",
    "own_dir",
    "own_file",
    "promela_file",
    "readable_file",
    "runs_dir",
    "spec_dir",
    "spec_dirs",
    "spec_file",
    "spec_names",
    "use_own_model",
]

_MEND = "make it readable, or remove it"
_PACKAGE = Path(__file__).resolve().parent.parent


# The folder of the user's own model, None for what the environment says.
_own: Path | None = None


def use_own_model(folder: Path | None) -> None:
    """Choose the folder of the user's own model, from now on; None: what $TORNFOLIO_SPEC says.

    Raises BadInput if there is no such folder.
    """
    global _own
    if folder is not None and not is_folder(folder):
        raise BadInput(f"--spec-dir {folder} is no folder", "make it, or check the path")
    _own = None if folder is None else folder.absolute()


def own_dir() -> Path | None:
    """Give the folder of the user's own model, None if there is none. Raises BadInput."""
    if _own is not None:
        return _own
    named = os.environ.get("TORNFOLIO_SPEC")
    if named is None:
        return None
    if not named:
        # A script whose variable was not set would check our model in place of its own.
        raise BadInput("TORNFOLIO_SPEC is empty", "name a folder, or unset the variable")
    if not is_folder(Path(named)):
        raise BadInput(f"TORNFOLIO_SPEC {named} is no folder", "make it, or unset the variable")
    return Path(named).absolute()


def model_in_words() -> str:
    """Name the model that is checked: the user's own folder, or ours with its version."""
    own = own_dir()
    return f"tornfolio {__version__}" if own is None else str(own)


def spec_dirs() -> tuple[Path, ...]:
    """Give the folders of the model: the user's own first, if there is one, then ours."""
    own = own_dir()
    return (spec_dir(),) if own is None else (own, spec_dir())


def spec_file(name: str) -> Path:
    """Give a file of the user's own model if it is there, else ours. Raises BadInput."""
    return own_file(name) or spec_dir() / name


def own_file(name: str) -> Path | None:
    """Give a file of the user's own model, None if there is none of that name.

    Raises BadInput if there is one that cannot be read: ours must not take its place unnoticed.
    """
    own = own_dir()
    return readable_file(own, name) if own is not None else None


def readable_file(folder: Path, name: str) -> Path | None:
    """Give a file of a folder, None if there is no such name in it. Raises BadInput."""
    path = folder
    try:
        for part in ("", *Path(name).parts):
            path = path / part
            if not os.path.lexists(path):
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    path.lstat()  # raises where it is not known whether there is one
                return None
            mode = path.stat().st_mode
            if path != folder / name and not stat.S_ISDIR(mode):
                raise BadInput(f"{path} is no folder", "make it one, or remove it")
        if not stat.S_ISREG(mode):
            raise BadInput(f"{path} is no file", "make it one, or remove it")
        if not os.access(path, os.R_OK):
            raise BadInput(f"{path} cannot be read: permission denied", _MEND)
    except ValueError:  # a name that no file can have
        return None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return None
        raise BadInput(f"{path} cannot be read: {error.strerror}", _MEND) from None
    return path


def spec_names(folder: str, suffix: str, *, own: bool = False) -> list[str]:
    """Give the names of the model's files in a folder, sorted; with `own` the first model's alone.

    Raises BadInput if one of them cannot be read.
    """
    found: set[str] = set()
    for spec in spec_dirs()[:1] if own else spec_dirs():
        place = spec / folder
        try:
            names = [path.name for path in place.iterdir()] if os.path.lexists(place) else []
        except OSError as error:
            raise BadInput(f"{place} cannot be read: {error.strerror}", _MEND) from None
        for name in names:
            if name.endswith(suffix) and not name.startswith("."):
                readable_file(spec, f"{folder}/{name}")
                found.add(name.removesuffix(suffix))
    return sorted(found)


def spec_dir() -> Path:
    """Give the folder of our model: inside an installed wheel, or spec/ of a checkout."""
    installed = _PACKAGE / "spec"
    if is_folder(installed / "templates"):
        return installed
    root = checkout_root()
    if root is not None:
        return root / "spec"
    raise ToolMissing(
        f"the model (spec/) is neither in {_PACKAGE} nor beside it", "install tornfolio again"
    )


def checkout_root() -> Path | None:
    """Give the root of the checkout that this package runs from, None for an installed wheel."""
    root = _PACKAGE.parent.parent
    return root if is_folder(root / "spec" / "templates") else None


def promela_file() -> Path:
    """Give the model of the peer in Promela: inside an installed wheel, or bench/ of a checkout."""
    root = checkout_root()
    folder = _PACKAGE / "bench" if root is None else root / "bench"
    if not (folder / "torn_pte0.pml").is_file():
        raise ToolMissing("the model in Promela is not there", "install tornfolio again")
    return folder / "torn_pte0.pml"


def runs_dir(chosen: Path | None = None) -> Path:
    """Give the folder of the run folders, which need not exist yet.

    In this order: the one chosen, $TORNFOLIO_RUNS, tlc-runs/ of a checkout, the user's cache.
    """
    if chosen is not None:
        return chosen
    from_environment = os.environ.get("TORNFOLIO_RUNS")
    if from_environment:
        return Path(from_environment)
    root = checkout_root()
    if root is not None:
        return root / "tlc-runs"
    return cache_dir() / "tlc-runs"


def cache_dir() -> Path:
    """Give the folder, which need not exist yet, for what can be made again at any time.

    A user without a home has none: then no file can be made in what this gives.
    """
    import platformdirs

    nowhere = Path(os.devnull) / "tornfolio"
    try:
        folder = Path(platformdirs.user_cache_dir("tornfolio"))
    except RuntimeError:
        return nowhere
    return folder if folder.is_absolute() else nowhere
