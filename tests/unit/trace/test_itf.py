"""A trace in the Informal Trace Format."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile import hostile_text, hostile_trace, values
from tornfolio.support.errors import BadInput
from tornfolio.tla.values import Function, ModelValue, Value
from tornfolio.trace.itf import itf, itf_states
from tornfolio.trace.trace import Trace
from traces import make_trace


def with_variables(variables: dict[str, Value]) -> Trace:
    """Make a trace whose states have these variables."""
    trace = make_trace()
    steps = [
        dataclasses.replace(
            step, state=dataclasses.replace(step.state, variables={**variables, "n": step.number})
        )
        for step in trace.steps
    ]
    return dataclasses.replace(trace, steps=tuple(steps))


def written(trace: Trace) -> dict[str, Any]:
    """Write a trace as text and read the text as JSON."""
    document = json.loads(json.dumps(itf(trace)))
    assert isinstance(document, dict)
    return document


def whole(number: int) -> dict[str, str]:
    """An integer as ITF has it."""
    return {"#bigint": str(number)}


def test_the_rules_of_itf() -> None:
    """Integers of any size, functions, sets and sequences stand as ITF has them."""
    document = written(
        with_variables(
            {
                "pte": (Function({0: "present", 1: "none"}),),
                "left": frozenset({10, 9}),
                "big": 2**60,
                "flag": True,
                "unset": ModelValue("defaultInitValue"),
            }
        )
    )

    assert document["params"] == []
    assert document["vars"] == ["pte", "left", "big", "flag", "unset", "n"]
    first = document["states"][0]
    assert first["pte"] == {"#tup": [{"#map": [[whole(0), "present"], [whole(1), "none"]]}]}
    assert first["left"] == {"#set": [whole(9), whole(10)]}
    assert first["big"] == whole(2**60)
    assert first["flag"] is True
    assert first["unset"] == {"#unserializable": "defaultInitValue"}


def test_what_is_said_about_the_trace() -> None:
    """Property, scenario and versions stand at the top, the step's action with each state."""
    document = written(make_trace())

    about = document["#meta"]
    assert about["format"] == "ITF"
    assert (about["scenario"], about["property"]) == ("torn-pte0", "AllOrNothing")
    assert about["tlc"] == "TLC2 Version 2.15"
    assert document["states"][4]["#meta"] == {
        "index": 4,
        "action": "map_pte",
        "actor": "reclaim",
        "function": "map_pte",
        "line": 104,
    }


def test_a_loop_is_told() -> None:
    """`loop` is the index of the state to which a lasso goes back."""
    assert "loop" not in itf(make_trace())
    assert itf(make_trace(ending="loop", back_to=3))["loop"] == 2


def test_a_stored_trace_has_its_ptes_ptls_and_labels() -> None:
    """Where the variables are not there, what the trace has is given in their form."""
    trace = make_trace()
    bare = [
        dataclasses.replace(step, state=dataclasses.replace(step.state, variables={}))
        for step in trace.steps
    ]
    states = itf_states(written(dataclasses.replace(trace, steps=tuple(bare))), "here")

    last = {0: "present", 1: "swap", 2: "swap", 3: "swap"}
    assert states[-1]["pte"] == (last,)
    assert states[3]["ptl"] == ("contpte",)
    assert states[0]["ptl"] == ("nobody",)
    assert states[-1]["pc"] == {"reclaim": "Done", "contpte": "Done"}


@given(st.dictionaries(st.sampled_from("abcd"), values, max_size=4))
def test_what_is_written_is_read_again(variables: dict[str, Value]) -> None:
    """Every value comes back as it was."""
    trace = with_variables(variables)

    assert itf_states(written(trace), "here") == [step.state.variables for step in trace.steps]


@given(hostile_text)
def test_any_text_comes_back(text: str) -> None:
    """Names and texts of any kind survive."""
    trace = hostile_trace(text)

    assert itf_states(written(trace), "here") == [step.state.variables for step in trace.steps]


@pytest.mark.parametrize(
    "document",
    [{}, {"vars": ["a"], "states": [{}]}, {"vars": ["a"], "states": [{"a": {"#set": 1}}]}, []],
)
def test_what_is_no_itf_is_refused(document: Any) -> None:
    """Something else is bad input that names where it stood."""
    with pytest.raises(BadInput, match=r"x\.itf\.json is not an ITF trace"):
        itf_states(document, "x.itf.json")
