"""Writes the module by which TLC tells of each state what quantities are about, and reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tornfolio.model.spec import Spec
from tornfolio.support.errors import ToolFailed
from tornfolio.tla.literals import tla_literal
from tornfolio.tla.values import Value, ValueSyntaxError, parse_value
from tornfolio.tlc.messages import OBSERVATION

__all__ = [
    "Observation",
    "observer_name",
    "observer_text",
    "parse_facts",
    "parse_labels",
    "read_observation",
]

# What follows the number of the state: what changes rarely, then the labels of the CPUs.
_LINE = re.compile(re.escape(OBSERVATION) + r'(\d+), (<<.*>>), (<<[^<>]*>>)>>"\s*')


@dataclass(frozen=True, slots=True)
class Observation:
    """What TLC says of a state, by the definitions of the model.

    `violated` are the names of the properties that the state violates; `condition` says whether it
    is one that the scenario asks for, `reclaimed` whether the folio is. `walk_holds` says whether
    the walk holds a PTL, `from_pte0` whether every PTL that it holds was taken at the first PTE.
    `missed` is the number of PTEs that the walk has left behind as none and that map the folio
    now. `holders` has the CPU that holds each PTL, or nobody.
    """

    violated: frozenset[str]
    condition: bool
    reclaimed: bool
    walk_holds: bool
    missed: int
    holders: tuple[str, ...]

    @property
    def from_pte0(self) -> bool:
        """Tell whether the PTL that the walk may hold was taken at the first PTE."""
        return "PtlFromPte0" not in self.violated


def observer_name(spec: Spec) -> str:
    """The name of the module that observes a spec."""
    return f"QU{spec.module}"


def observer_text(spec: Spec, cpus: Sequence[str], names: Sequence[str]) -> str:
    """The module that prints each state: a single worker checks it just after counting it.

    `names` are the properties that it looks at, safety properties of the spec.
    """
    violated = " \\union\n    ".join(
        f"(IF {name} THEN {{}} ELSE {{{tla_literal(name)}}})" for name in names
    )
    labels = ", ".join(f"pc[{tla_literal(cpu)}]" for cpu in cpus)
    return f"""---- MODULE {observer_name(spec)} ----
(***************************************************************************
 Tells of each state what the quantities are about.  It leaves out no state:
 the invariant is always true.
 ***************************************************************************)
EXTENDS MC{spec.module}

Violated ==
    {violated or "{}"}

\\* The PTEs that the walk left behind as none and that map the folio now.
Missed == Cardinality({{at \\in Vmas \\X Pages :
    at[2] \\in aux_stepped_over[at[1]] /\\ pte[at[1]][at[2]] = "present"}})

Observed == PrintT(ToString(<<"seen", TLCGet("distinct"),
    <<Violated, Conditioned, reclaimed = Pages, pvmw_ptl # 0, Missed, ptl>>,
    <<{labels}>>>>))
=============================================================================
"""


def read_observation(line: str) -> tuple[int, str, str] | None:
    """The number of the state that a line of TLC's output tells of, what it says, and the labels.

    None if the line is about something else. The texts are for `parse_facts` and `parse_labels`:
    many states share them.
    """
    if not line.startswith(OBSERVATION):
        return None
    found = _LINE.fullmatch(line)
    if found is None:
        raise ToolFailed(f"TLC says of a state what is not understood: {line.strip()[:200]}")
    return int(found[1]), found[2], found[3]


def parse_facts(text: str) -> Observation:
    """Read what an observation says of a state. Raises ToolFailed."""
    match _value(text):
        case (
            frozenset() as violated,
            bool(condition),
            bool(reclaimed),
            bool(walk_holds),
            int(missed),
            tuple() as holders,
        ):
            names = frozenset(map(str, violated))
            cpus = tuple(map(str, holders))
            return Observation(names, condition, reclaimed, walk_holds, missed, cpus)
    raise ToolFailed(f"TLC says of a state what is not understood: {text[:200]}")


def parse_labels(text: str) -> tuple[str, ...]:
    """Read the labels of all CPUs, in their order. Raises ToolFailed."""
    match _value(text):
        case tuple() as labels:
            return tuple(map(str, labels))
    raise ToolFailed(f"TLC names labels that are not understood: {text[:200]}")


def _value(text: str) -> Value:
    try:
        return parse_value(text.replace('\\"', '"'))
    except ValueSyntaxError as error:
        raise ToolFailed(f"TLC says of a state what is not understood: {error}") from None
