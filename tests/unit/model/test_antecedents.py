"""Tests of what stands before `=>` in properties, which has to be true of some state."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.model.antecedents import antecedents, property_of

_MODULE = """---- MODULE m ----
EXTENDS Naturals
@
Next_ == TRUE
====
"""
_SCENARIO = """intent = "i"
source = "s"
property = "Mine"
[parameters]
nr_pages = 2
ttu = []
writers = ["contpte"]
"""


def _found(text: str) -> list[tuple[str, str]]:
    """The antecedents, each on one line."""
    found = antecedents(_MODULE.replace("@", text), ["P"])
    return [(each.operator, " ".join(each.text.split("==", 1)[1].split())) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P == a = 1 => b", ["a = 1"]),
        ("P == (a => b)", ["a"]),
        ("P == a /\\ c => b", ["a /\\ c"]),
        ("P == \\A v \\in V : f(v) => b", ["\\E v \\in V : f(v)"]),
        (
            "P == \\A v \\in V : \\A i \\in I :\n    f[v][i] => b",
            ["\\E v \\in V : \\E i \\in I : f[v][i]"],
        ),
        ("P ==\n    /\\ a => b\n    /\\ c\n    /\\ d => e", ["a", "d"]),
        ("P ==\n    /\\ \\A v \\in V : a => b\n    /\\ c", ["\\E v \\in V : a"]),
        ("P == a  \\* a comment => x\n  => b", ["a"]),
    ],
)
def test_what_stands_before(text: str, expected: list[str]) -> None:
    """At the top, in brackets, in each item of a list, and below `all`, which becomes `some`."""
    assert [text for _, text in _found(text)] == expected
    assert [name for name, _ in _found(text)] == [f"PAsked{n + 1}" for n in range(len(expected))]


@pytest.mark.parametrize(
    "text",
    [
        "P == a",
        "P == \\E v \\in V : a => b",
        "P == IF a => b THEN c ELSE d",
        "P == LET x == a IN x => b",
        "P == {x \\in S : x => b} = {}",
        "P == a <=> b => c",
        "Q == a => b",
    ],
)
def test_what_cannot_be_told(text: str) -> None:
    """Below `some`, within IF, LET or brackets it is not known what an antecedent would mean."""
    assert _found(text) == []


def test_a_list_keeps_its_columns() -> None:
    """What is before `=>` may be a list itself, which TLA+ reads by its columns."""
    (found,) = antecedents(_MODULE.replace("@", "P == (/\\ a\n      /\\ b) => c"), ["P"])
    assert found.text == "PAsked1 ==\n     (/\\ a\n      /\\ b)"
    assert property_of(found.operator) == "P"


def _model(here: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("TORNFOLIO_SPEC", str(here / "model"))
    for name, written in {
        "scenarios/mine.toml": _SCENARIO,
        "properties.toml": '[Mine]\nkind = "safety"\nsentence = "s"\nsource = "s"\n',
        "templates/properties/Mine.tla": text,
    }.items():
        (here / "model" / name).parent.mkdir(parents=True, exist_ok=True)
        (here / "model" / name).write_text(written, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        # vma counts VMAs from 1, and there is one.
        ("Mine == vma = 2 => FALSE\n", True),
        ("Mine == vma = 1 => pte[1] = pte[1]\n", False),
        (
            "Mine ==\n    /\\ vma = 1 => pte = pte\n    /\\ \\A i \\in Pages :\n"
            '           pte[1][i] = "other" => FALSE\n',
            True,
        ),
    ],
)
def test_a_property_that_speaks_of_no_state(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch, text: str, warned: bool
) -> None:
    """It holds whatever happens: the check says so, in one search for all as well as alone."""
    _model(here, monkeypatch, text)
    for asked in (["--property", "Mine"], ["--property", "Mine", "--property", "TypeOK"]):
        verdict = json.loads(call("check", "mine", "--json", *asked).stdout)
        assert verdict["properties"]["Mine"] == "holds"
        said = [each for each in verdict["warnings"] if "speaks of no state" in each]
        assert bool(said) == warned
        assert all(each.startswith("Mine speaks") for each in said)
