"""Tests of a second TLC: another jar decides again, and whatever it says otherwise is shown."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kinds import Call
from second_cell import SECOND_CELL
from tornfolio.check.second import Answer, compared
from tornfolio.check.verdict import Verdict
from tornfolio.cli import check_command
from tornfolio.model.scenario import load_scenario
from tornfolio.tlc.toolchain import find_jar

_OTHER = os.environ.get("TORNFOLIO_TEST_SECOND_JAR")


def _answer(distinct: int | None, **verdicts: str) -> Answer:
    return Answer("a.jar", "TLC2 Version 2.15", verdicts, distinct)


def _another(folder: Path) -> Path:
    """Copy the wheel's jar with one byte of its manifest in another case of letters."""
    path = folder / "copy.jar"
    with zipfile.ZipFile(find_jar().path) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "META-INF/MANIFEST.MF":
                # The names of a manifest's attributes have no case.
                assert content.startswith(b"Manifest-Version")
                content = b"manifest-Version" + content[16:]
            new.writestr(entry, content)
    return path


def test_answers_that_are_the_same_are_said_to_be() -> None:
    """Two complete searches with the same words and counts agree."""
    second = compared(_answer(32, A="holds", B="violated"), _answer(32, A="holds", B="violated"))
    assert (second.same, second.differences, second.open) == (True, (), ())


def test_another_verdict_is_a_difference() -> None:
    """One property that holds for one TLC alone is named, with both words in their order."""
    second = compared(_answer(32, A="holds", B="holds"), _answer(32, A="violated", B="holds"))
    assert second.same is False
    assert second.differences == ("A holds and violated",)


def test_another_number_of_states_is_a_difference() -> None:
    """Complete searches of the same model have the same distinct states."""
    second = compared(_answer(1032, A="holds"), _answer(1033, A="holds"))
    assert second.same is False
    assert second.differences == ("1,032 and 1,033 distinct states",)


@pytest.mark.parametrize("distinct", [(None, 32), (32, None), (None, None)])
def test_the_count_of_a_search_that_was_cut_off_is_not_compared(
    distinct: tuple[int | None, int | None],
) -> None:
    """What ended at a violation says nothing about the number of states."""
    assert compared(_answer(distinct[0], A="violated"), _answer(distinct[1], A="violated")).same


def test_what_one_has_not_decided_is_open() -> None:
    """A limit that was reached is neither a difference nor agreement."""
    second = compared(_answer(32, A="holds"), _answer(None, A="undecided"))
    assert (second.same, second.differences, second.open) == (None, (), ("A",))
    second = compared(_answer(32, A="holds", B="holds"), _answer(9, A="undecided", B="violated"))
    assert second.same is False
    assert compared(_answer(32, A="holds"), _answer(32)).same is None


def test_the_same_tlc_in_another_jar_says_the_same(call: Call, here: Path) -> None:
    """Its verdicts and counts are those of the first, in JSON and in the run folder."""
    jar = _another(here)
    asked = ("check", "torn-pte0", "--property", "TypeOK", "--second-jar", jar)
    ended = call(*asked, "--json")
    assert ended.status == 0
    verdict = json.loads(ended.stdout)
    assert verdict["second"] == {
        "jar": str(jar),
        "version": verdict["tlc"]["version"],
        "verdicts": {"TypeOK": "holds"},
        "distinct": verdict["states"]["distinct"],
        "same": True,
        "differences": [],
    }
    stored = json.loads((Path(verdict["run_dir"]) / "verdict.json").read_text(encoding="utf-8"))
    assert stored["second"] == verdict["second"]


def test_a_difference_ends_with_4_and_names_both(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The verdict is shown all the same, and the sentence says what differs."""
    jar = _another(here)
    real = check_command.checked

    def other_size(*args: Any) -> Verdict:
        # The second one, which has the other jar, searches a larger folio.
        size = "nr_pages=3" if args[3].jar.path == jar else "nr_pages=2"
        return real(load_scenario("torn-pte0", [size]), *args[1:])

    monkeypatch.setattr(check_command, "checked", other_size)
    ended = call("check", "torn-pte0", "--property", "TypeOK", "--second-jar", jar)
    assert ended.status == 4
    assert "holds     TypeOK" in ended.stdout
    assert "says otherwise" in ended.stdout
    assert str(jar) in ended.stderr
    assert "distinct states" in ended.stderr


def test_the_very_same_jar_is_no_second_one(call: Call, here: Path) -> None:
    """A copy of the jar, under whatever name, would agree with itself."""
    copy = here / "other.jar"
    copy.write_bytes(find_jar().path.read_bytes())
    for jar in (copy, find_jar().path):
        ended = call("check", "torn-pte0", "--second-jar", jar)
        assert ended.status == 2
        assert "the same jar" in ended.stderr
    ended = call("check", "torn-pte0", "--second-jar", here / "none.jar")
    assert ended.status == 3
    assert "--second-jar: " in ended.stderr


def test_a_second_jar_and_many_machines_do_not_go_together(call: Call, here: Path) -> None:
    """The workers on other machines have one jar."""
    ended = call("check", "torn-pte0", "--distributed", "--second-jar", here / "a.jar")
    assert ended.status == 2
    assert "--distributed" in ended.stderr


@pytest.mark.skipif(not _OTHER, reason="TORNFOLIO_TEST_SECOND_JAR names no newer tla2tools.jar")
def test_a_newer_tlc_finds_what_the_wheels_does_not(call: Call, here: Path) -> None:
    """TLC 2.15 says that a violated property holds; one without that fault says otherwise."""
    for name, text in SECOND_CELL.items():
        (here / "m" / name).parent.mkdir(parents=True, exist_ok=True)
        (here / "m" / name).write_text(text, encoding="utf-8")
    asked = ("check", "second-cell", "--spec-dir", here / "m", "--property", "SecondCellKept")
    ended = call(*asked, "--json", "--second-jar", Path(str(_OTHER)))
    assert ended.status == 4
    second = json.loads(ended.stdout)["second"]
    assert second["same"] is False
    assert second["verdicts"] == {"SecondCellKept": "violated"}
