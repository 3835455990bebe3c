"""Digests what files contain, our own code and the model: names and times are no evidence."""

from __future__ import annotations

import os
import stat
from functools import cache
from pathlib import Path

import tornfolio
from tornfolio.model.folders import Model
from tornfolio.model.model_files import names_of_files
from tornfolio.support.cache import digest
from tornfolio.support.errors import BadInput
from tornfolio.support.paths import readable_file

__all__ = ["code_digest", "model_digest"]


@cache
def code_digest() -> str:
    """A digest of this package, all folders of it: other code may read the same otherwise."""
    package = Path(tornfolio.__file__).resolve().parent
    parts = [tornfolio.__version__.encode()]
    for path in sorted(package.rglob("*.py")):
        parts += [path.relative_to(package).as_posix().encode(), path.read_bytes()]
    return digest(*parts)


def model_digest(model: Model) -> str:
    """A digest of all text that a module is rendered from: ours, and the user's own.

    A folder of one's own that has no file is not the same as none: what may be merged into one
    step is known of our model alone. Raises BadInput if a file cannot be read.
    """
    parts = [b"own" if model.own else b"ours"]
    for spec in model.folders:
        parts.append(b"folder")
        for name in names_of_files(spec):
            parts += [os.fsencode(name), _read(spec, name)]
    return digest(*parts)


def _read(spec: Path, name: str) -> bytes:
    """The bytes of a file of a model; of what is none, or cannot be read, it is said why."""
    path = f"{spec}/{name}"
    try:
        # Whoever opens a pipe may wait for ever.
        if stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - of each file, for each module
            with open(path, "rb") as file:  # noqa: PTH123
                return file.read()
    except (OSError, ValueError):
        pass
    readable_file(spec, name)
    try:
        return (spec / name).read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
