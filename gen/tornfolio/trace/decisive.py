"""Asks TLC by which of the values that reclaim read it was decided how it went on.

In the very state before a step one value is put back to what it had been before another CPU wrote
it, and TLC takes the step from there. If it leads to another label, or leaves another variable
with another value, that value decided.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from tornfolio.model.digests import code_digest
from tornfolio.support.cache import digest, read_sealed, write_sealed
from tornfolio.support.errors import ToolFailed
from tornfolio.support.paths import cache_dir
from tornfolio.tla.branches import Branch, branch_of
from tornfolio.tla.literals import tla_literal
from tornfolio.tla.page_runs import as_runs, kept_as_runs
from tornfolio.tla.values import Function, Value
from tornfolio.tlc.behaviour import CHOICE, Instead
from tornfolio.tlc.frames import Frame, read_frames
from tornfolio.tlc.messages import read_instead
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Ask
from tornfolio.trace.build import build_trace
from tornfolio.trace.choices import action_call
from tornfolio.trace.left_open import action_without, left_open
from tornfolio.trace.places import differing, value_at, value_with
from tornfolio.trace.state import State
from tornfolio.trace.trace import Trace

__all__ = ["decisive", "instead_module"]

_READER = "reclaim"
_OWN = ("pc",)
_AUX = "aux_"

# A label, and the values of other variables.
Led = tuple[str, Function]

# What maps the folio is what the walk is there for, whoever has mapped it.
_ORDINARY = ("pte", "present")
# So many of the values that a place had before are tried.
_MOST_VALUES = 4


def decisive(result: Result, ask: Ask) -> Result:
    """The result with those values that decided how reclaim went on, the latest of each step.

    Tried is a value that differs from that of the initial state and was written by another CPU, at
    a label from which there are several ways. Nothing is added where TLC cannot say it: no
    behaviour leads to the states that it is asked about, so a model need not foresee them.
    """
    if result.violated is None or not result.states:
        return result
    spec = result.run.spec
    trace = build_trace(result)
    tried = [*_tried(trace, spec.tla), *left_open(trace, spec.tla, _READER)]
    if not tried:
        return result
    try:
        text = instead_module(trace, spec.tla, tried)
    except (TypeError, ValueError):
        return result  # a value, of a model of the user's own, that cannot be written as TLA+
    place = _place(result, text)
    told = read_sealed(place)
    if not isinstance(told, list):
        told = _told(result, text, ask)
        if told:
            write_sealed(place, told)
    led = _led(told)
    return dataclasses.replace(result, instead=tuple(_decided(trace, tried, led)))


def _place(result: Result, text: str) -> Path:
    """The file of what TLC says to a question: another one for another module or program."""
    argv = result.run.execution.argv
    parts = [code_digest(), result.run.spec.tla, text, result.tlc_version]
    for path in map(Path, (word for word in argv if word == argv[0] or word.endswith(".jar"))):
        with contextlib.suppress(OSError):
            found = path.stat()
            parts.append(f"{path} {found.st_size} {found.st_mtime_ns}")
    return cache_dir() / "instead" / f"{digest(*(part.encode() for part in parts))[:32]}.json"


def _told(result: Result, text: str, ask: Ask) -> list[str]:
    """What TLC has printed of the steps, nothing if it cannot take them all."""
    spec, folder = result.run.spec, result.run.execution.output.parent
    observer = f"CF{spec.module}"
    (folder / f"{observer}.tla").write_text(text, encoding="utf-8", newline="\n")
    # Whoever goes on with a check believes an answer to the same question.
    name = f"instead_{digest(text.encode())[:12]}"
    question = Question(name, (), observer=observer, specification="InsteadSpec")
    try:
        answer = ask(question)
    except ToolFailed:
        return []
    if not answer.complete:
        return []
    with answer.run.execution.output.open(encoding="utf-8", errors="replace") as lines:
        return [frame.text for frame in read_frames(lines) if read_instead(frame)]


def instead_module(trace: Trace, text: str, tried: Sequence[Instead]) -> str:
    """The module that takes one step from each state with a value put back.

    `text` is that of the translated module it extends. Raises TypeError or ValueError if TLA+ does
    not have a value.
    """
    kept = kept_as_runs(text)
    states: list[str] = []
    actions: list[str] = []
    effects: list[str] = []
    defined: list[str] = []
    for number, each in enumerate(tried):
        before = _before(trace, each)
        values = as_runs(before, kept, trace.nr_pages)
        lines = [f"/\\ {name} = {tla_literal(value)}" for name, value in values.items()]
        states.append("\n          ".join([f"/\\ instead_case = {number}", *lines]))
        label = trace.steps[each.step].action
        call = action_call(_READER, label, text)
        if each.name and each.name not in before:
            call = f"InsteadOf{number}"
            defined.append(f"{call} ==\n{action_without(text, label, each.name)}\n")
        actions.append(f"/\\ instead_case = {number} /\\ {call}")
        effects.append(f"instead_case = {number} -> {_other(trace, each, kept)}")
    differing = "\n      [] ".join(effects)
    first, taken = "\n       \\/ ".join(states), "\n       \\/ ".join(actions)
    return f"""---- MODULE CF{trace.module} ----
(***************************************************************************
 Takes steps of a counterexample of {trace.module} from the states before them,
 in which one value is what it had been before another CPU wrote it, or with {{}} in
 place of a parameter, or in all ways that a step can end.
 ***************************************************************************)
EXTENDS {trace.module}, TLC

VARIABLES instead_case, instead_done

{"".join(defined)}
\\* The states before the steps, each with one value put back.
InsteadInit ==
    /\\ instead_done = FALSE
    /\\ \\/ {first}

InsteadNext ==
    /\\ ~instead_done
    /\\ instead_done' = TRUE
    /\\ UNCHANGED instead_case
    /\\ \\/ {taken}

InsteadSpec == InsteadInit /\\ [][InsteadNext]_<<vars, instead_case, instead_done>>

\\* What is not as after the step of the counterexample, but for the value itself.
InsteadOther ==
    CASE {differing}

Progress == TRUE
Observed ==
    instead_done =>
        PrintT(<<"instead", instead_case, pc["{_READER}"], ToString(InsteadOther)>>)
=============================================================================
"""


def _before(trace: Trace, tried: Instead) -> dict[str, Value]:
    """The variables before a step, with the value that is tried."""
    before = dict(trace.steps[tried.step - 1].state.variables)
    if tried.name in before and tried.value is not None:
        before[tried.name] = value_with(before[tried.name], tried.place, tried.value)
    return before


def _other(trace: Trace, tried: Instead, kept: Collection[str]) -> str:
    """What is not as after a step of the trace: pairs of a variable and its value, as TLA+."""
    after = {
        name: value
        for name, value in trace.steps[tried.step].state.variables.items()
        if name not in (*_OWN, tried.name) and not name.startswith(_AUX)
    }
    others = [
        f"IF {name} = {tla_literal(value)} THEN {{}} ELSE {{<<{tla_literal(name)}, {name}>>}}"
        for name, value in as_runs(after, kept, trace.nr_pages).items()
    ]
    return f"UNION {{{', '.join(others)}}}"


def _tried(trace: Trace, module: str) -> Iterator[Instead]:
    """What is asked about, step by step, the latest writes and values first; no labels yet."""
    writes: dict[tuple[str, tuple[Value, ...]], int] = {}
    for at, step in enumerate(trace.steps[1:], start=1):
        before = trace.steps[at - 1].state
        branch = branch_of(module, step.action) if step.actor == _READER else None
        if branch:
            for name, place in _read_places(trace, at, branch, writes):
                for value in _earlier(trace, at, name, place):
                    yield Instead(at, name, place, value, writes[name, place])
        for name, value in step.state.variables.items():
            for place in differing(before.variables.get(name), value):
                writes.pop((name, place), None)
                writes[name, place] = at


def _read_places(
    trace: Trace,
    at: int,
    branch: Branch,
    writes: Mapping[tuple[str, tuple[Value, ...]], int],
) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """The places of which the conditions of a step speak and that another CPU wrote last."""
    before, after = trace.steps[at - 1].state, trace.steps[at].state
    first = trace.steps[0].state.variables
    for (name, place), written in reversed(list(writes.items())):
        if name not in branch.names or name in _OWN or name.startswith(_AUX):
            continue
        if trace.steps[written].actor == _READER:
            continue
        now = value_at(before.variables[name], place)
        if now == value_at(first[name], place) or (name, now) == _ORDINARY:
            continue
        if _speaks_of(branch, name, place, before, after):
            yield name, place


def _earlier(trace: Trace, at: int, name: str, place: Sequence[Value]) -> list[Value]:
    """The other values that a place had before a step, the latest first."""
    now, *had = (value_at(step.state.variables[name], place) for step in reversed(trace.steps[:at]))
    others = [value for value in had if value is not None and value != now]
    return list(dict.fromkeys(others))[:_MOST_VALUES]


def _speaks_of(
    branch: Branch, name: str, place: Sequence[Value], before: State, after: State
) -> bool:
    """Tell whether the conditions may speak of a place of a variable.

    What stands in brackets and is no variable, a constant say, may be any place.
    """
    asked = [keys for known, keys in branch.places if known == name]
    if not asked:
        return True
    for keys in asked:
        values = [
            (after if key.endswith("'") else before).variables.get(key.removesuffix("'"))
            for key in keys
        ]
        if all(one in (None, other) for one, other in zip(values, place, strict=False)):
            return True
    return False


def _led(told: Sequence[str]) -> dict[int, set[Led]]:
    """To which labels TLC has come from each state, and with which other values."""
    led: dict[int, set[Led]] = {}
    for text in told:
        found = read_instead(Frame(Frame.LOOSE, 0, text))
        if found is not None:
            led.setdefault(found[0], set()).add(found[1:])
    return led


def _decided(
    trace: Trace, tried: Sequence[Instead], led: Mapping[int, set[Led]]
) -> Iterator[Instead]:
    """Of each step the first value with which there is one way on, and another than the step's.

    A way to another label says more than one to another value.
    """
    best: dict[int, Instead] = {}
    for number, each in enumerate(tried):
        here = trace.steps[each.step].state.pc[_READER]
        ways = led.get(number, set())
        if each.name == CHOICE:
            ways = {way for way in ways if way[0] != here}
        if len(ways) != 1:
            continue
        ((label, others),) = ways
        elsewhere = label != here
        known = best.get(each.step)
        if (elsewhere and not (known and known.label)) or (others and not known):
            found = dataclasses.replace(each, label=label if elsewhere else "", others=others)
            best[each.step] = found
    yield from best.values()
