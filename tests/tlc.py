"""Runs real TLC on a spec, whole or mutated, and reads all states that it reaches."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tornfolio.command import Limits, tlc_command
from tornfolio.execute import Processes
from tornfolio.render import Spec, cfg_text
from tornfolio.result import Result, read_result
from tornfolio.run import Question, run_tlc
from tornfolio.toolchain import Toolchain
from tornfolio.translate import translate
from tornfolio.values import Function, Value, parse_state


@dataclass(frozen=True)
class Reached:
    """What TLC reaches, worked out from its dump of states and not from the model's properties."""

    final_patterns: frozenset[tuple[str, ...]]
    torn: bool
    skipped: bool


def reached(spec: Spec, tools: Toolchain, folder: Path, translated: str) -> Reached:
    """Let TLC dump all states of a spec, whose translated text is given, and sum them up."""
    folder.mkdir(parents=True)
    (folder / f"{spec.module}.tla").write_text(translated, encoding="ascii")
    cfg = folder / f"{spec.module}.cfg"
    cfg.write_text(cfg_text(spec, spec.select(["TypeOK"])), encoding="ascii")
    argv = tlc_command(
        tools,
        module=spec.module,
        cfg=cfg,
        metadata=folder / "states",
        temporary=folder,
        limits=Limits(),
        nr_pages=spec.scenario.parameters.nr_pages,
    )
    argv[-1:-1] = ["-dump", str(folder / "all")]
    with Processes() as processes:
        run = processes.execute(argv, folder=folder, output=folder / "tlc.out", timeout=120)
    assert run.exit_status == 0, (folder / "tlc.out").read_text(encoding="utf-8")
    states = list(_dumped(folder / "all.dump"))
    assert states
    return Reached(
        final_patterns=frozenset(_pte(s) for s in states if set(_pc(s).values()) == {"Done"}),
        torn=any(
            _pc(s)["reclaim"] == "Done" and {"present", "swap"} <= set(_pte(s)) for s in states
        ),
        skipped=any(_pte(s)[page] == "present" for s in states for page in _stepped_over(s)),
    )


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


def _dumped(path: Path) -> Iterator[dict[str, Value]]:
    blocks = path.read_text(encoding="utf-8").split("State ")
    for block in blocks[1:]:
        yield parse_state(block.partition("\n")[2])


def _pte(state: dict[str, Value]) -> tuple[str, ...]:
    match state["pte"]:
        case (Function() as table,):
            return tuple(str(table[page]) for page in range(len(table)))
    raise AssertionError(state["pte"])


def _pc(state: dict[str, Value]) -> dict[str, str]:
    pc = state["pc"]
    assert isinstance(pc, Function)
    return {str(cpu): str(label) for cpu, label in pc.items()}


def _stepped_over(state: dict[str, Value]) -> list[int]:
    match state["aux_stepped_over"]:
        case (frozenset() as pages,):
            return [page for page in pages if isinstance(page, int)]
    raise AssertionError(state["aux_stepped_over"])
