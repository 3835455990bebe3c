"""Digests what files contain, our own code and the model: names and times are no evidence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import tornfolio
from tornfolio.support.cache import digest
from tornfolio.support.errors import BadInput
from tornfolio.support.paths import own_dir, readable_file, spec_dirs

__all__ = ["code_digest", "model_digest"]

# What is read when a module is rendered; a folder of the user's own may have anything beside it.
_FOLDERS = ("templates", "policies")
_FILES = ("properties.toml",)


@cache
def code_digest() -> str:
    """Give a digest of this package, all folders of it: other code may read the same otherwise."""
    package = Path(tornfolio.__file__).resolve().parent
    parts = [tornfolio.__version__.encode()]
    for path in sorted(package.rglob("*.py")):
        parts += [path.relative_to(package).as_posix().encode(), path.read_bytes()]
    return digest(*parts)


def model_digest() -> str:
    """Give a digest of all text that a module is rendered from: ours, and the user's own.

    A folder of one's own that has no file is not the same as none: what may be merged into one
    step is known of our model alone. Raises BadInput if a file cannot be read.
    """
    parts = [b"own" if own_dir() else b"ours"]
    for spec in spec_dirs():
        parts.append(b"folder")
        for path in _files(spec):
            name = os.fsencode(path.relative_to(spec).as_posix())
            readable_file(spec, path.relative_to(spec).as_posix())
            try:
                parts += [name, path.read_bytes()]
            except OSError as error:
                raise BadInput(f"{path} cannot be read: {error.strerror}") from None
    return digest(*parts)


def _files(spec: Path) -> Iterator[Path]:
    """Give the files of a model in order, those behind links to folders as well."""
    yield from (spec / name for name in _FILES if os.path.lexists(spec / name))
    for folder in _FOLDERS:
        yield from _below(spec / folder, ())


def _below(folder: Path, above: tuple[Path, ...]) -> Iterator[Path]:
    real = folder.resolve()
    if not os.path.lexists(folder) or real in above:  # a link that leads back
        return
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise BadInput(f"{folder} cannot be read: {error.strerror}") from None
    for path in entries:
        if path.is_dir():
            yield from _below(path, (*above, real))
        elif path.suffix in (".tla", ".toml"):
            yield path
