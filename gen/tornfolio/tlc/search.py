"""Runs TLC on a spec: one question in, one finished run out."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tornfolio.model.estimate import estimated_size
from tornfolio.model.properties import Property
from tornfolio.model.spec import Spec, cfg_text
from tornfolio.support.errors import BadInput
from tornfolio.support.processes import Execution
from tornfolio.tla.pluscal import lay_out_stripped
from tornfolio.tlc.argv import Limits, Search, tlc_command
from tornfolio.tlc.frames import Frame
from tornfolio.tlc.jvm import Jvm, choose_jvm
from tornfolio.tlc.messages import Code, Counts
from tornfolio.tlc.watcher import Keeper, Watcher
from tornfolio.tlc.workplace import Workplace

__all__ = ["Question", "Run", "checkpoints_of", "jvm_for", "run_tlc"]

# The invariant in MC*.tla that is false once.
_SHOWN = "Shown"
# The invariant of an observer, which is always true.
_OBSERVED = "Observed"
# The formulas of a module that counts switches: what is asked, and what is looked at.
_CLEAREST = "Clearest"
_CLEARER = "Clearer"
# Those that use registers, which have no values in a search that goes on from a checkpoint.
_REACHED = "Reached"
_WITH_REGISTERS = ("Watch", _REACHED, _SHOWN)


@dataclass(frozen=True)
class Question:
    """What one run of TLC is to decide.

    Some properties, up to the first violation, whose behaviour TLC gives; with a condition, only in
    the states that satisfy it. With `watch`, which of the safety properties are violated, by one
    search of all states; and with `shown`, the scenario's own property, the behaviour of its first
    violation as well, which is the shortest if TLC has one worker. The condition is for that alone
    then. `outcomes` asks for all final states, `coverage` for how often each label was reached,
    `dump` for the state graph, with the states that violate the property marked. With `acts`, and
    with `watch` and `outcomes` too, what is never reached is said: CPUs that never act, an end.
    `observer` names a module in the folder that extends MC*.tla and tells of each state what its
    invariant `Observed` prints. `clearest` names one that counts switches between CPUs, and goes on
    from a behaviour, of the `shown` property, to those with fewer of them. `specification` is a
    formula of either, if not the spec's own is to be searched.
    """

    name: str
    properties: tuple[Property, ...]
    condition: str | None = None
    watch: bool = False
    shown: Property | None = None
    outcomes: bool = False
    coverage: bool = False
    dump: bool = False
    acts: bool = False
    observer: str = ""
    specification: str = ""
    clearest: str = ""

    @property
    def is_safety(self) -> bool:
        """Tell whether no temporal property is asked for."""
        return all(prop.kind == "safety" for prop in self.properties)

    @property
    def reports(self) -> bool:
        """Tell whether a search of all states says what it has reached."""
        return self.watch or self.outcomes or self.acts

    def invariants(self) -> list[str]:
        """The invariants of the .cfg."""
        asked = [name for name, prop in self.asked().items() if prop.kind == "safety"]
        if self.dump:
            asked = [f"{name}Marked" for name in asked]
        # TLC 2.15 looks at none of the invariants after one that is violated.
        watch = ["Watch"] if self.watch else []
        watch += [_REACHED] if self.reports else []
        observed = [_OBSERVED] if self.observer else []
        return watch + asked + (["Outcomes"] if self.outcomes else []) + observed

    def asked(self) -> dict[str, Property]:
        """Map the names that TLC is going to use to the properties that they stand for."""
        if self.clearest and self.shown:
            return {_CLEAREST: self.shown}
        if self.watch:
            return {_SHOWN: self.shown} if self.shown else {}
        suffix = f"In{self.condition}" if self.condition else ""
        return {prop.name + suffix: prop for prop in self.properties}

    def everywhere(self, prop: Property) -> bool:
        """Tell whether this asks for a property in all states."""
        return prop in self.properties and (self.condition is None or self.watch)

    def goes_on_after(self, frame: Frame) -> bool:
        """Tell whether a message is of the violation that is shown, after which TLC goes on."""
        return self.shown is not None and frame.code in (
            Code.INVARIANT_VIOLATED,
            Code.INVARIANT_VIOLATED_INITIALLY,
            Code.BEHAVIOUR,
        )


@dataclass(frozen=True)
class Run:
    """A finished run of TLC: what was asked, how the program ended, and how it was started.

    `jvm` is None for a search by TLC's server. `checkpoint` is the number of the one from which it
    went on, 0 if it began at the initial states.
    """

    spec: Spec
    question: Question
    execution: Execution
    jvm: Jvm | None = None
    checkpoint: int = 0

    @property
    def dump(self) -> Path:
        """The file of the state graph, which is there if it was asked for."""
        return self.execution.output.with_suffix(".dot")


def run_tlc(
    spec: Spec,
    question: Question,
    place: Workplace,
    on_progress: Callable[[Counts], None] | None = None,
    *,
    resumable: bool = False,
) -> Run:
    """Check a translated spec, which stands in the place's folder; write this run's files there.

    `on_progress` gets TLC's counts in the calling thread. A resumable run keeps TLC's last
    checkpoint, and goes on from it if there is one already; of liveness there are none. Raises
    BadInput if it was asked with another .cfg before.
    """
    folder = place.folder
    scratch = _emptied(folder / f"scratch_{question.name}")
    output = folder / f"{question.name}.out"
    start = _begin(spec, question, folder, same=resumable)
    checkpoints = checkpoints_of(folder, question)
    resumable = resumable and question.is_safety
    if resumable and checkpoints.exists():
        start = _going_on(spec, question, start, checkpoints, scratch / "states", output)
    lay_out_stripped(folder, scratch / "modules")
    jvm = jvm_for(spec, question, place.limits)
    keeper = Keeper(scratch / "states", checkpoints, output, begun=start.checkpoint)
    watcher = Watcher(
        question.goes_on_after,
        max_states=place.limits.max_states,
        on_progress=on_progress,
        keeper=keeper if resumable else None,
    )
    search = Search(
        module=start.module,
        cfg=start.cfg,
        metadata=scratch / "states",
        temporary=scratch / "tmp",
        jvm=jvm,
        coverage=question.coverage,
        go_on=question.shown is not None and start.metadata is None,
        dump=folder / f"{question.name}.dot" if question.dump else None,
        # To print all variables takes a third of a small search. But of variables of the user's
        # own TLC may not compare the values, and ends a behaviour there without a word, newer
        # releases a dump as well.
        changes_only=not question.dump and spec.scenario.model.own is None,
        checkpoints=resumable,
        recover=start.metadata,
    )
    try:
        execution = place.processes.execute(
            tlc_command(place.tools, search),
            folder=scratch / "modules",
            output=output,
            timeout=place.left(),
            on_line=watcher.line,
            append=start.metadata is not None,
        )
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Run(spec, question, execution, jvm, start.checkpoint)


def _emptied(scratch: Path) -> Path:
    shutil.rmtree(scratch, ignore_errors=True)
    (scratch / "tmp").mkdir(parents=True, exist_ok=True)
    return scratch


def checkpoints_of(folder: Path, question: Question) -> Path:
    """The place of a question's checkpoints in its run folder."""
    return folder / f"checkpoint_{question.name}"


def jvm_for(spec: Spec, question: Question, limits: Limits) -> Jvm:
    """Choose how TLC is run to decide a question.

    With several workers TLC loses violations of liveness, until release 2.19. What is clearest is
    the same each time only with one.
    """
    lively = any(prop.kind == "liveness" for prop in question.properties)
    return choose_jvm(
        estimated_size(spec.scenario.parameters),
        workers=1 if lively or question.clearest else limits.workers,
        memory=limits.memory,
        processors=limits.processors if question.watch and not question.coverage else 1,
        most=limits.max_states,
    )


@dataclass(frozen=True)
class _Start:
    """With what TLC begins: a module and its .cfg; from a checkpoint, which one and TLC's folder.

    `checkpoint` is its place among those of the output, from 1; 0 for a search from the start.
    """

    module: str
    cfg: Path
    checkpoint: int = 0
    metadata: Path | None = None


def _begin(spec: Spec, question: Question, folder: Path, *, same: bool) -> _Start:
    """Write the .cfg of a question; with `same` it must be as it was if there is one.

    Progress comes from a constraint, with which TLC's liveness checking does not go together.
    """
    safety = question.is_safety
    extended = question.observer or question.clearest
    module = extended or (f"MC{spec.module}" if safety else spec.module)
    if question.specification:
        spec = dataclasses.replace(spec, specification=question.specification)
    cfg = folder / f"{module}_{question.name}.cfg"
    text = cfg_text(
        spec,
        invariants=question.invariants(),
        properties=[prop.name for prop in question.properties if prop.kind == "liveness"],
        constraint=(_CLEARER if question.clearest else "Progress") if safety else None,
        action_constraint="Acting" if safety and question.reports else None,
    )
    if same:
        _check_same(cfg, text)
    cfg.write_text(text, encoding="ascii", newline="\n")
    return _Start(module, cfg)


def _check_same(cfg: Path, text: str) -> None:
    """Raise BadInput if a .cfg that an earlier run has used is not the one to be used now."""
    try:
        same = cfg.read_text(encoding="ascii") == text
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError):
        same = False
    if not same:
        raise BadInput(f"{cfg} was changed since its run began", "check the scenario again")


def _going_on(
    spec: Spec, question: Question, start: _Start, checkpoints: Path, states: Path, output: Path
) -> _Start:
    """Prepare a search that goes on from its last checkpoint, if there is a whole one."""
    from tornfolio.tlc.checkpoint import find_checkpoint, lay_out
    from tornfolio.tlc.recovery import GOING_ON, going_on_module, keep_output, reported_name

    checkpoint = find_checkpoint(checkpoints)
    reported = keep_output(output, checkpoint.number) if checkpoint else None
    if checkpoint is None or reported is None:
        shutil.rmtree(checkpoints, ignore_errors=True)
        return start
    module = f"GO{spec.module}_{question.name}"
    asked = [prop.name for prop in question.properties if prop.name not in reported]
    watched = asked if question.watch else []
    (start.cfg.parent / f"{module}.tla").write_text(
        going_on_module(start.module, module, watched), encoding="ascii", newline="\n"
    )
    # What is shown needs a register as well; it is asked for alone afterwards.
    invariants = [name for name in question.invariants() if name not in _WITH_REGISTERS]
    cfg = start.cfg.with_name(f"{module}.cfg")
    cfg.write_text(
        cfg_text(spec, invariants=[GOING_ON, *map(reported_name, watched), *invariants]),
        encoding="ascii",
        newline="\n",
    )
    metadata = states / "recovered"
    lay_out(checkpoint, metadata, module)
    return _Start(module, cfg, checkpoint.number, metadata)
