"""Seals an archive of classes: a JVM that is given one with other bytes crashes."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from tornfolio.support.cache import read_sealed, sha256_of, write_sealed
from tornfolio.support.files import is_file

__all__ = ["Condition", "condition_of", "seal_archive", "throw_away", "to_blame"]

# SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV: a shell in front of the JVM adds 128.
_CRASHES = (4, 6, 7, 8, 11)

Condition = Literal["whole", "damaged", "missing"]


def condition_of(archive: Path) -> Condition:
    """Tell whether an archive is the one that was sealed; one without a seal counts as missing."""
    sealed = read_sealed(_seal_of(archive))
    if not isinstance(sealed, str) or not is_file(archive):
        return "missing"
    if _sha256(archive) == sealed:
        return "whole"
    # Another process may be making it anew at this moment.
    return "damaged" if read_sealed(_seal_of(archive)) == sealed else "missing"


def seal_archive(draft: Path, archive: Path) -> bool:
    """Put a new archive in its place, with its seal; tell whether both are. Raises OSError."""
    sha256 = _sha256(draft)
    _seal_of(archive).unlink(missing_ok=True)
    draft.replace(archive)
    write_sealed(_seal_of(archive), sha256)
    return condition_of(archive) == "whole"


def to_blame(argv: Sequence[str], exit_status: int) -> Path | None:
    """The archive that a JVM was given which has crashed, None if that is not how it was."""
    given = [word.partition("=")[2] for word in argv if word.startswith("-XX:AOTCache=")]
    crashed = -exit_status in _CRASHES or exit_status - 128 in _CRASHES
    return Path(given[0]) if given and crashed else None


def throw_away(archive: Path) -> None:
    """Remove an archive and its seal, as far as that is possible."""
    for path in (archive, _seal_of(archive)):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _seal_of(archive: Path) -> Path:
    return archive.with_suffix(".json")


def _sha256(path: Path) -> str | None:
    """Hash a file, of which nothing is known if it cannot be read."""
    try:
        return sha256_of(path)
    except OSError:
        return None
