"""Measures how soon a watch says the verdict of what was saved, against a check from nothing."""

from __future__ import annotations

import importlib.util
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tornfolio.bench.measure import Command, Facts, Row, Work
from tornfolio.bench.sides import OWN, Contenders, Subject
from tornfolio.bench.stage import Stage
from tornfolio.support.errors import ToolFailed, ToolMissing
from tornfolio.support.processes import Execution

__all__ = ["SavedAndSeen", "watch_rows"]

_FILE = "seed.toml"
_TEXT = """\
intent = "The seed scenario, while its file is being written."
source = "the benchmark"
property = "AllOrNothing"

[parameters]
nr_pages = {nr_pages}
kernel = "{kernel}"
ttu = []
writers = ["contpte"]
"""
# Each verdict ends with it.
_VERDICT_ENDS = "All files of this check"
# To read a verdict and to change a word takes a user longer. The JVM gets warm meanwhile.
_PAUSE_SECONDS = 3.0


class SavedAndSeen:
    """Saves a file once the first verdict was said, and measures until the second was."""

    def __init__(self, file: Path, text: str, pause: float = _PAUSE_SECONDS) -> None:
        self._file = file
        self._text = text
        self._pause = pause
        self._verdicts = 0
        self._saved: float | None = None
        self._seen: float | None = None

    def take(self, line: str) -> None:
        """Take a line of what the watch says."""
        if _VERDICT_ENDS not in line:
            return
        self._verdicts += 1
        if self._verdicts == 1:
            timer = threading.Timer(self._pause, self._save)
            timer.daemon = True
            timer.start()
        elif self._seen is None:
            self._seen = time.monotonic()

    @property
    def seconds(self) -> float:
        """The seconds between the two. Raises ToolFailed if there was no second verdict."""
        if self._saved is None or self._seen is None:
            raise ToolFailed("tornfolio watch ended before it had said a second verdict")
        return self._seen - self._saved

    def _save(self) -> None:
        self._saved = time.monotonic()
        self._file.write_text(self._text, encoding="utf-8")


def watch_rows(stage: Stage) -> Iterator[Row]:
    """Measure from saving a file to the verdict, beside a check of the same that starts anew."""
    if importlib.util.find_spec("watchfiles") is None:
        raise ToolMissing("watchfiles is not installed", "pip install 'tornfolio[watch]'")
    seed = stage.plan.seed
    after = _TEXT.format(nr_pages=seed, kernel="rfc-base")
    for what, before, new in (
        ("another size saved", _TEXT.format(nr_pages=2 * seed, kernel="rfc-base"), False),
        ("another kernel saved", _TEXT.format(nr_pages=seed, kernel="latest"), True),
    ):
        yield stage.pair(
            "watch",
            f"{seed} pages, one property, {what}",
            _watch(stage.sides, before, after, new=new, limit=stage.plan.limit),
            _check(stage.sides, after, new=new, limit=stage.plan.limit),
        )


def _watch(sides: Contenders, before: str, after: str, *, new: bool, limit: float) -> Work:
    """A watch of a file that is `before` at first and `after` once it was checked."""
    argv = ["watch", _FILE, "--property", OWN, "--looks", "2", "--timeout", f"{limit:g}"]
    saving: dict[Path, SavedAndSeen] = {}

    def read(folder: Path, runs: Sequence[Execution]) -> Facts:
        said = runs[0].output.read_text(encoding="utf-8").rpartition(_VERDICT_ENDS)[0]
        last = said.rpartition(_VERDICT_ENDS)[2]
        verdict = next((word for word in ("violated", "holds") if f"{word} " in last), "")
        return Facts(verdict=verdict, seconds=saving.pop(folder).seconds)

    work = sides.ours("tornfolio watch", argv, read, new)

    def commands(folder: Path) -> list[Command]:
        saving[folder] = SavedAndSeen(folder / _FILE, after)
        return [replace(each, on_line=saving[folder].take) for each in work.commands(folder)]

    return replace(_with_file(work, before), commands=commands)


def _check(sides: Contenders, text: str, *, new: bool, limit: float) -> Work:
    work = sides.check(Subject(_FILE, (), (OWN,)), limit=limit, new=new)
    return _with_file(work, text)


def _with_file(work: Work, text: str) -> Work:
    def prepare(folder: Path) -> None:
        work.prepare(folder)
        (folder / _FILE).write_text(text, encoding="utf-8")

    return replace(work, prepare=prepare)
