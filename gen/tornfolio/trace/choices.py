"""Asks TLC what else could have happened at each step of a counterexample."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from tornfolio.model.estimate import Size
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.support.files import read_whole
from tornfolio.support.naming import shown
from tornfolio.support.processes import Execution, Processes
from tornfolio.tla.annotations import Action, read_annotations
from tornfolio.tla.literals import tla_literal
from tornfolio.tla.page_runs import as_runs, kept_as_runs
from tornfolio.tla.values import Value
from tornfolio.tlc.argv import Limits, Search, tlc_command
from tornfolio.tlc.frames import read_frames
from tornfolio.tlc.jvm import choose_jvm
from tornfolio.tlc.messages import Code, read_choices
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.trace.places import differing, value_at
from tornfolio.trace.trace import Choice, Trace

__all__ = ["action_call", "choices_module", "with_choices"]

_CONSTANTS = re.compile(r"^CONSTANTS\n(?: {4}.*\n)+", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
_AGAIN = "check the scenario again, or leave --choices out"


def with_choices(
    trace: Trace, folder: Path, *, tools: Toolchain, limits: Limits | None = None
) -> Trace:
    """A trace whose steps say what could have happened instead, which a run of TLC finds out.

    `folder` is the run folder of the check that found the trace, with its translated module. TLC
    follows the trace by the actions of that module, and in each state tells the actions that are
    ENABLED with another successor than the trace takes. Raises BadInput if the folder or the trace
    lacks what that needs or the time limit, in seconds, is over; ToolFailed if TLC cannot follow.
    """
    limits = limits or Limits()
    module, text = _module(folder, trace)
    name = f"CH{module}"
    scratch = folder / "scratch_choices"
    cfg = folder / f"{name}.cfg"
    try:
        (scratch / "tmp").mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.tla").write_text(
            choices_module(trace, text), encoding="utf-8", newline="\n"
        )
        constants = _constants(folder, module)
        cfg.write_text(
            f"INIT FollowInit\nNEXT Follow\n{constants}INVARIANT\n    Say\n",
            encoding="ascii",
            newline="\n",
        )
        with Processes() as processes:
            execution = processes.execute(
                tlc_command(
                    tools,
                    Search(
                        module=name,
                        cfg=cfg.absolute(),
                        metadata=(scratch / "states").absolute(),
                        temporary=(scratch / "tmp").absolute(),
                        # One worker prints line after line.
                        jvm=choose_jvm(
                            Size(len(trace.steps), trace.nr_pages), workers=1, memory=limits.memory
                        ),
                    ),
                ),
                folder=folder,
                output=folder / "choices.out",
                timeout=limits.timeout,
            )
    except OSError as error:
        raise BadInput(
            f"{error.filename or folder} cannot be written: {error.strerror}",
            "choose another folder with --runs",
        ) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return _told(trace, read_annotations(text).actions, _choices(trace, execution))


def choices_module(trace: Trace, text: str) -> str:
    """The module that follows a trace; `text` is that of the translated module it extends.

    Raises BadInput if the trace lacks some variables, or is not one of that module.
    """
    names = list(trace.steps[0].state.variables)
    for step in trace.steps:
        if not names or list(step.state.variables) != names:
            raise BadInput(f"step {step.number} of the trace lacks some variables", _AGAIN)
    kept = kept_as_runs(text)
    states = [as_runs(step.state.variables, kept, trace.nr_pages) for step in trace.steps]
    pairs = sorted({pair for step in trace.steps for pair in step.state.pc.items()})
    actions = [
        (cpu, label, call)
        for cpu, label in pairs
        if label != "Done" and (call := action_call(cpu, label, text))
    ]
    for name in [trace.module, *names, *(label for _, label, _ in actions)]:
        if not _NAME.fullmatch(name):
            raise BadInput(
                f"the trace has the name {shown(name)}, which TLA+ does not have", _AGAIN
            )
    try:
        steps = [
            f"followed = {number} ->\n{_taken(before, after)}"
            for number, (before, after) in enumerate(pairwise(states))
        ]
        others = [
            f"    IF ENABLED ({call} /\\ ~Taken) THEN {{{tla_literal((cpu, label))}}} ELSE {{}}"
            for cpu, label, call in actions
        ]
    except (TypeError, ValueError) as error:
        raise BadInput(f"the trace has a value that TLA+ does not have: {error}", _AGAIN) from None
    arms = "\n    [] ".join([*steps, "OTHER -> FALSE"])
    said = ",\n".join(others) or "    {}"
    return f"""---- MODULE CH{trace.module} ----
(***************************************************************************
 Follows a counterexample of {trace.module}, and says in each of its states
 which actions could have been taken instead.
 ***************************************************************************)
EXTENDS {trace.module}, TLC

VARIABLE followed  \\* how many steps have been taken

\\* The next step of the counterexample: what it changes and what it leaves alone.
Taken ==
    CASE {arms}

FollowInit == Init /\\ followed = 0
Follow == Next /\\ Taken /\\ followed' = followed + 1

Others == UNION {{
{said}}}

Say == PrintT(<<"choices", followed, ToString(Others)>>)
=============================================================================
"""


def _choices(trace: Trace, execution: Execution) -> dict[int, list[tuple[str, str]]]:
    """What TLC has told of each state of a trace. Raises ToolFailed if it did not follow it."""
    if execution.stopped == "time":
        raise BadInput(
            f"the choices of {trace.scenario} were not found in time", "give more with --timeout"
        )
    with execution.output.open(encoding="utf-8", errors="replace") as lines:
        frames = list(read_frames(lines))
    found = dict(told for frame in frames if (told := read_choices(frame)) is not None)
    complete = any(frame.code == Code.SUCCESS and frame.complete for frame in frames)
    if execution.exit_status != 0 or not complete or sorted(found) != list(range(len(trace.steps))):
        at = next(step for step in range(len(trace.steps) + 1) if step not in found)
        raise ToolFailed(
            f"TLC, which ended with status {execution.exit_status}, cannot follow the"
            f" counterexample of {trace.scenario} to step {at}",
            f"its output is {execution.output}",
        )
    return found


def _module(folder: Path, trace: Trace) -> tuple[str, str]:
    """Read the translated module that a run checked."""
    path = folder / f"{trace.module}.tla"
    try:
        if _NAME.fullmatch(trace.module):
            return trace.module, read_whole(path).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        pass
    raise BadInput(f"run folder {folder} has no module {shown(trace.module)}", _AGAIN)


def _constants(folder: Path, module: str) -> str:
    """The constants of the run, as one of its .cfg files has them; all have the same."""
    for path in sorted(folder.glob(f"*{module}_*.cfg")):
        if found := _CONSTANTS.search(path.read_text(encoding="ascii", errors="replace")):
            return found[0]
    raise BadInput(f"run folder {folder} has no .cfg with the constants of {module}", _AGAIN)


def action_call(cpu: str, label: str, text: str) -> str:
    """The action of a label as TLA+: with the CPU, where several may run its process."""
    if re.search(rf"^{re.escape(label)}\(self\) ==", text, re.MULTILINE):
        return f"{label}({tla_literal(cpu)})"
    if re.search(rf"^{re.escape(label)} ==", text, re.MULTILINE):
        return label
    raise BadInput(f"the trace has a label {shown(label)} that its module has not", _AGAIN)


def _taken(before: Mapping[str, Value], after: Mapping[str, Value]) -> str:
    """A step as a conjunction over all variables; only what changes is written out."""
    same = [name for name in before if before[name] == after[name]]
    lines = [
        f"        /\\ {name}' = {_changed(name, before[name], after[name])}"
        for name in before
        if name not in same
    ]
    if same:
        lines.append(f"        /\\ UNCHANGED <<{', '.join(same)}>>")
    return "\n".join(lines)


def _changed(name: str, old: Value, new: Value) -> str:
    changes = list(_excepts(old, new))
    if changes and all(path for path, _ in changes):
        return f"[{name} EXCEPT {', '.join(f'!{path} = {value}' for path, value in changes)}]"
    return changes[0][1].replace("@", name) if isinstance(old, frozenset) else tla_literal(new)


def _excepts(old: Value, new: Value) -> Iterator[tuple[str, str]]:
    """What differs as (path, expression), where @ is the old value, of sets alone."""
    for place in differing(old, new):
        path = "".join(f"[{tla_literal(key)}]" for key in place)
        before, after = value_at(old, place), value_at(new, place)
        if isinstance(before, frozenset) and isinstance(after, frozenset):
            more, less = tla_literal(after - before), tla_literal(before - after)
            yield path, f"(@ \\union {more}) \\ {less}"
        else:
            yield path, tla_literal(after)


def _told(
    trace: Trace,
    actions: Mapping[str, Action],
    found: Mapping[int, Sequence[tuple[str, str]]],
) -> Trace:
    """For each step what could have happened instead: what its state before allows."""
    order = list(trace.lanes)
    steps = [dataclasses.replace(trace.steps[0], choices=())]
    for number, step in enumerate(trace.steps[1:]):
        choices = [
            Choice(cpu, label, actions[label].function, actions[label].primitive)
            for cpu, label in sorted(found[number], key=lambda pair: order.index(pair[0]))
        ]
        steps.append(dataclasses.replace(step, choices=tuple(choices)))
    return dataclasses.replace(trace, steps=tuple(steps))
