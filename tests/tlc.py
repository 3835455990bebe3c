"""Runs real TLC on a spec, whole or mutated, and reads all states that it reaches."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from tornfolio.command import Limits
from tornfolio.execute import Processes
from tornfolio.render import Spec
from tornfolio.result import Result, read_result
from tornfolio.run import Question, run_tlc
from tornfolio.toolchain import Toolchain
from tornfolio.translate import translate


def decide(spec: Spec, names: list[str], tools: Toolchain, folder: Path) -> Result:
    """Ask real TLC about some properties of a spec, in one run."""
    folder.mkdir(parents=True)
    with Processes() as processes:
        spec = translate(spec, tools, folder, processes)
        (folder / f"MC{spec.module}.tla").write_text(spec.mc, encoding="ascii")
        question = Question("mutant", spec.select(names))
        run = run_tlc(spec, question, tools, Limits(timeout=120), folder, processes)
    return read_result(run)


def mutated(spec: Spec, old: str, new: str) -> Spec:
    """Change one place of a spec; the place must be there exactly once."""
    assert spec.tla.count(old) == 1, f"{old!r} is there {spec.tla.count(old)} times"
    return dataclasses.replace(spec, tla=spec.tla.replace(old, new))
