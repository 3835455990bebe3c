"""Draws quantities while a rate varies, with matplotlib."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tornfolio.quantities.curves import Curve
from tornfolio.quantities.policies import Comparison
from tornfolio.support.errors import BadInput, ToolMissing
from tornfolio.views.svg_words import with_words

__all__ = ["comparison_bytes", "curve_bytes", "plot_format"]

_FORMATS = ("svg", "png", "pdf")
# So many letters of a title stand beside each other.
_TITLE = 130
# The panels that policies are compared in, and how the names of what they show begin.
_GROUPS = {
    "probability": ("P(torn)", "P(kept"),
    "how long a PTL is held": ("E(hold",),
    "how long is waited for a PTL": ("E(wait",),
}


def plot_format(path: Path) -> str:
    """The format of a picture by the name of its file. Raises BadInput."""
    found = path.suffix.removeprefix(".").lower()
    if found not in _FORMATS:
        raise BadInput(
            f"{path} does not end like a picture", f"end it with .{', .'.join(_FORMATS)}"
        )
    return found


def curve_bytes(curve: Curve, picture_format: str) -> bytes:
    """Two panels over the rate: probabilities and numbers, and times."""
    quantities = [found.quantities for found in curve.points.values()]
    series: dict[str, list[float | None]] = {
        each.name: [row[at].value for row in quantities] for at, each in enumerate(quantities[0])
    }
    timed = {each.name for each in quantities[0] if each.unit}
    chances = {name: row for name, row in series.items() if name.startswith("P(")}
    times = {name: row for name, row in series.items() if name in timed}
    scenario = next(iter(curve.points.values())).chain.scenario
    return _lines(
        list(curve.points),
        [("probability", chances), ("microseconds", times)],
        f"rate of {curve.varied.name} (1/us)",
        f"{scenario.name}: {scenario.parameters.in_words()}; exponential times by assumed rates",
        picture_format,
    )


def _lines(
    at: Sequence[float],
    panels: Sequence[tuple[str, Mapping[str, Sequence[float | None]]]],
    label: str,
    title: str,
    picture_format: str,
) -> bytes:
    """Lines over a logarithmic axis, a panel for each group of them."""
    figure = _figure()
    axes = figure.subplots(1, len(panels), squeeze=False)[0]
    for axis, (name, rows) in zip(axes, panels, strict=True):
        for line, values in rows.items():
            axis.plot(at, values, marker=".", label=line)
        axis.set_xscale("log")
        axis.set_xlabel(label)
        axis.set_ylabel(name)
        axis.grid(visible=True, alpha=0.3)
        axis.legend(fontsize="small")
    return _drawn(figure, title, picture_format)


def comparison_bytes(compared: Comparison, picture_format: str) -> bytes:
    """Three panels with a bar for each policy: chances, how long PTLs are held, and waited for."""
    figure = _figure()
    axes = figure.subplots(1, len(_GROUPS), squeeze=False, sharey=True)[0]
    policies = list(compared.policies)
    asked = next(iter(compared.policies.values())).quantities
    unit = next((each.unit for each in asked if each.unit), "")
    for axis, (title, beginnings) in zip(axes, _GROUPS.items(), strict=True):
        names = [
            name
            for name in compared.names()
            if name.startswith(beginnings) and not name.endswith(" violated)")
        ]
        height = 0.8 / max(len(names), 1)
        for at, name in enumerate(names):
            places = [policy + at * height for policy in range(len(policies))]
            values = [value or 0.0 for value in compared.row(name)]
            axis.barh(places, values, height=height, label=name)
        axis.set_yticks([at + 0.4 - height / 2 for at in range(len(policies))], policies)
        axis.set_xlabel(title + (f" ({unit})" if "how long" in title else ""))
        axis.legend(fontsize="small", loc="lower center", bbox_to_anchor=(0.5, 1.0))
    axes[0].invert_yaxis()
    first = next(iter(compared.policies.values()))
    scenario = first.chain.scenario
    # Each policy is named beside its bars.
    point = scenario.parameters.in_words(with_policy=False)
    title = f"{scenario.name}, policies beside each other: {point}"
    title += f"; {first.quantities[0].assumptions}"
    return _drawn(figure, title, picture_format)


def _drawn(figure: Any, title: str, picture_format: str) -> bytes:
    figure.suptitle(textwrap.fill(title, _TITLE), fontsize="medium")
    written = io.BytesIO()
    metadata = {"Date": None} if picture_format == "svg" else None
    figure.savefig(written, format=picture_format, metadata=metadata)
    drawn = written.getvalue()
    if picture_format != "svg":
        return drawn
    names = [axis.get_xlabel() or axis.get_ylabel() for axis in figure.axes]
    return with_words(drawn, title, [f"Panels: {', '.join(names)}."])


def _figure() -> Any:
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ToolMissing(
            f"matplotlib, which draws the quantities, cannot be used: {error}",
            "pip install 'tornfolio[quantities]'",
        ) from None
    # The same picture again from the same numbers.
    matplotlib.rcParams["svg.hashsalt"] = "tornfolio"
    matplotlib.rcParams["svg.fonttype"] = "none"
    return Figure(figsize=(11, 4.5), layout="constrained")
