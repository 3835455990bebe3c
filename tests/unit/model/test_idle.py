"""Tests of properties of one's own that look at nothing that the scenario changes."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from expected import EXPECTED
from kinds import Call
from made import LOCKED, spec, survey
from tornfolio.gate import comparison
from tornfolio.gate.comparison import compare
from tornfolio.gate.expectations import Expectations, expectations_text, read_expectations
from tornfolio.gate.points import Point
from tornfolio.model.folders import find_model
from tornfolio.model.idle import idle_properties, is_idle
from tornfolio.model.properties import own_properties
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario

_MODULE = """---- MODULE m ----
(* --algorithm m {
variables pte = [i \\in 0..1 |-> "present"]; still = 0; given = 0;
define {
    Size == 2
    Through == pte[0]
}
macro store(where, value) { where := value; }
process (p = 1) {
a:  pte[Size - 1] := "swap";
    store(given, 1);
}
} *)
\\* BEGIN TRANSLATION
\\* END TRANSLATION
Before == still = 0
@
After == pte[1] = "present"
====
"""
_TOML = """intent = "i"
source = "s"
property = "Mine"
[parameters]
nr_pages = 2
ttu = ["TTU_SYNC"]
writers = []
"""


@pytest.mark.parametrize(
    "text",
    [
        "P == TRUE",
        "P == still = 0 \\/ TRUE",
        "P == Before /\\ Size = 2",
        'P == "pte" # "pc"  \\* pte',
        "P == \\A pte \\in {1, 2} : pte < 3",
        "P ==\n    LET f == still\n    IN f = 0",
    ],
)
def test_what_mentions_nothing_that_changes_is_idle(text: str) -> None:
    """Constants, variables that keep their value, strings, comments and bound names are nothing."""
    assert is_idle(_MODULE.replace("@", text), "P")


@pytest.mark.parametrize(
    "text",
    [
        'P == pte[0] = "present"',
        'P == Through = "present"',
        "P == After",
        "P == given = 0",
        'P == pc[1] = "Done"',
        "P == ENABLED Next",
        "P == Before \\/ ~ ENABLED (still' = still)",
        "P ==\n    LET f == pte\n    IN f[0] = still",
    ],
)
def test_what_mentions_something_that_changes_is_not(text: str) -> None:
    """An element is assigned to, a macro is given the variable, or other definitions lead to it."""
    assert not is_idle(_MODULE.replace("@", text), "P")


@pytest.mark.parametrize("name", ["torn-pte0", "pmd-with-sync", "straddle-with-sync"])
def test_none_of_ours_is_idle(name: str) -> None:
    """Each safety property of ours looks at something that some step changes."""
    rendered = render(load_scenario(name))
    safety = [prop.name for prop in rendered.properties if prop.kind == "safety"]
    assert len(safety) > 5
    assert [prop for prop in safety if is_idle(rendered.tla, prop)] == []


def test_an_idle_property_of_ones_own_is_warned_about(call: Call, here: Path) -> None:
    """The verdict holds, and says that no step could have made it otherwise."""
    for name, text in {
        "scenarios/mine.toml": _TOML,
        "templates/properties/Mine.tla": "Mine == NR_PAGES = 2\n",
        "properties.toml": '[Mine]\nkind = "safety"\nsentence = "S."\nsource = "s"\n',
    }.items():
        (here / "m" / name).parent.mkdir(parents=True, exist_ok=True)
        (here / "m" / name).write_text(text, encoding="utf-8")
    asked = ("check", "mine", "--spec-dir", here / "m", "--json", "--property")
    found = json.loads(call(*asked, "Mine").stdout)
    assert found["properties"] == {"Mine": "holds"}
    assert [each for each in found["warnings"] if each.startswith("Mine looks at nothing")]
    # One of ours that is asked for alone says nothing of it.
    assert json.loads(call(*asked, "TypeOK").stdout)["warnings"] == []


def test_a_point_with_an_idle_property_is_not_green(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Recorded as holding or not, it differs, until the user's expectation names it."""
    point = Point("made", spec(), "d" * 64, EXPECTED)
    monkeypatch.setattr(comparison, "idle_properties", lambda spec: {LOCKED.name: "S"})
    items = {item.what: item for item in compare(point, survey(), "safety")}
    assert items[LOCKED.name].word == "differs"
    assert "nothing that the scenario changes" in items[LOCKED.name].found_in_words
    assert [each.what for each in items.values() if each.word != "as expected"] == [LOCKED.name]
    known = dataclasses.replace(EXPECTED, idle=(LOCKED.name,))
    items = {
        i.what: i for i in compare(dataclasses.replace(point, expected=known), survey(), "all")
    }
    assert items[LOCKED.name].word == "as expected"
    # The key is read and written, and an update keeps it.
    file = tmp_path / "expectations.toml"
    file.write_text(expectations_text(Expectations(file, {"made": known})), encoding="utf-8")
    assert read_expectations(file).points["made"] == known
    again = comparison.expect(dataclasses.replace(point, expected=known), survey())
    assert again is not None
    assert again.idle == (LOCKED.name,)


def test_a_point_with_a_property_that_speaks_of_no_state_is_not_green() -> None:
    """What stands before its `=>` is never true, so that it holds whatever happens."""
    found = dataclasses.replace(survey(), unasked=(f"{LOCKED.name}Asked1",))
    point = Point("made", spec(), "d" * 64, EXPECTED)
    items = {item.what: item for item in compare(point, found, "safety")}
    assert items[LOCKED.name].word == "differs"
    assert items[LOCKED.name].found_in_words == "holds, but speaks of no state that is reached"
    known = dataclasses.replace(point, expected=dataclasses.replace(EXPECTED, idle=(LOCKED.name,)))
    items = {item.what: item for item in compare(known, found, "safety")}
    assert items[LOCKED.name].word == "as expected"


def test_a_formula_of_the_users_own_is_his(tmp_path: Path) -> None:
    """A property of ours whose formula the user has replaced is looked at like one of his own."""
    model = find_model(tmp_path)
    assert own_properties(model) == ()
    formulas = tmp_path / "templates" / "properties"
    formulas.mkdir(parents=True)
    (formulas / "AllOrNothing.tla").write_text("AllOrNothing == TRUE\n", encoding="utf-8")
    assert [prop.name for prop in own_properties(model)] == ["AllOrNothing"]
    assert list(idle_properties(render(load_scenario("torn-pte0", (), model)))) == ["AllOrNothing"]
