"""Tests of the reader of modules: what a module declares, defines, binds and assigns."""

from __future__ import annotations

import pytest

from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.tla.module import Name
from tornfolio.tla.module_reader import read_module, variables_of
from tornfolio.tla.tokens import opened, tokens

_MODULE = r"""---- MODULE m ----
EXTENDS Naturals, FiniteSets
CONSTANTS N, Op(_, _)
ASSUME Positive == N > 0
(* --algorithm m {
variables a = IF \E v \in 1..N, w \in {} : v = w THEN {} ELSE {1};
    b \in {1, 2}, c = [i \in 1..N |-> 0];
define {
    Twice(x) == LET y == x + x IN y  \* Hidden == 1
    All == \A n \in 1..N : c[n] = 0
}
macro put(where, what) { where := what; }
procedure call_me(given = 1)
variables own = 0
{
p1: own := given;
    return;
}
fair process (q \in 1..N)
variables left = {}; more = <<1>>;
{
q1: with (chosen \in {z \in 1..N : z > 1}; other = {<<k, k>> : k \in 1..2}) c[chosen] := 1;
    if (left = {}) q2: put(b, 2) else { goto q1; };
q3: either { more[1] := Twice(a); } or { q4: skip; };
    (* q5: not a label *)
}
} *)
\* BEGIN TRANSLATION
VARIABLES translated
Nothing == 1
\* END TRANSLATION
Inv ==
    /\ a \in {1}
    /\ "q9: b" # c
Next_ == Inv
====
"""


def test_every_name_is_read() -> None:
    """Constants, variables, labels, macros and operators are named with their lines, and no more.

    What stands in comments, in strings, within LET, or in the translation declares nothing.
    """
    named = [(each.name, each.kind) for each in read_module(_MODULE).names]
    assert sorted(named) == sorted(
        [
            *((name, "constant") for name in ("N", "Op")),
            *((name, "operator") for name in ("Positive", "Twice", "All", "Inv", "Next_")),
            *((name, "variable") for name in ("a", "b", "c")),
            ("put", "macro"),
            ("call_me", "procedure"),
            ("q", "process"),
            *((name, "local variable") for name in ("own", "left", "more")),
            *((name, "label") for name in ("p1", "q1", "q2", "q3", "q4")),
        ]
    )
    assert Name("q4", "label", 24) in read_module(_MODULE).names


def test_every_bound_name_is_read() -> None:
    """Quantifiers, sets, functions, LET, `with` and parameters bind names."""
    bound = read_module(_MODULE).bound
    assert set(bound) == {*"vwixynzk", "where", "what", "given", "chosen", "other"}
    assert bound["chosen"] == 22


def test_what_is_assigned() -> None:
    """A variable is assigned to, an element of it is, or a macro does it to what it is given."""
    assert {"own", "b", "c", "more"} <= read_module(_MODULE).assigned
    assert not {"a", "left"} & read_module(_MODULE).assigned


def test_what_an_operator_rests_on() -> None:
    """Operators lead to others; a bound name is not free; a name that is no operator has none."""
    module = read_module(_MODULE)
    assert module.words_of("Twice") == frozenset({"LET", "IN"})
    assert module.behind(["Next_"]) == {"Inv", "a", "c"}
    assert module.words_of("a") is None


def test_what_is_extended() -> None:
    """The modules that a module extends, and that it has in it."""
    module = read_module(_MODULE + "---- MODULE inner ----\nI == INSTANCE TLC\n====\n")
    assert [token.text for token in module.extends] == ["Naturals", "FiniteSets"]
    assert [token.line for token in module.modules] == [1, 37]
    assert [token.text for token in module.instances] == ["TLC"]


def test_places_stay() -> None:
    """Comments and the translation are taken out, and each token stays in its line."""
    code = opened(_MODULE)
    assert code.count("\n") == _MODULE.count("\n")
    assert "translated" not in code
    assert "q5" not in code
    line = next(token.line for token in tokens(code) if token.text == "Inv")
    assert _MODULE.split("\n")[line - 1] == "Inv =="


@pytest.mark.parametrize(
    "text", ["", "}", "{", "(* --algorithm", "(* --algorithm m { a: (", "[ == )"]
)
def test_what_is_no_module_is_read_all_the_same(text: str) -> None:
    """SANY and the translator say what is wrong with a text; the reader takes any."""
    assert read_module(text).of_kind("variable") == []


@pytest.mark.parametrize("name", scenario_names())
def test_labels_are_those_with_annotations(name: str) -> None:
    """In each spec of the catalogue the labels are those that say what they stand for."""
    spec = render(load_scenario(name))
    assert set(read_module(spec.tla).of_kind("label")) == set(spec.annotations.actions)


_PROCESS = "process (p = 1) variable y; { A: m(y) }"


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ('(*\n--algorithm a { variables s = "process", x = {1};\n define { D == x } } *)', "s x"),
        (f"(*\n--algorithm a {{ variable x = 0; fair {_PROCESS} }} *)", "x"),
        ("(*\n--algorithm a { variables x = 0, z; { A: x := z } } *)", "x z"),
        (f"(*\n--algorithm a {{ macro m(v) {{ v := 1 }} {_PROCESS} }} *)", ""),
        ('S == "--algorithm b { variable no; }"\n(*\n--algorithm a { variable x; {} } *)', "x"),
        ("VARIABLE w\n(*\n--algorithm a { variables x; define { D == x } } *)", "w x"),
        (f"(* --algorithm a {{ variables x; {_PROCESS} }} *)\nVARIABLES w", "x w"),
        ("---- MODULE M ----\nA == 1\n====", ""),
        ("(* without an end --algorithm a { variables x; ", ""),
    ],
)
def test_the_variables_alone(text: str, variables: str) -> None:
    """Read by themselves, the variables of a module are those that it has when all is read."""
    assert list(variables_of(text)) == variables.split()
    assert read_module(text).of_kind("variable") == variables.split()


def test_the_variables_of_the_catalogue() -> None:
    """That holds of each module that the model has for a scenario."""
    for name in scenario_names():
        text = render(load_scenario(name)).tla
        assert len(variables_of(text)) > 5
        assert list(variables_of(text)) == read_module(text).of_kind("variable")
