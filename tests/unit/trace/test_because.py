"""Each "because" is true: without what was written there, TLC finds no such ending."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kinds import Checked
from tlc import asking
from tornfolio.model.folders import find_model
from tornfolio.model.properties import Property
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.model.spec import Spec
from tornfolio.tla.literals import tla_literal
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Ask
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.trace.because import because
from tornfolio.trace.build import build_trace
from tornfolio.trace.decisive import decisive
from tornfolio.trace.fold import fold
from tornfolio.trace.trace import Trace
from tornfolio.trace.trace_json import trace_from_json, trace_to_json


def traced(checked: Checked, name: str) -> Trace | None:
    """The counterexample of a scenario, None if its property holds."""
    return checked(name, properties=(load_scenario(name).property_name,)).trace


def reaching(spec: Spec, there: str, formula: str, tools: Toolchain, folder: Path) -> Trace:
    """A shortest way of reclaim to where it is `there`, with its step as the last one.

    TLC goes on from no state in which it is there.
    """
    absent = Property("Absent", "safety", "", "")
    assert spec.mc.count("\nProgress ==") == 1
    mc = spec.mc.replace("\nProgress ==", f"\nProgress == ~({there}) /\\")
    mc = mc[: mc.rindex("\n====")] + f"\nAbsent == ~({there} /\\ {formula})\n====\n"
    folder.mkdir(exist_ok=True)
    with asking(replace(spec, mc=mc), tools, folder, Limits(workers=1)) as ask:
        return build_trace(decisive(ask(Question("way", (absent,))), ask))


def test_what_the_walk_read(checked: Checked) -> None:
    """It read PTE0 = none, which contpte had stored one step earlier; else it takes the PTL."""
    trace = traced(checked, "torn-pte0")
    assert trace is not None
    (read,) = [step for step in trace.steps if step.read]
    assert read.read is not None
    assert (read.action, read.read.what, read.read.value) == ("map_pte", "PTE0", "none")
    written = trace.steps[read.read.written]
    assert (written.actor, written.action) == ("contpte", "contpte_clear")
    assert (read.read.before, read.read.otherwise) == ("present", "map_pte(): spin_lock(pvmw->ptl)")
    (sentence,) = because(trace)
    assert sentence == (
        "Because contpte had set PTE0 to none in step 9, reclaim read that in map_pte() (step 10)."
        " Had it still been present, the walk would have taken the PTL here (spin_lock(pvmw->ptl))."
    )
    assert trace_from_json(trace_to_json(trace), "here") == trace


def test_the_answer_is_kept(
    tools: Toolchain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same counterexample is explained by the same answer, and TLC is asked once for it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    spec = render(load_scenario("torn-pte0"))
    (prop,) = spec.select(["AllOrNothing"])
    asked: list[str] = []
    found = []
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        with asking(spec, tools, folder, Limits(workers=1)) as ask:

            def noted(question: Question, ask: Ask = ask) -> Result:
                asked.append(question.name)
                return ask(question)

            found.append(
                decisive(ask(Question("way", (prop,), spec.scenario.condition)), noted).instead
            )
        if number == 1:  # whoever has changed what was kept is asked about anew
            (kept,) = (tmp_path / "cache").rglob("instead/*.json")
            text = kept.read_text(encoding="utf-8")
            assert "map_pte_lock" in text
            kept.write_text(text.replace("map_pte_lock", "this_pte"), encoding="utf-8")
    assert [each.label for each in found[0]] == ["map_pte_lock"]
    assert found[0] == found[1] == found[2]
    assert len(asked) == 2


def test_what_the_loop_read(checked: Checked) -> None:
    """At a later PTE the only other way is the PTL too: not the end, nor a PTE that it holds."""
    trace = traced(checked, "missed-whole-folio")
    assert trace is not None
    reads = [(step.action, step.read) for step in trace.steps if step.read]
    # All four PTEs were none; the way past the last one depends on no value.
    assert [action for action, _ in reads] == ["map_pte", "next_pte", "next_pte", "next_pte"]
    assert {read.before for _, read in reads if read} == {"present"}
    late = "page_vma_mapped_walk(): spin_lock(pvmw->ptl)"
    assert [read.otherwise for _, read in reads[1:] if read] == [late] * 3


@pytest.mark.parametrize(
    ("place", "label", "reads"), [(1, "next_pte", True), (2, "next_table", False)]
)
def test_the_loop_reads_nothing_at_the_next_table(
    tools: Toolchain, tmp_path: Path, place: int, label: str, reads: bool
) -> None:
    """PTE2 begins a page table: whatever is there, the loop goes on to that, and reads it later."""
    spec = render(load_scenario("straddle-second-table"))
    there = f'pc["reclaim"] = "{label}" /\\ addr = {place}'
    trace = reaching(spec, there, f'pte[1][{place}] = "none"', tools, tmp_path)
    last = trace.steps[-1]
    assert last.action == "next_pte"
    assert (last.read is not None) == reads
    assert not any("restart at the next page table" in said for said in because(trace))


def test_the_pin(checked: Checked) -> None:
    """Without the pin the page would have become a swap entry."""
    trace = traced(checked, "pin-in-the-middle")
    assert trace is not None
    (step,) = [step for step in trace.steps if step.read]
    assert step.action == "ttu_share"
    assert step.read is not None
    assert (step.read.value, step.read.before) == ("1", "0")
    set_swap = "try_to_unmap_one(): set_pte_at(mm, address, pvmw.pte, swp_pte)"
    assert step.read.otherwise == set_swap


def test_a_swap_count_that_cannot_be_raised(checked: Checked) -> None:
    """No CPU has decided it; the step has a row of its own, and its other way is told."""
    trace = traced(checked, "swap-count-fails")
    assert trace is not None
    (row,) = [row for row in fold(trace) if any(step.read for step in row.steps)]
    (step,) = row.steps
    assert step.action == "ttu_dup"
    assert row.what().endswith(
        "swap_duplicate(), folio_dup_swap() in newer kernels, which can end otherwise"
    )
    assert trace.steps[step.number + 1].action == "ttu_restore"
    (sentence,) = because(trace)
    assert sentence == (
        f"Because of how step {step.number} ended (try_to_unmap_one(): swap_duplicate(),"
        " folio_dup_swap() in newer kernels), reclaim went on to try_to_unmap_one():"
        " set_pte_at() of the old PTE, goto walk_abort. Had it ended the other way, reclaim would"
        " have gone on to try_to_unmap_one(): set_pte_at(mm, address, pvmw.pte, swp_pte)."
    )
    assert trace_from_json(trace_to_json(trace), "here") == trace


def test_an_mlocked_vma(checked: Checked) -> None:
    """It is mlocked from the beginning, so the parameter is named; of the first VMA nothing is."""
    trace = traced(checked, "mlock-in-second-mm")
    assert trace is not None
    (row,) = [row for row in fold(trace) if any(step.read for step in row.steps)]
    (step,) = row.steps
    assert (step.action, step.state.variables["vma"]) == ("ttu_mlock", 2)
    assert row.what() == "vma->vm_flags & VM_LOCKED, as mlocked = 2"
    (sentence,) = because(trace)
    assert sentence.startswith(f"Because mlocked = 2, step {step.number} (try_to_unmap_one(): ")
    assert "Without that, reclaim would have gone on to try_to_unmap_one(): ptep_get" in sentence


def test_what_another_variable_had_been(checked: Checked) -> None:
    """A value that decides later, by way of reclaim's own, is told with what that had been."""
    trace = traced(checked, "lazyfree-written")
    assert trace is not None
    (sentence,) = because(trace)
    assert sentence.startswith("Because store had set ")
    assert sentence.endswith(" Had it still been {}, folio_dirty would have been FALSE.")


AGAIN = r"""about = "walks again if PTE0 is present after a walk"

[[change]]
template = "page_vma_mapped_walk.tla"
find = "    goto ttu_return;"
replace = '''

    \* walk_again(): ptep_get() of PTE0
    \* The policy: PTE0 is looked at once more, without the PTL.
walk_again:
    if (pte[vma][First] = "present") {
        addr := First;
        goto map_pte;
    }
    else goto ttu_return;
'''
"""


def test_a_policy_that_walks_again(tools: Toolchain, tmp_path: Path) -> None:
    """The policy's own look at PTE0 decides as well: else the walk begins again."""
    (tmp_path / "model" / "policies").mkdir(parents=True)
    file = tmp_path / "model" / "policies" / "again.toml"
    file.write_text(AGAIN, encoding="utf-8")
    settings = ["nr_pages=2", "policy=again", "writers=protect,protect"]
    scenario = load_scenario("torn-by-protect", settings, find_model(file.parent.parent))
    torn = 'pte[1] = (0 :> "none" @@ 1 :> "swap")'
    trace = reaching(
        render(scenario), 'pc["reclaim"] = "ttu_return"', torn, tools, tmp_path / "run"
    )
    reads = {step.action: step.read for step in trace.steps if step.read}
    assert set(reads) == {"map_pte", "walk_again"}
    again = reads["walk_again"]
    assert again is not None
    assert (again.what, again.value, again.before) == ("PTE0", "none", "present")
    assert again.otherwise == "map_pte(): ptep_get() without the PTL"
    assert "reclaim would have gone on to map_pte()" in because(trace)[-1]


def test_what_decides_is_not_folded_away(checked: Checked) -> None:
    """The pin, which changes no PTE and no PTL, has a row that names it."""
    trace = traced(checked, "pin-in-the-middle")
    assert trace is not None
    (sentence,) = because(trace)
    assert sentence.startswith("Because gup had set pins[3] to 1 in step ")
    (row,) = [row for row in fold(trace) if any(step.read for step in row.steps)]
    assert len(row.steps) == 1
    assert "which gup wrote" in row.what()


@pytest.mark.nightly
@pytest.mark.parametrize("name", scenario_names(find_model(None)))
def test_without_the_write_there_is_no_such_ending(
    checked: Checked, tools: Toolchain, tmp_path: Path, name: str
) -> None:
    """Without the step that wrote what decided, or with the other way, the same end is gone."""
    trace = traced(checked, name)
    if trace is None:
        return
    spec = render(load_scenario(name))
    end = trace.steps[-1].state
    ending = f'pc["reclaim"] = {tla_literal(end.pc["reclaim"])}'
    for variable in ("pte", "pmd"):
        if variable in end.variables:
            ending += f" /\\ {variable} = {tla_literal(end.variables[variable])}"
    absent = Property("WithoutEnd", "safety", "", "")
    writes = {
        (written.actor, written.action)
        for step in trace.steps
        if step.read and step.read.writer
        for written in [trace.steps[step.read.written]]
    }
    ways = [
        (step.action, step.state.pc["reclaim"])
        for step in trace.steps
        if step.read and not step.read.writer and not step.read.what
    ]
    never = [
        f'pc["{cpu}"] = "{label}" /\\ StepOf("{cpu}")' for cpu, label in sorted(writes, key=str)
    ]
    never += [f'pc["reclaim"] = "{label}" /\\ pc\'["reclaim"] = "{there}"' for label, there in ways]
    specs = [(spec, each) for each in never]
    # Without a parameter there is another module, in which every step may be taken.
    for step in trace.steps:
        if step.read is None or step.read.writer or not step.read.what:
            continue
        setting = f"{step.read.what}=none"
        if trace.ending == "loop":  # which no single state tells
            assert checked(name, setting, properties=(trace.property,)).trace is None
        else:
            specs.append((render(load_scenario(name, [setting])), "FALSE"))
    for number, (without, taken) in enumerate(specs):
        body = without.mc[: without.mc.rindex("\n====")]
        mc = (
            f"{body}\nWithout == Init /\\ [][Next /\\ ~({taken})]_vars\n"
            f"WithoutEnd == {ending} => {trace.property}\n====\n"
        )
        folder = tmp_path / str(number)
        folder.mkdir()
        with asking(replace(without, mc=mc, specification="Without"), tools, folder) as ask:
            result = ask(Question("without", (absent,)))
        assert result.outcome == "holds", (name, taken)
