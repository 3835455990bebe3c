"""What is said of writers that never act, of outputs made by hand and of real TLC."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kinds import Call
from made import FINISHED, LOCKED, SUCCESS, VERSION, WHOLE, counted, message, printed, read
from made import watching as looks
from tornfolio.check.verdict import judge
from tornfolio.explore.survey import survey_all
from tornfolio.model.acting import first_register, shared_variables
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.views.verdict_lines import verdict_lines

# The specs that are made by hand have one writer, contpte.
SAFETY = Question("safety", (WHOLE, LOCKED), watch=True)
WALKED = printed('"acted"', '"reclaim"')
ACTED, FINAL = printed('"acted"', '"contpte"') + WALKED, printed('"final"')
RECOVERED = message(2198, "Recovery completed. 30 states examined. 5 states on queue.")


def _searched(said: str, folder: Path, question: Question = SAFETY) -> Result:
    text = VERSION + looks("Whole", "Locked") + said + SUCCESS + counted() + FINISHED
    return read(text, question, folder)


@pytest.mark.parametrize(
    ("said", "vacuous", "endless"),
    [
        (ACTED + FINAL, (), False),
        (ACTED * 2 + FINAL * 2, (), False),
        (FINAL, ("reclaim", "contpte"), False),
        (WALKED + FINAL, ("contpte",), False),
        (printed('"acted"', '"contpte"') + FINAL, ("reclaim",), False),
        (ACTED, (), True),
    ],
)
def test_a_complete_search(
    said: str, vacuous: tuple[str, ...], endless: bool, tmp_path: Path
) -> None:
    """Who is not reported in a search of all states never acted; what is not final never ends."""
    found = _searched(said, tmp_path)
    assert (found.vacuous, found.endless) == (vacuous, endless)


def test_nothing_is_said_of_what_is_not_known(tmp_path: Path) -> None:
    """After a resume, or in a search that reports no acts, nobody is called vacuous."""
    resumed = _searched(RECOVERED, tmp_path)
    assert (resumed.vacuous, resumed.endless) == (None, False)
    alone = _searched("", tmp_path, Question("safety", (WHOLE,)))
    assert (alone.vacuous, alone.endless) == (None, False)


def test_a_search_for_one_property_tells_as_well(tmp_path: Path) -> None:
    """So does one for final states."""
    for question in (
        Question("safety", (WHOLE,), acts=True),
        Question("outcomes", (), outcomes=True),
    ):
        found = _searched(ACTED + FINAL, tmp_path, question)
        assert (found.vacuous, found.endless) == ((), False)
        assert _searched(FINAL, tmp_path, question).vacuous == ("reclaim", "contpte")


def test_first_lines(tmp_path: Path) -> None:
    """The verdict says before all properties that a writer never acted, and JSON names its CPU."""
    found = _searched(WALKED, tmp_path)
    verdict = judge(found.run.spec, (WHOLE, LOCKED), [found], seconds=1.0, folder=tmp_path)
    lines = ["".join(span.text for span in line) for line in verdict_lines(verdict)]
    assert lines[1].startswith("  Vacuous: writer contpte never did anything here: ")
    assert lines[2].startswith("  Vacuous: no state is final: ")
    assert verdict.to_json()["vacuous"] == ["contpte"]
    assert verdict.to_json()["endless"] is True


def test_shared_variables() -> None:
    """Locks and histories are no acts; where no variables are found, every step is one."""
    text = "variables\n    pte = 1;\n    ptl = 2;\n    aux_a = 3;\n    refs = 4;\n\ndefine {\n"
    assert shared_variables(f"(* --algorithm m {{\n{text}}}\n}} *)") == ("pte", "refs")
    assert shared_variables(text) == ("pc",)


def test_with_tlc(tools: Toolchain) -> None:
    """A shrinker finds nothing of a folio that nobody queues; contpte acts on every block."""
    writers = ("contpte", "contpte,shrinker")
    specs = [
        render(load_scenario("torn-pte0", ["nr_pages=2", "cont_ptes=2", f"writers={each}"]))
        for each in writers
    ]
    acts, idle = survey_all(specs, Tlc(tools), liveness=lambda spec: False)
    assert acts.vacuous == ()
    assert idle.vacuous == ("shrinker",)


def test_one_property_and_final_states_with_tlc(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check of one property of any kind, final states, and a row of a grid say who never acts."""
    settings = ("--set", "nr_pages=2", "--set", "initial=00", "--set", "cont_ptes=1")
    commands = [("check", "--property", each) for each in ("TypeOK", "Termination")]
    for command in (*commands, ("outcomes",)):
        name, *more = command
        found = json.loads(call(name, "torn-pte0", *settings, *more, "--json").stdout)
        assert found["vacuous"] == ["reclaim", "contpte"]
        assert found["empty"] == [
            "there is nothing to unmap: no PTE maps the folio in the beginning"
        ]
        lines = call(name, "torn-pte0", *settings, *more).stdout
        assert "Vacuous: reclaim never comes to the page tables of the folio" in lines
    swept = call("sweep", "torn-pte0", *settings, "--property", "TypeOK", "--json").stdout
    (row,) = json.loads(swept)["points"]
    assert (row["vacuous"], len(row["empty"])) == (["reclaim", "contpte"], 1)
    lines = call("sweep", "torn-pte0", *settings, "--property", "TypeOK").stdout
    assert "nothing is asked: reclaim never comes" in lines


def test_registers_cannot_be_foreseen() -> None:
    """Their numbers follow from the text of the properties: other text has others."""
    text = "\\* END TRANSLATION\nInv == TRUE\n"
    assert first_register(text) == first_register("other steps" + text)
    assert first_register(text) != first_register(text + "Two == 2\n")
    assert first_register(text) >= 1000
