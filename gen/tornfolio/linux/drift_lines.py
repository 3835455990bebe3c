"""Shows as lines of text which functions of a tree are not as they were read."""

from __future__ import annotations

from tornfolio.linux.drift import Drift, Drifted
from tornfolio.linux.misfits import Misfit
from tornfolio.views.spans import Line, Span

__all__ = ["drift_lines"]


def drift_lines(drift: Drift) -> list[Line]:
    """A line for each function, with the labels of those that are not the same."""
    width = max((len(each.name) for each in drift.functions), default=0)
    lines: list[Line] = [
        (
            Span(f"Linux {drift.tree.release} ", "head"),
            Span(f"beside what was read; it is nearest to {drift.nearest}"),
        )
    ]
    for each in drift.functions:
        lines.append(_line(each, width))
        if each.state != "same":
            lines.append((Span(f"{'':10}stands for {', '.join(each.labels)}", "faint"),))
    lines += [
        (Span(f"  {name}() is named by labels and was never read", "alarm"),)
        for name in drift.unread
    ]
    lines += [
        (Span(f"  {name}() was read and no label names it", "alarm"),) for name in drift.unnamed
    ]
    lines += [_misfit(each) for each in drift.misfits]
    if drift.not_taken:
        lines.append((Span(f"  nothing of it can run: {drift.not_taken}", "alarm"),))
    lines += _helpers(drift)
    counts = ", ".join(
        f"{sum(each.state == state for each in drift.functions)} {state}"
        for state in ("same", "changed", "gone")
    )
    return [*lines, (Span(counts),)]


def _misfit(each: Misfit) -> Line:
    where = f"{each.file}:{each.line}, {each.function}()"
    words = (
        f"  no step of {where} is that of label {each.name}: {each.words}"
        if each.what == "label"
        else f"  no label stands for {each.name}() at {where}"
    )
    return (Span(words, "alarm"),)


def _helpers(drift: Drift) -> list[Line]:
    """Say what else runs, by name only where it is not as it was read."""
    if not drift.helpers:
        return []
    other = [each for each in drift.helpers if each.state != "same"]
    words = f"{len(drift.helpers)} more functions of the tree run in its C, which no label names"
    lines: list[Line] = [(Span(words + (":" if other else ", all as they were read"), "faint"),)]
    for each in other:
        lines.append(
            (
                Span(f"  {each.state:<8}", "open"),
                Span(each.name),
                Span(f" {each.file}:{each.line}", "faint"),
            )
        )
    return lines


def _line(each: Drifted, width: int) -> Line:
    there = each.found
    where = f"{there.file}:{there.line}" if there is not None else "is not there"
    if there is not None and there.name != each.name:
        where += f" as {there.name}"
    read = f", as in {', '.join(each.releases)}" if each.releases else ""
    ours = "; mini, ours in its place where the C runs" if each.runs == "mini" else ""
    return (
        Span(f"  {each.state:<8}", "good" if each.state == "same" else "alarm"),
        Span(f"{each.name.ljust(width)} "),
        Span(f"{where}{read}{ours}", "faint"),
    )
