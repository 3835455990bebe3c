"""Waits for changes of files."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornfolio.support.errors import ToolMissing

__all__ = ["changes"]

# Milliseconds: an editor writes a file in several steps, which are one change.
_QUIET = 40
_AT_MOST = 400
_BEAT = 100
# Seconds between two looks at all files.
_LOOK = 1.0
# A link may lead to everything there is; a model with more is refused by those who read it.
_MOST = 5_000

_Stamp = tuple[int, ...]


@dataclass(frozen=True)
class _Seen:
    """What there is: each file with its real path and a stamp, and the stamps of real folders."""

    files: Mapping[Path, tuple[str, _Stamp]]
    roots: Mapping[str, _Stamp]


def changes(
    places: Sequence[Path], suffixes: Sequence[str], without: Path | None = None
) -> Iterator[tuple[Path, ...]]:
    """The files with one of the suffixes that have changed, in some folders or named, ever again.

    An empty one is a beat of some tenths of a second in which none has; from the first on no
    change is missed. The system tells of most at once. It does not tell of a folder that is moved,
    of another folder in the place of one, or of what a link leads to: so all files are looked at
    each second as well. What is below `without` is none of them. Links are followed. Raises
    ToolMissing if the library is not installed.
    """
    watch = _library()
    seen, due = _look(places, suffixes, without), time.monotonic() + _LOOK
    while True:
        watched = seen.roots
        for told in _alarms(watch, sorted(watched)):
            changed: set[Path] = set()
            if told or time.monotonic() >= due:
                now = _look(places, suffixes, without)
                changed = _changed(seen, now, told)
                seen, due = now, time.monotonic() + _LOOK
            yield tuple(sorted(changed))
            if seen.roots != watched:
                break


def _library() -> Callable[..., Any]:
    try:
        from watchfiles import watch
    except ImportError:
        raise ToolMissing(
            "to watch files needs watchfiles, which is not installed",
            "pip install 'tornfolio[watch]'",
        ) from None
    return watch


def _alarms(watch: Callable[..., Any], roots: Sequence[str]) -> Iterator[set[str]]:
    """The real paths of which the system tells, or none at each beat; none alone if it cannot."""
    try:
        if roots:
            for several in watch(
                *roots,
                watch_filter=None,
                debounce=_AT_MOST,
                step=_QUIET,
                rust_timeout=_BEAT,
                yield_on_timeout=True,
            ):
                yield {path for _, path in several}
    except (OSError, RuntimeError):  # a folder that is gone again, or too many to be watched
        pass
    while True:
        time.sleep(_BEAT / 1000)
        yield set()


def _changed(before: _Seen, now: _Seen, told: set[str]) -> set[Path]:
    """The files that are not what they were, and those of which the system tells."""
    nothing: tuple[str, _Stamp] = ("", ())
    found = set()
    for path in before.files.keys() | now.files.keys():
        old, new = before.files.get(path, nothing), now.files.get(path, nothing)
        if old != new or told & {old[0], new[0]}:
            found.add(path)
    return found


def _look(places: Sequence[Path], suffixes: Sequence[str], without: Path | None) -> _Seen:
    """Look at all files of some places."""
    files: dict[Path, tuple[str, _Stamp]] = {}
    folders: dict[str, _Stamp] = {}
    skipped = None if without is None else os.path.realpath(without)

    def look_at(path: str) -> None:
        files[Path(path)] = (os.path.realpath(path), _stamp(path))

    for place in places:
        if not place.is_dir():
            look_at(str(place))
            continue
        for folder, below, names in os.walk(place, followlinks=True):
            real = os.path.realpath(folder)
            if real == skipped or real in folders or len(folders) + len(files) > _MOST:
                # What a link leads back to, or far away.
                below.clear()
                continue
            # The number alone: a folder's time changes with each file in it.
            folders[real] = _stamp(folder)[:2]
            for name in names:
                if name.endswith(tuple(suffixes)):
                    look_at(os.path.join(folder, name))  # noqa: PTH118 - of any name
    inside = {real for real in folders if os.path.dirname(real) in folders}  # noqa: PTH120
    roots = {real: stamp for real, stamp in folders.items() if real not in inside}
    return _Seen(files, roots)


def _stamp(path: str) -> _Stamp:
    """What the system says of a file, nothing if it is not there."""
    try:
        found = os.stat(path)  # noqa: PTH116 - of any name
    except (OSError, ValueError):
        return ()
    return (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size)
