"""Shows quantities as lines of text: each with the sentence that it answers and what it assumes."""

from __future__ import annotations

import math

from tornfolio.model.replaced import model_in_words
from tornfolio.quantities.curves import Curve
from tornfolio.quantities.policies import Comparison
from tornfolio.quantities.quantify import Quantified, Quantity
from tornfolio.support.counting import number_of
from tornfolio.views.folded import folded
from tornfolio.views.spans import Line, Span

__all__ = ["comparison_lines", "curve_lines", "quantity_lines"]

_LEAST_SHOWN = 1e-12
_CERTAIN = 1 - 1e-9


def quantity_lines(found: Quantified) -> list[Line]:
    """One line for each quantity, and its distribution below it."""
    scenario = found.chain.scenario
    names = max(len(each.name) for each in found.quantities)
    values = max(len(each.in_words()) for each in found.quantities)
    lines: list[Line] = [
        (Span(scenario.name, "head"), Span(f"  {scenario.parameters.in_words()}", "faint")),
    ]
    for each in found.quantities:
        lines.append(
            (
                Span(f"{each.name:<{names}}  "),
                Span(f"{each.in_words():<{values}}", "head"),
                Span(f"  {each.sentence}"),
                Span(f" Assumes: {each.assumptions}.", "faint"),
            )
        )
        lines += [(Span(f"  {line}", "faint"),) for line in _distribution(each)]
    if found.ends is not None and found.ends < _CERTAIN:
        said = f"With probability {1 - found.ends:.3g} not all CPUs come to an end"
        lines.append(
            (Span(f"{said}, and then there is no mean: infinite stands for that.", "open"),)
        )
    lines.append(
        (
            Span(
                f"{number_of(found.chain.states, 'state')}; "
                f"model: {model_in_words(scenario.model)}",
                "faint",
            ),
        )
    )
    return lines


def curve_lines(curve: Curve, width: int | None = None) -> list[Line]:
    """A table of the quantities while one rate varies, and the formulas that are known.

    The formulas are folded at `width`, and no row of the table is.
    """
    names = [each.name for each in next(iter(curve.points.values())).quantities]
    room = max(map(len, names))
    head = "".join(f"{rate:>10.3g}" for rate in curve.points)
    lines: list[Line] = [(Span(f"{f'rate of {curve.varied.name} (1/us)':<{room}}{head}", "head"),)]
    for at, name in enumerate(names):
        row = (found.quantities[at].value for found in curve.points.values())
        text = "".join(f"{0.0 if value is None else value:>10.3g}" for value in row)
        lines.append((Span(f"{name:<{room}}{text}"),))
    for name, formula in curve.formulas.items():
        said = Span(f"{name} = {formula}  (r: the rate of {curve.varied.name})", "faint")
        lines += folded([(said,)], width)
    return lines


def comparison_lines(compared: Comparison, width: int | None = None) -> list[Line]:
    """A table with a column for each policy, and below it, folded, what all of it assumes."""
    names = compared.names()
    room = max(map(len, names))
    columns = [max(len(policy), 9) for policy in compared.policies]
    pairs = zip(compared.policies, columns, strict=True)
    head = "".join(f"  {policy:>{column}}" for policy, column in pairs)
    lines: list[Line] = [(Span(f"{'':<{room}}{head}", "head"),)]
    for name in names:
        row = zip(compared.row(name), columns, strict=True)
        shown = "".join(
            f"  {'-' if value is None else f'{value:.3g}':>{column}}" for value, column in row
        )
        lines.append((Span(f"{name:<{room}}{shown}"),))
    first = next(iter(compared.policies.values()))
    times = next((each.unit for each in first.quantities if each.unit), "")
    assumed = f"Times are in {times}. Assumes: {first.quantities[0].assumptions}."
    return [*lines, *folded([(Span(assumed, "faint"),)], width)]


def _distribution(quantity: Quantity) -> list[str]:
    shown = [
        f"{value}: {probability:.3g}"
        for value, probability in quantity.distribution.items()
        if probability > _LEAST_SHOWN
    ]
    lines = [", ".join(shown)] if len(shown) > 1 or (shown and quantity.value == math.inf) else []
    within = [f"{time:.3g}: {chance:.3g}" for time, chance in quantity.within.items()]
    return [*lines, *([f"no more than {', '.join(within)}"] if within else [])]
