"""Knows the faults of TLC that make a verdict wrong, by its releases, and finds what meets them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tornfolio.tla.pluscal import without_comments

__all__ = ["FAULTS", "Fault", "Meeting", "affected", "meetings"]

_VERSION = re.compile(r"(?:Version|TLC) (\d{1,4})\.(\d{1,4})\b", re.ASCII)


@dataclass(frozen=True)
class Fault:
    """A fault of TLC: an issue of tlaplus/tlaplus, and the last release of 2.x that has it.

    `last` None: no release is known to be without it. `operator` is what the text of a model has
    where the fault strikes, if the text has `trigger` as well, None if the operator is enough; with
    `temporal`, in the text of a liveness property alone. A fault without operator lies in how TLC
    is run, and `avoided` says why none of our searches meets it.
    """

    issue: int
    last: tuple[int, int] | None
    what: str
    operator: re.Pattern[str] | None = None
    trigger: re.Pattern[str] | None = None
    temporal: bool = False
    avoided: str = ""


# Something like [f EXCEPT ![1] = 2]; an assignment to an element in PlusCal becomes one.
_EXCEPT = re.compile(r"\bEXCEPT\b|\][ ]*:=")
_FUNCTION = re.compile(r"\\in\b[^|\n]*\|->")
# A quantifier over a formula with a temporal operator in it, in one definition.
_QUANTIFIER = re.compile(r"\\[AE]\b(?:(?!==).){0,300}?(?:\b[WS]F_|\[\]|<>|~>)", re.DOTALL)
# How a place is called: its first word.
_WORD = re.compile(r"\\?\w+|\S+")
_FAIRNESS = re.compile(r"\b[WS]F_|\[\]|<>|~>")

FAULTS = (
    Fault(
        1145,
        (2, 20),
        "a sequence made of a function ignores what EXCEPT has changed in it: a property may be "
        "said to hold that is violated, or the other way round",
        re.compile(r"\b(?:SubSeq|Tail|Head|Append|SelectSeq|SortSeq)\b|\\(?:o|circ)\b"),
        _EXCEPT,
    ),
    Fault(
        1302,
        (2, 20),
        "EXCEPT on a function that is given by an expression changes copies of it as well: a "
        "property may be said to hold that is violated, or the other way round",
        re.compile(r"\bEXCEPT\b"),
        _FUNCTION,
    ),
    Fault(
        742,
        (2, 20),
        "a temporal formula of more than 32 parts, which a quantifier makes, is taken for one that "
        "is always true",
        _QUANTIFIER,
        temporal=True,
    ),
    Fault(
        604,
        (2, 20),
        "a constant inside a temporal formula makes TLC call it violated though it holds",
        re.compile(r"\bTRUE\b|\bFALSE\b"),
        _FAIRNESS,
        temporal=True,
    ),
    Fault(
        725,
        (2, 20),
        "ENABLED of an action of an INSTANCE may have the wrong value",
        re.compile(r"\bENABLED\b"),
        re.compile(r"\bINSTANCE\b"),
    ),
    Fault(
        362,
        (2, 16),
        "a name that is a variable here and an operator in the module of an INSTANCE is taken for "
        "the other one",
        re.compile(r"\bINSTANCE\b"),
        re.compile(r"\bWITH\b"),
    ),
    Fault(
        798,
        (2, 17),
        "an operator that is given a primed variable may be evaluated once for several states, so "
        "that TLC generates too many states or too few",
        re.compile(r"\b\w+\([^()\n]*\w'"),
    ),
    Fault(
        498,
        None,
        "a random value is drawn anew each time it is looked at: states are missed",
        re.compile(
            r"\b(?:RandomElement|RandomSubset\w*|RandomSetOfSubsets|TestRandomSetOfSubsets)\b"
        ),
    ),
    Fault(
        1407,
        None,
        "sets of functions with an empty domain or an empty range are compared wrongly",
        re.compile(r"\[[^\[\]|]*->[^\[\]|]*\]\s*(?:=|#|/=|\\in\b)"),
        re.compile(r"\{\s*\}"),
    ),
    Fault(
        1433,
        None,
        "an interval that ends with the largest integer of TLC has no end",
        re.compile(r"\b2147483647\b"),
    ),
    Fault(
        971,
        (2, 18),
        "several workers lose violations of liveness",
        avoided="a search for liveness has one worker, whatever --workers says",
    ),
    Fault(
        439,
        (2, 16),
        "several workers read a function while one sorts it",
        avoided="functions of the model have intervals and few elements as their domains",
    ),
    Fault(
        544,
        (2, 16),
        "a depth-first search does not look at liveness",
        avoided="TLC always searches breadth-first",
    ),
    Fault(
        59,
        None,
        "symmetry makes TLC miss violations",
        avoided="no .cfg of ours has SYMMETRY or VIEW",
    ),
    Fault(
        1112,
        (2, 20),
        "a set of fingerprints outside of the heap loses states",
        avoided="that set is never asked for",
    ),
    Fault(
        1385,
        None,
        "TLC, told to go on after a violation, says that there is none",
        avoided="what was printed of each property counts, not the last message",
    ),
)


@dataclass(frozen=True)
class Meeting:
    """A place in a text at which a fault may strike: what stands there, in which file and line."""

    fault: Fault
    operator: str
    file: str
    line: int

    def in_words(self, tlc_version: str) -> str:
        """The warning."""
        return (
            f"{self.file}:{self.line}: {self.operator} meets a known fault of {tlc_version} "
            f"(tlaplus issue {self.fault.issue}): {self.fault.what}; check with a newer jar (--jar)"
        )


def affected(fault: Fault, tlc_version: str) -> bool:
    """Tell whether a TLC, by what it says of itself, has a fault; one that is unknown has it.

    Rolling releases have the date of their build as their version; all faults that have a last
    release are mended in those.

    >>> affected(FAULTS[0], "TLC 2.15 (d5b5a7f)")
    True
    >>> affected(FAULTS[0], "TLC 2026.04.29.170100 (cc6b616)")
    False
    """
    found = _VERSION.search(tlc_version)
    if fault.last is None or found is None:
        return True
    return (int(found[1]), int(found[2])) <= fault.last


def meetings(
    texts: Mapping[str, str], tlc_version: str, temporal: Iterable[str] = ()
) -> tuple[Meeting, ...]:
    """Find where texts meet faults of a TLC: the first place of each operator in each file.

    `texts` maps files to what the user wrote there, `temporal` names those of them that are
    liveness properties. A trigger counts in whichever of the texts it stands, as they become one
    module.
    """
    bare = {file: without_comments(text) for file, text in texts.items()}
    lively = set(temporal)
    found = []
    for fault in FAULTS:
        if fault.operator is None or not affected(fault, tlc_version):
            continue
        for file, text in bare.items():
            if fault.temporal and file not in lively:
                continue
            beside = [text] if fault.temporal else bare.values()
            if fault.trigger and not any(fault.trigger.search(other) for other in beside):
                continue
            seen = set()
            for place in fault.operator.finditer(text):
                word = _WORD.match(place[0])[0]  # type: ignore[index]
                if word not in seen:
                    seen.add(word)
                    line = text.count("\n", 0, place.start()) + 1
                    found.append(Meeting(fault, word, file, line))
    return tuple(found)
