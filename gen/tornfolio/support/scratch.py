"""Makes temporary folders, and keeps what an error names of one after the folder has gone."""

from __future__ import annotations

import contextlib
import datetime
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tornfolio.support.errors import TornfolioError
from tornfolio.support.naming import random_digits
from tornfolio.support.paths import cache_dir

__all__ = ["kept_if_named", "scratch_folder"]

_MOST_FILES = 20
_GONE = "a temporary file that is gone"


@contextlib.contextmanager
def scratch_folder(prefix: str = "tornfolio-") -> Iterator[Path]:
    """A temporary folder, which is there within the block."""
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as place:
        folder = Path(place)
        with kept_if_named(folder):
            yield folder


@contextlib.contextmanager
def kept_if_named(folder: Path) -> Iterator[None]:
    """Let no error name a file in a folder that is about to go: a copy is kept, and named instead.

    The cache folder has the last few of them. Of a file that could not be written the folder is
    named in which the temporary ones stand.
    """
    try:
        yield
    except TornfolioError as error:
        problem, next_step = _renamed(error.problem, folder), _renamed(error.next_step, folder)
        error.problem, error.next_step = problem, next_step
        error.args = (problem,)
        raise


def _renamed(text: str, folder: Path) -> str:
    """A text with other names for what is in a folder."""
    inside = re.compile(
        re.escape(str(folder)) + r"(?P<rest>(?:/[\w.+-]*[\w+-])*)(?P<unwritten> cannot be written)?"
    )

    def other(found: re.Match[str]) -> str:
        if found["unwritten"]:
            return f"{folder.parent} cannot be written"
        return str(_kept(Path(f"{folder}{found['rest']}")) or _GONE)

    return inside.sub(other, text)


def _kept(path: Path) -> Path | None:
    """A copy of a file that stays; None if there can be none."""
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    place = cache_dir() / "said"
    with contextlib.suppress(OSError, ValueError):
        place.mkdir(parents=True, exist_ok=True)
        copy = place / f"{stamp}-{random_digits()}-{path.name}"
        with path.open("rb") as source, copy.open("xb") as sink:
            shutil.copyfileobj(source, sink)
        for old in sorted(place.iterdir())[:-_MOST_FILES]:
            old.unlink(missing_ok=True)
        return copy
    return None
