"""The options of `tornfolio gate` that write reports."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gates import Gated
from kinds import Call
from tornfolio.gate.differences import list_unexpected


def test_all_reports_of_one_run(
    gated: Gated, call: Call, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file is written, annotations follow the lines, and the summary is the Markdown."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(here / "summary.md"))
    spec = gated.root / "spec"
    right = (spec / "expectations.toml").read_bytes()
    shutil.copy(spec / "spoiled.toml", spec / "expectations.toml")
    files = ["--json", "a.json", "--junit", "a.xml", "--sarif", "a.sarif", "--markdown", "a.md"]
    try:
        ended = call("gate", "--only", "torn-pte0", *files, "--github")
    finally:
        (spec / "expectations.toml").write_bytes(right)

    assert ended.status == 1
    point, results = json.loads((here / "a.json").read_text(encoding="utf-8"))["points"][0], []
    differing = [item["what"] for item in point["items"] if item["word"] != "as expected"]
    results = json.loads((here / "a.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert [r["ruleId"] for r in results][: len(differing)] == differing
    places = {
        json.dumps(result["locations"][0]["physicalLocation"], sort_keys=True) for result in results
    }
    assert sum(line.startswith("::error ") for line in ended.stdout.split("\n")) == len(places)
    assert (here / "a.xml").read_bytes().count(b"<failure") == len(results)
    summary = (here / "summary.md").read_text(encoding="utf-8")
    assert summary == (here / "a.md").read_text(encoding="utf-8")
    assert summary.count("```mermaid") == 2


def test_without_a_summary_to_append_to(gated: Gated, call: Call) -> None:
    """Outside of GitHub the option only prints, and of a good run nothing more than usual."""
    ended = call("gate", "--only", "whole-with-sync", "--github")

    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout.startswith("lane full: 1 point, 1 as expected")


@pytest.mark.parametrize("option", [("--github",), ("--junit", "a.xml"), ("--json", "a.json")])
def test_an_update_has_no_report(
    gated: Gated, call: Call, here: Path, option: tuple[str, ...]
) -> None:
    """What compares nothing cannot report; that is said, and nothing is run or written."""
    assert "no report" in call("gate", "--update", *option).refused()
    assert not list(here.iterdir())


def test_a_report_that_cannot_be_written_is_bad_input(gated: Gated, call: Call) -> None:
    """A folder that is not there is named."""
    said = call("gate", "--only", "whole-with-sync", "--junit", "no/such/a.xml").refused()

    assert "no/such/a.xml" in said


def test_a_search_that_ended_at_a_limit_differs_in_nothing(gated: Gated) -> None:
    """What was not decided is not said to be different, even if all states had been counted."""
    found = list_unexpected(gated.open)

    assert found
    assert {each.word for each in found} == {"not decided"}
    assert "outcomes" in {each.rule for each in found}
