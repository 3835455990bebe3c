"""Tests of what stands before `=>` in properties, which has to be true of some state."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.model import render as rendering
from tornfolio.model.antecedents import Antecedent, antecedents, property_of
from tornfolio.model.folders import our_model
from tornfolio.model.properties import load_properties
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.spec import Spec
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.frames import read_frames
from tornfolio.tlc.messages import read_asked
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Ask
from tornfolio.tlc.toolchain import Toolchain

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
    return [(each.operator, _flat(each)) for each in antecedents(_MODULE.replace("@", text), ["P"])]


def _flat(found: Antecedent) -> str:
    return " ".join(found.text.split("==", 1)[1].split())


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
        ("P == a /\\ (b => c) /\\ (d => e)", ["b", "d"]),
        ("P == \\A v \\in V : a \\/ (b => c)", ["\\E v \\in V : b"]),
        ("P == \\E v \\in V : a => b", ["\\A v \\in V : a"]),
        ("P ==\n    \\/ a => b\n    \\/ c\n    \\/ d => e", ["a", "d"]),
        ("P == a => (b => c)", ["a", "( a ) /\\ ( b )"]),
        ("P == a => \\A v \\in V : b => c", ["a", "( a ) /\\ ( \\E v \\in V : b )"]),
        ("P == LET x == a\n         y == b IN x => y", ["LET x == a y == b IN x"]),
        ("P == LET x == LET y == b IN y IN x => b", ["LET x == LET y == b IN y IN x"]),
        ("P == IF a \\/ b THEN c => d ELSE e", ["( a \\/ b ) /\\ ( c )"]),
        ("P == IF a THEN b ELSE c => d", ["~( a ) /\\ ( c )"]),
        (
            "P == IF IF a THEN b ELSE c THEN d => e ELSE IF f THEN g => h ELSE i",
            [
                "( IF a THEN b ELSE c ) /\\ ( d )",
                "~( IF a THEN b ELSE c ) /\\ ( ( f ) /\\ ( g ) )",
            ],
        ),
        (
            "P == CASE a -> b => c\n  [] d -> e\n  [] f -> g => h [] OTHER -> i => j",
            [
                "( a ) /\\ ( b )",
                "( f ) /\\ ( g )",
                "~( a ) /\\ ~( d ) /\\ ~( f ) /\\ ( i )",
            ],
        ),
        (
            "P == CASE a -> CASE b -> c => d [] e -> f => g",
            ["( a ) /\\ ( ( b ) /\\ ( c ) )", "( a ) /\\ ( ( e ) /\\ ( f ) )"],
        ),
        # All members of a set say nothing if it has none, and IF ... ELSE TRUE is an implication.
        ("P == \\A v \\in V : a", ["\\E v \\in V : TRUE"]),
        (
            "P == \\A v \\in V : \\A i \\in I : f[v][i]",
            ["\\E v \\in V : \\E i \\in I : TRUE"],
        ),
        ("P == \\E v \\in V : \\A i \\in I : a", ["\\A v \\in V : \\E i \\in I : TRUE"]),
        ("P == IF a THEN b ELSE TRUE", ["( a )"]),
        ("P == IF a THEN TRUE ELSE b \\/ c", ["~( a )"]),
        ("P == IF a THEN b => c ELSE TRUE", ["( a ) /\\ ( b )"]),
    ],
)
def test_what_stands_before(text: str, expected: list[str]) -> None:
    """At the top, in brackets, lists, branches and arms, and below quantifiers, which change."""
    assert [text for _, text in _found(text)] == expected
    assert [name for name, _ in _found(text)] == [f"PAsked{n + 1}" for n in range(len(expected))]


@pytest.mark.parametrize(
    "text",
    [
        "P == a",
        "P == IF a => b THEN c ELSE d",
        "P == CASE a => b -> c",
        "P == LET x == a => b IN x",
        "P == x \\in S /\\ IF a THEN b => c ELSE d",
        "P == IF a THEN b",
        "P == LET x == a",
        "P == \\A v \\in V",
        "P == CASE a [] b",
        "P == {x \\in S : x => b} = {}",
        "P == a <=> b => c",
        "P == IF a THEN TRUE ELSE TRUE",
        "P == \\E v \\in V : a",
        "Q == a => b",
    ],
)
def test_what_cannot_be_told(text: str) -> None:
    """In a condition, a definition or a set it is not known what an antecedent would mean."""
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P == a ~> b", ["a"]),
        ("P == (a /\\ c) ~> (b => d)", ["(a /\\ c)"]),
        ("P == [](a => <>b)", ["a"]),
        ("P == [](a /\\ ~c => <>b)", ["a /\\ ~c"]),
        ("P == \\A v \\in V : f(v) ~> b", ["\\E v \\in V : f(v)"]),
        ("P == \\A v \\in V : <>f(v)", ["\\E v \\in V : TRUE"]),
        # What is never true is not always true.
        ("P == []a => <>b", ["a"]),
        # What is before => is about a behaviour itself, so no state can be asked for it.
        ("P == <>a => <>b", []),
        ("P == WF_v(A) => <>b", []),
        ("P == (a ~> b) => <>c", []),
        ("P == later => <>b\nlater == <>a", []),
        ("P == later => <>b\nlater == then\nthen == (x' = x)", []),
        ("P == now => <>b\nnow == a", ["now"]),
    ],
)
def test_what_a_property_of_behaviours_depends_on(text: str, expected: list[str]) -> None:
    """It is what has to be true of a single state; what is about behaviours is left out."""
    found = antecedents(_MODULE.replace("@", text), ["P"], ["P"])
    assert list(map(_flat, found)) == expected
    # The property itself cannot be asked of a state.
    assert [each.speaks for each in found] == [each.operator for each in found]


def test_a_list_keeps_its_columns() -> None:
    """What is before `=>` may be a list itself, which TLA+ reads by its columns."""
    (found,) = antecedents(_MODULE.replace("@", "P == (/\\ a\n      /\\ b) => c"), ["P"])
    assert found.text == "PAsked1 ==\n     (/\\ a\n      /\\ b)"
    assert property_of(found.operator) == "P"


def _model(here: Path, monkeypatch: pytest.MonkeyPatch, text: str, kind: str = "safety") -> None:
    monkeypatch.setenv("TORNFOLIO_SPEC", str(here / "model"))
    for name, written in {
        "scenarios/mine.toml": _SCENARIO,
        "properties.toml": f'[Mine]\nkind = "{kind}"\nsentence = "s"\nsource = "s"\n',
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
        ("Mine == IF vma = 1 THEN vma = 2 => FALSE ELSE pte = pte\n", True),
        ("Mine == IF vma = 1 THEN pte = pte ELSE vma = 0 => pte = pte\n", False),
        (
            "Mine == LET there == /\\ vma = 1\n                  /\\ pte = pte\n"
            "        IN CASE there -> pte = pte [] vma = 0 -> pte = pte\n"
            "             [] OTHER -> TRUE => pte = pte\n",
            True,
        ),
        (
            "Mine == LET there == /\\ vma = 1\n                  /\\ pte = pte\n"
            "        IN CASE there -> (/\\ vma = 1\n"
            "                          /\\ TRUE) => pte = pte\n"
            "             [] OTHER -> TRUE => pte = pte\n",
            False,
        ),
        # No PTE is ever said to be "other", so there is always one that is not.
        ('Mine == \\E i \\in Pages : pte[1][i] = "other" => FALSE\n', True),
        ('Mine == vma = 1 => \\A i \\in Pages : pte[1][i] = "other" => FALSE\n', True),
        ('Mine == vma = 1 => \\A i \\in Pages : pte[1][i] = "swap" => pte = pte\n', False),
        ('Mine == \\A i \\in {j \\in Pages : pte[1][j] = "other"} : swap_count[i] > 99\n', True),
        ('Mine == \\A i \\in {j \\in Pages : pte[1][j] = "swap"} : swap_count[i] = 1\n', False),
        ('Mine == IF pte[1][0] = "other" THEN FALSE ELSE TRUE\n', True),
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
        said = [each for each in verdict["warnings"] if "true in no state" in each]
        assert bool(said) == warned
        assert all(each.startswith("Mine is ") for each in said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'Mine == pc["reclaim"] = "nowhere" ~> pte[1][0] = "swap"\n',
            'Mine is not put to the test: `pc["reclaim"] = "nowhere"`, on which it depends, is '
            "true in no state that is reached",
        ),
        ('Mine == pc["reclaim"] = "map_pte" ~> pc["reclaim"] # "map_pte"\n', ""),
        (
            'Mine == /\\ pc["reclaim"] = "map_pte" ~> pc["reclaim"] # "map_pte"\n'
            "        /\\ vma = 2 ~> vma = 1\n",
            "Mine is put to the test in part: `vma = 2`, on which it depends, is true in no state "
            "that is reached",
        ),
    ],
)
def test_a_property_of_behaviours_that_speaks_of_no_state(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    """What leads to something is asked for as what implies it; a part of it is called so."""
    _model(here, monkeypatch, text, "liveness")
    verdict = json.loads(call("check", "mine", "--json", "--property", "Mine").stdout)
    assert verdict["properties"]["Mine"] == "holds"
    found = [each for each in verdict["warnings"] if "true in no state" in each]
    assert found == ([said] if said else [])


def _texts(spec: Spec) -> dict[str, str]:
    """The antecedents of all properties by their names: which number one has differs."""
    found = antecedents(spec.tla, [prop.name for prop in spec.properties if prop.kind == "safety"])
    return {each.operator: f"{each.property}: {each.text.partition('==')[2]}" for each in found}


def _seen(specs: Sequence[Spec], tools: Toolchain) -> set[str]:
    """The antecedents that were true in some state of some of the specs."""

    def look(spec: Spec, ask: Ask | None) -> set[str]:
        assert ask is not None
        found = ask(Question("acts", (), acts=True))
        assert found.complete
        with found.run.execution.output.open(encoding="utf-8") as lines:
            said = {read_asked(frame) for frame in read_frames(lines)}
        return {text for name, text in _texts(spec).items() if name in said}

    return set().union(*Tlc(tools).for_each(specs, look))


@pytest.mark.nightly
def test_each_of_our_own_is_true_somewhere(
    tools: Toolchain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No implication of a property of ours is true for want of a state that it speaks of."""
    monkeypatch.setattr(rendering, "own_properties", load_properties)
    specs = [render(load_scenario(name)) for name in our_model().names("scenarios", ".toml")]
    every = set().union(*(_texts(spec).values() for spec in specs))
    named = {text.partition(":")[0] for text in every}
    assert {"NotTornByReclaim", "SplitFrozen", "PtlReleased", "PinnedStaysMapped"} <= named
    assert every - _seen(specs, tools) == set()
