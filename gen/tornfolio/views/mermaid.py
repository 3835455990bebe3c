"""Writes a trace as a Mermaid sequence diagram, for a comment on GitHub."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from tornfolio.trace.fold import Row
from tornfolio.trace.misses import summary
from tornfolio.trace.trace import Trace
from tornfolio.views.lanes import TraceGraph, build_graph

__all__ = ["mermaid", "too_long"]

_GITHUB = 50_000

_LONGEST = 300
_WIDEST = 60
_WIDEST_STRIP = 32
_PLAIN = frozenset(" .,()_:=|/+-'")
_ALARM_FILL = "rgba(213, 94, 0, 0.25)"  # readable on light and on dark
_KEYWORD_END = re.compile(r"\bend\b", re.IGNORECASE)


def mermaid(trace: Trace, *, unfold: bool = False) -> str:
    """The text of a sequence diagram: a participant for each CPU, loops folded.

    A CPU is active while it holds a PTL. Fence it with ```mermaid to show it on GitHub.
    """
    head, *lines = _lines(build_graph(trace, unfold=unfold))
    said = too_long("\n".join([head, *lines, ""]))
    return "\n".join([head, *([f"    %% {said}"] if said else []), *lines, ""])


def too_long(diagram: str) -> str:
    """Say that a diagram is longer than GitHub draws; "" if it is not."""
    if len(diagram) <= _GITHUB:
        return ""
    return f"{len(diagram):,} characters: GitHub draws no diagram of more than {_GITHUB:,}"


def _lines(graph: TraceGraph) -> Iterator[str]:
    trace = graph.trace
    acting = {actor for row in graph.rows for actor in row.actors}
    cpus = [cpu for cpu in trace.lanes if cpu in acting] or list(trace.lanes)[:1]
    names = {cpu: f"cpu{number}" for number, cpu in enumerate(cpus)}
    everybody = ",".join(dict.fromkeys([names[cpus[0]], names[cpus[-1]]]))
    yield "sequenceDiagram"
    yield f"    title {_text(f'{trace.scenario}: {trace.heading}')}"
    yield f"    accTitle: {_spoken(f'{trace.scenario}: {trace.heading}')}"
    yield f"    accDescr: {_spoken(' '.join([trace.sentence, *summary(trace)]))}"
    for cpu in cpus:
        yield f"    participant {names[cpu]} as {_text(cpu)}"
    yield f"    Note over {everybody}: {_wrapped(trace.parameters)}"
    active: dict[str, int] = {}
    pte: tuple[str, ...] = ()
    for index, row in enumerate(graph.rows):
        actor = names.get(row.first.actor or "")
        for source, _, kind in graph.graph.in_edges(index, data="kind"):
            giver = names.get(graph.rows[source].first.actor or "")
            if kind == "ptl" and giver and actor:
                yield f"    {giver}-->>{actor}: the PTL is free"
        missed = graph.marks.get(index) == "missed"
        if missed:
            yield f"    rect {_ALARM_FILL}"
        if row.rounds > 1:
            yield f"    loop {row.rounds} rounds"
        said = _said(row, missed=missed, before=pte)
        over = ",".join(names[cpu] for cpu in cpus if cpu in row.actors) or everybody
        yield f"    Note over {over}: {said}"
        pte = row.last.state.pte
        if row.rounds > 1:
            yield "    end"
        if missed:
            yield "    end"
        # Mermaid takes no end of an activity that has not begun.
        for step in row.steps:
            actor = names.get(step.actor or "")
            if actor and step.takes_ptl:
                active[actor] = active.get(actor, 0) + 1
                yield f"    activate {actor}"
            if actor and step.drops_ptl and active.get(actor):
                active[actor] -= 1
                yield f"    deactivate {actor}"
    for sentence in summary(trace):
        yield f"    Note over {everybody}: {_wrapped(sentence)}"


def _said(row: Row, *, missed: bool, before: tuple[str, ...]) -> str:
    """Say what a row does, and what the PTEs are where it changes them or misses one."""
    what = f"MISSED: {row.what()}" if missed else row.what()
    said = [f"{row.numbers}: {row.functions}" if row.functions else row.numbers, what]
    if missed or row.last.state.pte != before:
        said.append(row.layout.strip(row.last.state.pte, _WIDEST_STRIP))
    return "<br/>".join(map(_wrapped, said))


def _wrapped(text: str) -> str:
    """Break text into lines, which Mermaid does not do by itself."""
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "<br/>".join(map(_text, textwrap.wrap(text, _WIDEST)))


def _text(text: str) -> str:
    """Write text so that nothing of it is syntax: as character codes, but for the plainest."""
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    # The word ends a block in some releases, wherever it stands.
    broken = {match.start() for match in _KEYWORD_END.finditer(text)}
    return "".join(
        char if (char.isalnum() or char in _PLAIN) and at not in broken else _code(char)
        for at, char in enumerate(text)
    )


def _spoken(text: str) -> str:
    """Text for a screen reader, for which Mermaid reads no character codes.

    What is syntax is written as it is read: a change in a word, a field of C with a dot.
    """
    text = text.replace(" -> ", " to ").replace("->", ".").replace(";", ",")
    plain = "".join(char if char.isalnum() or char in _PLAIN else " " for char in text)
    return " ".join(plain.split())


def _code(char: str) -> str:
    return f"#{ord(char)};" if char.isprintable() else " "
