"""Writes what the benchmark has found: as JSON, and as a page in Markdown that follows from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tornfolio.bench.measure import Measured, Row
from tornfolio.bench.sections import Results
from tornfolio.bench.titles import TITLES
from tornfolio.explore.growth import growth_series
from tornfolio.support.errors import BadInput
from tornfolio.support.files import read_whole
from tornfolio.support.misread import misread

__all__ = ["kept", "read_results", "results_json", "results_markdown"]


def results_json(results: Results) -> dict[str, Any]:
    """The results as JSON has them."""
    points = [{"set": dict(p.values), "distinct": p.distinct} for p in results.growth]
    return {
        "machine": results.machine,
        "rows": [_row_json(row) for row in results.rows],
        "growth": points,
        "exponents": [
            {
                "writers": series.writers,
                "ttu": series.ttu,
                "granularity": series.granularity,
                "largest": series.counts[-1][0],
                "exponent": None if series.exponent is None else round(series.exponent, 2),
            }
            for series in growth_series(points)
        ],
        "omitted": results.omitted,
        "failed": list(results.failed),
        "begun": results.begun,
    }


def kept(body: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What was measured, and of an earlier result the sections that were not."""
    measured = body["begun"]
    others = {key: value for key, value in before.get("begun", {}).items() if key not in measured}
    rows = [row for row in before["rows"] if row["section"] not in measured]
    machine = body["machine"] | {key: before["machine"][key] for key in ("on", "load")}
    # Sections of the peer may have been measured where it was installed.
    machine["spin"] = machine.get("spin") or before["machine"].get("spin", "")
    merged = dict(body) | {
        "machine": machine,
        "rows": rows + body["rows"],
        "omitted": {k: v for k, v in before["omitted"].items() if k not in measured}
        | body["omitted"],
        "failed": [each for each in before["failed"] if each not in measured] + body["failed"],
        "begun": others | measured,
    }
    if not {"growth", "sizes"} & measured.keys():
        merged |= {key: before[key] for key in ("growth", "exponents")}
    return merged


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "section": row.section,
        "what": row.what,
        "rounds": row.rounds,
        "ratio": _rounded(asdict(row.ratio)) if row.ratio else None,
        "sides": [_side_json(side) for side in row.sides],
    }


def _side_json(side: Measured) -> dict[str, Any]:
    return {
        "name": side.name,
        "seconds": _rounded(asdict(side.seconds)) if side.seconds else None,
        "peak_mib": None if side.peak is None else round(side.peak),
        "verdict": side.facts.verdict,
        "distinct": side.facts.distinct,
        "generated": side.facts.generated,
        "states_per_second": None if side.rate is None else round(side.rate),
        "reason": side.reason,
    }


def _rounded(numbers: Mapping[str, float]) -> dict[str, float]:
    return {name: round(number, 3) for name, number in numbers.items()}


def read_results(path: Path) -> dict[str, Any]:
    """Read what results_json() gave; BadInput if it is not that."""
    try:
        body = json.loads(read_whole(path).decode("utf-8"))
        results_markdown(body)
        growth_series(body["growth"])
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
    except (
        *(ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError),
        ZeroDivisionError,
    ) as error:
        raise BadInput(
            f"{path} is not a result of 'tornfolio bench': {misread(error)}",
            "measure again, without --from",
        ) from None
    assert isinstance(body, dict)
    return body


def results_markdown(body: Mapping[str, Any]) -> str:
    """The page: a line on the machine, and a table for each section."""
    lines = ["# Measured side by side", "", _machine(body["machine"]), ""]
    lines += [
        "Seconds are those from the start of the first command to the end of the last. Both sides"
        " of a row run in turns, A B A B, and a ratio is the median of the ratios of these pairs;"
        " in brackets stand the least and the most. `tornfolio bench` writes this page.",
    ]
    for section, (title, about) in TITLES.items():
        rows = [row for row in body["rows"] if row["section"] == section]
        if not rows and section not in (*body["omitted"], *body["failed"]):
            continue
        lines += ["", f"## {title}", "", about]
        if section in body.get("begun", {}):
            lines += ["", _begun(body["begun"][section])]
        if rows:
            table = _alone(rows) if len(rows[0]["sides"]) == 1 else _pairs(rows)
            lines += ["", *table]
        if section in body["omitted"]:
            lines += ["", f"Left out: {body['omitted'][section]}."]
        if section in body["failed"]:
            lines += ["", "A tool failed, so the rest is missing: the benchmark said how."]
    if body["exponents"]:
        lines += ["", "## How the states grow", "", *_exponents(body["exponents"])]
    return "\n".join(lines) + "\n"


def _machine(machine: Mapping[str, Any]) -> str:
    words = [
        f"{machine['processors']} processors, {machine['system']}",
        f"Python {machine['python']}",
        *(str(machine[key]) for key in ("java", "tlc", "spin") if machine.get(key)),
        f"measured on {machine['on']}",
    ]
    load = machine["load"]
    busy = load is not None and load > machine["processors"] / 4
    others = f" Other programs ran beside it (load {load}): read the ratios only." if busy else ""
    return f"{', '.join(words)}.{others}"


def _begun(begun: Mapping[str, Any]) -> str:
    load = "" if begun["load"] is None else f", load {begun['load']}"
    return f"Begun on {begun['on']}{load}."


def _pairs(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    names = [side["name"] for side in rows[0]["sides"]]
    rate = rows[0]["section"] in ("rate", "peer-rate", "distributed", "linux-rate")
    head = ["what", *names, "ratio"]
    head += [f"states, {name}" for name in names] if rate else []
    head += [f"states/s, {name}" for name in names] if rate else []
    head += [f"MiB, {name}" for name in names] + ["rounds"]
    table = []
    for row in rows:
        sides = row["sides"]
        cells = [row["what"], *map(_seconds, sides), _spread(row["ratio"], "")]
        cells += [_number(side["distinct"]) for side in sides] if rate else []
        cells += [_number(side["states_per_second"]) for side in sides] if rate else []
        cells += [_number(side["peak_mib"]) for side in sides] + [str(row["rounds"])]
        table.append(cells)
    return _table(head, table)


def _alone(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    table = []
    for row in rows:
        (side,) = row["sides"]
        states = [_number(side[key]) for key in ("distinct", "states_per_second", "peak_mib")]
        table.append([row["what"], _seconds(side), side["verdict"] or "-", *states])
    return _table(
        ["what", "seconds", "`AllOrNothing`", "distinct states", "states/s", "MiB"], table
    )


def _exponents(exponents: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = [
        [
            f"`{each['writers']}`",
            each["ttu"],
            each["granularity"],
            _number(each["largest"]),
            "-" if each["exponent"] is None else f"{each['exponent']:.2f}",
        ]
        for each in exponents
    ]
    return [
        "Distinct states grow as `nr_pages` to this exponent, between the two largest sizes that"
        " were decided with CONT blocks of 16 PTEs, or with a writer that knows no blocks.",
        "",
        *_table(["writer", "flags", "granularity", "up to", "exponent"], rows),
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    # Columns of words are aligned to the left, those of numbers to the right.
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def _seconds(side: Mapping[str, Any]) -> str:
    return side["reason"] or _spread(side["seconds"], " s")


def _spread(spread: Mapping[str, float] | None, unit: str) -> str:
    if spread is None:
        return "-"
    median, least, most = (f"{spread[key]:.2f}" for key in ("median", "least", "most"))
    return f"{median}{unit}" if least == most else f"{median}{unit} ({least} to {most})"


def _number(number: float | None) -> str:
    return "-" if number is None else f"{number:,.0f}"
