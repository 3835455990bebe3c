"""Measures the sections of the benchmark, row by row, as a plan has them."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tornfolio.bench.catalogue_sections import claim_rows, gate_rows
from tornfolio.bench.chain_sections import chain_rows
from tornfolio.bench.linux_sections import linux_rate_rows, linux_rows
from tornfolio.bench.measure import Bench, Facts, Point, Row, Work
from tornfolio.bench.plan import TTU, Plan
from tornfolio.bench.sides import OWN as _OWN
from tornfolio.bench.sides import SCENARIO as _SEED
from tornfolio.bench.sides import Contenders, Subject
from tornfolio.bench.size_sections import other_rows, size_rows
from tornfolio.bench.stage import Stage, workers
from tornfolio.bench.watching import watch_rows
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import ToolFailed, ToolMissing
from tornfolio.support.machine import usable_cpus
from tornfolio.support.processes import Processes
from tornfolio.tlc.class_archive import with_archive
from tornfolio.tlc.toolchain import find_toolchain
from tornfolio.tlc.version import tlc_in_words

__all__ = ["SECTIONS", "Results", "run_bench"]

_EXHAUSTIVE = "LockDiscipline"
_ARM64_CONT_PTES = 16
_WRITERS = ("contpte", "protect", "numa")
# Where every store is a step, protect grows with the square of the folio.
_LARGEST_FINE = 64


@dataclass(frozen=True)
class Results:
    """What one run of the benchmark has found.

    `machine` says on what; `growth` how many distinct states each writer has by nr_pages;
    `omitted` why a section is not there; `failed` the sections in which a tool failed; `begun` the
    day on which each section was begun, and the load of the machine then.
    """

    machine: dict[str, Any]
    rows: tuple[Row, ...]
    growth: tuple[Point, ...]
    omitted: dict[str, str]
    failed: tuple[str, ...] = ()
    begun: dict[str, dict[str, Any]] = field(default_factory=dict)


def run_bench(
    plan: Plan,
    place: Path,
    *,
    sections: Sequence[str] = (),
    tree: Path | None = None,
    say: Callable[[str], None] = lambda line: None,
    keep: Callable[[Results], None] = lambda results: None,
) -> Results:
    """Measure some sections, all by default, in an empty folder.

    The sections on the C need a `tree` of Linux.
    `say` gets a line whenever something is begun, and what a tool said that failed: its section
    ends there. A limit that is reached is a finding, and a section that cannot be measured here is
    left out with its reason. `keep` gets the results so far after each section, so that whoever
    interrupts the benchmark loses one section only. Raises ToolMissing without Java or TLC.
    """
    rows: list[Row] = []
    omitted: dict[str, str] = {}
    failed: list[str] = []
    begun: dict[str, dict[str, Any]] = {}
    say("tools: finding them, and making the archive of classes if there is none")
    with Processes() as processes:
        stage = Stage(
            plan,
            Bench(place, processes, say),
            Contenders(with_archive(find_toolchain()), place),
            tree,
        )
        machine = _machine(stage)
        for section in sections or SECTIONS:
            begun[section] = _now()
            try:
                for row in SECTIONS[section](stage):
                    rows.append(row)
            except ToolMissing as error:
                say(f"{section}: left out: {error}")
                omitted[section] = str(error)
            except ToolFailed as error:
                # What was measured before is not lost; what a tool says may name this machine.
                say(f"{section}: {error}")
                failed.append(section)
            found = Results(
                machine, tuple(rows), _growth(rows), dict(omitted), tuple(failed), dict(begun)
            )
            keep(found)
    return found


def _start(stage: Stage) -> Iterator[Row]:
    """Measure how long our own Python takes to say what it can do, against Python's own start."""
    yield stage.pair("start", "`tornfolio --help`", stage.sides.help(), stage.sides.python())
    listed = stage.sides.ours("list", ["list"], lambda folder, runs: Facts(), new=False)
    yield stage.pair("start", "`tornfolio list`", listed, stage.sides.python())


def _check(stage: Stage) -> Iterator[Row]:
    """Measure the seed scenario, with nothing decided before."""
    limit = stage.plan.limit
    settings = (f"nr_pages={stage.plan.seed}",)
    properties = render(load_scenario(_SEED, settings)).properties
    safety = tuple(prop.name for prop in properties if prop.kind == "safety")
    for what, asked in (("one property", (_OWN,)), ("safety properties", safety), ("all", ())):
        subject = Subject(_SEED, settings, asked)
        for when, new in (("seen for the first time", True), ("translated before", False)):
            yield stage.pair(
                "check",
                f"{stage.plan.seed} pages, {what}, {when}",
                stage.sides.check(subject, limit=limit, new=new),
                stage.sides.bare([subject]),
            )


def _sweep(stage: Stage) -> Iterator[Row]:
    """Measure a grid of small points against a loop; that takes minutes, so there is one round."""
    axes = dict(stage.plan.grid)
    settings = [f"{key}={value}" for key, values in axes.items() for value in values]
    points: list[tuple[str, ...]] = [()]
    for key, values in axes.items():
        points = [(*point, f"{key}={value}") for point in points for value in values]
    # Ten minutes: half of it for the loop on a machine that is twice as slow.
    yield stage.pair(
        "sweep",
        f"{len(points)} points",
        stage.sides.sweep(_SEED, settings, limit=stage.plan.limit),
        stage.sides.bare(
            [Subject(_SEED, point, (_OWN,)) for point in points], "loop of bare commands"
        ),
        limit=max(600.0, stage.plan.limit),
        rounds=1,
        warm_up=False,
    )


def _rate(stage: Stage) -> Iterator[Row]:
    """Measure the states for each second of a larger model, in a complete search."""
    subject = Subject(_SEED, stage.plan.large, (_EXHAUSTIVE,))
    yield stage.pair(
        "rate",
        " ".join(stage.plan.large),
        stage.sides.check(subject, "--workers", workers(), limit=stage.plan.limit),
        stage.sides.bare([subject]),
        rounds=stage.plan.slow_rounds,
        warm_up=False,
    )


def _growth_of_states(stage: Stage) -> Iterator[Row]:
    """Count the states of each writer for many sizes, in one sweep for each granularity."""
    # One sweep of some fifty points is several rows in one.
    limit = 1.5 * stage.plan.limit
    for granularity, largest in (("fine", _LARGEST_FINE), ("lock", max(stage.plan.growth))):
        sizes = [size for size in stage.plan.growth if size <= largest]
        axes = [f"nr_pages={','.join(map(str, sizes))}", f"granularity={granularity}"]
        axes += [f"writers={writers}" for writers in _WRITERS] + [f"ttu={ttu}" for ttu in TTU]
        work = stage.sides.sweep(_SEED, axes, "--budget", f"{limit:g}", limit=limit)
        what = f"up to {sizes[-1]} pages, {granularity}"
        # What is not decided within the budget is a point without a number.
        yield stage.bench.measure("growth", what, [work], rounds=1, limit=2 * limit, warm_up=False)


def _distributed(stage: Stage) -> Iterator[Row]:
    """Measure TLC's distributed mode, with its workers on this machine, against a local search."""
    if "--distributed" not in stage.bench.output(stage.sides.help("check")):
        raise ToolMissing("this version of 'tornfolio check' has no --distributed")
    subject = Subject(_SEED, stage.plan.large, (_EXHAUSTIVE,))
    # On one machine, TLC's distributed mode is many times slower than a local search.
    limit = max(300.0, stage.plan.limit)
    yield stage.pair(
        "distributed",
        " ".join(stage.plan.large),
        stage.sides.check(subject, "--distributed", limit=limit, name="distributed"),
        stage.sides.check(subject, "--workers", workers(), limit=limit, name="local"),
        limit=limit,
        rounds=1,
        warm_up=False,
    )


def _peer(stage: Stage) -> Iterator[Row]:
    """Measure SPIN on the model in Promela, from the start to the verdict."""
    for size in stage.plan.peer:
        large = size > _LARGEST_FINE
        for ttu in TTU:
            settings, spin = _peer_point(stage, size, ttu)
            for granularity in ("fine", "lock") if large else ("fine",):
                subject = Subject(_SEED, (*settings, f"granularity={granularity}"), (_OWN,))
                yield stage.pair(
                    "peer",
                    f"{size} pages, {ttu}, {granularity}",
                    stage.sides.check(subject, limit=stage.plan.limit),
                    spin,
                    rounds=stage.plan.slow_rounds,
                    warm_up=stage.plan.warm_up and not large,
                )


def _peer_rate(stage: Stage) -> Iterator[Row]:
    """Measure a complete search of the same states."""
    for size in stage.plan.peer:
        for ttu in TTU:
            settings, spin = _peer_point(stage, size, ttu, exhaustive=True)
            subject = Subject(_SEED, (*settings, "granularity=fine"), (_EXHAUSTIVE,))
            yield stage.pair(
                "peer-rate",
                f"{size} pages, {ttu}",
                stage.sides.check(subject, "--workers", workers(), limit=stage.plan.limit),
                spin,
                rounds=1,
                warm_up=False,
            )


def _peer_point(
    stage: Stage, size: int, ttu: str, exhaustive: bool = False
) -> tuple[tuple[str, ...], Work]:
    cont_ptes = min(size, _ARM64_CONT_PTES)
    settings = (f"nr_pages={size}", f"cont_ptes={cont_ptes}", "writers=contpte", f"ttu={ttu}")
    spin = stage.sides.spin(size, cont_ptes, sync=ttu != "none", exhaustive=exhaustive)
    return settings, spin


SECTIONS: dict[str, Callable[[Stage], Iterator[Row]]] = {
    "start": _start,
    "check": _check,
    "watch": watch_rows,
    "sweep": _sweep,
    "gate": gate_rows,
    "claims": claim_rows,
    "rate": _rate,
    "peer": _peer,
    "peer-rate": _peer_rate,
    "distributed": _distributed,
    "growth": _growth_of_states,
    "sizes": size_rows,
    "others": other_rows,
    "chain": chain_rows,
    "linux": linux_rows,
    "linux-rate": linux_rate_rows,
}


def _growth(rows: Sequence[Row]) -> tuple[Point, ...]:
    """All points that were decided by a complete search, each once."""
    points = {
        tuple(sorted(point.values.items())): point
        for row in rows
        if row.section in ("growth", "sizes")
        for point in row.sides[0].facts.points
        if point.distinct is not None
    }
    return tuple(points.values())


def _machine(stage: Stage) -> dict[str, Any]:
    # Asked by small programs: what this process loads itself would count as theirs, see Measured.
    said = {name: stage.bench.output(work) for name, work in stage.sides.versions().items()}
    versions = {name: next(iter(text.splitlines()), "").strip() for name, text in said.items()}
    return {
        **_now(),
        "system": f"{platform.system()} on {platform.machine()}",
        "processors": usable_cpus(),
        "python": platform.python_version(),
        "java": versions["java"],
        "tlc": tlc_in_words(versions["tlc"]),
        "spin": versions.get("spin", ""),
    }


def _now() -> dict[str, Any]:
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    return {"on": datetime.date.today().isoformat(), "load": load}
