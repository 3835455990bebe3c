"""Tests of stored traces: JSON and back, and what is refused as damaged."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile import values
from tornfolio.support.errors import BadInput
from tornfolio.tla.values import Value
from tornfolio.trace.trace import Trace
from tornfolio.trace.trace_json import trace_from_json, trace_to_json, trace_to_text
from tornfolio.views.lanes import build_graph
from tornfolio.views.spans import plain
from tornfolio.views.trace_picture import dot_source
from tornfolio.views.trace_text import trace_lines
from traces import KEEPS_UP, ZAPPED, make_trace, seed_events

Path = tuple[str | int, ...]

OTHERS: dict[str, object] = {
    "null": None,
    "true": True,
    "negative": -1,
    "large": 10**30,
    "fraction": 1.5,
    "infinite": float("inf"),
    "nan": float("nan"),
    "text": "\x00<&\ud800",
    "empty-text": "",
    "list": [],
    "lists": [[[]]],
    "object": {},
    "objects": {"9": {"a": []}},
}


def stored() -> dict[str, Any]:
    """A stored trace with everything that a trace can have, in few steps."""
    trace = make_trace(seed_events(2), nr_pages=2, ending="loop", back_to=3)
    value = json.loads(json.dumps(trace_to_json(trace)))
    value["steps"] = [value["steps"][number] for number in (0, 2, 3, 4)]
    assert isinstance(value, dict)
    return value


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """The way to everything in a JSON value."""
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for key, inner in items:
        yield (*path, key)
        yield from paths(inner, (*path, key))


def parent(value: Any, path: Path) -> Any:
    """Follow a path up to its last part."""
    for key in path[:-1]:
        value = value[key]
    return value


def complaint(damaged: Any) -> str:
    """Read a damaged trace; if it is accepted, it must be fit to be shown. Say what is not so."""
    try:
        trace = trace_from_json(damaged, "trace.json")
    except BadInput as error:
        return "" if str(error).startswith("trace.json is not a trace") else str(error)
    except Exception as error:
        return f"reading raises {error!r}"
    try:
        plain(trace_lines(trace))
        dot_source(build_graph(trace))
        dot_source(build_graph(trace, unfold=True))
    except Exception as error:
        return f"showing raises {error!r}"
    return ""


@pytest.mark.parametrize(
    "trace",
    [
        make_trace(),
        make_trace(KEEPS_UP, condition=None, ending="stuttering"),
        make_trace(ZAPPED, ending="loop", back_to=7, intent='"\u00e9\x00\n</svg>'),
        make_trace([]),
    ],
    ids=["seed", "keeps-up", "zapped", "initial"],
)
def test_round_trip(trace: Trace) -> None:
    """What was stored is read again exactly, with all variables, and looks the same."""
    again = trace_from_json(json.loads(trace_to_text(trace)), "trace.json")
    assert again == trace
    assert json.loads(trace_to_text(trace)) == trace_to_json(trace)
    assert trace_to_json(again) == trace_to_json(trace)
    assert trace_lines(again) == trace_lines(trace)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), values, max_size=3), max_size=4))
def test_variables_come_back(states: list[dict[str, Value]]) -> None:
    """Of each variable every value is read again, also one that is TRUE after it was 1."""
    trace = make_trace([f"reclaim label{number}" for number in range(len(states))])
    steps = [
        dataclasses.replace(step, state=dataclasses.replace(step.state, variables=variables))
        for step, variables in zip(trace.steps, [{}, *states], strict=True)
    ]
    stored = trace_to_text(dataclasses.replace(trace, steps=tuple(steps)))
    again = trace_from_json(json.loads(stored), "trace.json")

    found = [dict(step.state.variables) for step in again.steps[1:]]
    assert found == states
    assert [list(map(type, v.values())) for v in found] == [
        [type(variables[name]) for name in kept]
        for variables, kept in zip(states, found, strict=True)
    ]


def test_the_small_trace_is_fine() -> None:
    """The trace that is damaged below is accepted as it is."""
    assert len(trace_from_json(stored(), "trace.json").steps) == 4
    assert complaint(stored()) == ""


def test_whatever_is_taken_away() -> None:
    """A trace from which anything was deleted is refused, or can be shown nevertheless."""
    complaints: dict[Path, str] = {}
    for path in paths(stored()):
        damaged = stored()
        del parent(damaged, path)[path[-1]]
        complaints[path] = complaint(damaged)
    assert {path: said for path, said in complaints.items() if said} == {}


@pytest.mark.parametrize("other", OTHERS)
def test_whatever_is_replaced(other: str) -> None:
    """A trace in which anything was replaced is refused, or can be shown nevertheless."""
    complaints: dict[Path, str] = {}
    for path in paths(stored()):
        damaged = stored()
        parent(damaged, path)[path[-1]] = copy.deepcopy(OTHERS[other])
        complaints[path] = complaint(damaged)
    assert {path: said for path, said in complaints.items() if said} == {}


@pytest.mark.parametrize("key", list(stored()))
def test_every_key_is_needed(key: str) -> None:
    """A trace without one of its keys is refused, and the words name the key."""
    damaged = stored()
    del damaged[key]
    with pytest.raises(BadInput, match=key):
        trace_from_json(damaged, "trace.json")


@pytest.mark.parametrize("value", [{}, {"format": 1}, {"format": "1"}, {"steps": []}])
def test_what_is_no_trace(value: dict[str, Any]) -> None:
    """Other objects and other versions are refused, with the next step to take."""
    with pytest.raises(BadInput, match=r"trace\.json is not a trace of this version") as caught:
        trace_from_json(stored() | value if "steps" in value else value, "trace.json")
    assert caught.value.next_step == "check the scenario again"
