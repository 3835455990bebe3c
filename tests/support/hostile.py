"""Traces whose names and values try to break out of every format."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from hypothesis import strategies as st

from tornfolio.tla.values import Function, ModelValue, Value
from tornfolio.trace.trace import Choice, Step, Trace
from traces import make_trace

HOSTILE = (
    "</script><script>document.title='owned'</script>",
    "<!--<script>",
    "<img src=x onerror=alert(1)>",
    "\"'`&;#{}%%[]()\\",
    "a\nNote over cpu0: b\r\nend\nend",
    "@DATA@ @SCRIPT@",
    "# *b* _i_ ~~s~~ [a](javascript:alert(1)) ![i](http://x.invalid/i.png) @somebody",
    "Größe 大きさ \u202egnorw\u202c \u2028\u2029\x00\x1b[31m",
    "long" * 2000,
    "\\",
    '\\N \\G \\"x\\\\"; node [shape=egg]; "',
    "]]></text></svg><script>alert(1)</script>&unknown;&#0;<<B>x</B>>",
    "a\nb\r\nc\td\x0be\x85f\u2029g",
    "\u05d0\u05d1 \u202etxt.exe \u2066\u200f",
    "null\x00 in the middle",
)

hostile_text = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))

values: st.SearchStrategy[Value] = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=8) | st.text(max_size=8).map(ModelValue),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.frozensets(inner, max_size=3)
        | st.dictionaries(inner, inner, max_size=3).map(Function)
    ),
    max_leaves=8,
)


def hostile_trace(text: str) -> Trace:
    """Make a trace of the seed in which every name, sentence and value is `text`."""
    trace = make_trace(straddle=2)
    cpu = text or "cpu"
    names = {"reclaim": cpu, "contpte": f"{cpu}2"}
    steps = []
    for step in trace.steps:
        state = dataclasses.replace(
            step.state,
            ptls=tuple(names.get(holder or "") for holder in step.state.ptls),
            pc={names[cpu]: text for cpu in step.state.pc},
            variables={"number": step.number, text or "empty": f"{text}{step.number % 3}"},
        )
        steps.append(
            dataclasses.replace(
                step,
                actor=names.get(step.actor or ""),
                action=text,
                function=text if step.function else None,
                primitive=text,
                state=state,
                choices=(Choice(cpu, text, text, text),),
            )
        )
    return with_words(trace, text, names.values(), steps)


def with_words(trace: Trace, text: str, cpus: Iterable[str], steps: Iterable[Step]) -> Trace:
    """Put a text into all that a trace says of itself and of its CPUs, and take other steps."""
    return dataclasses.replace(
        trace,
        scenario=text,
        intent=text,
        parameters=text,
        property=text,
        sentence=text,
        condition=text,
        module=text,
        tlc_version=text,
        lanes=dict.fromkeys(cpus, text),
        steps=tuple(steps),
    )
