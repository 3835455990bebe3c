"""Measures the C of a Linux tree, against checks of the model and against SPIN."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tornfolio.bench.measure import Row
from tornfolio.bench.plan import TTU
from tornfolio.bench.sides import OWN, SCENARIO, Subject
from tornfolio.bench.stage import Stage
from tornfolio.support.errors import ToolMissing

__all__ = ["linux_rate_rows", "linux_rows"]

_CONT_PTES = 16


def linux_rows(stage: Stage) -> Iterator[Row]:
    """Measure the C of a tree, from the command to the verdict, against a check of the model."""
    plan, tree = stage.plan, _tree(stage)
    small, large = plan.linux
    settings: tuple[str, ...] = (f"nr_pages={small}",)
    limit = plan.limit
    for when, new in (("seen for the first time", True), ("compiled before", False)):
        yield stage.pair(
            "linux",
            f"{small} pages, {when}",
            stage.sides.linux(tree, Subject(SCENARIO, settings), limit=limit, new=new),
            stage.sides.check(Subject(SCENARIO, settings, (OWN,)), limit=limit, new=new),
        )
    for writers in ("contpte", "protect"):
        settings = _large_settings(large, writers)
        model = (*settings, "granularity=lock")
        yield stage.pair(
            "linux",
            f"{large} pages, {writers}, compiled before",
            stage.sides.linux(tree, Subject(SCENARIO, settings), limit=limit),
            stage.sides.check(Subject(SCENARIO, model, (OWN,)), limit=limit),
            rounds=plan.slow_rounds,
        )


def linux_rate_rows(stage: Stage) -> Iterator[Row]:
    """Measure a complete search of the C against SPIN's of the model in Promela."""
    plan, tree = stage.plan, _tree(stage)
    for size in plan.linux:
        for ttu in TTU:
            cont_ptes = min(size, _CONT_PTES)
            settings = (*_large_settings(size, "contpte"), f"ttu={ttu}")
            yield stage.pair(
                "linux-rate",
                f"{size} pages, {ttu}",
                stage.sides.linux(tree, Subject(SCENARIO, settings), limit=plan.limit),
                stage.sides.spin(size, cont_ptes, sync=ttu != "none", exhaustive=True),
                rounds=plan.slow_rounds,
            )


def _large_settings(size: int, writers: str) -> tuple[str, ...]:
    cont_ptes = min(size, _CONT_PTES)
    return (f"nr_pages={size}", f"cont_ptes={cont_ptes}", f"writers={writers}")


def _tree(stage: Stage) -> Path:
    if stage.tree is None:
        raise ToolMissing("no tree of Linux was given", "add --linux TREE")
    return stage.tree
