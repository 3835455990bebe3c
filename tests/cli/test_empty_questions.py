"""Tests of empty questions: no command shows what holds of nothing as if something was asked."""

from __future__ import annotations

import json

import pytest

from kinds import Call

_NOTHING = "Empty question: there is nothing to unmap: no PTE maps the folio in the beginning."
_ALONE = "Empty question: no CPU runs beside reclaim."


@pytest.mark.parametrize("command", ["graph", "explore", "trace", "quantify"])
def test_an_empty_question(call: Call, command: str) -> None:
    """Each command that shows behaviours says so if no PTE is mapped, or if nobody races."""
    small = ("torn-pte0", "--set", "nr_pages=2")
    for setting, said in (("initial=SS", _NOTHING), ("writers=none", _ALONE)):
        ended = call(command, *small, "--set", setting)
        assert ended.status == 0
        assert said in ended.stderr
    assert "Empty question" not in call(command, *small).stderr


@pytest.mark.parametrize("command", ["graph", "explore", "trace", "quantify"])
def test_cpus_that_never_act(call: Call, command: str) -> None:
    """Each of these commands names the CPUs that never did anything, and no others."""
    small = ("torn-pte0", "--set", "nr_pages=2")
    said = call(command, *small, "--set", "initial=SS").stderr
    assert "Vacuous: reclaim never comes to the page tables" in said
    assert "Vacuous: writer contpte never did anything here" in said
    assert "Vacuous" not in call(command, *small).stderr


@pytest.mark.parametrize(
    "asked", [("graph", "-f", "json"), ("quantify", "--json"), ("outcomes", "--json")]
)
def test_json_says_what_nothing_was_asked_about(call: Call, asked: tuple[str, str]) -> None:
    """The same words have keys: without a page nobody acts, and with one all do."""
    command, *form = asked
    settings = ("torn-pte0", "--set", "nr_pages=2")

    def said(*more: str) -> tuple[list[str], list[str]]:
        value = json.loads(call(command, *settings, *more, *form).stdout)
        value = value["graph"] if command == "graph" else value
        return value["empty"], value["vacuous"]

    assert said() == ([], [])
    empty, vacuous = said("--set", "initial=00")
    assert empty
    assert sorted(vacuous) == ["contpte", "reclaim"]
