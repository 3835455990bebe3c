"""Measures how much memory our own Python needs for the states of a large scenario."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tornfolio.bench.measure import Facts, Row
from tornfolio.bench.sides import SCENARIO
from tornfolio.bench.stage import Stage
from tornfolio.support.processes import Execution

__all__ = ["chain_rows"]

_MOST_STATES = "2000000"
_DRN = "states.drn"
_KIB = 1024
_PEAK = "own-peak"
# What the system counts for our process alone, without the JVM that it begins.
_WATCHED = f"""
import atexit, runpy
from tornfolio.support.ending import own_peak

def write():
    with open({_PEAK!r}, "w") as file:
        file.write(str(own_peak()))

atexit.register(write)
runpy.run_module("tornfolio", run_name="__main__", alter_sys=True)
"""
_TOLD = re.compile(r"^([\d,]+) states\b", re.MULTILINE)


def chain_rows(stage: Stage) -> Iterator[Row]:
    """Write all states as a Markov decision process, and compute its quantities with Storm."""
    settings = [word for each in stage.plan.chain for word in ("--set", each)]
    asked = [SCENARIO, *settings, "--max-states", _MOST_STATES]
    works: list[tuple[list[str], Callable[[str], int]]] = [
        (["graph", *asked, "-f", "drn", "-o", _DRN], _told)
    ]
    if importlib.util.find_spec("stormpy") is not None:
        works.append((["quantify", *asked, "--json"], _in_json))
    for argv, count in works:
        yield _row(stage, argv, count)


def _row(stage: Stage, argv: Sequence[str], count: Callable[[str], int]) -> Row:
    limit = stage.plan.chain_limit
    argv = [*argv, "--timeout", f"{limit:g}"]

    def read(folder: Path, runs: Sequence[Execution]) -> Facts:
        said = runs[0].output.read_text(encoding="utf-8")
        peak = int((folder / _PEAK).read_text(encoding="ascii")) / _KIB
        return Facts(distinct=count(said), peak=peak)

    work = stage.sides.ours(f"tornfolio {argv[0]}", argv, read, new=True, program=("-c", _WATCHED))
    what = f"`tornfolio {argv[0]}`, {' '.join(stage.plan.chain)}"
    return stage.bench.measure("chain", what, [work], rounds=1, limit=limit, warm_up=False)


def _told(said: str) -> int:
    found = _TOLD.search(said)
    return int(found[1].replace(",", "")) if found else 0


def _in_json(said: str) -> int:
    report, _ = json.JSONDecoder().raw_decode(said, said.index("{"))
    return int(report["states"])
