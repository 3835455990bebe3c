"""Keeps the checkpoints that TLC takes of a search: the last one, whole, out of TLC's reach."""

from __future__ import annotations

import calendar
import contextlib
import hashlib
import os
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from tornfolio.support.cache import read_sealed, write_sealed
from tornfolio.support.naming import random_digits

__all__ = ["Checkpoint", "find_checkpoint", "keep_checkpoint", "lay_out"]

# The queue's pools, the trace of each worker, and what TLC has written for the checkpoint alone.
# The set of fingerprints is made again from the traces.
_FILES = re.compile(r"\d+|.*\.st|.*\.chkpt")
_OF_MODULE = re.compile(r"\w+(?P<rest>(-\d+)?\.(st|chkpt))", re.ASCII)
_COMPLETED = re.compile(r"\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\)")
_SEAL = "checkpoint.json"
_PART = 1 << 20


@dataclass(frozen=True)
class Checkpoint:
    """A whole checkpoint: the folder of its files, and which one of the output it is, from 1."""

    folder: Path
    number: int


def keep_checkpoint(
    metadata: Path, place: Path, number: int, *, message: str, output: Path
) -> bool:
    """Keep the checkpoint that TLC has just completed, in a folder of its own below `place`.

    TLC replaces the files of a checkpoint one by one, and a search that goes on from it deletes
    some before the next is complete: what it keeps itself need not be whole. The files are links,
    so that this costs no room and little time. `metadata` is TLC's folder, `message` its words,
    with the time in UTC; `output` is the file of all its words, which goes to the disk first.
    Tells whether the checkpoint was kept; the one before is removed only then. It is not where
    the disk is full, which TLC finds out by itself, or where TLC has gone on to the next one.
    """
    completed = _COMPLETED.search(message)
    folders = [folder for folder in metadata.glob("*") if folder.is_dir()]
    if completed is None or len(folders) != 1:
        return False
    draft = place / f".{number}.{random_digits()}"
    try:
        _sync(output)
        draft.mkdir(parents=True)
        names = [path.name for path in folders[0].iterdir() if _FILES.fullmatch(path.name)]
        kept = {name: _keep(folders[0] / name, draft / name) for name in sorted(names)}
        until = calendar.timegm(time.strptime(completed[1], "%Y-%m-%d %H:%M:%S")) + 1
        written = [(draft / name).stat().st_mtime for name in names if name.endswith(".chkpt")]
        if not written or max(written) > until:
            return False
        write_sealed(draft / _SEAL, kept)
        if read_sealed(draft / _SEAL) != kept:
            return False
        _sync(draft)
        draft.rename(place / str(number))
        _sync(place)
    except OSError:
        return False
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    for folder in place.iterdir():
        if folder.name != str(number):
            shutil.rmtree(folder, ignore_errors=True)
    return True


def find_checkpoint(place: Path) -> Checkpoint | None:
    """The last checkpoint that was kept at a place, None if there is no whole one."""
    found = None
    for folder in place.glob("*"):
        number = int(folder.name) if folder.name.isdecimal() else 0
        kept = read_sealed(folder / _SEAL)
        if number > (found.number if found else 0) and isinstance(kept, dict):
            with contextlib.suppress(OSError, TypeError, ValueError):
                # TLC goes on writing to some of them, beyond what belongs to the checkpoint.
                if all(_begins(folder / n, size) == sha for n, (size, sha) in kept.items()):
                    found = Checkpoint(folder, number)
    return found


def lay_out(checkpoint: Checkpoint, metadata: Path, module: str) -> None:
    """Make a folder from which TLC can go on; the checkpoint itself stays as it is.

    TLC looks for files that are named by the module which it checks. Raises OSError.
    """
    metadata.mkdir(parents=True)
    for path in checkpoint.folder.iterdir():
        if path.name == _SEAL:
            continue
        named = _OF_MODULE.fullmatch(path.name)
        own = named is not None and path.name not in ("queue.chkpt", "vars.chkpt")
        target = metadata / (f"{module}{named['rest']}" if named and own else path.name)
        if path.suffix == ".st":
            # TLC writes to it in place.
            shutil.copyfile(path, target)
        else:
            _link(path, target)


def _keep(path: Path, target: Path) -> list[int | str | None]:
    """Link a file, let it reach the disk, and give its size in bytes, and the digest of those."""
    _link(path, target)
    _sync(target)
    size = target.stat().st_size
    return [size, _begins(target, size)]


def _begins(path: Path, size: int) -> str | None:
    """The digest of the first bytes of a file, None if it does not have as many."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while size > 0 and (part := file.read(min(size, _PART))):
            found.update(part)
            size -= len(part)
    return None if size > 0 else found.hexdigest()


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # a file system that has no links
        shutil.copy2(path, target)


def _sync(path: Path) -> None:
    """Let a file, or the names in a folder, reach the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
