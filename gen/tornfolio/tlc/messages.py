"""The messages of TLC that a verdict rests on: their codes, and the numbers in their text.

Codes as in tlc2/output/EC.java, the same in TLC 2.15 and in 1.8.0 at commit cc6b616.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from tornfolio.tla.values import Function, Value, ValueSyntaxError, parse_value
from tornfolio.tlc.frames import Frame

__all__ = [
    "ERROR",
    "ERRORS",
    "OBSERVATION",
    "WARNING",
    "Code",
    "Counts",
    "ExitStatus",
    "Mark",
    "is_observation",
    "read_acted",
    "read_asked",
    "read_choices",
    "read_counts",
    "read_coverage",
    "read_final",
    "read_instead",
    "read_mark",
    "read_outcome",
    "read_progress",
    "read_recovered",
    "read_report",
    "read_stuck",
    "read_watched",
]


# Severities in tlc2/output/MP.java. Among errors are TLC's own mistakes.
ERROR = 1
ERRORS = frozenset({ERROR, 2})
WARNING = 3


# How a line begins that an observer prints.
OBSERVATION = '"<<\\"seen\\", '


class Code(enum.IntEnum):
    """The message codes that matter here; the others are passed over."""

    OUT_OF_MEMORY = 1001
    OUT_OF_MEMORY_INITIAL = 1002
    INVARIANT_VIOLATED_INITIALLY = 2107
    INVARIANT_VIOLATED = 2110
    ACTION_PROPERTY_VIOLATED = 2112
    DEADLOCK = 2114
    TEMPORAL_VIOLATED = 2116
    BEHAVIOUR = 2121
    BACK_TO_STATE = 2122
    FINISHED = 2186
    SUCCESS = 2193
    CHECKPOINT_BEGUN = 2195
    CHECKPOINT_COMPLETED = 2196
    RECOVERED = 2198
    COUNTS = 2199
    PROGRESS = 2200
    TEMPORAL_BEGUN = 2212
    STATE = 2217
    STUTTERING = 2218
    VERSION = 2262
    GARBAGE_COLLECTOR = 2401
    LABEL_COVERAGE = 2772


class ExitStatus(enum.IntEnum):
    """What TLC's exit status stands for (EC.ExitStatus), and the JVM's own on a full heap."""

    SUCCESS = 0
    JVM_OUT_OF_MEMORY = 3
    SAFETY = 12
    LIVENESS = 13
    PARSING = 150


@dataclass(frozen=True)
class Counts:
    """How far a search has come, in states. `left_on_queue` 0 says that it is complete.

    `generated` is None where a running search gave no more than the others; `diameter`, the depth
    of the search, is 0 where it was not given.
    """

    generated: int | None
    distinct: int
    left_on_queue: int
    diameter: int = 0


@dataclass(frozen=True)
class Mark:
    """A state that violates a property, as Mark in MC*.tla prints it.

    `number` is its place among all states in the order in which TLC found them, from 1;
    `in_condition` says whether it is one that the scenario asks for; `pc` where each CPU is.
    """

    number: int
    in_condition: bool
    pc: Function


def read_counts(text: str) -> Counts | None:
    """Read `N states generated, N distinct states found, N states left on queue`, or None.

    The text of PROGRESS has rates between the numbers and begins with `Progress(DEPTH)`.
    """
    words = text.replace(",", "").replace("(", " ").replace(")", " ").split()
    found: dict[str, int] = {}
    for number, *rest in zip(words, words[1:], words[2:], strict=False):
        if number.isdecimal():
            key = " ".join(rest)
            for known in ("states generated", "distinct states", "states left"):
                if key == known:
                    found.setdefault(known, int(number))
    if len(found) != 3:
        return None
    diameter = int(words[1]) if words[0] == "Progress" and words[1].isdecimal() else 0
    return Counts(
        found["states generated"], found["distinct states"], found["states left"], diameter
    )


def read_progress(frame: Frame) -> Counts | None:
    """The counts that a running search reports: TLC's own, or those of Progress in MC*.tla."""
    if frame.code == Code.PROGRESS:
        return read_counts(frame.text)
    match _printed(frame):
        case ("progress", int(distinct), int(queue), int(diameter)):
            return Counts(None, distinct, queue, diameter)
    return None


def read_recovered(frame: Frame) -> int | None:
    """The number of distinct states with which a search goes on from a checkpoint, or None."""
    if frame.code != Code.RECOVERED:
        return None
    number = frame.text.partition("Recovery completed. ")[2].partition(" ")[0]
    return int(number) if number.isdecimal() else 0


def read_coverage(frame: Frame) -> tuple[str, int] | None:
    """A label and how many states its steps led to, from `<label line ...>: distinct:all`."""
    if frame.code != Code.LABEL_COVERAGE or not frame.text.startswith("<"):
        return None
    label = frame.text[1:].partition(" line ")[0]
    generated = frame.text.rpartition(":")[2].strip()
    return (label, int(generated)) if generated.isdecimal() else None


def read_report(frame: Frame) -> str | None:
    """The name of the property that Watch in MC*.tla reports as violated, or None."""
    match _printed(frame):
        case ("violated", str(name)):
            return name
    return None


def read_watched(frame: Frame) -> str | None:
    """The name of a property that Watch in MC*.tla says it looks at, or None."""
    match _printed(frame):
        case ("watching", str(name)):
            return name
    return None


def read_acted(frame: Frame) -> str | None:
    """The CPU that MC*.tla has seen change something, reclaim in its walk, or None."""
    match _printed(frame):
        case ("acted", str(cpu)):
            return cpu
    return None


def read_asked(frame: Frame) -> str | None:
    """The operator in MC*.tla that is true in some state: what a property speaks of."""
    match _printed(frame):
        case ("asked", str(operator)):
            return operator
    return None


def read_final(frame: Frame) -> bool:
    """Tell whether MC*.tla reports here that there is a final state."""
    return _printed(frame) == ("final",)


def read_stuck(frame: Frame) -> tuple[str, str] | None:
    """A CPU that MC*.tla has seen wait for ever, and the label where it does, or None."""
    match _printed(frame):
        case ("stuck", str(cpu), str(label)):
            return cpu, label
    return None


def read_outcome(frame: Frame) -> Function | None:
    """The final state that Outcomes in MC*.tla reports, a record, or None.

    Raises ValueSyntaxError if it is there but not understood; what is no record is an empty one.
    """
    match _printed(frame):
        case ("outcome", str(text)):
            value = parse_value(text)
            return value if isinstance(value, Function) else Function({})
    return None


def read_mark(frame: Frame) -> Mark | None:
    """The violating state that Mark in MC*.tla prints, or None."""
    if frame.code != Frame.LOOSE or not frame.text.startswith('"<<\\"mark\\"'):
        return None
    try:
        match parse_value(str(parse_value(frame.text))):
            case ("mark", int(number), bool(in_condition), Function() as pc):
                return Mark(number, in_condition, pc)
    except ValueSyntaxError:
        pass
    return None


def is_observation(frame: Frame) -> bool:
    """Tell whether it is what an observer says of a state: as many lines as there are states."""
    return frame.code == Frame.LOOSE and frame.text.startswith(OBSERVATION)


def read_choices(frame: Frame) -> tuple[int, list[tuple[str, str]]] | None:
    """What Say in CH*.tla tells: a step, and the CPUs with the labels that they could take.

    None if it is nothing of the kind; what is not understood counts as not told.
    """
    match _printed(frame):
        case ("choices", int(step), str(text)):
            try:
                value = parse_value(text)
            except ValueSyntaxError:
                return None
            pairs = value if isinstance(value, frozenset) else ()
            return step, [(str(p[0]), str(p[1])) for p in pairs if isinstance(p, tuple) and p[1:]]
    return None


def read_instead(frame: Frame) -> tuple[int, str, Function] | None:
    """What Observed in CF*.tla tells: a state's number, where its step leads, and other values.

    None if it is nothing of the kind; what is not understood counts as not told.
    """
    match _printed(frame):
        case ("instead", int(number), str(label), str(text)):
            try:
                pairs = parse_value(text)
            except ValueSyntaxError:
                return None
            if isinstance(pairs, frozenset):
                found = [pair for pair in pairs if isinstance(pair, tuple) and len(pair) == 2]
                return number, label, Function(dict(found))
    return None


def _printed(frame: Frame) -> Value | None:
    """The value that a line of PrintT() shows, None if the frame is nothing of the kind."""
    if frame.code != Frame.LOOSE or not frame.text.startswith('<<"'):
        return None
    try:
        return parse_value(frame.text)
    except ValueSyntaxError:
        return None
