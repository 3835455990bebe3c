"""Shows claims as lines of text: each with its checks, or kernel by kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tornfolio.explore.claims import DIFFERS, Claim, Decision
from tornfolio.explore.kernel_claims import At
from tornfolio.model.folders import Model
from tornfolio.model.replaced import model_in_words
from tornfolio.support.counting import number_of
from tornfolio.views.spans import Line, Span, Style

__all__ = ["claim_lines", "side_by_side"]


def claim_lines(
    decisions: Sequence[Decision], model: Model, in_c: Mapping[str, Sequence[str]]
) -> list[Line]:
    """Each claim with its verdict, what it means, and what TLC said; `in_c` is what the C said."""
    lines: list[Line] = []
    for decision in decisions:
        style: Style = "alarm" if decision.verdict == DIFFERS else "good"
        lines += [
            (Span(f"{decision.claim.name} ", "head"), Span(decision.claim.claim)),
            (Span("    "), Span(decision.verdict, "open" if decision.undecided else style)),
            (Span(f"    {decision.claim.meaning}"),),
            (Span(f"    searched: {_bounds(decision.claim)}", "faint"),),
        ]
        said = in_c.get(decision.claim.name, ())
        for at, checked in enumerate(decision.checked):
            expected = "" if checked.as_expected else f", expected {checked.check.expected}"
            check = checked.check
            role = f"{check.role} {check.needs}".strip()
            part = f" ({check.part})" if check.part else ""
            lines.append((Span(f"    {role}{part}: {checked.in_words()}{expected}", "faint"),))
            lines += [(Span(f"        in the C: {said[at]}", "faint"),)] if said else []
            nothing = [f"        nothing is asked: {each}" for each in checked.nothing]
            lines += [(Span(each, "open"),) for each in nothing]
        lines += [
            (Span(f"    {each.role} ({each.part}): {each.in_words()}", "faint"),)
            for each in decision.claim.estimates
        ]
    number = number_of(len(decisions), "claim")
    lines.append((Span(f"{number}; model: {model_in_words(model)}", "faint"),))
    return lines


def _bounds(claim: Claim) -> str:
    """Say for which values of the parameters TLC has searched, in one line."""
    return "; ".join(
        f"{name} = {' | '.join(map(str, values))}" for name, values in claim.bounds.items()
    )


def side_by_side(decided: Sequence[tuple[At, Decision]], model: Model) -> list[Line]:
    """Each claim with its verdict under each kernel, and why one is another than the first."""
    claims: dict[str, list[tuple[At, Decision]]] = {}
    for at, decision in decided:
        claims.setdefault(at.claim.name, []).append((at, decision))
    width = max(len(at.kernel) for at, _ in decided)
    lines: list[Line] = []
    for name, several in claims.items():
        lines.append((Span(f"{name} ", "head"), Span(several[0][0].claim.claim)))
        for at, decision in several:
            style: Style = "alarm" if decision.verdict == DIFFERS else "good"
            style = "open" if decision.undecided else style
            lines.append((Span(f"    {at.kernel:<{width}}  "), Span(decision.verdict, style)))
            lines += [
                (Span(f"    {'':<{width}}  {each.in_words()}, expected {each.check.expected}"),)
                for each in decision.checked
                if not each.as_expected
            ]
        lines += [(Span(f"    {at.because}"),) for at, _ in several if at.because]
    number = number_of(len(claims), "claim")
    lines.append((Span(f"{number}; model: {model_in_words(model)}", "faint"),))
    return lines
