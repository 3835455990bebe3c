"""Goes on with a check that was cut off: a run folder in, a verdict out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from tornfolio.check.check import decide
from tornfolio.check.verdict import Verdict
from tornfolio.model.folders import Model, our_model
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.resumable import read_plan
from tornfolio.tlc.session import Progress
from tornfolio.tlc.toolchain import Toolchain

__all__ = ["resume"]


def resume(
    folder: Path,
    *,
    tools: Toolchain,
    model: Model | None = None,
    limits: Limits | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Verdict:
    """Decide what the check in a run folder has left undecided, and keep the new verdict there.

    What was decided stays so; a search goes on from its last checkpoint, or else begins again.
    `limits` are those of this run: there is none that is not given but the memory, which was that
    of the check; the workers are its own in any case. `model` is ours by default.
    Raises BadInput, ToolMissing or ToolFailed.
    """
    plan = read_plan(folder, tools, model or our_model())
    given = limits or Limits()
    return decide(
        folder,
        plan.spec,
        plan.selected,
        tools=tools,
        limits=dataclasses.replace(
            plan.limits,
            timeout=given.timeout,
            max_states=given.max_states,
            memory=given.memory or plan.limits.memory,
        ),
        on_progress=on_progress,
    )
