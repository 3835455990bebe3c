"""Reads how a scenario names its writers: what they run, in which VMA, on which PTEs, how often."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tornfolio.support.errors import BadInput, RuleBroken
from tornfolio.support.naming import did_you_mean, shown

__all__ = ["WRITER_FORM", "Writer", "check_writers", "parse_writer"]

WRITER_FORM = "KIND[@VMA][:FIRST-LAST][*TIMES]"
MAX_WRITERS = 4
MAX_TIMES = 3
MAX_VMAS = 3

_WRITER = re.compile(
    r"(?P<kind>[^@:*]*)(?:@(?P<vma>\d{1,3}))?(?::(?P<first>\d{1,6})-(?P<last>\d{0,6}))?"
    r"(?:\*(?P<times>\d{1,3}))?",
    re.ASCII,
)


@dataclass(frozen=True)
class Writer:
    """One CPU beside reclaim: the kind of writer, its VMA (from 1), its PTEs, and how often.

    `last` is the last PTE of its range, None for the last of the folio.
    """

    kind: str
    vma: int = 1
    first: int = 0
    last: int | None = None
    times: int = 1

    @property
    def process(self) -> str:
        """The name of the PlusCal process."""
        return self.kind.replace("-", "_")

    def __str__(self) -> str:
        """The writer as a scenario names it."""
        text = self.kind
        if self.vma != 1:
            text += f"@{self.vma}"
        if self.first != 0 or self.last is not None:
            text += f":{self.first}-{'' if self.last is None else self.last}"
        return text + (f"*{self.times}" if self.times != 1 else "")


def parse_writer(text: str, where: str, kinds: Sequence[str]) -> Writer:
    """Read `KIND[@VMA][:FIRST-LAST][*TIMES]`. Raises BadInput."""
    match = _WRITER.fullmatch(text)
    if match is None:
        raise BadInput(
            f"{where}: {shown(text)} is not a writer",
            f"write {WRITER_FORM}, for instance zap:1-3 or contpte*2",
        )
    if match["kind"] not in kinds:
        raise BadInput(
            f"{where}: unknown writer {shown(match['kind'])}{did_you_mean(match['kind'], kinds)}",
            f"the writers are {', '.join(kinds)}",
        )
    return Writer(
        kind=match["kind"],
        vma=int(match["vma"] or 1),
        first=int(match["first"] or 0),
        last=int(match["last"]) if match["last"] else None,
        times=int(match["times"] or 1),
    )


def check_writers(writers: Sequence[Writer], where: str, nr_pages: int, vmas: int) -> None:
    """Check each writer's VMA, range and repetitions. Raises BadInput."""
    if len(writers) > MAX_WRITERS:
        raise BadInput(
            f"{where}: {len(writers)} writers are too many for TLC to search in reasonable time",
            f"give at most {MAX_WRITERS}",
        )
    for writer in writers:
        last = nr_pages - 1 if writer.last is None else writer.last
        if not 1 <= writer.vma <= vmas:
            kind = RuleBroken if 1 <= writer.vma <= MAX_VMAS else BadInput
            raise kind(
                f"{where}: writer {writer} is in VMA {writer.vma}", f"there are VMAs 1 to {vmas}"
            )
        if not writer.first <= last < nr_pages:
            # An empty range is wrong whatever the size of the folio.
            kind = BadInput if writer.last is not None and writer.first > last else RuleBroken
            raise kind(
                f"{where}: writer {writer} has no range of PTEs in a folio of {nr_pages}",
                f"give FIRST-LAST within 0-{nr_pages - 1}",
            )
        if not 1 <= writer.times <= MAX_TIMES:
            raise BadInput(f"{where}: writer {writer} runs too often", f"use *1 to *{MAX_TIMES}")
