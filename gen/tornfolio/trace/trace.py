"""Makes a trace of a violating behaviour: who acted in each step, in which C function, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tornfolio.tlc.behaviour import Ending
from tornfolio.trace.layout import Layout
from tornfolio.trace.state import State

__all__ = [
    "VIOLATED",
    "Change",
    "Choice",
    "Read",
    "Step",
    "Trace",
]

VIOLATED = "is violated"


@dataclass(frozen=True)
class Change:
    """One PTE that a step changed, given by its place in the PTEs of all VMAs."""

    slot: int
    before: str
    after: str


@dataclass(frozen=True)
class Choice:
    """What could have happened instead of a step: a CPU at a label whose action TLC finds ENABLED.

    Where these are the CPU and the label of the step itself, it could have gone otherwise.
    `function` and `primitive` say what the label stands for.
    """

    actor: str
    action: str
    function: str
    primitive: str

    def to_json(self) -> dict[str, str]:
        """The choice as JSON has it."""
        return {
            "actor": self.actor,
            "action": self.action,
            "function": self.function,
            "primitive": self.primitive,
        }


@dataclass(frozen=True)
class Read:
    """What a CPU read that decided how it went on: `what` was `value`, since `writer` wrote it.

    `written` is the step in which it did. With `before`, a value that was there until then, the
    CPU would have gone on to `otherwise`. Without a `writer` it is a parameter, with its value in
    the scenario, or, without `what`, nothing but the step itself, which can end in several ways;
    `before` is then where the CPU did go on.
    """

    what: str
    value: str
    writer: str
    written: int
    before: str = ""
    otherwise: str = ""

    def in_words(self, primitive: str) -> str:
        """Say in a row that it was read, in a step that stands for a primitive."""
        if self.writer:
            return f"reads {self.what} = {self.value}, which {self.writer} wrote"
        why = f"as {self.what} = {self.value}" if self.what else "which can end otherwise"
        return f"{primitive}, {why}"

    def to_json(self) -> dict[str, Any]:
        """The read as JSON has it."""
        return dict(vars(self))


@dataclass(frozen=True)
class CPlace:
    """Where a tree of Linux has what a step stands for.

    `code` are the lines of the tree around it, the first of which is line `first`; they are shown
    and never kept.
    """

    function: str
    file: str
    line: int
    first: int = 0
    code: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The place as JSON has it, without the code."""
        return {"function": self.function, "file": self.file, "line": self.line}

    def __str__(self) -> str:
        """Name file and line."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Step:
    """One step: `actor`, a CPU, took the action at a label, and `state` is the state after it.

    `function` and `primitive` say what the label stands for, `line` where it stands in the module.
    `stepped_over` is the place of the PTE that the walk saw as none and left behind. `takes` and
    `drops` are the page tables, from 1, whose PTL the step takes or drops. The first step of a
    trace is the initial state, with no actor and no function. `choices` are what could have
    happened instead, None if nobody has asked TLC. `c` is its place in a tree of Linux, if one was
    named that has it.
    """

    number: int
    actor: str | None
    action: str
    function: str | None
    primitive: str
    line: int | None
    state: State
    changes: tuple[Change, ...] = ()
    stepped_over: int | None = None
    takes: int | None = None
    drops: int | None = None
    choices: tuple[Choice, ...] | None = None
    c: CPlace | None = None
    read: Read | None = None

    @property
    def takes_ptl(self) -> bool:
        """Tell whether the step takes a PTL."""
        return self.takes is not None

    @property
    def drops_ptl(self) -> bool:
        """Tell whether the step drops a PTL."""
        return self.drops is not None

    @property
    def visible(self) -> bool:
        """Tell whether the step changed a PTE or the PTL, or left a PTE, or read what decides."""
        acted = bool(self.changes) or self.stepped_over is not None
        return acted or self.takes_ptl or self.drops_ptl or self.read is not None

    def to_json(self) -> dict[str, Any]:
        """The step as JSON has it; choices only if they were asked for."""
        told = [choice.to_json() for choice in self.choices or ()]
        return {
            "step": self.number,
            "actor": self.actor,
            "action": self.action,
            "function": self.function,
            "primitive": self.primitive,
            "line": self.line,
            "changed": {str(change.slot): [change.before, change.after] for change in self.changes},
            "stepped_over": self.stepped_over,
            "takes_ptl": self.takes_ptl,
            "drops_ptl": self.drops_ptl,
            "takes": self.takes,
            "drops": self.drops,
            "state": self.state.to_json(),
            **({} if self.choices is None else {"choices": told}),
            **({} if self.c is None else {"c": self.c.to_json()}),
            **({} if self.read is None else {"read": self.read.to_json()}),
        }


@dataclass(frozen=True)
class Trace:
    """A behaviour that violates a property, with what is needed to read it on its own.

    One that was asked for shows something else: `verb` says what of `property`.

    `lanes` maps each CPU to what it is, in the order of the module. `vmas` VMAs have
    `nr_pages` PTEs each; of these the first `straddle` lie in the first of two page tables, if that
    is not 0.
    """

    scenario: str
    intent: str
    parameters: str
    property: str
    sentence: str
    condition: str | None
    module: str
    tlc_version: str
    lanes: Mapping[str, str]
    nr_pages: int
    vmas: int
    steps: tuple[Step, ...]
    ending: Ending = "stop"
    back_to: int | None = None
    straddle: int = 0
    verb: str = VIOLATED

    @cached_property
    def heading(self) -> str:
        """What the trace shows, as a sentence without a stop."""
        return f"{self.property} {self.verb}"

    @cached_property
    def is_violation(self) -> bool:
        """Tell whether it is a counterexample, and not a way to an ending that was asked for."""
        return self.verb == VIOLATED

    @cached_property
    def layout(self) -> Layout:
        """How the PTEs of its states stand in a row."""
        return Layout(self.nr_pages, self.vmas, self.straddle)
