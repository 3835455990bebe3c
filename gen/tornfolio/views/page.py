"""Makes one self-contained page of traces, to step through in a browser."""

from __future__ import annotations

import base64
import hashlib
import html as markup
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from tornfolio import __version__
from tornfolio.model.ptes import letters
from tornfolio.support.naming import printable
from tornfolio.tla.values import Function, ModelValue, Value
from tornfolio.trace.fold import Row, fold
from tornfolio.trace.misses import could_also, misses, summary
from tornfolio.trace.state import State
from tornfolio.trace.trace import CPlace, Trace
from tornfolio.views.cells import MEANINGS
from tornfolio.views.lanes import build_graph, waiting

__all__ = ["html"]

_VIEWER = Path(__file__).resolve().parent / "viewer"
_SLOT = re.compile(r"@(TITLE|POLICY|STYLE|DATA|SCRIPT)@")
_OWN_VIEW = ("pte", "ptl", "pc")  # the variables that the page shows in a way of their own
_LONGEST_VALUE = 160
_TRANSLATION = r"\* BEGIN TRANSLATION"
_LABEL = re.compile(r"\s*[A-Za-z_]\w*:(?!=)")
# Characters that would end a script element, or a line in old JavaScript, written so that JSON
# reads them all the same.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


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
    texts = _Texts()
    data = {
        "version": __version__,
        "meanings": list(MEANINGS.items()),
        "unfold": unfold,
        "traces": [_trace(t, given[at], texts) for at, t in enumerate(traces)],
        "texts": texts.all,
    }
    style, script = _file("viewer.css"), _file("viewer.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
    title = f"{traces[0].scenario}: {traces[0].property} is violated"
    if len(traces) > 1:
        title = f"{len(traces)} counterexamples, {title}"
    parts = {
        "TITLE": markup.escape(printable(title)),
        "POLICY": policy,
        "STYLE": style,
        "DATA": json.dumps(data, separators=(",", ":")).translate(_ESCAPES),
        "SCRIPT": script,
    }
    # In one pass, so that no text of a trace is taken for a slot.
    return _SLOT.sub(lambda slot: parts[slot[1]], _file("viewer.html"))


@cache
def _file(name: str) -> str:
    return (_VIEWER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


class _Texts:
    """Texts that stand once in the page, and elsewhere as their numbers."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        cleaned = printable(text)
        found = self._numbers.setdefault(cleaned, len(self.all))
        if found == len(self.all):
            self.all.append(cleaned)
        return found


def _trace(trace: Trace, source: str | None, texts: _Texts) -> dict[str, Any]:
    graph = build_graph(trace)
    first_line, lines = _pluscal(source)
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
    at = 0
    rows = []
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
    return {
        **{
            name: printable(getattr(trace, name))
            for name in ("scenario", "intent", "property", "sentence", "parameters", "tlc_version")
        },
        "lanes": [[printable(cpu), printable(about)] for cpu, about in trace.lanes.items()],
        "pages": trace.nr_pages,
        "vmas": trace.vmas,
        "choices": all(step.choices is not None for step in trace.steps),
        "straddle": trace.straddle,
        "tables": len(trace.steps[0].state.ptls),
        "summary": [printable(sentence) for sentence in summary(trace)],
        "labels": [
            [printable(name), printable(function or ""), printable(primitive), *_block(lines, line)]
            for name, function, primitive, line in labels
        ],
        "firstLine": first_line,
        "source": [texts.number(line) for line in lines],
        "steps": steps,
        "rows": rows,
        **_code_of(places, texts),
    }


def _code_of(places: Mapping[int, CPlace], texts: _Texts) -> dict[str, Any]:
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
    before: State | None, after: State, cpus: Sequence[str], texts: _Texts
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
    for name, value in _changed(before.variables if before else {}, after.variables):
        variables += [texts.number(name), -1 if value is None else texts.number(value)]
    return {"p": ptes, "k": ptls, "c": at, "v": variables}


def _changed(
    before: Mapping[str, Value], after: Mapping[str, Value]
) -> Iterable[tuple[str, str | None]]:
    """The variables that differ, as texts; a CPU's own variable for each CPU by itself."""
    for name in [*after, *(gone for gone in before if gone not in after)]:
        if name in _OWN_VIEW or (name in before and before[name] == after.get(name)):
            continue
        old = dict(_parts(name, before[name])) if name in before else {}
        new = dict(_parts(name, after[name])) if name in after else {}
        for part in {**new, **old}:
            if old.get(part) != new.get(part):
                yield part, new.get(part)


def _parts(name: str, value: Value) -> Iterable[tuple[str, str]]:
    if isinstance(value, Function) and value and all(isinstance(key, str) for key in value):
        for key in value:
            yield f"{name}[{key}]", _shown(value[key])
    else:
        yield name, _shown(value)


def _shown(value: Value) -> str:
    text = _text(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _text(value: Value) -> str:
    """Write a value as a reader of TLA+ would, with equal neighbours of a function as a range."""
    match value:
        case bool():
            return str(value).upper()
        case ModelValue():
            return value.name
        case tuple():
            return f"<<{', '.join(map(_text, value))}>>"
        case frozenset():
            return f"{{{', '.join(_ranges(dict.fromkeys(value)))}}}"
        case Function():
            return f"[{', '.join(_ranges(value))}]"
        case _:
            return str(value)


def _ranges(table: Mapping[Value, Value | None]) -> list[str]:
    """The keys of a table with their values; numbers that follow each other as a range."""
    runs: list[tuple[int, int, Value | None]] = []
    for key in sorted(key for key in table if type(key) is int):
        if runs and runs[-1][1] == key - 1 and runs[-1][2] == table[key]:
            runs[-1] = (runs[-1][0], key, table[key])
        else:
            runs.append((key, key, table[key]))
    said = [(str(a) if a == b else f"{a}..{b}", value) for a, b, value in runs]
    rest = {_text(key): table[key] for key in table if type(key) is not int}
    said += [(key, rest[key]) for key in sorted(rest)]
    return [key if value is None else f"{key}: {_text(value)}" for key, value in said]


def _pluscal(source: str | None) -> tuple[int, list[str]]:
    """The lines of a module before its translation, without trailing blanks, from line 1."""
    if source is None:
        return 1, []
    written = source.partition(_TRANSLATION)[0]
    return 1, [line.expandtabs(4).rstrip() for line in written.split("\n")]


def _block(lines: Sequence[str], line: int | None) -> tuple[int, int]:
    """The first and last line of a label with the comment above it; 0, 0 if there is none."""
    if line is None or not 1 <= line <= len(lines):
        return 0, 0
    first = last = line
    while first > 1 and lines[first - 2].lstrip().startswith("\\*"):
        first -= 1
    while last < len(lines) and lines[last].strip() and not _LABEL.match(lines[last]):
        last += 1
    return first, last
