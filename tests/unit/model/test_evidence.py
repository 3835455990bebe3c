"""Tests of properties of one's own that nothing shows to be able to fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.model.evidence import unproven
from tornfolio.model.folders import find_model, our_model

_NAMED = """[Mine]
kind = "safety"
sentence = "a sentence."
source = "here"
"""
_MUTANT = '[slip]\ntemplate = "a.tla"\nfind = "a"\nreplace = "b"\nscenario = "torn-pte0"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model of one's own with a property that is true of every state."""
    (tmp_path / "templates" / "properties").mkdir(parents=True)
    formula = tmp_path / "templates" / "properties" / "Mine.tla"
    formula.write_text('Mine == pte[1][0] = "present" \\/ pte[1][0] # "present"\n', "utf-8")
    (tmp_path / "properties.toml").write_text(_NAMED, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "text", "shown"),
    [
        ("mutants.toml", _MUTANT + 'killer = "Mine"\n', True),
        ("mutants.toml", _MUTANT + 'killer = "TypeOK"\n', False),
        ("mutants.toml", _MUTANT + "killer = 3\n", False),
        ("mutants.toml", "[slip\n", False),
        ("expectations.toml", '[points.a]\nviolated = ["Mine"]\n', True),
        ("expectations.toml", '[mutants.slip]\nkilled_by = ["Mine"]\n', True),
        ("expectations.toml", '[points.a]\nholds = ["Mine"]\n', False),
        ("expectations.toml", "points = 3\nmutants = { a = 1 }\n", False),
    ],
)
def test_what_shows_that_a_property_can_fail(
    folder: Path, file: str, text: str, shown: bool
) -> None:
    """A mutant that names it as its killer, a violated point, a mutant that it has killed."""
    (folder / file).write_text(text, encoding="utf-8")
    assert unproven(find_model(folder)) == (frozenset() if shown else {"Mine"})


def test_our_own_properties() -> None:
    """Ours are shown by our mutants, of which the gate sees."""
    assert unproven(our_model()) == frozenset()


@pytest.mark.parametrize("shown", [False, True])
def test_a_check_says_so(call: Call, folder: Path, shown: bool) -> None:
    """What holds may be true whatever happens, and a check says that nothing shows otherwise."""
    if shown:
        (folder / "mutants.toml").write_text(_MUTANT + 'killer = "Mine"\n', encoding="utf-8")
    settings = ("--set", "nr_pages=2", "--set", "cont_ptes=2", "--spec-dir", folder)
    ended = call("check", "torn-pte0", "--property", "Mine", *settings, "--json")
    said = [note for note in json.loads(ended.stdout)["notes"] if "Mine can fail" in note]
    assert (ended.status, len(said)) == (0, 0 if shown else 1)
