"""Drives the C along a counterexample of TLC, step by step, and says where the two part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tornfolio.linux.matches import OF_GATHER, READS, matcher
from tornfolio.linux.schedule import Access
from tornfolio.linux.shared import Shared, flat, in_words, read_shared, shared_of
from tornfolio.linux.stepping import At, Stepping
from tornfolio.linux.steps import Label
from tornfolio.trace.trace import Step, Trace

__all__ = ["Followed", "Parted", "follow"]

# How often another choice is tried at most, and how many accesses one step of the model may be.
_TRIES = 20_000
_FAR = 5_000
# The word of a label whose lock the model takes and drops within the step.
_HELD = " is held"


@dataclass(frozen=True)
class Followed:
    """A step of the model, and the accesses of the C that are it; `how` says why there are none."""

    step: Step
    accesses: tuple[Access, ...]
    how: str


@dataclass(frozen=True)
class Parted:
    """Where the C could not follow: the step of the model, and why."""

    step: Step
    why: str


@dataclass(frozen=True)
class _Guide:
    """What a replay goes by: the model's states, what its labels stand for, CPUs and functions."""

    trace: Trace
    goals: Sequence[Shared]
    labels: Mapping[str, Label]
    cpus: Mapping[str, int]
    function_of: Callable[[int], str]


@dataclass
class _Branch:
    """A choice of the C that was made on the way: it can be made otherwise."""

    depth: int
    index: int
    cpu: int
    next: int
    choices: int


@dataclass
class _Road:
    """The way of the C so far; `at[0]` is the initial state."""

    stepping: Stepping
    at: list[At]
    branches: list[_Branch] = field(default_factory=list)

    @property
    def here(self) -> At:
        return self.at[-1]

    @property
    def shared(self) -> Shared:
        text = self.here.step.state if self.here.step is not None else self.here.start
        return read_shared(text or "")

    def take(self, cpu: int, index: int) -> At:
        """Let a CPU take a step, with the first of its choices."""
        choices = self.here.cpus[cpu].choices
        if choices > 1:
            self.branches.append(_Branch(len(self.at), index, cpu, 1, choices))
        return self._step(cpu, 0)

    def back(self, depth: int) -> None:
        """Take steps back, until so many states are left, and forget the choices among them."""
        while len(self.at) > depth:
            self.stepping.undo()
            self.at.pop()
        while self.branches and self.branches[-1].depth >= depth:
            self.branches.pop()

    def otherwise(self) -> int | None:
        """Make the last choice otherwise; give the step of the model in which it was made."""
        if not self.branches:
            return None
        branch = self.branches[-1]
        while len(self.at) > branch.depth:
            self.stepping.undo()
            self.at.pop()
        choice = branch.next
        branch.next += 1
        if branch.next >= branch.choices:
            self.branches.pop()
        self._step(branch.cpu, choice)
        return branch.index

    def _step(self, cpu: int, choice: int) -> At:
        at = self.stepping.step(cpu, choice)
        # A step that ends its schedule has been taken back by the engine.
        if at.step is None or not at.step.ends:
            self.at.append(at)
        return at


def follow(
    stepping: Stepping,
    trace: Trace,
    labels: Mapping[str, Label],
    cpus: Mapping[str, int],
    function_of: Callable[[int], str],
) -> tuple[list[Followed], Parted | None]:
    """Follow a trace as far as the C goes.

    `cpus` are the numbers of the model's CPUs in the program, `function_of` gives the function of
    an address. Raises ToolFailed.
    """
    goals = [shared_of(step, trace, cpus) for step in trace.steps]
    guide = _Guide(trace, goals, labels, cpus, function_of)
    road = _Road(stepping, [stepping.begin()])
    if road.shared != goals[0]:
        begun, meant = in_words(road.shared, cpus), in_words(goals[0], cpus)
        why = f"the C begins with {begun}; the model begins with {meant}"
        return [], Parted(trace.steps[0], why)
    done: list[Followed] = []
    best: tuple[list[Followed], Parted] | None = None
    index = 1
    for _ in range(_TRIES):
        while index < len(trace.steps):
            step = trace.steps[index]
            taken = _one(road, index, guide)
            if isinstance(taken, str):
                break
            done.append(taken)
            index += 1
        else:
            return done, None
        if best is None or len(done) > len(best[0]):
            best = (list(done), Parted(step, taken))
        earlier = road.otherwise()
        if earlier is None:
            break
        index = earlier
        del done[index - 1 :]
    assert best is not None
    return best


def _one(road: _Road, index: int, guide: _Guide) -> Followed | str:
    """Take one step of the model in the C; a text says why that is not possible."""
    step, goals = guide.trace.steps[index], guide.goals
    label, cpu = guide.labels[step.action], guide.cpus[step.actor or ""]
    if goals[index] != goals[index - 1]:
        return _reach(road, index, cpu, guide)
    matches = matcher(label, step, guide.trace, guide.function_of)
    if matches is None:
        return Followed(step, (), "has no access in the C")
    return _seek(road, step, index, cpu, label, matches)


def _reach(road: _Road, index: int, cpu: int, guide: _Guide) -> Followed | str:
    """Let a CPU go on until all that the model has changed in this step has changed in the C."""
    step, before, goal = guide.trace.steps[index], guide.goals[index - 1], guide.goals[index]
    meant = in_words(goal, guide.cpus)
    accesses: list[Access] = []
    for _ in range(_FAR):
        at = road.here.cpus[cpu]
        if not at.enabled:
            where = "has returned" if at.returned else f"waits at {at.what} {at.address or ''}"
            return f"{step.actor} {where.rstrip()} in the C"
        taken = road.take(cpu, index).step
        if taken is None or taken.ends:
            errors = "; ".join(f"{e.property}: {e.text}" for e in (taken.errors if taken else ()))
            return errors or "the C goes no further"
        accesses += taken.accesses
        now = road.shared
        if now == goal:
            return Followed(step, tuple(accesses), "")
        for was, should, is_now in zip(flat(before), flat(goal), flat(now), strict=True):
            if is_now not in (was, should):
                return f"the C has {in_words(now, guide.cpus)}; the model has {meant}"
    return f"the C does not come to {meant} in {_FAR} accesses"


def _seek(
    road: _Road,
    step: Step,
    index: int,
    cpu: int,
    label: Label,
    matches: Callable[[Access], bool],
) -> Followed:
    """Let a CPU go on up to an access that changes no PTE and no PTL, or not at all.

    Where a label says that a lock is held, the C takes it before and drops it behind.
    """
    depth, before = len(road.at), road.shared
    accesses: list[Access] = []
    under_lock, found = _HELD in label.primitive, False
    for _ in range(_FAR):
        if not road.here.cpus[cpu].enabled:
            break
        taken = road.take(cpu, index).step
        if taken is None or taken.ends:
            break
        held = road.shared != before
        if held and not (under_lock and _holds_more(road.shared, before, cpu)):
            break
        accesses += taken.accesses
        found = found or any(map(matches, taken.accesses))
        if found and not held:
            if label.access in ("map count", "swap count", "page"):
                writes = label.access != "page" or OF_GATHER in label.primitive
                accesses += _rest(road, cpu, index, writes=writes)
            return Followed(step, tuple(accesses), "")
        if any(map(_locks, taken.accesses)) and not under_lock:
            break
    road.back(depth)
    return Followed(step, (), "made no access of its own in the C")


def _holds_more(now: Shared, before: Shared, cpu: int) -> bool:
    """Tell whether all is as before, but for PTLs that a CPU has taken."""
    return now[0] == before[0] and all(
        holder in (was, cpu) for holder, was in zip(now[1], before[1], strict=True)
    )


def _locks(access: Access) -> bool:
    """Tell whether an access takes or drops a lock that a step of the model stands for alone.

    That of a PMD is taken and dropped in one step with what is done under it.
    """
    return "lock" in access.what and not (access.address or "").startswith("PMD lock")


def _rest(road: _Road, cpu: int, index: int, *, writes: bool) -> list[Access]:
    """Let a CPU finish what is one step of the model and several changes of counts in the C."""
    accesses: list[Access] = []
    while writes and road.here.cpus[cpu].enabled:
        at = road.here.cpus[cpu]
        if at.what in READS or not (at.address or "").startswith(("page", "swap count")):
            break
        taken = road.take(cpu, index).step
        accesses += taken.accesses if taken is not None else ()
    return accesses
