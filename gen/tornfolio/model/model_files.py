"""Finds and reads the files of a model that modules are rendered from."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from tornfolio.model.folders import Model
from tornfolio.support.errors import BadInput

__all__ = ["model_files", "names_of_files", "own_files"]

# What is read when a module is rendered; a folder of the user's own may have anything beside it.
_FOLDERS = ("templates", "policies")
_FILES = ("bugs.toml", "properties.toml")
# A hundred times what ours has.
_MOST_FILES = 5_000


def model_files(spec: Path) -> Iterator[Path]:
    """The files of a model in order, those behind links to folders as well.

    Raises BadInput if a folder cannot be read.
    """
    return (spec / name for name in names_of_files(spec))


def names_of_files(spec: Path) -> Iterator[str]:
    """The same, each as its name from the model's folder on, with slashes.

    Each time that a module is rendered all of them are looked at, so this makes no paths of them.
    """
    yield from (name for name in _FILES if os.path.lexists(spec / name))
    seen = itertools.count(1)
    for folder in _FOLDERS:
        yield from _below(f"{spec}/{folder}", folder, (), seen)


def own_files(model: Model) -> dict[Path, str]:
    """Map each file of the user's own with text of a module to that text: templates and policies.

    Raises BadInput if one cannot be read.
    """
    own = model.own
    if own is None:
        return {}
    paths = [path for path in model_files(own) if path.name not in _FILES]
    try:
        return {path: path.read_text(encoding="utf-8-sig") for path in paths}
    except (OSError, ValueError) as error:
        raise BadInput(f"a file of your own cannot be read: {error}") from None


def _below(folder: str, name: str, above: tuple[str, ...], seen: Iterator[int]) -> Iterator[str]:
    real = os.path.realpath(folder)
    if not os.path.lexists(folder) or real in above:  # a link that leads back
        return
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise BadInput(f"{folder} cannot be read: {error.strerror}") from None
    for entry in entries:
        if next(seen) > _MOST_FILES:
            raise BadInput(
                f"{folder} and the folders read with it have more than {_MOST_FILES:,} files",
                "perhaps a link leads too far: keep only files of the model there",
            )
        here = f"{name}/{entry.name}"
        if Path(entry.path).is_dir() if entry.is_symlink() else entry.is_dir():
            yield from _below(entry.path, here, (*above, real), seen)
        # A name that begins with its only dot has no suffix.
        elif entry.name.endswith((".tla", ".toml")) and entry.name.rfind(".") > 0:
            yield here
