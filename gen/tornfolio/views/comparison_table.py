"""Says what a comparison found: the cells of its table, and sentences below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tornfolio.explore.comparison import Comparison, Row
from tornfolio.explore.outcomes import Outcome, told_apart
from tornfolio.model.own_steps import not_asked_to_end
from tornfolio.model.replaced import model_in_words
from tornfolio.support.counting import number_of
from tornfolio.views.spans import Span
from tornfolio.views.sweep_lines import WORD_STYLES

__all__ = ["ComparisonTable", "comparison_table", "settings_in_words"]

_FINALS = "final states"
_MOST_FINALS = 8
_MOST_POINTS = 3


@dataclass(frozen=True)
class ComparisonTable:
    """The heads of the columns, the cells of each row, and sentences about them all."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Span, ...], ...]
    sentences: tuple[str, ...]
    about: str


def comparison_table(found: Comparison, *, outcomes: bool = False) -> ComparisonTable:
    """A row for each point and property, a column for each side; `outcomes`: final states too."""
    plan = found.plan
    many = outcomes or len(plan.properties) > 1
    names = [prop.name for prop in plan.properties]
    heads = (*plan.axes, *(["property"] if many else []), *(side.name for side in plan.sides))
    rows: list[tuple[Span, ...]] = []
    for row in found.rows:
        where = [Span(row.values[axis]) for axis in plan.axes]
        for name in names:
            words = (Span(word, WORD_STYLES[word]) for word in row.words(name))
            rows.append((*where, *([Span(name)] if many else []), *words))
        if outcomes:
            rows.append((*where, Span(_FINALS), *map(_number, row.finals())))
    title = f"{plan.scenario}: {', '.join(names)}"
    models = "; ".join(dict.fromkeys(model_in_words(side.model) for side in plan.sides))
    points = f"{number_of(len(found.rows), 'point')} for {len(plan.sides)} sides"
    return ComparisonTable(
        title=title,
        heads=heads,
        rows=tuple(rows),
        sentences=tuple(_sentences(found, outcomes)),
        about=f"{points}; model: {models}; {found.seconds:.1f} s",
    )


def settings_in_words(values: Mapping[str, str]) -> str:
    """The values of the axes as a phrase, "" if there are none."""
    return ", ".join(f"{key} = {value}" for key, value in values.items())


def _number(finals: Mapping[Outcome, int] | None) -> Span:
    return Span("not known", "open") if finals is None else Span(str(len(finals)))


def _sentences(found: Comparison, outcomes: bool) -> Iterator[str]:
    differences = list(found.differences())
    for prop in found.plan.properties:
        here = [each.row for each in differences if each.property == prop]
        if here:
            yield f"{prop.name} differs first{_at(here[0])}: {_parted(found, here[0], prop.name)}"
        elif _decided(found, prop.name):
            yield f"{prop.name} differs nowhere"
    if outcomes:
        rows = [each.row for each in differences if each.property is None]
        for row in rows[:_MOST_POINTS]:
            yield from _finals(found, row)
        if len(rows) > _MOST_POINTS:
            more = number_of(len(rows) - _MOST_POINTS, "more point")
            yield f"The final states differ at {more}; --json has them all"
        if not rows:
            yield "The final states differ nowhere"
    for row in found.rows:
        for side, cell in zip(found.plan.sides, row.cells, strict=True):
            where = f"{side.name}{_at(row)}"
            if reason := cell.reason or cell.point.reason:
                yield f"{where}: {reason}"
            for remark in cell.survey.remarks if cell.survey else ():
                yield f"{where}: {remark}"
    yield from _unended(found)
    yield from _other_questions(found)


def _unended(found: Comparison) -> Iterator[str]:
    asked = [prop.name for prop in found.plan.properties]
    for at, side in enumerate(found.plan.sides):
        specs = (row.cells[at].point.spec for row in found.rows)
        if said := not_asked_to_end((spec.scenario for spec in specs if spec is not None), asked):
            yield f"{side.name}: {said}"


def _other_questions(found: Comparison) -> Iterator[str]:
    """Say in which parameters the sides differ that were not asked to: by scenarios of one name."""
    for row in found.rows[:1]:
        specs = [cell.point.spec for cell in row.cells]
        given = [spec.scenario.parameters.to_json() for spec in specs if spec is not None]
        keys = [key for key in given[0] if key not in ("policy", "kernel")] if given else []
        for key in keys:
            values = [each[key] for each in given]
            if any(value != values[0] for value in values) and len(given) == len(specs):
                shown = zip(found.plan.sides, values, strict=True)
                told = "; ".join(f"{_value(value)} for {side.name}" for side, value in shown)
                yield f"The sides are asked different questions: {key} is {told}"


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _at(row: Row) -> str:
    words = settings_in_words(row.values)
    return f" at {words}" if words else ""


def _decided(found: Comparison, prop: str) -> bool:
    """Tell whether every side has a verdict at every point, so that nothing is left open."""
    return all(word in ("holds", "violated") for row in found.rows for word in row.words(prop))


def _parted(found: Comparison, row: Row, prop: str) -> str:
    """Say which sides have which word."""
    names: dict[str, list[str]] = {}
    for side, word in zip(found.plan.sides, row.words(prop), strict=True):
        names.setdefault(word, []).append(side.name)
    return "; ".join(f"{word} for {', '.join(sides)}" for word, sides in names.items())


def _finals(found: Comparison, row: Row) -> Iterator[str]:
    """Say which final states each side has that not all have."""
    known = [set(finals) for finals in row.finals() if finals is not None]
    words = told_apart(set().union(*known))
    shared = set.intersection(*known)
    for side, finals in zip(found.plan.sides, row.finals(), strict=True):
        own = sorted(set(finals or ()) - shared)
        if own:
            shown = [f"{outcome.pattern} ({words[outcome]})" for outcome in own[:_MOST_FINALS]]
            more = len(own) - len(shown)
            rest = f", and {more} more" if more else ""
            ends = f"{side.name} can end as {', '.join(shown)}{rest}"
            yield f"Final states that not all have{_at(row)}: {ends}"
