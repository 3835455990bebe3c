"""Tests of what is said where Storm is not there, and of what it refuses."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.quantities.storm import load_drn, need_storm
from tornfolio.support.errors import ToolFailed, ToolMissing


def test_without_storm_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a tool that is missing, and the extra has it."""
    monkeypatch.setitem(sys.modules, "stormpy", None)
    with pytest.raises(ToolMissing, match=r"pip install 'tornfolio\[quantities\]'"):
        need_storm()


def test_a_model_that_storm_cannot_read_is_a_tool_that_failed() -> None:
    """Storm's own errors do not come through."""
    pytest.importorskip("stormpy", reason="Storm is not installed: nothing can be quantified")
    with pytest.raises(ToolFailed, match="Storm does not answer a model"):
        load_drn(["@type: DTMC\n", "@nr_states\nmany\n"])


def test_a_graph_is_written_as_storm_reads_it(call: Call, tmp_path: Path) -> None:
    """Some order tears the folio and some does not; with TTU_SYNC none does."""
    pytest.importorskip("stormpy", reason="Storm is not installed: nothing can be quantified")
    for ttu, most in (("none", 1), ("TTU_SYNC", 0)):
        file = tmp_path / "states.drn"
        settings = ("--set", "nr_pages=2", "--set", f"ttu={ttu}")
        assert call("graph", "torn-pte0", *settings, "-f", "drn", "-o", str(file)).status == 0
        model = load_drn([file.read_text(encoding="ascii")])
        assert model.value('Pmax=? [F "violates_NotTornByReclaim"]') == most
        assert model.value('Pmin=? [F "violates_NotTornByReclaim"]') == 0
        assert model.value('Pmin=? [F "last"]') == 1


def test_the_language_of_prism_has_the_numbers_of_drn(call: Call, tmp_path: Path) -> None:
    """Storm reads both: every label and every reward has the same bounds."""
    stormpy = pytest.importorskip("stormpy", reason="Storm is not installed: nothing is read")
    for form in ("drn", "prism"):
        command = ("graph", "torn-pte0", "--set", "nr_pages=2", "-f", form)
        assert call(*command, "-o", str(tmp_path / f"states.{form}")).status == 0
    drn = (tmp_path / "states.drn").read_text(encoding="ascii")
    model = load_drn([drn])
    program = stormpy.parse_prism_program(str(tmp_path / "states.prism"))
    rewards = drn.partition("@reward_models\n")[2].partition("\n")[0].split()
    labels = ("violates_NotTornByReclaim", "from_pte0", "from_later", "kept", "last", "missed_1")
    paths = [f'P{{}}=? [F "{label}"]' for label in labels]
    paths += [f'R{{{{"{reward}"}}}}{{}}=? [F "over"]' for reward in rewards]
    assert {"passes", "missed", "hold_0", "wait_1"} <= set(rewards)
    for formula in [path.format(bound) for path in paths for bound in ("min", "max")]:
        asked = stormpy.parse_properties(formula)
        read = stormpy.build_model(program, asked)
        found = stormpy.model_checking(read, asked[0], only_initial_states=True)
        assert found.get_value(read.initial_states[0]) == model.value(formula), formula


def test_storm_makes_jani_of_the_language_of_prism(call: Call, tmp_path: Path) -> None:
    """As the page on quantities says: each command becomes an edge, and it stays an MDP."""
    stormpy = pytest.importorskip("stormpy", reason="Storm is not installed: nothing is read")
    file = tmp_path / "states.prism"
    graph = ("graph", "torn-pte0", "--set", "nr_pages=2", "-f", "prism", "-o", str(file))
    assert call(*graph).status == 0
    made, _ = stormpy.parse_prism_program(str(file)).to_jani([])
    jani = json.loads(str(made))
    assert jani["type"] == "mdp"
    commands = re.findall(r"^\s*\[\w*\].*->", file.read_text(encoding="ascii"), re.MULTILINE)
    assert sum(len(automaton["edges"]) for automaton in jani["automata"]) == len(commands) > 200


def test_three_rounds_stand_for_a_writer_that_never_stops(call: Call) -> None:
    """Reclaim is over before the third round matters: the second changes P(torn) far more."""
    pytest.importorskip("stormpy", reason="Storm is not installed: nothing can be quantified")
    torn = []
    for times in (1, 2, 3):
        settings = ("--set", "nr_pages=2", "--set", f"writers=contpte*{times}")
        ended = call("quantify", "torn-pte0", *settings, "--scheduler", "rates", "--json")
        (found,) = (
            each for each in json.loads(ended.stdout)["quantities"] if each["name"] == "P(torn)"
        )
        torn.append(found["value"])
    first, second, third = torn
    assert 0 < abs(third - second) < abs(second - first) / 100
