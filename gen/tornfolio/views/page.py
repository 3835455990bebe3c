"""Makes one self-contained page of traces, to step through in a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from tornfolio import __version__
from tornfolio.model.ptes import letters
from tornfolio.support.naming import printable
from tornfolio.trace.fold import Row, fold
from tornfolio.trace.misses import could_also, misses, summary
from tornfolio.trace.state import State
from tornfolio.trace.trace import CPlace, Trace
from tornfolio.views.cells import MEANINGS
from tornfolio.views.lanes import TraceGraph, build_graph, waiting
from tornfolio.views.page_shell import fill
from tornfolio.views.page_text import Texts, block, changed, pluscal

__all__ = ["html"]


def html(
    traces: Sequence[Trace], sources: Sequence[str | None] = (), *, unfold: bool = False
) -> str:
    """A page of one or more traces that needs no network and no other file.

    `sources` are the texts of the traces' modules, in the order of the traces; a trace whose text
    is not there is shown without its PlusCal. With `unfold` the page opens with every step of
    every loop as a row.
    """
    if not traces:
        raise ValueError("a page needs a trace")
    given = [*sources, *[None] * len(traces)]
    texts = Texts()
    data = {
        "version": __version__,
        "meanings": list(MEANINGS.items()),
        "unfold": unfold,
        "traces": [_trace(t, given[at], texts) for at, t in enumerate(traces)],
        "texts": texts.all,
    }
    title = f"{traces[0].scenario}: {traces[0].heading}"
    if len(traces) > 1:
        title = f"{len(traces)} counterexamples, {title}"
    return fill(
        "viewer.html",
        title,
        data,
        styles=["viewer.css"],
        scripts=["common.js", "viewer.js"],
    )


def _trace(trace: Trace, source: str | None, texts: Texts) -> dict[str, Any]:
    graph = build_graph(trace)
    first_line, lines = pluscal(source)
    labels: dict[tuple[str, str | None, str, int | None], int] = {}
    steps = []
    waits = waiting(fold(trace, unfold=True))
    cpus = list(trace.lanes)
    before: State | None = None
    missed = {miss.read for miss in misses(trace)}
    places: dict[int, CPlace] = {}
    for step, waited in zip(trace.steps, waits, strict=True):
        line = step.line if isinstance(step.line, int) else None  # a stored trace may have anything
        label = (step.action, step.function, step.primitive, line)
        if step.c is not None:
            places[labels.setdefault(label, len(labels))] = step.c
        alone = Row((step,), trace.layout)
        told: dict[str, Any] = {
            "n": step.number,
            "a": cpus.index(step.actor) if step.actor is not None else -1,
            "l": labels.setdefault(label, len(labels)),
            "w": texts.number(alone.what()),
            "m": int(step.number in missed),
            "y": [[cpus.index(cpu), table - 1] for cpu, table in sorted(waited.items())],
            "x": [texts.number(said) for said in could_also(alone)],
            "o": None if step.stepped_over is None else [step.stepped_over],
            **_changes(before, step.state, cpus, texts),
        }
        steps.append({key: value for key, value in told.items() if value or key in "nalw"})
        before = step.state
    return {
        **{
            name: printable(getattr(trace, name))
            for name in (
                "scenario",
                "intent",
                "property",
                "heading",
                "sentence",
                "parameters",
                "tlc_version",
            )
        },
        "lanes": [[printable(cpu), printable(about)] for cpu, about in trace.lanes.items()],
        "pages": trace.nr_pages,
        "vmas": trace.vmas,
        "violation": trace.is_violation,
        "choices": all(step.choices is not None for step in trace.steps),
        "straddle": trace.straddle,
        "tables": len(trace.steps[0].state.ptls),
        "summary": [printable(sentence) for sentence in summary(trace)],
        "labels": [
            [printable(name), printable(function or ""), printable(primitive), *block(lines, line)]
            for name, function, primitive, line in labels
        ],
        "firstLine": first_line,
        "source": [texts.number(line) for line in lines],
        "steps": steps,
        "rows": _rows(graph, cpus, texts),
        **_code_of(places, texts),
    }


def _rows(graph: TraceGraph, cpus: list[str], texts: Texts) -> list[dict[str, Any]]:
    """The rows of the table, each of some steps."""
    rows = []
    at = 0
    for index, row in enumerate(graph.rows):
        rows.append(
            {
                "first": at,
                "last": at + len(row.steps) - 1,
                "rounds": row.rounds,
                "functions": texts.number(row.functions),
                "what": texts.number(row.what()),
                "mark": graph.marks.get(index, ""),
                "waits": [cpus.index(cpu) for cpu in sorted(graph.waits[index]) if cpu in cpus],
            }
        )
        at += len(row.steps)
    return rows


def _code_of(places: Mapping[int, CPlace], texts: Texts) -> dict[str, Any]:
    """What is shown of a tree, by label: a title, the first line, the line, and the lines."""
    code = {
        label: [
            printable(f"{place.function}(), {place}"),
            place.first,
            place.line,
            [texts.number(line.expandtabs(8)) for line in place.code],
        ]
        for label, place in places.items()
    }
    return {"c": code} if code else {}


def _changes(
    before: State | None, after: State, cpus: Sequence[str], texts: Texts
) -> dict[str, Any]:
    """What differs from the state before, or everything in the first state.

    `p` are PTEs as (place of the first, how many, letter), `k` PTLs as (place, CPU or -1), `c`
    labels as (CPU, label), `v` other variables as (name, value), or -1 for one that is gone.
    """
    ptes: list[int | str] = []
    if before is None or before.pte != after.pte:
        old = before.pte if before else ("",) * len(after.pte)
        place = 0
        for (same, letter), run in groupby(
            zip(map(str.__eq__, old, after.pte), letters(after.pte), strict=True)
        ):
            length = len(list(run))
            if not same:
                ptes += [place, length, letter]
            place += length
    ptls: list[int] = []
    for table, cpu in enumerate(after.ptls):
        if before is None or before.ptls[table] != cpu:
            ptls += [table, cpus.index(cpu) if cpu in cpus else -1]
    at: list[int] = []
    for number, cpu in enumerate(cpus):
        label = after.pc.get(cpu)
        if label is not None and (before is None or before.pc.get(cpu) != label):
            at += [number, texts.number(label)]
    variables: list[int] = []
    for name, value in changed(before.variables if before else {}, after.variables):
        variables += [texts.number(name), -1 if value is None else texts.number(value)]
    return {"p": ptes, "k": ptls, "c": at, "v": variables}
