"""Shows where TLC and the C of a tree differ as lines of text."""

from __future__ import annotations

from collections import Counter

from tornfolio.explore.outcomes import told_apart
from tornfolio.linux.compare import Compared, Comparison
from tornfolio.linux.own_policy import expected_patch
from tornfolio.linux.probes import fitting_writer
from tornfolio.support.counting import number_of
from tornfolio.views.spans import Line, Span

__all__ = ["comparison_lines"]


def comparison_lines(found: Comparison) -> list[Line]:
    """Each point that differs without a reason, the reasons, and how many do not."""
    patches = [expected_patch(each.scenario, found.tree) for each in found.points]
    granted = dict.fromkeys([*patches, *found.unset])
    lines: list[Line] = [(Span(f"{said}.", "open"),) for said in granted if said]
    for each in found.unexplained:
        lines += _point(each)
        if said := fitting_writer(found.tree, each.scenario.parameters.kinds):
            lines.append((Span(f"  {said}"),))
    for each in found.undecided:
        bounds = each.scenario.parameters.in_words()
        words = f" for {bounds}: not compared, as {each.undecided}"
        lines.append((Span(each.scenario.name, "head"), Span(words, "open")))
    reasons = Counter(each.reason for each in found.points if not each.same and each.reason)
    for reason, number in reasons.items():
        lines.append((Span(f"{number} explained: ", "faint"), Span(reason)))
    for name in found.stale:
        lines.append((Span(f"the explanation {name} explains nothing any more", "alarm"),))
    words = (
        f"{number_of(len(found.points), 'point')} in the C of Linux {found.tree.release}: "
        f"{sum(each.same for each in found.points)} the same, {sum(reasons.values())} explained, "
        f"{len(found.unexplained)} differ"
    )
    if found.undecided:
        words += f", {len(found.undecided)} not decided"
    left_out = f"; {found.left_out} cannot be asked of this tree" if found.left_out else ""
    mini = f"ours in the place of the tree's (mini): {', '.join(found.mini)}"
    lines.append((Span(f"sequentially consistent; {mini}", "faint"),))
    lines.append((Span(words + left_out, "alarm" if found.unexplained else "good"),))
    return lines


def _point(each: Compared) -> list[Line]:
    bounds = each.scenario.parameters.in_words()
    lines: list[Line] = [(Span(f"{each.scenario.name} ", "head"), Span(f"for {bounds}"))]
    told = told_apart([*each.only_tlc, *each.only_c])
    for outcome in each.only_tlc:
        words = f"{outcome.pattern}  {told[outcome]}"
        lines.append((Span("  only TLC  ", "alarm"), Span(words)))
    for outcome in each.only_c:
        words = f"{outcome.pattern}  {told[outcome]}"
        lines.append((Span("  only C    ", "alarm"), Span(words)))
        lines.append((Span(f"            schedule {each.schedules[outcome]}", "faint"),))
    for name, (tlc, c) in each.verdicts.items():
        lines.append((Span(f"  {name}: ", "alarm"), Span(f"TLC {tlc}, C {c}")))
    return lines
