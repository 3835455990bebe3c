"""Reads and writes files for the user: whole or not at all, and nothing is lost unasked."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import TextIO

from tornfolio.support.errors import BadInput
from tornfolio.support.naming import random_digits

__all__ = [
    "check_unwritten",
    "is_file",
    "is_folder",
    "make_folder",
    "open_regular",
    "open_to_write",
    "read_whole",
    "try_files",
    "write_file",
]

# Far more than anybody writes by hand, or we do.
_LARGEST = 1 << 26


def is_file(path: Path) -> bool:
    """Tell whether there is a file that this process can find; no name is an error."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have, a folder of somebody else
        return False


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder that this process can find; no name is an error."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def read_whole(path: Path, most: int = _LARGEST) -> bytes:
    """Read a file that somebody has named; raises OSError if it is none, or too large.

    A pipe that nobody writes to would make us wait for ever, and a device may have no end.
    """
    with open_regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most:,} bytes")
    return data


@contextlib.contextmanager
def open_regular(path: Path) -> Iterator[BufferedReader]:
    """Open a file to read its bytes; raises OSError if it is a pipe, a device or a folder."""
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:  # noqa: PTH123
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        yield file


@contextlib.contextmanager
def open_to_write(path: Path, *, append: bool = False) -> Iterator[TextIO]:
    """Open a file to write its lines; raises OSError if it is a pipe or a folder.

    A pipe that nobody reads would make us wait for ever.
    """
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
    opened = os.open(path, flags | (os.O_APPEND if append else os.O_TRUNC), 0o666)
    with open(opened, "a" if append else "w", buffering=1, encoding="utf-8", newline="\n") as file:  # noqa: PTH123
        if stat.S_ISFIFO(os.fstat(opened).st_mode):
            raise OSError(errno.EINVAL, "it is a pipe")
        yield file


def make_folder(folder: Path) -> None:
    """Make a folder, with its parents, unless it is there. Raises BadInput if it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise BadInput(
            f"folder {folder} cannot be made: {_reason(error)}", "choose another place"
        ) from None


def check_unwritten(path: Path, data: bytes) -> None:
    """Raise BadInput if there is a file that has other content than what is to be written."""
    try:
        other = path.is_file() and path.read_bytes() != data
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read: {_reason(error)}") from None
    if other:
        raise BadInput(
            f"{path} exists and has other content", "give --force or another folder with -o"
        )


def try_files(*paths: Path | None, inputs: Iterable[Path] = ()) -> None:
    """Raise BadInput if one of some files could not be written later, or two are one.

    So it is with one that would take the place of an input, or would be in a folder of inputs.
    """
    read = [Path(os.path.realpath(path)) for path in inputs]
    chosen = [path for path in paths if path is not None]
    for number, path in enumerate(chosen):
        if _is_special(path):
            continue
        real = Path(os.path.realpath(path))
        if is_folder(real):
            raise BadInput(f"{path} cannot be written: it is a folder", "choose another place")
        if not is_folder(real.parent) or not os.access(real.parent, os.W_OK):
            raise BadInput(
                f"{path} cannot be written: its folder is missing or cannot be written to",
                "make its folder, or choose another place",
            )
        _try_name(path, real)
        if any(_is_in(real, each) for each in read):
            raise BadInput(
                f"{path} cannot be written: files of the model are read from there",
                "choose another place",
            )
        for other in chosen[:number]:
            if Path(os.path.realpath(other)) == real:
                raise BadInput(f"{path} is given for two files", "choose two places")


def _is_in(real: Path, place: Path) -> bool:
    """Tell whether a file is another one, by whatever name, or in a folder."""
    if real.is_relative_to(place):
        return True
    try:
        return real.samefile(place)  # a hard link; names that differ in case alone
    except (OSError, ValueError):
        return False


def _is_special(path: Path) -> bool:
    """Tell whether there is something to write into that no file takes the place of.

    A device or a pipe: /dev/stdout, /dev/null. What it leads to may have no name.
    """
    try:
        return path.exists() and not path.is_file() and not path.is_dir()
    except (OSError, ValueError):
        return False


def _try_name(path: Path, real: Path) -> None:
    """Raise BadInput if no file can have this name."""
    try:
        real.lstat()
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{path} cannot be written: {_reason(error)}", "choose another place"
        ) from None


def write_file(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file so that it is there as a whole or as it was before; BadInput if it cannot be.

    What a link leads to is written, and the link stays. Parts are written one after another.
    """
    parts = (data,) if isinstance(data, bytes) else data
    special = _is_special(path)
    if os.path.islink(path) and not special:  # noqa: PTH114 - of any name
        path = Path(os.path.realpath(path))
    draft = path.parent / f".{path.name[:80]}.{random_digits()}"
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if special:
            _write(path, parts)
            return
        _write(draft, parts)
        draft.replace(path)
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{path} cannot be written: {_reason(error)}", "choose another place"
        ) from None
    finally:
        _remove(draft)


def _write(path: Path, parts: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(parts)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        path.unlink(missing_ok=True)


def _reason(error: OSError | ValueError) -> str:
    """Say what was wrong; a path with a NUL or a lone surrogate is a ValueError."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
