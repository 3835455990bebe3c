"""Writes a trace in the Informal Trace Format (ITF) of Apalache, and reads its states."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from typing import Any

from tornfolio import __version__
from tornfolio.support.errors import BadInput
from tornfolio.support.misread import misread
from tornfolio.tla.values import Function, ModelValue, Value
from tornfolio.trace.layout import Layout
from tornfolio.trace.state import NOBODY, State
from tornfolio.trace.trace import Trace

__all__ = ["itf", "itf_states", "itf_text", "itf_value", "stayed", "value_of_itf"]

_DESCRIPTION = "https://apalache-mc.org/docs/adr/015adr-trace.html"
_LARGEST = 2**53 - 1  # beyond it JSON numbers are not exact everywhere


def itf(trace: Trace) -> dict[str, Any]:
    """A trace by the rules of ITF, ready for JSON.

    Its variables are those of the model. For a trace without them, the PTEs, the PTLs and the
    labels are given in the same form, and nothing else.
    """
    states = [dict(step.state.variables) for step in trace.steps]
    names = list(states[0])
    if not names or any(set(state) != set(names) for state in states):
        states = [_shown(step.state, trace.layout) for step in trace.steps]
        names = list(states[0])
    document: dict[str, Any] = {
        "#meta": {
            "format": "ITF",
            "format-description": _DESCRIPTION,
            "description": f"{trace.scenario}: {trace.heading}",
            "source": f"{trace.module}.tla",
            "scenario": trace.scenario,
            "parameters": trace.parameters,
            "property": trace.property,
            "condition": trace.condition,
            "ending": trace.ending,
            "tlc": trace.tlc_version,
            "tornfolio": __version__,
        },
        "params": [],
        "vars": names,
    }
    if trace.ending == "loop" and trace.back_to is not None:
        document["loop"] = trace.back_to - 1  # TLC counts states from 1, ITF from 0
    document["states"] = []
    before: dict[str, Value] = {}
    given: dict[str, Any] = {}
    for index, (step, state) in enumerate(zip(trace.steps, states, strict=True)):
        # Most variables stay what they were, and so does what they are here.
        given = {
            name: given[name] if stayed(name, value, before) else itf_value(value)
            for name, value in state.items()
        }
        before = state
        meta = {
            "index": index,
            "action": step.action,
            "actor": step.actor,
            "function": step.function,
            "line": step.line,
        }
        document["states"].append({"#meta": meta, **{name: given[name] for name in names}})
    return document


def stayed(name: str, value: Value, before: Mapping[str, Value]) -> bool:
    """Tell whether a variable has the value that it had; to Python, TRUE and 1 are equal."""
    return name in before and (type(before[name]), before[name]) == (type(value), value)


def itf_text(document: Mapping[str, Any]) -> str:
    """What itf() gave as JSON text, with a line for each state; quick for long traces."""
    texts: dict[int, str] = {}

    def text_of(value: Any) -> str:
        """Write a value once, however many states share it."""
        if id(value) not in texts:
            texts[id(value)] = json.dumps(value, separators=(",", ":"))
        return texts[id(value)]

    head = {key: value for key, value in document.items() if key != "states"}
    states = [
        "{"
        + ",".join(f"{json.dumps(name)}:{text_of(value)}" for name, value in state.items())
        + "}"
        for state in document["states"]
    ]
    begin = json.dumps(head, indent=1).removesuffix("\n}")
    return begin + ',\n "states": [\n  ' + ",\n  ".join(states) + "\n ]\n}\n"


def itf_states(document: Mapping[str, Any], where: str) -> list[dict[str, Value]]:
    """Read the states of what itf() gave. Raises BadInput, naming `where`, if it is not ITF."""
    try:
        return [
            {str(name): value_of_itf(state[name]) for name in document["vars"]}
            for state in document["states"]
        ]
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise BadInput(
            f"{where} is not an ITF trace: {misread(error)}", "write it again with -f itf"
        ) from None


def _shown(state: State, layout: Layout) -> dict[str, Value]:
    tables = [dict[Value, Value](enumerate(part)) for part in layout.by_vma(state.pte)]
    return {
        "pte": tuple(map(Function, tables)),
        "ptl": tuple(cpu or NOBODY for cpu in state.ptls),
        "pc": Function(dict[Value, Value](state.pc.items())),
    }


def itf_value(value: Value, *, numbers: bool = False) -> Any:
    """A value by the rules of ITF, ready for JSON; with `numbers`, integers as JSON's own.

    JSON's numbers are not exact everywhere, so that ITF has texts for integers of any size.
    """
    as_itf = functools.partial(itf_value, numbers=numbers)
    match value:
        case bool() | str():
            return value
        case int():
            return value if numbers and abs(value) <= _LARGEST else {"#bigint": str(value)}
        case ModelValue():
            return {"#unserializable": value.name}
        case tuple():
            return {"#tup": [as_itf(item) for item in value]}
        case frozenset():
            return {"#set": _in_order(as_itf(item) for item in value)}
        case Function():
            return {"#map": _in_order([as_itf(key), as_itf(value[key])] for key in value)}


def _in_order(items: Iterable[Any]) -> list[Any]:
    """Sort what has no order of its own, so that equal values are equal texts; numbers as such."""
    return sorted(items, key=_key)


def _key(item: Any) -> tuple[int, int, str]:
    first = item[0] if isinstance(item, list) else item
    if isinstance(first, dict) and "#bigint" in first:
        first = int(first["#bigint"])
    if isinstance(first, int):
        return 0, first, ""
    return 1, 0, json.dumps(item)


def value_of_itf(value: Any) -> Value:
    """Read what itf_value() gave. Raises ValueError or TypeError if it is no value."""
    match value:
        case bool() | int() | str():
            return value
        case {"#bigint": str(digits), **rest} if not rest:
            return int(digits)
        case {"#unserializable": str(name), **rest} if not rest:
            return ModelValue(name)
        case {"#tup": list(items), **rest} if not rest:
            return tuple(map(value_of_itf, items))
        case {"#set": list(items), **rest} if not rest:
            return frozenset(map(value_of_itf, items))
        case {"#map": list(pairs), **rest} if not rest:
            return Function({value_of_itf(key): value_of_itf(item) for key, item in pairs})
    raise ValueError(f"no value: {str(value)[:80]}")
