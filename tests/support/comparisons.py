"""Points that are asked of TLC and of the C of a tree, for tests."""

from __future__ import annotations

from pathlib import Path

from tornfolio.linux.compare import Comparison, compare
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import open_tree
from tornfolio.model.folders import Model
from tornfolio.tlc.toolchain import Toolchain

__all__ = ["Points", "compared"]

Points = list[tuple[str, tuple[str, ...]]]


def compared(
    tree: Path,
    points: Points,
    tools: Toolchain,
    runs: Path,
    *,
    grid: bool = True,
    limits: Limits | None = None,
    model: Model | None = None,
) -> Comparison:
    """Ask points of both."""
    return compare(
        open_tree(tree),
        points,
        whole_grid=grid,
        cc=None,
        runs=runs,
        limits=limits or Limits(),
        tools=tools,
        model=model,
    )
