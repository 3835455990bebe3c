"""Makes one self-contained page in which a reader walks through all states of a scenario."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tornfolio import __version__
from tornfolio.explore.moves import Held, Moves, Wait, find_moves, whole
from tornfolio.explore.state_graph import DONE, StateGraph
from tornfolio.model.ptes import letters
from tornfolio.model.replaced import model_in_words
from tornfolio.support.naming import printable
from tornfolio.tla.annotations import Action
from tornfolio.views.cells import MEANINGS
from tornfolio.views.page_shell import fill
from tornfolio.views.page_text import OWN_VIEW, Texts, block, parts, pluscal
from tornfolio.views.state_words import graph_words

__all__ = ["MOST_STATES", "explorer_html"]

MOST_STATES = 20_000  # of which a page has a few MiB, and a browser reads it in a second

_LOCKS = {
    "ptl": "the PTL",
    "pmd_lock": "the PMD lock",
    "mmap_lock": "mmap_lock",
    "folio_lock": "the folio lock",
    "rmap_lock": "the lock of the reverse map",
}


def explorer_html(found: StateGraph, *, changed: bool = False) -> str:
    """A page of a graph whose states are whole, which needs no network and no other file.

    Parameters that have been `changed` may make what the scenario says of itself false, so that
    is left out then. Raises ValueError if it has more than MOST_STATES.
    """
    if found.graph.number_of_nodes() > MOST_STATES:
        raise ValueError(f"a page has no room for more than {MOST_STATES} states")
    scenario, prop = found.scenario, found.invariant
    first_line, lines = pluscal(found.spec.tla)
    texts = Texts()
    about = {actor.process: actor.about for actor in found.spec.annotations.actors}
    lanes = {cpu: about[process] for process in about for cpu in found.spec.cpus[process]}
    data = {
        "version": __version__,
        "meanings": list(MEANINGS.items()),
        "scenario": printable(scenario.name),
        "intent": "" if changed else printable(scenario.one_line),
        "property": printable(prop.name) if prop else "",
        "sentence": printable(prop.sentence) if prop else "",
        "parameters": printable(scenario.parameters.in_words()),
        "model": printable(model_in_words(scenario.model)),
        "tlc_version": printable(found.tlc_version),
        "words": [printable(sentence) for sentence in graph_words(found)],
        "lanes": [[printable(cpu), printable(lanes[cpu])] for cpu in found.cpus],
        "pages": scenario.parameters.nr_pages,
        "vmas": scenario.parameters.vmas,
        "straddle": scenario.parameters.straddle,
        "labels": [_label(action, lines) for action in found.spec.annotations.actions.values()],
        "firstLine": first_line,
        "source": [texts.number(line) for line in lines],
        "texts": texts.all,
        "graph": _packed(_graph(found, find_moves(found))),
    }
    return fill(
        "explorer.html",
        f"{scenario.name}: walk through its states",
        data,
        styles=["viewer.css", "explorer.css"],
        scripts=["common.js", "states.js", "explorer.js"],
    )


def _label(action: Action, lines: Sequence[str]) -> list[str | int]:
    told = (action.label, action.function, action.primitive)
    return [*map(printable, told), *block(lines, action.line), printable(action.about)]


def _packed(value: Mapping[str, Any]) -> str:
    """An object as JSON, compressed, in letters; the same object gives the same letters."""
    text = json.dumps(value, separators=(",", ":")).encode()
    return base64.b64encode(gzip.compress(text, mtime=0)).decode()


def _graph(found: StateGraph, moves: Moves) -> dict[str, Any]:
    """All states and steps, with states from 0, in lists of numbers that compress well.

    A column has the values that a variable takes, and for each state the place of its own. The
    steps of all states stand in one list, those of a state together, `steps` of them in each; so
    do the CPUs that wait.
    """
    numbers = sorted(found.graph)
    cpus = {cpu: at for at, cpu in enumerate(found.cpus)}
    labels = {label: at for at, label in enumerate(found.spec.annotations.actions)}
    waits = Texts()
    each = [(number, moves.moves[number]) for number in numbers]
    waiting = [moves.waits[number] for number in numbers]
    return {
        "columns": _columns(found, numbers),
        "steps": [len(some) for _, some in each],
        # As seen from the state that it leaves.
        "to": [move.target - number for number, some in each for move in some],
        "label": [labels[move.label] for _, some in each for move in some],
        "cpu": [cpus[move.cpu] for _, some in each for move in some],
        "waits": [len(some) for some in waiting],
        "who": [cpus[wait.cpu] for some in waiting for wait in some],
        "why": [waits.number(_why(found, wait)) for some in waiting for wait in some],
        "reasons": waits.all,
        **{
            name: [number - 1 for number in sorted(some)]
            for name, some in {
                "initial": found.initial,
                "violating": found.violating,
                "done": found.done,
                "stuck": found.terminal - found.done,
            }.items()
        },
        "counterexample": [number - 1 for number in found.counterexample],
    }


def _columns(found: StateGraph, numbers: Sequence[int]) -> list[dict[str, Any]]:
    columns: dict[str, dict[str, int]] = {}
    rows: dict[str, list[int]] = {}
    for number in numbers:
        for name, text in _values(found, number):
            values = columns.setdefault(name, {})
            rows.setdefault(name, []).append(values.setdefault(text, len(values)))
    return [{"n": name, "v": list(columns[name]), "s": rows[name]} for name in columns]


def _values(found: StateGraph, number: int) -> Iterator[tuple[str, str]]:
    """All that a state shows, by name; those that the page draws begin with a word and a space."""
    state = whole(found, number)
    yield "view pte", letters(state.pte)
    for table, holder in enumerate(state.ptls):
        yield f"view ptl {table}", printable(holder or "")
    for cpu in found.cpus:
        yield f"view pc {cpu}", "" if state.pc[cpu] == DONE else state.pc[cpu]
    for name, value in state.variables.items():
        if name not in OWN_VIEW:
            for part, text in parts(name, value):
                yield printable(part), printable(text)


def _why(found: StateGraph, wait: Wait) -> str:
    """Say why a CPU can take no step: who holds what it waits for, and the condition itself."""
    said = list(dict.fromkeys(_holder(found, held) for held in wait.held))
    conditions = "; ".join(f"await {text}" for text in wait.awaits)
    if not said:
        return conditions or "its step is not enabled"
    return f"{' and '.join(said)}{f' ({conditions})' if conditions else ''}"


def _holder(found: StateGraph, held: Held) -> str:
    name = _LOCKS.get(held.variable, held.variable)
    scenario = found.scenario.parameters
    of = {"ptl": "page table", "pmd_lock": "VMA", "mmap_lock": "VMA"}.get(held.variable, "place")
    one = scenario.vmas == 1 and (held.variable != "ptl" or not scenario.straddle)
    place = f" of {of} {held.place}" if held.place and not (one and of != "place") else ""
    return f"{held.holder} holds {name}{place}"
