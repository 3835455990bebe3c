"""Tests of the final states that runs keep: two folders of runs are compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.explore.outcome_files import compare_kept, keep_outcomes, read_kept

_STATE = {"folio": "kept", "split": False, "queued": False, "slots": 2, "io": 0, "states": 1}


def _keep(folder: Path, patterns: str, *, reason: str = "", nr_pages: int = 2) -> Path:
    """Keep some final states as a run would, in a folder of runs; give that."""
    run = folder / f"run-{nr_pages}"
    run.mkdir(parents=True)
    states = [_STATE | {"pattern": pattern, "condition": False} for pattern in patterns.split()]
    found = {
        "scenario": "s",
        "parameters": {"nr_pages": nr_pages, "initial": None},
        "outcomes": states,
        "reason": reason,
    }
    keep_outcomes(run, found)
    return folder


def test_what_one_side_alone_has(tmp_path: Path) -> None:
    """Each final state that only one folder has is told, for the questions that both have."""
    one, other = _keep(tmp_path / "a", "PP PS"), _keep(tmp_path / "b", "PP SS")
    _keep(one, "PPPP", nr_pages=4)  # the other folder has nothing of it
    assert [(word, said.split(" has ")[1][:2]) for word, said in compare_kept(one, other)] == [
        ("differs", "PS"),
        ("differs", "SS"),
        ("as expected", "it"),
    ]
    assert [word for word, _ in compare_kept(one, one)] == ["as expected", "as expected"]


def test_what_is_not_complete_is_not_compared(tmp_path: Path) -> None:
    """A search that a limit has ended says nothing of what it did not see."""
    one = _keep(tmp_path / "a", "PP PS")
    other = _keep(tmp_path / "b", "PP", reason="the time limit was reached")
    ((word, said),) = compare_kept(one, other)
    assert word == "undecided" and "not complete" in said


def test_no_final_states_are_not_the_same(tmp_path: Path) -> None:
    """A run that is complete has found some; a file without any says nothing."""
    one, other = _keep(tmp_path / "a", ""), _keep(tmp_path / "b", "PP")
    for pair in ((one, one), (one, other), (other, one)):
        assert [word for word, _ in compare_kept(*pair)] == ["undecided"]


def test_a_comparison_of_what_was_cut_off_is_not_decided(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two runs of which one was cut off are not said to be the same: the status is 5."""
    monkeypatch.chdir(tmp_path)
    _keep(Path("a"), "PP PS")
    _keep(Path("b"), "PP PS", reason="the time limit was reached")
    ended = call("outcomes", "a", "--against", "b")
    assert ended.status == 5 and "not compared" in ended.stdout


def test_a_run_is_kept_and_read_back(call: Call) -> None:
    """What `outcomes` prints as JSON is what it keeps; two equal runs are the same."""
    asked = ("outcomes", "torn-pte0", "--set", "nr_pages=2", "--json")
    found = [json.loads(call(*asked, "--runs", name).stdout) for name in ("a", "b")]
    kept = json.loads((Path(found[0]["run_dir"]) / "outcomes.json").read_text(encoding="utf-8"))
    assert kept == found[0]
    ended = call("outcomes", "a", "--against", "b")
    assert ended.status == 0 and ended.stdout.endswith(": the same 3 final states\n")
    assert len(read_kept(Path(found[0]["run_dir"]))) == 1


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("empty", "--against", "full"), "has no run of"),
        (("full", "--against", "nowhere"), "nowhere is not a folder"),
        (("full", "--against", "other"), "no scenario with the same parameters"),
        (
            ("full", "--against", "broken"),
            "is not a file of 'tornfolio outcomes': its parts are not",
        ),
        (
            ("full", "--against", "cut"),
            "'tornfolio outcomes': line 1, column 2: Expecting property",
        ),
        (("full", "--against", "less"), "'tornfolio outcomes': it has no 'parameters'"),
        (("full", "--against", "full", "--json"), "leave out all other options"),
    ],
)
def test_bad_input(
    args: tuple[str, ...],
    complaint: str,
    call: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A folder without runs, with other questions, or with a file of another kind is refused."""
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    _keep(Path("full"), "PP")
    _keep(Path("other"), "PP", nr_pages=4)
    for name, text in (("broken", "[1]"), ("cut", "{"), ("less", "{}")):
        (_keep(Path(name), "PP") / "run-2" / "outcomes.json").write_text(text, encoding="utf-8")
    assert complaint in call("outcomes", *args).refused()
