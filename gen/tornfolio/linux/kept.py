"""Keeps what was compiled in folders that are there as a whole, and are what they were."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

__all__ = ["keep_folder"]


def keep_folder(draft: Path, folder: Path, whole: Callable[[], bool]) -> None:
    """A finished folder its name; somebody else may have been as fast, with the same text.

    What is there and not whole, as a cleaner of caches or a full disk leaves it, is replaced.
    """
    for passing in draft.glob("*.txt"):
        passing.unlink(missing_ok=True)
    try:
        draft.replace(folder)
    except OSError:
        if whole():
            return
        shutil.rmtree(folder, ignore_errors=True)
        draft.replace(folder)
