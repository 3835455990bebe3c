"""Tests of models: which folders they have, and that two can be held at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tornfolio.model.folders import find_model, our_model
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.support.errors import BadInput

_SCENARIO = """\
intent = "A test."
source = "a test"
property = "NotTornByReclaim"
[parameters]
nr_pages = 2
ttu = []
writers = ["contpte"]
"""
_MINE = (
    '@% extends "tornfolio/module.tla" %@\n'
    "@% block own_definitions %@\nMine == {}\n@% endblock %@\n"
)


def _own(folder: Path, value: str) -> Path:
    (folder / "templates").mkdir(parents=True)
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "mine.toml").write_text(_SCENARIO, encoding="utf-8")
    module = folder / "templates" / "module.tla"
    module.write_text(_MINE.format(value), encoding="utf-8")
    return folder


def test_two_models_at_once(tmp_path: Path) -> None:
    """A program can hold two models of its own beside ours; none knows of another."""
    one = find_model(_own(tmp_path / "one", "1"))
    two = find_model(_own(tmp_path / "two", "2"))

    scenarios = [load_scenario("mine", (), model) for model in (one, two)]
    first, second = map(render, scenarios)

    assert "\nMine == 1\n" in first.tla
    assert "\nMine == 2\n" in second.tla
    assert "Mine ==" not in render(load_scenario("torn-pte0")).tla
    assert "mine" in scenario_names(one)
    assert "mine" not in scenario_names()
    assert scenarios[0] != scenarios[1]
    with pytest.raises(BadInput, match="unknown scenario 'mine'"):
        load_scenario("mine")


def test_the_users_own_comes_first(tmp_path: Path) -> None:
    """A file of the user's own takes the place of ours; what he has not is ours."""
    own = _own(tmp_path / "own", "1")
    model = find_model(own)
    assert model.folders == (own, our_model().ours)
    assert model.file("scenarios/mine.toml") == own / "scenarios" / "mine.toml"
    assert model.file("properties.toml") == our_model().ours / "properties.toml"
    assert model.first_names("scenarios", ".toml") == ["mine"]


def test_what_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is given counts before the environment, and that before ours."""
    monkeypatch.delenv("TORNFOLIO_SPEC", raising=False)
    assert find_model() == our_model()
    monkeypatch.setenv("TORNFOLIO_SPEC", str(tmp_path))
    assert find_model().own == tmp_path
    assert our_model().own is None
    monkeypatch.setenv("TORNFOLIO_SPEC", "")
    with pytest.raises(BadInput, match="TORNFOLIO_SPEC is empty"):
        find_model()
    assert find_model(tmp_path).own == tmp_path


def test_a_template_is_what_its_file_is(tmp_path: Path) -> None:
    """A template that comes, changes with the same size and time, or goes is seen at once."""
    model = find_model(_own(tmp_path / "own", "1"))
    module = tmp_path / "own" / "templates" / "module.tla"
    text = module.read_text(encoding="utf-8")
    scenario = load_scenario("torn-pte0", (), model)

    assert "\nMine == 1\n" in render(scenario).tla
    times = module.stat()
    module.write_text(text.replace("Mine", "Your"), encoding="utf-8")
    os.utime(module, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert "\nYour == 1\n" in render(scenario).tla
    module.unlink()
    ours = render(scenario).tla
    assert "\nYour ==" not in ours
    assert ours == render(load_scenario("torn-pte0")).tla
    module.write_text(text, encoding="utf-8")
    assert "\nMine == 1\n" in render(scenario).tla
