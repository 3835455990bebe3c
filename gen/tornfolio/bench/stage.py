"""What the sections of the benchmark are measured with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornfolio.bench.measure import Bench, Row
from tornfolio.bench.plan import Plan
from tornfolio.bench.sides import Contenders
from tornfolio.support.machine import usable_cpus

__all__ = ["Stage", "workers"]


@dataclass(frozen=True)
class Stage:
    """The plan, who measures, who is measured, and the tree of Linux if one was given."""

    plan: Plan
    bench: Bench
    sides: Contenders
    tree: Path | None

    def pair(self, section: str, what: str, first: Any, second: Any, **more: Any) -> Row:
        """Measure two works in turns, as the plan has it."""
        plan = self.plan
        options = {"rounds": plan.rounds, "warm_up": plan.warm_up, "limit": plan.limit} | more
        return self.bench.measure(section, what, [first, second], **options)


def workers() -> str:
    """The workers of one search that is measured alone, as a word of a command line."""
    return str(min(2, usable_cpus()))
