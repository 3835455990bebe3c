"""A small catalogue with expectations, and what the real gate says of it in several cases."""

from __future__ import annotations

import dataclasses
import shutil
from dataclasses import dataclass
from pathlib import Path

from places import ROOT
from tornfolio.gate.expectations import Expectations, Killed, expectations_text
from tornfolio.gate.run import GateReport, run_gate
from tornfolio.gate.update import update
from tornfolio.model.folders import Model
from tornfolio.model.mutants import load_mutants, mutated
from tornfolio.model.properties import load_properties
from tornfolio.model.spec import digest_of
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.toolchain import Tool, Toolchain
from traces import make_trace

SCENARIOS = ("torn-pte0", "whole-with-sync")
MUTANT = """\
[sync-forgotten]
template = "try_to_unmap_one.tla"
find = 'if ("TTU_SYNC" \\in flags) goto map_pte_sync;'
replace = 'if (FALSE) goto map_pte_sync;'
scenario = "whole-with-sync"
killer = "NoPteSkipped"
"""


@dataclass(frozen=True, repr=False)
class Gated:
    """A small catalogue in `root`/spec, its true expectations, and reports of the real gate.

    `good` is as expected. In `bad` AllOrNothing and NoPteSkipped were expected to hold, and
    numbers, final states, text and catalogue differ. `open` ended at a limit; in `failed` Java
    fails.
    """

    root: Path
    expectations: Expectations
    good: GateReport
    bad: GateReport
    open: GateReport
    failed: GateReport

    def __repr__(self) -> str:
        """Be short, in whatever shows the arguments of a failing test."""
        return "Gated"


def copy_spec(root: Path) -> None:
    """Make a small catalogue below a folder: two scenarios with two PTEs, and one mutant."""
    spec = root / "spec"
    shutil.copytree(ROOT / "spec", spec)
    (spec / "expectations.toml").unlink(missing_ok=True)
    for path in (spec / "scenarios").glob("*.toml"):
        if path.stem not in SCENARIOS:
            path.unlink()
            continue
        text = path.read_text(encoding="utf-8")
        assert "nr_pages = 4" in text
        path.write_text(text.replace("nr_pages = 4", "nr_pages = 2"), encoding="utf-8")
    (spec / "mutants.toml").write_text(MUTANT, encoding="utf-8")


def expect(root: Path, tools: Toolchain) -> Expectations:
    """Write true expectations of the small catalogue, as `tornfolio gate --update` makes them.

    That the mutant violates every property is not true, but leaves none unproven.
    """
    file = root / "spec" / "expectations.toml"
    expected = update(Expectations(file), "full", Tlc(tools), only=["*"])
    names = tuple(prop.name for prop in load_properties(Model(root / "spec")))
    killed = {
        mutant.name: Killed(mutant.name, names, digest_of(mutated(mutant)))
        for mutant in load_mutants()
    }
    expected = dataclasses.replace(expected, mutants=killed)
    file.write_text(expectations_text(expected), encoding="utf-8")
    return expected


def spoiled(expectations: Expectations) -> Expectations:
    """Expectations that TLC contradicts at torn-pte0, with one too few and one too many."""
    torn = expectations.points["torn-pte0"]
    wrong = dataclasses.replace(
        torn,
        violated=tuple(n for n in torn.violated if n not in ("AllOrNothing", "NoPteSkipped")),
        holds=(*torn.holds, "AllOrNothing", "NoPteSkipped", "NoSuchProperty"),
        distinct=(torn.distinct[0] + 1,) * 2,
        outcomes=(*torn.outcomes[1:], "9 :> PP  never"),
        digest="0" * 64,
    )
    gone = dataclasses.replace(torn, point="gone-for-ever", lane="full")
    return dataclasses.replace(
        expectations, points={"torn-pte0": wrong, "gone-for-ever": gone}, mutants={}
    )


def run_gates(root: Path, tools: Toolchain) -> Gated:
    """Run the real gate over the small catalogue in each of the cases."""
    expectations = expect(root, tools)
    java = root / "java"
    java.write_text("#!/bin/sh\necho 'no % luck, here: at all'\nexit 3\n", encoding="utf-8")
    java.chmod(0o755)
    broken = dataclasses.replace(tools, java=Tool(java, "a test"))
    report = run_gate("full", Tlc(tools), expectations=expectations)
    wrong = spoiled(expectations)
    bad = run_gate("full", Tlc(tools), expectations=wrong)
    (root / "spec" / "spoiled.toml").write_text(expectations_text(wrong), encoding="utf-8")
    return Gated(
        root=root,
        expectations=expectations,
        good=report,
        bad=dataclasses.replace(
            bad,
            expectations=dataclasses.replace(bad.expectations, file=root / "spec" / "spoiled.toml"),
        ),
        open=run_gate("full", Tlc(tools, limits=Limits(max_states=20)), expectations=expectations),
        failed=run_gate("full", Tlc(broken), expectations=expectations),
    )


def hostile_report(gated: Gated, text: str) -> GateReport:
    """The bad report with a text for every name and word that came from outside."""
    points = []
    for each in gated.bad.points:
        items = tuple(
            dataclasses.replace(
                item, what=f"{text}{at}", expected=text, found=text, difference=text
            )
            for at, item in enumerate(each.items)
        )
        trace = dataclasses.replace(make_trace(), property=f"{text}0", scenario=text, sentence=text)
        points.append(
            dataclasses.replace(
                each,
                point=dataclasses.replace(each.point, name=text),
                items=items,
                traces=(trace,),
                reason=text,
            )
        )
    problems = tuple(
        dataclasses.replace(problem, place=f"{text}{at}", text=text)
        for at, problem in enumerate(gated.bad.problems)
    )
    return dataclasses.replace(gated.bad, lane=text, points=tuple(points), problems=problems)
