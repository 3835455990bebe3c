"""Keeps values in files that say themselves whether they are whole, for what can be made again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tornfolio.support.files import open_regular, read_whole
from tornfolio.support.naming import random_digits

__all__ = [
    "digest",
    "prune",
    "read_sealed",
    "sha256_if_readable",
    "sha256_of",
    "sha256_of_files",
    "used_now",
    "write_sealed",
]

_FORMAT = b"2"


def digest(*parts: bytes) -> str:
    """Hash parts, each with its length, so that no two lists of parts are taken for one another."""
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file as it is now, in hexadecimal. Raises OSError."""
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_if_readable(path: Path) -> str:
    """The same, "" for a file that cannot be read."""
    try:
        return sha256_of(path)
    except OSError:
        return ""


def sha256_of_files(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each file of a folder, "" of one that cannot be read."""
    return {name: sha256_if_readable(folder / name) for name in names}


def read_sealed(path: Path, key: str = "") -> Any:
    """The value that a file keeps; None if there is none, or if anything is wrong with it.

    The seal covers the file's name, and `key`: what the value rests on and the name does not say.
    So an entry that was copied over another one is not believed.
    """
    try:
        entry = json.loads(read_whole(path))
        return entry["value"] if entry["sha256"] == _seal(path, key, entry["value"]) else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def write_sealed(path: Path, value: Any, key: str = "") -> None:
    """Keep a value that JSON can have. A folder that cannot be written to is no error."""
    draft = path.with_name(f".{path.name}.{random_digits()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            text = json.dumps({"sha256": _seal(path, key, value), "value": value})
            draft.write_text(text + "\n", encoding="utf-8")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def used_now(folder: Path) -> None:
    """Note that an entry which is a folder was of use, so that prune() keeps it."""
    with contextlib.suppress(OSError):
        os.utime(folder)


def prune(place: Path, *, most: int, days: float) -> None:
    """Remove the folders of a cache that were not of use for long, and the oldest of too many.

    A draft, whose name begins with a dot, is what a killed process has left if it is a day old.
    """
    now, entries = time.time(), []
    with contextlib.suppress(OSError):
        for entry in os.scandir(place):
            with contextlib.suppress(OSError):
                entries.append((entry.stat().st_mtime, entry.name))
    kept = 0
    for used, name in sorted(entries, reverse=True):
        draft = name.startswith(".")
        old = now - used > 86400 * (1 if draft else days)
        if old or (kept >= most and not draft):
            shutil.rmtree(place / name, ignore_errors=True)
        elif not draft:
            kept += 1


def _seal(path: Path, key: str, value: Any) -> str:
    name = path.name.encode(errors="surrogateescape")
    return digest(_FORMAT, name, key.encode(), json.dumps(value, sort_keys=True).encode())
