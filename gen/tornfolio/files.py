"""Writes files for the user: whole or not at all, and never over something else unasked."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from tornfolio.errors import BadInput

__all__ = ["make_folder", "write_file"]


def make_folder(folder: Path) -> None:
    """Make a folder, with its parents, unless it is there. Raises BadInput if it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise BadInput(
            f"folder {folder} cannot be made: {_reason(error)}", "choose another with -o"
        ) from None


def write_file(path: Path, data: bytes, *, force: bool = True) -> None:
    """Write a file so that it is there as a whole or as it was before.

    Without `force`, a file with other content is left alone. Raises BadInput if it cannot be done.
    """
    draft = path.parent / f".{path.name[:80]}.{secrets.token_hex(3)}"
    try:
        if path.is_char_device():  # /dev/stdout, /dev/null
            path.write_bytes(data)
            return
        if path.exists() and not path.is_file():
            kind = "It is a folder" if path.is_dir() else "It is no ordinary file"
            raise BadInput(f"{path} cannot be written: {kind}", "choose another place with -o")
        if not force and path.exists() and path.read_bytes() != data:
            raise BadInput(
                f"{path} exists and has other content", "give --force or another folder with -o"
            )
        draft.write_bytes(data)
        draft.replace(path)
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{path} cannot be written: {_reason(error)}", "choose another place with -o"
        ) from None
    finally:
        _remove(draft)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        path.unlink(missing_ok=True)


def _reason(error: OSError | ValueError) -> str:
    """Say what was wrong; a path with a NUL or a lone surrogate is a ValueError."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
