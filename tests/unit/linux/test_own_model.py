"""What a model of one's own names or replaces is not said to hold in C if nothing looks at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from comparisons import compared
from kernels import kernel
from kinds import Call
from tornfolio.linux.answer import OWN, Answer, ask
from tornfolio.linux.asked import conditions_in_c, why_no_condition, why_not_asked
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import open_tree
from tornfolio.model.folders import Model, find_model, our_model
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import BadInput
from tornfolio.tlc.toolchain import Toolchain

SCENARIO = """
intent = "x"
source = "y"
property = "NotTornByReclaim"
condition = "{}"

[parameters]
nr_pages = 2
ttu = []
writers = ["contpte"]
"""


def own(folder: Path, **formulas: str) -> Model:
    """A model with formulas of properties (`p_NAME`) and conditions (`c_NAME`), and a scenario."""
    (folder / "scenarios").mkdir(parents=True)
    declared = []
    condition = "Torn"
    for key, formula in formulas.items():
        kind, _, name = key.partition("_")
        place = folder / "templates" / ("properties" if kind == "p" else "conditions")
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}.tla").write_text(f"{name} == {formula}\n", encoding="utf-8")
        if kind == "p":
            declared.append(f'[{name}]\nkind = "safety"\nsentence = "It is so."\nsource = "me"\n')
        else:
            condition = name
    if declared:
        (folder / "properties.toml").write_text("\n".join(declared), encoding="utf-8")
    text = SCENARIO.format(condition)
    (folder / "scenarios" / "mine.toml").write_text(text, encoding="utf-8")
    return find_model(folder)


def answered(model: Model, runs: Path, *properties: str) -> Answer:
    """What the C says of the model's scenario."""
    scenario = load_scenario("mine", (), model)
    tree = open_tree(kernel("7.3"))
    return ask(scenario, tree, cc=None, runs=runs, limits=Limits(), properties=properties)


@pytest.mark.parametrize("name", ["Mirrored", "VMAs", "Mine"])
def test_a_property_of_ones_own_is_not_known_by_its_name(tmp_path: Path, name: str) -> None:
    """The shim has other texts than names of properties: conditions, and words of its reports."""
    model = own(tmp_path / "mine", **{f"p_{name}": 'pte[1][0] = "present"'})
    (judged,) = (each for each in answered(model, tmp_path, name).properties if each.name == name)
    assert (judged.verdict, judged.reason) == (
        "undecided", "it is not one of tornfolio's, and nothing in C looks at it",
    )  # fmt: skip


def test_a_property_that_the_model_replaces_is_not_judged_by_our_text(tmp_path: Path) -> None:
    """What stands in the user's file is another question than the one that the C answers."""
    model = own(tmp_path / "mine", p_NoPteSkipped='pte[1][0] = "present"')
    answer = answered(model, tmp_path)
    assert "NoPteSkipped" not in {each.name for each in answer.properties}
    assert answer.not_asked["NoPteSkipped"] == why_not_asked("NoPteSkipped", model)
    assert "your model replaces it" in answer.not_asked["NoPteSkipped"]
    assert why_not_asked("NoPteSkipped", our_model()) == ""


@pytest.mark.parametrize("name", sorted(OWN))
def test_a_name_of_what_is_found_of_c_is_refused(tmp_path: Path, name: str) -> None:
    """Two findings with one name would be one entry in JSON."""
    model = own(tmp_path / "mine", **{f"p_{name}": "TRUE"})
    with pytest.raises(BadInput, match=f"{name} is a property of your model and what is found"):
        answered(model, tmp_path)


@pytest.mark.parametrize("name", ["Mine", "Torn"])
def test_a_condition_that_c_does_not_know_is_undecided(tmp_path: Path, name: str) -> None:
    """It holds in each final state, and nothing in C says so: "Never" would be false."""
    answer = answered(own(tmp_path / "mine", **{f"c_{name}": "TRUE"}), tmp_path)
    assert len(answer.outcomes) == 3
    assert (answer.observation, answer.counts) == ("Undecided", (0, 0))
    said = answer.to_json(outcomes=True)
    assert said["condition_not_asked"]
    assert [each["condition"] for each in said["outcomes"]] == [None] * 3


def test_what_is_said_of_a_condition_that_c_does_not_know(call: Call, tmp_path: Path) -> None:
    """The final states are listed, the condition has no answer, and the status is 5."""
    own(tmp_path / "mine", c_Mine="TRUE")
    ended = call("linux", "outcomes", kernel("7.3"), "mine", "--spec-dir", tmp_path / "mine")
    assert ended.status == 5
    assert "Condition Mine: nothing in C looks at this condition" in ended.stdout
    assert "Observation mine Undecided 0 0" in ended.stdout


def test_our_conditions_are_looked_at_or_not() -> None:
    """Those that ask for a split of ours or for a collapse are not there in C, all others are."""
    ours = set(our_model().names("templates/conditions", ".tla"))
    assert ours - conditions_in_c() == {"Collapsed", "PartLeftThenSplit", "TornThenSplit"}
    assert conditions_in_c() <= ours
    assert why_no_condition("Torn", our_model()) == ""
    assert why_no_condition("TornThenSplit", our_model())


def test_such_a_condition_makes_no_difference(tmp_path: Path, tools: Toolchain) -> None:
    """TLC finds that it holds in each final state; the C has the same final states."""
    model = own(tmp_path / "mine", c_Mine="TRUE")
    found = compared(kernel("7.3"), [("mine", ())], tools, tmp_path, grid=False, model=model)
    assert [each.same for each in found.points] == [True]
