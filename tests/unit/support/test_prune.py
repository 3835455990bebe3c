"""Tests of what a cache of folders keeps."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tornfolio.support.cache import prune, used_now

_DAY = 86400


def entry(place: Path, name: str, days: float) -> Path:
    """An entry with a file in it that was of use so many days ago."""
    folder = place / name
    folder.mkdir()
    (folder / "program").touch()
    at = time.time() - days * _DAY
    os.utime(folder, (at, at))
    return folder


def names(place: Path) -> set[str]:
    """The entries that are there."""
    return {each.name for each in place.iterdir()}


def test_what_was_not_of_use_for_long_is_removed(tmp_path: Path) -> None:
    """An old entry goes, with all in it, unless it was of use since."""
    entry(tmp_path, "old", 31)
    entry(tmp_path, "young", 29)
    used_now(entry(tmp_path, "used", 31))
    prune(tmp_path, most=10, days=30)
    assert names(tmp_path) == {"young", "used"}


def test_of_too_many_the_oldest_are_removed(tmp_path: Path) -> None:
    """As many entries are kept as there may be, those of the latest use."""
    for days in (5, 1, 4, 2, 3):
        entry(tmp_path, f"of-{days}", days)
    prune(tmp_path, most=2, days=30)
    assert names(tmp_path) == {"of-1", "of-2"}


def test_drafts_are_somebody_elses_work_for_a_day(tmp_path: Path) -> None:
    """A draft is kept while it may be written, and counts as no entry; later it is rubbish."""
    entry(tmp_path, ".new", 0.5)
    entry(tmp_path, ".left", 2)
    entry(tmp_path, "whole", 3)
    prune(tmp_path, most=1, days=30)
    assert names(tmp_path) == {".new", "whole"}


def test_no_cache_is_no_error(tmp_path: Path) -> None:
    """Where nothing was kept nothing is removed."""
    prune(tmp_path / "nothing", most=1, days=1)
    assert names(tmp_path) == set()
