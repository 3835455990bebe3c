"""Keeps the final states of a run in its folder, and compares those of two folders of runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tornfolio.support.errors import BadInput
from tornfolio.support.files import is_folder, read_whole, write_file
from tornfolio.support.misread import misread

__all__ = ["Kept", "compare_kept", "keep_outcomes", "read_kept"]

KeptWord = Literal["as expected", "differs", "undecided"]

_NAME = "outcomes.json"
# What a final state is, beside how often it was found and whether a condition holds in it.
_KEYS = ("pattern", "folio", "split", "queued", "slots", "io")


@dataclass(frozen=True)
class Kept:
    """The final states that a run has found: a scenario, its parameters as text, and each state.

    `complete` is False if a limit ended the search, or if there is no final state: a run that ends
    without one keeps nothing.
    """

    scenario: str
    parameters: str
    finals: frozenset[tuple[object, ...]]
    complete: bool


def keep_outcomes(folder: Path, found: Mapping[str, Any]) -> None:
    """Keep outcomes, as JSON has them, in a run folder. Raises BadInput if it cannot be."""
    write_file(folder / _NAME, (json.dumps(found, indent=2) + "\n").encode())


def read_kept(folder: Path) -> list[Kept]:
    """Read what is kept in a run folder, or in all run folders of a folder; the newest count.

    Raises BadInput if there is nothing, or what is there is not understood.
    """
    if not is_folder(folder):
        raise BadInput(f"{folder} is not a folder", "name a run folder, or a folder of run folders")
    files = sorted([*folder.glob(_NAME), *folder.glob(f"*/{_NAME}")], key=_time)
    if not files:
        raise BadInput(f"{folder} has no run of 'tornfolio outcomes'", "make one with --runs")
    found = {(kept.scenario, kept.parameters): kept for kept in map(_read, files)}
    return list(found.values())


def compare_kept(one: Path, other: Path) -> Iterator[tuple[KeptWord, str]]:
    """Whether both folders say the same of each question that both have, and a sentence of it.

    What only one of them has is named, as it is not compared. Raises BadInput if they have no
    question in common.
    """
    ours, theirs = (
        {(kept.scenario, kept.parameters): kept for kept in read_kept(each)}
        for each in (one, other)
    )
    shared = [key for key in ours if key in theirs]
    if not shared:
        raise BadInput(
            f"{one} and {other} have no scenario with the same parameters",
            "run 'tornfolio outcomes' with the same in both",
        )
    for key in shared:
        name = f"{key[0]} ({key[1]})"
        mine, yours = ours[key], theirs[key]
        if not (mine.complete and yours.complete):
            yield "undecided", f"{name}: not complete, and not compared"
            continue
        if mine.finals == yours.finals:
            yield "as expected", f"{name}: the same {len(mine.finals)} final states"
        for folder, only in (
            (one, mine.finals - yours.finals),
            (other, yours.finals - mine.finals),
        ):
            for state in sorted(only, key=str):
                yield "differs", f"{name}: only {folder} has {_in_words(state)}"
    for folder, alone in ((one, ours.keys() - theirs.keys()), (other, theirs.keys() - ours.keys())):
        for scenario, parameters in sorted(alone):
            yield "as expected", f"{scenario} ({parameters}): only {folder} has it, not compared"


def _in_words(state: tuple[object, ...]) -> str:
    pattern, folio, *rest = state
    named = zip(_KEYS[2:], rest, strict=True)
    return ", ".join([str(pattern), f"folio {folio}", *(f"{key} {value}" for key, value in named)])


def _time(file: Path) -> tuple[int, str]:
    return file.stat().st_mtime_ns, str(file)


def _read(file: Path) -> Kept:
    try:
        found = json.loads(read_whole(file))
        values = (f"{key}={value}" for key, value in sorted(found["parameters"].items()) if value)
        finals = frozenset(tuple(each[key] for key in _KEYS) for each in found["outcomes"])
        complete = bool(finals) and not found["reason"]
        return Kept(found["scenario"], " ".join(values), finals, complete)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadInput(
            f"{file} is not a file of 'tornfolio outcomes': {misread(error)}",
            "run it once more, or delete the file",
        ) from None
