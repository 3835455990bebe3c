"""Makes the tables of docs/ that show what the benchmark has measured, from its results.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent.parent / "bench" / "results.json"
# The size of which the other writers have a table.
_PAGES = ", 512 pages, "
_NEW, _KNOWN = ", seen for the first time", ", translated before"


def results() -> dict[str, Any]:
    """The whole of results.json."""
    found: dict[str, Any] = json.loads(BENCH.read_text(encoding="utf-8"))
    return found


def ratio_rows() -> list[list[str]]:
    """What was asked, and our time as a fraction of that of the bare commands.

    A check has two: of a spec that is seen for the first time, and of one translated before.
    """
    checks: dict[str, list[str]] = {}
    grids: list[list[str]] = []
    for row in results()["rows"]:
        what, ratio = row["what"], row["ratio"]
        if row["section"] == "check":
            asked = what.partition(", ")[2].removesuffix(_NEW).removesuffix(_KNOWN)
            checks.setdefault(asked, ["", ""])[what.endswith(_KNOWN)] = f"{ratio['median']:.2f}"
        elif row["section"] in ("sweep", "gate", "claims"):
            grids.append([f"`{row['section']}`, {what}", f"{ratio['median']:.2f}", ""])
    return [[asked, *cells] for asked, cells in checks.items()] + grids


def other_rows() -> list[list[str]]:
    """The other writers at 512 pages: flags, states, seconds, and MiB of the largest process."""
    return [
        _other(row)
        for row in results()["rows"]
        if row["section"] == "others" and _PAGES in row["what"]
    ]


def _other(row: Mapping[str, Any]) -> list[str]:
    writer, _, flags = row["what"].partition(_PAGES)
    (side,) = row["sides"]
    name, *needs = writer.split(", ")
    seconds = side["reason"] or f"{side['seconds']['median']:.0f} s"
    states = "" if side["distinct"] is None else f"{side['distinct']:,}"
    return [
        ", ".join([f"`{name}`", *(f"`{need}`" for need in needs)]),
        "none" if flags == "none" else f"`{flags}`",
        states,
        seconds,
        f"{side['peak_mib']:,}",
    ]
