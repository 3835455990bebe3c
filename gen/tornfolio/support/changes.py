"""Waits for changes of files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tornfolio.support.errors import ToolMissing

__all__ = ["changes"]

# Milliseconds: an editor writes a file in several steps, which are one change.
_QUIET = 40
_AT_MOST = 400
_BEAT = 100


def changes(places: Sequence[Path], suffixes: Sequence[str]) -> Iterator[tuple[Path, ...]]:
    """The files with one of the suffixes that have changed, in some folders or named, ever again.

    An empty one is a beat of some tenths of a second in which none has; from the first on no
    change is missed. Links are followed. Raises ToolMissing if the library is not installed.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise ToolMissing(
            "to watch files needs watchfiles, which is not installed",
            "pip install 'tornfolio[watch]'",
        ) from None
    roots = {place.resolve() for place in places}
    roots |= {
        path.resolve().parent for place in places for path in place.rglob("*") if path.is_symlink()
    }

    def wanted(change: object, path: str) -> bool:
        return Path(path).suffix in suffixes

    while True:
        found = watch(
            *sorted(root for root in roots if root.exists()),
            watch_filter=wanted,
            debounce=_AT_MOST,
            step=_QUIET,
            rust_timeout=_BEAT,
            yield_on_timeout=True,
        )
        for several in found:
            yield tuple(sorted({Path(path) for _, path in several}))
            # An editor may have put another file in the place of one that is watched.
            if several and any(not root.is_dir() for root in roots):
                break
