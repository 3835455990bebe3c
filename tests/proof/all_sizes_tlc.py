"""Reads TLC's states and steps as those of all_sizes_steps.py, and writes the invariant for TLC."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from all_sizes_invariant import invariant
from all_sizes_state import AFTER, BEFORE, IDLE, LOCKS, RECLAIM, RETURNING, Setting, State
from readings import Cells, InTla, Text
from tlc import asking
from tornfolio.explore.state_graph import read_state_graph
from tornfolio.model.properties import Property
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario
from tornfolio.model.spec import Spec
from tornfolio.tla.values import Function, Value, parse_value
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question
from tornfolio.tlc.toolchain import Toolchain

__all__ = ["ALL_SIZES", "Found", "ask_tlc", "read_found", "setting_of"]

ALL_SIZES = Property("AllSizes", "safety", "The invariant of all sizes holds.", "")

_PLACES = {
    "shrink_trylock": ("shrink_trylock",),
    BEFORE: (
        *("shrink_swapcache", "shrink_add_to_swap", "shrink_mapped", "shrink_flags"),
        "rmap_walk",
    ),
    RETURNING: ("rmap_next", "rmap_unlock"),
    AFTER: (
        *("shrink_check", "shrink_activate", "shrink_unmapped", "shrink_pageout", "shrink_remove"),
        *("shrink_unlock", "shrink_next_page", "shrink_next", "Done"),
    ),
}
_PLACE = {label: place for place, labels in _PLACES.items() for label in labels}
_IDLE = (*LOCKS, "Done")
# The variables of each kind of writer begin with this.
_PREFIX = {"contpte": "contpte_", "protect": "protect_", "numa": "numa_"}
_PREFIX["protect-batched"] = "batch_"
_RANGED = ("protect", "protect-batched")

_NODE = re.compile(r'(-?\d+) \[label="/\\\\ ((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r'\\(n|"|\\)')


@dataclass(frozen=True)
class Found:
    """What TLC has found.

    `states` are its states as those of the formulas, by number in `raw`, `steps` are (state, label,
    state). TLC has counted `counted` states and has seen AllOrNothing violated in `torn` of them.
    """

    states: frozenset[State]
    initial: frozenset[State]
    steps: frozenset[tuple[State, str, State]]
    torn: int
    counted: int
    raw: Mapping[int, State]


def setting_of(scenario: Scenario) -> Setting:
    """What never changes in a scenario, in Python's reading."""
    asked = scenario.parameters
    n, cont, writers = asked.nr_pages, asked.cont_ptes, asked.writers

    def may(kind: str, first: int, last: int) -> bool:
        for writer in writers:
            begin, end = writer.first, n - 1 if writer.last is None else writer.last
            inside = begin <= first and last <= end
            fits = {
                "contpte": inside and first % cont == 0,
                "numa": inside,
            }.get(kind, (first, last) == (begin, end))
            if writer.kind == kind and fits:
                return True
        return False

    flags = asked.ttu
    sync = "TTU_SYNC" in flags or (asked.policy == "ttu-sync" and n > 1)
    return Setting(n=n, cont=cont, sync=sync, batch_flush="TTU_BATCH_FLUSH" in flags, may=may)


def spec_with_invariant(
    scenario: Scenario, of: Setting, changed: Mapping[str, str] | None = None
) -> Spec:
    """Render a scenario with the invariant beside it, in the module that extends the spec."""
    spec = render(scenario, changed)
    text = "\n".join(_definitions(spec, of))
    head, end, tail = spec.mc.rpartition("=" * 77)
    return replace(spec, mc=f"{head}{text}\n{end}{tail}")


def ask_tlc(
    scenario: Scenario,
    of: Setting,
    *,
    tools: Toolchain,
    folder: Path,
    dump: bool = True,
    changed: Mapping[str, str] | None = None,
) -> Result:
    """Let TLC decide the invariant, and with `dump` write all states and steps.

    `changed` maps the names of templates to texts that take their place.
    """
    spec = spec_with_invariant(scenario, of, changed)
    torn = spec.select(["AllOrNothing"]) if dump else ()
    with asking(spec, tools, folder, Limits(workers=1)) as ask:
        return ask(Question("all_sizes", (*torn, ALL_SIZES), dump=dump))


def read_found(result: Result) -> Found:
    """Read what TLC has dumped."""
    spec = result.run.spec
    assert result.counts is not None
    graph = read_state_graph(result, spec.select(["AllOrNothing"])[0])
    variables = dict(_dumped(result.run.dump))
    states = {
        number: _state(spec, variables[graph.state(number).fingerprint]) for number in graph.graph
    }
    return Found(
        states=frozenset(states.values()),
        initial=frozenset(states[number] for number in graph.initial),
        steps=frozenset(
            (states[source], label, states[target])
            for source, target, labels in graph.graph.edges(data="action")
            for label in labels.split(", ")
        ),
        # Before another pass try_to_unmap() has returned too, but the formulas, which do not count
        # passes, cannot tell that state from one before the first; so none of them counts.
        torn=sum(states[number].pc != "shrink_trylock" for number in graph.violating),
        counted=result.counts.distinct,
        raw=states,
    )


def _dumped(path: Path) -> Iterator[tuple[int, dict[str, Value]]]:
    """The fingerprint of each dumped state and its variables."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if node := _NODE.match(line):
            parts = (part.partition(" = ") for part in node[2].split(r"\n/\\ "))
            yield int(node[1]), {name: _value(text) for name, _, text in parts}


def _value(text: str) -> Value:
    return parse_value(_ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], text))


def _state(spec: Spec, variables: Mapping[str, Value]) -> State:
    """Read the variables of TLC as the state of one walk and one writer."""
    asked = spec.scenario.parameters
    n = asked.nr_pages
    kinds = {cpu: process.replace("_", "-") for process, cpus in spec.cpus.items() for cpu in cpus}
    pc = _function(variables["pc"])
    busy = [cpu for cpu in pc if cpu != "reclaim" and pc[cpu] not in _IDLE]
    assert len(busy) <= 1, "two writers in a state at once"
    own: dict[str, Value] = {"last": 0, **dict.fromkeys(_writer_fields(), 0)}
    own |= dict.fromkeys(("protect_old", "numa_old", "batch_old"), "none")
    for cpu in busy:
        kind = kinds[str(cpu)]
        for name in _writer_fields():
            if name.startswith(_PREFIX[kind]):
                own[name] = _function(variables[name])[cpu]
        if kind in _RANGED:
            (writer,) = (each for each in asked.writers if each.kind == kind)
            own["last"] = n - 1 if writer.last is None else writer.last
    (pte,), (ptl,) = _tuple(variables["pte"]), _tuple(variables["ptl"])
    (skipped,) = _tuple(variables["aux_stepped_over"])
    assert isinstance(skipped, frozenset)
    label = str(pc["reclaim"])
    return State(
        pte=_cells(pte, n),
        mapcount=_cells(variables["mapcount"], n),
        swap_count=_cells(variables["swap_count"], n),
        skipped=Cells(page in skipped for page in range(n)),
        ptl=ptl if ptl in ("nobody", "reclaim") else "writer",
        aux_locked=variables["aux_locked"],
        pc=_PLACE.get(label, label),
        addr=variables["addr"],
        pvmw_ptl=variables["pvmw_ptl"],
        aux_ptl_from=variables["aux_ptl_from"],
        wpc=pc[busy[0]] if busy else IDLE,
        **own,
    )


def _writer_fields() -> tuple[str, ...]:
    names = (field.name for field in fields(State))
    return tuple(name for name in names if name.startswith(tuple(_PREFIX.values())))


def _function(value: Value) -> Function:
    assert isinstance(value, Function)
    return value


def _tuple(value: Value) -> tuple[Value, ...]:
    assert isinstance(value, tuple)
    return value


def _cells(value: Value, n: int) -> Cells:
    table = _function(value)
    return Cells(table[page] for page in range(n))


def _definitions(spec: Spec, of: Setting) -> Iterator[str]:
    """Write the state of one walk and one writer in TLA+, and the invariant of it."""
    kinds = [kind for kind in _PREFIX if kind.replace("-", "_") in spec.cpus]
    cpus = {kind: kind.upper().replace("-", "_") for kind in kinds}
    idle = ", ".join(f'"{label}"' for label in _IDLE)
    yield f'SizesBusy == {{cpu \\in ProcSet \\ {{"reclaim"}} : pc[cpu] \\notin {{{idle}}}}}'
    yield "SizesCpu == CHOOSE cpu \\in SizesBusy : TRUE"
    places = "".join(
        f'CASE pc["reclaim"] \\in {{{", ".join(f"{chr(34)}{label}{chr(34)}" for label in labels)}}}'
        f' -> "{place}" [] '
        for place, labels in _PLACES.items()
    ).replace(" [] CASE", " []")
    texts = {
        "pte": "pte[1]",
        "skipped": "[i \\in Pages |-> i \\in aux_stepped_over[1]]",
        "ptl": 'IF ptl[1] \\in {"nobody", "reclaim"} THEN ptl[1] ELSE "writer"',
        "pc": f'{places}OTHER -> pc["reclaim"]',
        "wpc": f'IF SizesBusy = {{}} THEN "{IDLE}" ELSE pc[SizesCpu]',
    }
    ranged = [cpus[kind] for kind in _RANGED if kind in cpus]
    if ranged:
        both = " \\union ".join(ranged)
        texts["last"] = f"IF SizesBusy \\intersect ({both}) = {{}} THEN 0 ELSE LastOf(SizesCpu)"
    else:
        texts["last"] = "0"
    for name in _writer_fields():
        (kind,) = (kind for kind, prefix in _PREFIX.items() if name.startswith(prefix))
        resting = '"none"' if name.endswith("_old") else "0"
        texts[name] = (
            f"IF SizesBusy \\intersect {cpus[kind]} = {{}} THEN {resting} ELSE {name}[SizesCpu]"
            if kind in cpus
            else resting
        )
    names = [field.name for field in fields(State)]
    for name in names:
        yield f"Sizes_{name} == {texts.get(name, name)}"
    state = State(**{name: Text(f"Sizes_{name}") for name in names})
    body = invariant(InTla(), of, state, Text("bound"))
    yield "AllSizes ==\n    /\\ Cardinality(SizesBusy) <= 1"
    yield f"    /\\ \\E bound \\in 0..NR_PAGES : {body.text}"
    yield "AllSizesMarked == AllSizes"


assert set(_PLACE).isdisjoint(RECLAIM)
