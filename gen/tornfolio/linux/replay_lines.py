"""Shows as lines of text how the C of a tree went along a counterexample."""

from __future__ import annotations

from tornfolio.linux.follow import Followed
from tornfolio.linux.own_policy import expected_patch
from tornfolio.linux.probes import fitting_writer
from tornfolio.linux.replay import Replay
from tornfolio.model.ptes import letters
from tornfolio.support.counting import number_of
from tornfolio.views.spans import Line, Span

__all__ = ["replay_lines"]


def replay_lines(replay: Replay) -> list[Line]:
    """A line for each step, with its place in the C, and where the two part."""
    lines: list[Line] = [
        (
            Span(f"{replay.scenario.name} ", "head"),
            Span(f"in the C of Linux {replay.tree.release}, along TLC's counterexample to "),
            Span(replay.trace.property),
        )
    ]
    granted = [expected_patch(replay.scenario, replay.tree), *replay.program.unset]
    lines += [(Span(f"{said}.", "open"),) for said in granted if said]
    cpu = max((len(each.step.actor or "") for each in replay.steps), default=0)
    label = max((len(each.step.action) for each in replay.steps), default=0)
    lines += [_line(replay, each, cpu, label) for each in replay.steps]
    if replay.parted is None:
        steps = number_of(len(replay.steps), "step")
        counts = f"{steps}, {replay.with_access} of them accesses in the C"
        return [*lines, (Span("Followed to the end", "good"), Span(f": {counts}."))]
    step = replay.parted.step
    what = f"{step.actor} at {step.action}: {step.primitive}" if step.actor else "the initial state"
    lines.append(
        (
            Span(f"They part at step {step.number}", "alarm"),
            Span(f" ({what}): {replay.parted.why}."),
        )
    )
    if said := fitting_writer(replay.tree, replay.scenario.parameters.kinds):
        lines.append((Span(f"{said}."),))
    return lines


def _line(replay: Replay, each: Followed, cpu: int, label: int) -> Line:
    step, place = each.step, replay.place_of(each)
    where = f"{place.function}() {place.file}:{place.line}" if place else each.how
    return (
        Span(f"{step.number:4} "),
        Span(f"{(step.actor or '').ljust(cpu)} ", "actor"),
        Span(f"{letters(step.state.pte) if len(step.state.pte) <= 32 else ''} "),
        Span(f"{step.action.ljust(label)} "),
        Span(where, "" if place else "faint"),
    )
