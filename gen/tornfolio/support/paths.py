"""Finds the folders of the product: the model in spec/, and where run folders go."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

from tornfolio.support.errors import BadInput, ToolMissing
from tornfolio.support.files import is_folder

__all__ = [
    "cache_dir",
    "checkout_root",
    "folder_names",
    "near",
    "promela_file",
    "readable_file",
    "runs_dir",
    "spec_dir",
]

_MEND = "make it readable, or remove it"
_PACKAGE = Path(__file__).resolve().parent.parent


def readable_file(folder: Path, name: str) -> Path | None:
    """A file of a folder, None if there is no such name in it. Raises BadInput."""
    path = folder / name
    if _is_readable(path):
        return path
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
                raise BadInput(f"{path} is not a folder", "make it one, or remove it")
        if not stat.S_ISREG(mode):
            raise BadInput(f"{path} is not a file", "make it one, or remove it")
        if not os.access(path, os.R_OK):
            raise BadInput(f"{path} cannot be read: permission denied", _MEND)
    except ValueError:  # a name that no file can have
        return None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return None
        raise BadInput(f"{path} cannot be read: {error.strerror}", _MEND) from None
    return path


def folder_names(spec: Path, folder: str, suffix: str) -> set[str]:
    """The names of the files in a folder of a model, without their suffix.

    Raises BadInput if one of them cannot be read.
    """
    place = spec / folder
    try:
        if not os.path.lexists(place):
            return set()
        names = os.listdir(place)  # noqa: PTH208
    except OSError as error:
        raise BadInput(f"{place} cannot be read: {error.strerror}", _MEND) from None
    found = {name for name in names if name.endswith(suffix) and not name.startswith(".")}
    for name in found:
        readable_file(spec, f"{folder}/{name}")
    return {name.removesuffix(suffix) for name in found}


def _is_readable(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode) and os.access(path, os.R_OK)
    except (OSError, ValueError):
        return False


def spec_dir() -> Path:
    """The folder of our model: inside an installed wheel, or spec/ of a checkout."""
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
    """The root of the checkout that this package runs from, None for an installed wheel."""
    root = _PACKAGE.parent.parent
    return root if is_folder(root / "spec" / "templates") else None


def promela_file() -> Path:
    """The model of the peer in Promela: inside an installed wheel, or bench/ of a checkout."""
    root = checkout_root()
    folder = _PACKAGE / "bench" if root is None else root / "bench"
    if not (folder / "torn_pte0.pml").is_file():
        raise ToolMissing("the model in Promela is not there", "install tornfolio again")
    return folder / "torn_pte0.pml"


def near(path: str | Path) -> str:
    """A path as one types it here: relative if it is below the current folder.

    What is no absolute path, as the name of our own model, stays as it is.
    """
    here, there = Path.cwd(), Path(path)
    below = there != here and there.is_relative_to(here)
    return str(there.relative_to(here)) if below else str(path)


def runs_dir(chosen: Path | None = None) -> Path:
    """The folder of the run folders, which need not exist yet.

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
    """The folder, which need not exist yet, for what can be made again at any time.

    A user without a home has none: then no file can be made in what this gives.
    """
    import platformdirs

    nowhere = Path(os.devnull) / "tornfolio"
    try:
        folder = Path(platformdirs.user_cache_dir("tornfolio"))
    except RuntimeError:
        return nowhere
    return folder if folder.is_absolute() else nowhere
