"""Draws how the states of each writer grow with the folio, log-log, as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from tornfolio.explore.growth import Series, growth_series
from tornfolio.support.errors import BadInput
from tornfolio.views.svg_words import with_words

__all__ = ["growth_svg"]

# Three colours that the colour-blind can tell apart (after Okabe and Ito), and grey for others.
_COLOURS = {"contpte": "#0072b2", "numa": "#00805c", "protect": "#c24a00"}
_OTHER = "#555555"
_INK, _FAINT, _GRID = "#222222", "#666666", "#e3e3e3"
_PANELS = {"none": "Without TTU_SYNC", "TTU_SYNC": "With TTU_SYNC"}
_WIDTH, _HEIGHT = 1080, 560
_TOP, _BOTTOM = 104, 470
_LEFTS, _PANEL_WIDTH = (84, 594), 320
_SIZES = (4, 16, 64, 512, 2048, 8192)
# The height of a line of text, so that the names at the ends of lines do not meet.
_LINE = 17
_STYLES = {
    "lock": "stroke-width='2.5'",
    "fine": "stroke-width='1.5' stroke-dasharray='5 4' opacity='0.7'",
}
_FONT = "font-family='system-ui, Helvetica, Arial, sans-serif'"


def growth_svg(points: Sequence[Mapping[str, Any]]) -> str:
    """The picture of points, each with `set` (parameters as text) and `distinct`.

    One panel without TTU_SYNC and one with it; a solid line for granularity=lock, a dashed one for
    fine. Raises BadInput if there are no points.
    """
    series = growth_series(points)
    if not series:
        raise BadInput("there are no counts of states to draw", "measure the section growth first")
    every = [(size, n) for one in series for size, n in one.counts]
    every += [(size, n) for one in series for size, _, n in one.apart]
    scale = _Scale(
        (min(size for size, _ in every), max(size for size, _ in every)),
        (min(n for _, n in every), max(n for _, n in every)),
    )
    drawn = [
        line
        for (ttu, title), left in zip(_PANELS.items(), _LEFTS, strict=True)
        for line in _panel([one for one in series if one.ttu == ttu], title, left, scale)
    ]
    head = [
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{_WIDTH}' height='{_HEIGHT}'"
        f" viewBox='0 0 {_WIDTH} {_HEIGHT}' {_FONT} font-size='13'>",
        f"<rect width='{_WIDTH}' height='{_HEIGHT}' fill='#ffffff'/>",
        _text(_LEFTS[0], 34, "How the state space grows with the folio", size=20, weight=600),
        _text(_LEFTS[0], 56, "Distinct states by nr_pages, one writer beside reclaim", _FAINT),
    ]
    text = "\n".join([*head, *drawn, *_key(series), "</svg>"]) + "\n"
    title = "Distinct states by nr_pages, for each writer beside reclaim"
    return with_words(text.encode(), title, map(_in_words, series)).decode()


def _in_words(one: Series) -> str:
    counts = ", ".join(f"{states:,} with {size:,} pages" for size, states in one.counts)
    return f"{one.writers}, {_PANELS[one.ttu]}, granularity={one.granularity}: {counts}."


@dataclass(frozen=True)
class _Scale:
    """Two logarithmic axes: the least and the most nr_pages, and the least and most states."""

    sizes: tuple[int, int]
    states: tuple[int, int]

    def x(self, left: float, size: float) -> float:
        low, high = (math.log2(size) for size in self.sizes)
        return left + _PANEL_WIDTH * (math.log2(size) - low) / max(high - low, 1)

    def y(self, states: float) -> float:
        low, high = self.decades()[0], self.decades()[-1]
        return _BOTTOM - (_BOTTOM - _TOP) * (math.log10(states) - low) / (high - low)

    def decades(self) -> range:
        low, high = (math.log10(states) for states in self.states)
        return range(math.floor(low), max(math.ceil(high), math.floor(low) + 1) + 1)

    def ticks(self) -> list[int]:
        """The sizes of real folios that are in the range, or else all powers of 2 in it."""
        low, high = self.sizes
        within = [size for size in _SIZES if low <= size <= high]
        return within if len(within) > 1 else [2**n for n in range(14) if low <= 2**n <= high]


def _panel(series: Sequence[Series], title: str, left: int, scale: _Scale) -> Iterator[str]:
    right = left + _PANEL_WIDTH
    yield _text(left, _TOP - 14, title, weight=600, size=14)
    for decade in scale.decades():
        y = scale.y(10**decade)
        yield f"<line x1='{left}' x2='{right}' y1='{y:.1f}' y2='{y:.1f}' stroke='{_GRID}'/>"
        yield _text(left - 10, y + 4, f"{10**decade:,}", _FAINT, anchor="end")
    for tick in scale.ticks():
        x = scale.x(left, tick)
        yield f"<line x1='{x:.1f}' x2='{x:.1f}' y1='{_TOP}' y2='{_BOTTOM}' stroke='{_GRID}'/>"
        yield _text(x, _BOTTOM + 20, f"{tick:,}", _FAINT, anchor="middle")
    yield f"<line x1='{left}' x2='{right}' y1='{_BOTTOM}' y2='{_BOTTOM}' stroke='{_FAINT}'/>"
    yield _text(left + _PANEL_WIDTH / 2, _BOTTOM + 42, "nr_pages", _FAINT, anchor="middle")
    # Dashed lines first, so that the solid ones lie above them, and names above all.
    for one in sorted(series, key=lambda one: one.granularity):
        yield from _line(one, left, scale)
    yield from _names(series, left, scale)


def _line(one: Series, left: int, scale: _Scale) -> Iterator[str]:
    colour, fine = _COLOURS.get(one.writers, _OTHER), one.granularity == "fine"
    places = [(scale.x(left, size), scale.y(states)) for size, states in one.counts]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    style = f"fill='none' stroke='{colour}' stroke-linejoin='round' {_STYLES[one.granularity]}"
    yield f"<polyline points='{path}' {style}/>"
    for (x, y), (size, states) in zip(places, one.counts, strict=True):
        about = f"{one.writers}, {size:,} pages, {one.granularity}: {states:,} states"
        yield (
            f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{2.2 if fine else 3.6}' fill='{colour}'>"
            f"<title>{escape(about)}</title></circle>"
        )
    for size, block, states in one.apart:
        x, y = scale.x(left, size), scale.y(states)
        yield _ring(x, y, colour)
        yield _text(x, y - 10, f"block {block}", colour, size=11, anchor="middle")


def _ring(x: float, y: float, colour: str) -> str:
    place = f"cx='{x:.1f}' cy='{y:.1f}' r='4.5'"
    return f"<circle {place} fill='#ffffff' stroke='{colour}' stroke-width='2'/>"


def _names(series: Sequence[Series], left: int, scale: _Scale) -> Iterator[str]:
    """Name each line at its end, with its exponent; names that would meet move apart."""
    # Dashed lines end within the panel, solid ones at its edge: they do not meet one another.
    for granularity in ("fine", "lock"):
        group = sorted(
            (one for one in series if one.granularity == granularity),
            key=lambda one: -one.counts[-1][1],
        )
        lowest = -math.inf
        for one in group:
            size, states = one.counts[-1]
            lowest = max(lowest + _LINE, scale.y(states))
            yield _name(one, scale.x(left, size) + 10, lowest + 4)


def _name(one: Series, x: float, y: float) -> str:
    """Name a solid line; for the dashed one of the same colour the exponent is enough."""
    name, power = "", ""
    if one.granularity == "lock":
        name = f"<tspan font-weight='600'>{escape(one.writers)}</tspan> "
    if one.exponent is not None:
        power = f"n<tspan dy='-5' font-size='11'>{one.exponent:.1f}</tspan>"
    # A white rim, where a line passes below the text.
    rim = "stroke='#ffffff' stroke-width='4' stroke-linejoin='round' paint-order='stroke'"
    colour = _COLOURS.get(one.writers, _OTHER)
    return f"<text x='{x:.1f}' y='{y:.1f}' fill='{colour}' {rim}>{name}{power}</text>"


def _key(series: Sequence[Series]) -> Iterator[str]:
    """Explain what is in the picture."""
    y = _BOTTOM + 70
    x = _LEFTS[0]
    drawn = {one.granularity for one in series}
    for granularity, style in _STYLES.items():
        if granularity not in drawn:
            continue
        yield f"<line x1='{x}' x2='{x + 34}' y1='{y - 4}' y2='{y - 4}' stroke='{_INK}' {style}/>"
        yield _text(x + 42, y, f"granularity={granularity}", _FAINT)
        x += 176
    if any(one.apart for one in series):
        yield _ring(x + 6, y - 4, _INK)
        yield _text(x + 18, y, "CONT block other than 16 PTEs", _FAINT)
        x += 236
    yield _text(x, y, "The exponent is that between the two largest sizes.", _FAINT)


def _text(
    x: float,
    y: float,
    text: str,
    fill: str = _INK,
    *,
    size: int = 13,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' fill='{fill}' font-size='{size}' font-weight='{weight}'"
        f" text-anchor='{anchor}'>{escape(text)}</text>"
    )
