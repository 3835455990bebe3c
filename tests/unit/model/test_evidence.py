"""Tests of properties of one's own that nothing shows to be able to fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.model.evidence import unproven
from tornfolio.model.folders import find_model, our_model
from tornfolio.model.mutants import load_mutants, mutated
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.spec import digest_of

_NAMED = """[Mine]
kind = "safety"
sentence = "a sentence."
source = "here"
"""
# A mutant of a real step: reclaim forgets to take the PTL first.
_MUTANT = """[slip]
template = "try_to_unmap_one.tla"
find = 'if ("TTU_SYNC" \\in flags) goto map_pte_sync;'
replace = 'if (FALSE) goto map_pte_sync;'
scenario = "torn-pte0"
"""
_REFUSED = _MUTANT + 'killer = "Mine"\nset = { ttu = "TTU_SYNC" }\n'
_KILLER = _MUTANT + 'killer = "Mine"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model of one's own with a property that is true of every state."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    own = tmp_path / "own"
    (own / "templates" / "properties").mkdir(parents=True)
    formula = own / "templates" / "properties" / "Mine.tla"
    formula.write_text('Mine == pte[1][0] = "present" \\/ pte[1][0] # "present"\n', "utf-8")
    (own / "properties.toml").write_text(_NAMED, encoding="utf-8")
    return own


def _unproven(folder: Path) -> dict[str, tuple[str, ...]]:
    return unproven(find_model(folder), ("AllOrNothing", "Mine"))


def _record(folder: Path, kind: str, name: str, key: str, digest: str) -> None:
    text = f'[{kind}."{name}"]\n{key} = ["Mine"]\ndigest = "{digest}"\n'
    (folder / "expectations.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("mutants.toml", _KILLER, ("slip",)),
        ("mutants.toml", _REFUSED, ("slip",)),
        ("mutants.toml", _MUTANT + 'killer = "TypeOK"\n', ()),
        ("mutants.toml", _MUTANT + "killer = 3\n", ()),
        ("mutants.toml", "[slip\n", ()),
        ("expectations.toml", '[points.torn-pte0]\nviolated = ["Mine"]\n', ()),
        ("expectations.toml", '[points.nowhere]\nviolated = ["Mine"]\ndigest = ""\n', ()),
        ("expectations.toml", '[mutants.slip]\nkilled_by = ["Mine"]\n', ()),
        ("expectations.toml", '[points.a]\nviolated = [["Mine"], 3]\n', ()),
        ("expectations.toml", "points = 3\nmutants = { a = 1 }\n", ()),
    ],
)
def test_what_is_only_said(folder: Path, file: str, text: str, said: tuple[str, ...]) -> None:
    """Nothing is shown by who is said to kill, nor by a record of no text of today."""
    (folder / file).write_text(text, encoding="utf-8")
    assert _unproven(folder) == {"Mine": said}


def test_what_was_recorded_of_a_mutant(folder: Path) -> None:
    """A record shows something as long as the mutant's text is the one that was run."""
    mutants = folder / "mutants.toml"
    mutants.write_text(_KILLER, encoding="utf-8")
    (slip,) = load_mutants(model=find_model(folder))
    _record(folder, "mutants", "slip", "killed_by", digest_of(mutated(slip)))
    assert _unproven(folder) == {}

    mutants.write_text(_KILLER.replace("(FALSE)", "(1 = 2)"), encoding="utf-8")
    assert _unproven(folder) == {"Mine": ("slip",)}
    # The other entry is refused, and so is the file: nothing in it is believed.
    mutants.write_text(_KILLER + _REFUSED.replace("[slip]", "[slap]"), encoding="utf-8")
    assert _unproven(folder) == {"Mine": ("slip", "slap")}


def test_what_was_recorded_of_a_point(folder: Path) -> None:
    """A point that violates it shows something as long as the formula is the same."""
    here = load_scenario("torn-pte0", ["nr_pages=2"], find_model(folder))
    _record(folder, "points", "torn-pte0 nr_pages=2", "violated", digest_of(render(here)))
    assert _unproven(folder) == {}
    formula = folder / "templates" / "properties" / "Mine.tla"
    formula.write_text('Mine == pte[1][0] = "swap" \\/ pte[1][0] # "swap"\n', encoding="utf-8")
    assert _unproven(folder) == {"Mine": ()}


def test_our_own_properties() -> None:
    """Ours are shown by our mutants, of which the gate sees."""
    assert unproven(our_model(), ("AllOrNothing",)) == {}


@pytest.mark.parametrize(
    ("mutant", "said"),
    [
        ("", "nothing in your model shows that Mine can fail: a mutant in mutants.toml can"),
        (_KILLER, "nothing recorded shows that Mine can fail: mutant slip is said to show it"),
    ],
)
def test_a_check_says_so(call: Call, folder: Path, mutant: str, said: str) -> None:
    """What holds may be true whatever happens, and a check says that nothing shows otherwise."""
    if mutant:
        (folder / "mutants.toml").write_text(mutant, encoding="utf-8")
    settings = ("--set", "nr_pages=2", "--set", "cont_ptes=2", "--spec-dir", folder)
    ended = call("check", "torn-pte0", "--property", "Mine", *settings, "--json")
    notes = [note for note in json.loads(ended.stdout)["notes"] if "Mine can fail" in note]
    assert (ended.status, len(notes)) == (0, 1)
    assert notes[0].startswith(said)
    assert ("'tornfolio mutate slip --spec-dir" in notes[0]) == bool(mutant)
