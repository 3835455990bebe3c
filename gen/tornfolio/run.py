"""Runs TLC on a spec: one question in, one finished run out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tornfolio.command import Limits, tlc_command
from tornfolio.estimate import estimated_size
from tornfolio.execute import Execution, Processes, Stop
from tornfolio.frames import FrameReader
from tornfolio.jvm import Jvm, choose_jvm
from tornfolio.messages import Counts, read_progress
from tornfolio.properties import Property
from tornfolio.render import Spec, cfg_text
from tornfolio.toolchain import Toolchain

__all__ = ["Question", "Run", "run_tlc"]


@dataclass(frozen=True)
class Question:
    """What one run of TLC is to decide.

    Some properties, up to the first violation, whose behaviour TLC gives; with a condition, only in
    the states that satisfy it. With `watch`, which of the safety properties are violated, by one
    search of all states. `outcomes` asks for all final states, `coverage` for how often each label
    was reached, `dump` for the state graph, with the states that violate the property marked.
    """

    name: str
    properties: tuple[Property, ...]
    condition: str | None = None
    watch: bool = False
    outcomes: bool = False
    coverage: bool = False
    dump: bool = False

    def invariants(self) -> list[str]:
        """Give the invariants of the .cfg."""
        asked = [name for name, prop in self.asked().items() if prop.kind == "safety"]
        if self.dump:
            asked = [f"{name}Marked" for name in asked]
        return (["Watch"] if self.watch else asked) + (["Outcomes"] if self.outcomes else [])

    def asked(self) -> dict[str, Property]:
        """Map the names that TLC is going to use to the properties that they stand for."""
        suffix = f"In{self.condition}" if self.condition else ""
        return {prop.name + suffix: prop for prop in self.properties}


@dataclass(frozen=True)
class Run:
    """A finished run of TLC: what was asked, how it was started, and how the program ended."""

    spec: Spec
    question: Question
    execution: Execution
    jvm: Jvm

    @property
    def dump(self) -> Path:
        """Give the file of the state graph, which is there if it was asked for."""
        return self.execution.output.with_suffix(".dot")


def run_tlc(
    spec: Spec,
    question: Question,
    tools: Toolchain,
    limits: Limits,
    folder: Path,
    processes: Processes,
    on_progress: Callable[[Counts], None] | None = None,
    *,
    share: bool = False,
) -> Run:
    """Check a translated spec, which stands in `folder`; write this run's files beside it.

    `share`: a search of all states may have all processors. `on_progress` gets TLC's counts
    whenever it reports them, in the calling thread.
    """
    # Progress comes from a constraint, with which TLC's liveness checking does not go together.
    safety = all(prop.kind == "safety" for prop in question.properties)
    module = f"MC{spec.module}" if safety else spec.module
    cfg = folder / f"{module}_{question.name}.cfg"
    cfg.write_text(
        cfg_text(
            spec,
            invariants=question.invariants(),
            properties=[prop.name for prop in question.properties if prop.kind == "liveness"],
            constraint="Progress" if safety else None,
        ),
        encoding="ascii",
        newline="\n",
    )
    scratch = folder / f"scratch_{question.name}"
    temporary = scratch / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    reader = FrameReader()
    jvm = choose_jvm(
        estimated_size(spec.scenario.parameters),
        workers=limits.workers,
        memory=limits.memory,
        share=share and question.watch and not (question.dump or question.coverage),
    )

    def watch(line: str) -> Stop | None:
        for frame in reader.feed(line):
            counts = read_progress(frame)
            if counts is not None:
                if on_progress is not None:
                    on_progress(counts)
                if limits.max_states is not None and counts.distinct > limits.max_states:
                    return "states"
        return None

    try:
        execution = processes.execute(
            tlc_command(
                tools,
                module=module,
                cfg=cfg,
                metadata=scratch / "states",
                temporary=temporary,
                jvm=jvm,
                coverage=question.coverage,
                dump=folder / f"{question.name}.dot" if question.dump else None,
            ),
            folder=folder,
            output=folder / f"{question.name}.out",
            timeout=limits.timeout,
            on_line=watch,
        )
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Run(spec, question, execution, jvm)
