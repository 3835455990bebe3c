"""Reads and writes PTE patterns: `PSSS`, `P1 S511`, and `PPPP|SSSS` for two VMAs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from tornfolio.support.errors import BadInput, RuleBroken
from tornfolio.support.naming import shown

__all__ = [
    "LETTERS",
    "letters",
    "parse_pattern",
    "pattern",
    "pattern_of_runs",
    "shape",
    "short_pattern",
]

LETTERS = {
    "present": "P",
    "none": "0",
    "swap": "S",
    "other": "O",
    "marker": "M",
    "migration": "G",
    "hwpoison": "X",
    "huge": "H",
}
_WORDS = {letter: word for word, letter in LETTERS.items()}
_UNKNOWN = "?"
_LONGEST_PLAIN = 16
_RUN = re.compile(r"(?P<letter>[A-Z0])(?P<length>\d{1,6})", re.ASCII)


def letters(pte: Iterable[str]) -> str:
    """One letter for each PTE: P present, 0 none, S swap, O other, M marker, H huge.

    `huge` stands for the PTEs that a PMD mapping is there for; X for hwpoison, G for migration.
    """
    return "".join(LETTERS.get(word, _UNKNOWN) for word in pte)


def pattern(pte: Iterable[str]) -> str:
    """The PTEs with run lengths.

    >>> pattern(["present"] + ["swap"] * 511)
    'P1 S511'
    """
    return " ".join(f"{letter}{len(list(run))}" for letter, run in groupby(letters(pte)))


def short_pattern(vmas: Iterable[Sequence[str]]) -> str:
    """The PTEs of all VMAs, separated by `|`; with run lengths beyond 16 PTEs.

    >>> short_pattern([["present", "swap"], ["swap", "swap"]])
    'PS|SS'
    """
    return "|".join(letters(pte) if len(pte) <= _LONGEST_PLAIN else pattern(pte) for pte in vmas)


def pattern_of_runs(vmas: Iterable[Sequence[tuple[str, int]]]) -> str:
    """What short_pattern() gives, for PTEs as (word, length) of each run of equal ones.

    >>> pattern_of_runs([[("present", 1), ("swap", 511)]])
    'P1 S511'
    """
    return "|".join(
        " ".join(f"{letters([word])}{length}" for word, length in runs)
        if sum(length for _, length in runs) > _LONGEST_PLAIN
        else "".join(letters([word]) * length for word, length in runs)
        for runs in vmas
    )


def shape(text: str) -> str:
    """One letter for each run of a short pattern, however long the run.

    >>> shape("PPSP|0000"), shape("P1 0511")
    ('PSP|0', 'P0')
    """
    return "|".join(
        "".join(letter for letter, _ in groupby(part if _is_plain(part) else part.split(), _first))
        for part in text.split("|")
    )


def _first(run: str) -> str:
    return run[0]


def _is_plain(part: str) -> bool:
    # A run has a length; in a pattern without, 0 is a letter and there is no other digit.
    return part.isalpha() or set(part) <= {*LETTERS.values(), _UNKNOWN}


def parse_pattern(text: str, where: str, nr_pages: int) -> tuple[str, ...]:
    """Read the PTEs of one VMA, with or without run lengths, into words. Raises BadInput.

    `where` names what has the text, such as an option, in what is said of it.

    >>> parse_pattern("P1 S3", "", 4)
    ('present', 'swap', 'swap', 'swap')
    """
    parts = text.split()
    if len(parts) == 1 and len(text.strip()) == nr_pages and all(c in _WORDS for c in text.strip()):
        found = text.strip()
    else:
        runs = [_RUN.fullmatch(part) for part in parts]
        lengths = [int(run["length"]) if run else 0 for run in runs]
        fits = bool(runs) and all(lengths)
        if not fits or sum(lengths) != nr_pages:
            plain = len(parts) == 1 and all(letter in _WORDS for letter in text.strip())
            kind = RuleBroken if fits or plain else BadInput
            raise kind(
                f"{where} {shown(text)} is no pattern of {nr_pages} PTEs",
                "give a letter for each PTE or run lengths, for instance 0PPP or 01 P3",
            )
        found = "".join(run["letter"] * int(run["length"]) for run in runs if run)
    if any(letter not in "P0SO" for letter in found):
        raise BadInput(
            f"{where} {shown(text)} has other letters than P, 0, S and O",
            "at the beginning a PTE is present, none, a swap entry, or maps another page",
        )
    return tuple(_WORDS[letter] for letter in found)
