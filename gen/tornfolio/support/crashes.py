"""Keeps the details of a failure that nobody foresaw in a file, off the terminal."""

from __future__ import annotations

import contextlib
import datetime
import platform
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from tornfolio import __version__
from tornfolio.support.naming import random_digits
from tornfolio.support.paths import cache_dir

__all__ = ["keep_crash"]

_MOST_FILES = 20


def keep_crash(error: BaseException, argv: Sequence[str]) -> Path | None:
    """Write what is known of an error to a file; None if there is no place for it.

    The file is in the cache folder, which keeps the last few of them, or else in the system's
    temporary folder.
    """
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    name = f"crash-{stamp}-{random_digits()}.txt"
    details = "".join(traceback.format_exception(error))
    text = (
        f"tornfolio {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"arguments: {list(argv)!r}\n\n{details}"
    )
    data = text.encode("utf-8", "backslashreplace")
    for cached in (True, False):
        with contextlib.suppress(OSError, ValueError, RuntimeError):
            place = cache_dir() / "crashes" if cached else Path(tempfile.gettempdir())
            place.mkdir(parents=True, exist_ok=True)
            with (place / name).open("xb") as file:
                file.write(data)
            if cached:
                for old in sorted(place.glob("crash-*.txt"))[:-_MOST_FILES]:
                    old.unlink(missing_ok=True)
            return place / name
    return None
