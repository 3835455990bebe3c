"""A condition that is given as a formula: what it selects, and what is said of mistakes in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kinds import Call

_SMALL = ("torn-pte0", "--set", "nr_pages=2")


def test_final_states_of_ones_own(call: Call) -> None:
    """Of three final states the two in which the folio is kept are marked, and counted."""
    said = call("outcomes", *_SMALL, "--condition", "reclaimed\n  = {}").stdout
    assert "1 *> PP" in said and "1 *> PS" in said and "1 :> SS" in said
    assert "Positive: 2 Negative: 1\nCondition reclaimed = {}\n" in said


def test_a_name_is_a_condition_too(call: Call) -> None:
    """The name of a condition of the model stands for that."""
    found = json.loads(call("outcomes", *_SMALL, "--condition", "Reclaimed", "--json").stdout)
    assert found["condition"] == "Reclaimed"
    assert [each["pattern"] for each in found["outcomes"] if each["condition"]] == ["SS"]


def test_pages_are_not_counted_where_one_stands_for_several(call: Call) -> None:
    """With granularity=lock Pages has one page of each run: counting it is refused, all is not.

    One of two blocks of 2 PTEs is missed at most, so 0, 1 or 2 of four PTEs stay present.
    """
    asked = ("outcomes", "torn-pte0", "--set", "cont_ptes=2")
    lock = ("--set", "granularity=lock")

    def counted(pages: str) -> str:
        return f'Cardinality({{i \\in {pages} : pte[1][i] = "present"}}) = 2'

    said = call(*asked, *lock, "--condition", counted("Pages")).refused()
    assert "one page of each run" in said and "0..(NR_PAGES - 1)" in said
    for settings, pages in (((), "Pages"), (lock, "0..(NR_PAGES - 1)")):
        found = json.loads(call(*asked, *settings, "--condition", counted(pages), "--json").stdout)
        assert [each["pattern"] for each in found["outcomes"] if each["condition"]] == ["PPSS"]


def test_a_counterexample_that_ends_there(call: Call) -> None:
    """Of a folio of four pages one torn after two, though the scenario shows one after one."""
    asked = (
        "torn-pte0",
        "--condition",
        'Returned /\\ pte[1] = [i \\in Pages |-> IF i < 2 THEN "present" ELSE "swap"]',
    )
    found = json.loads(call("trace", *asked, "-f", "json").stdout)
    assert found["steps"][-1]["state"]["pte"] == ["present", "present", "swap", "swap"]
    checked = json.loads(call("check", *asked, "--json").stdout)
    assert checked["trace"][-1]["state"]["pte"] == ["present", "present", "swap", "swap"]
    graph = json.loads(call("graph", *asked, "-f", "json").stdout)
    assert graph["graph"]["condition"] == "GivenCondition"


def test_a_condition_of_another_property(call: Call) -> None:
    """With --property the counterexample to that one ends there."""
    asked = ("--property", "NoPteSkipped", "--condition", "Returned /\\ reclaimed # {}")
    ended = call("trace", *_SMALL, *asked, "-f", "json")
    found = json.loads(ended.stdout)
    assert found["property"] == "NoPteSkipped"
    in_it = found["condition"] == "GivenCondition"
    assert in_it != ("no counterexample" in ended.stderr)


def test_what_no_counterexample_reaches_is_said(call: Call) -> None:
    """AllOrNothing is violated, but never with every page reclaimed: that is said."""
    asked = ("trace", *_SMALL, "--condition", "reclaimed = Pages")
    ended = call(*asked)
    assert ended.status == 1
    assert "no counterexample to AllOrNothing ends in the condition" in ended.stderr


@pytest.mark.parametrize(
    ("formula", "complaint"),
    [
        ("recl = {}", "--condition:1: Unknown operator: `recl'"),
        ("TRUE\n  /\\ recl = {}", "--condition:2: Unknown operator: `recl'"),
        ("TRUE /\\", "--condition:1: "),
        ("TLCSet(1, 2)", "--condition:1: TLCSet acts on TLC itself"),
        ("TRUE\npte == 3", "--condition:2: pte is a variable and an operator"),
        ("<<1>>[Cardinality(reclaimed)] = 1", "mend --condition, from which that follows"),
        ("TRUE\n====", "--condition:2: the module would end here"),
        ("\N{GREEK SMALL LETTER ALPHA} = 1", "TLA+ and PlusCal are written in ASCII"),
        ("@{ 1 }@", "--condition has @{"),
        ("  ", "--condition is empty"),
    ],
)
def test_a_mistake_is_told_by_its_line(formula: str, complaint: str, call: Call) -> None:
    """Whatever finds it, the sentence points into the formula, and the status is 2."""
    assert complaint in call("outcomes", *_SMALL, "--condition", formula).refused()


def test_a_check_that_was_cut_off_goes_on_with_its_formula(call: Call) -> None:
    """The formula is kept in the run folder, and the counterexample ends there in the end."""
    ends = 'Returned /\\ pte[1][1] = "present" /\\ pte[1][3] = "swap"'
    asked = ("check", "torn-pte0", "--property", "AllOrNothing", "--condition", ends, "--json")
    cut = json.loads(call(*asked, "--max-states", "20").stdout)
    assert cut["verdict"] == "undecided"
    found = json.loads(call("resume", cut["run_dir"], "--json").stdout)
    final = found["trace"][-1]["state"]["pte"]
    assert (final[1], final[3]) == ("present", "swap")


def test_beside_a_model_of_ones_own(tmp_path: Path, call: Call) -> None:
    """A formula goes with a model of one's own, and a mistake in it is not blamed on that."""
    (tmp_path / "mine").mkdir()
    given = (*_SMALL, "--spec-dir", str(tmp_path / "mine"))
    assert "Positive: 2" in call("outcomes", *given, "--condition", "reclaimed = {}").stdout
    said = call("outcomes", *given, "--condition", "recl = {}").refused()
    assert said.startswith("tornfolio: --condition:1: ")


def test_a_run_has_its_condition_already(call: Call) -> None:
    """What is over cannot be asked for something else."""
    run = json.loads(call("check", *_SMALL, "--json").stdout)["run_dir"]
    said = call("trace", run, "--condition", "TRUE").refused()
    assert "--condition is for a scenario" in said


@pytest.mark.parametrize("command", ["outcomes", "graph", "check", "trace"])
@pytest.mark.parametrize("formula", ["pte[1][0]", "1"])
def test_a_condition_that_is_neither_true_nor_false(call: Call, command: str, formula: str) -> None:
    """A formula that gives a text or a number is refused: what is not TRUE may be no FALSE."""
    said = call(command, *_SMALL, "--condition", formula).refused()
    assert "--condition" in said
