"""Refuses assignments of one's own past the macros that keep what our properties read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tornfolio.model.changes import sources_of
from tornfolio.model.model_files import own_files
from tornfolio.model.replaced import is_ground
from tornfolio.model.source_map import SourceMap, source_map
from tornfolio.model.source_places import Place
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput
from tornfolio.tla.assignments import Assignment, assignments, calls_with
from tornfolio.tla.module import Module
from tornfolio.tla.tokens import opened, tokens

__all__ = ["assigned_history", "check_own_assignments"]

_SET_PTE = "set_pte(cpu, v, i, value)"
_LOCKS = "spin_lock(cpu, table) and spin_unlock(cpu, table)"
# State that properties rest on, by the macros that change it.
_STATE = {
    "pte": _SET_PTE,
    "pte_runs": _SET_PTE,
    "pmd": "set_pmd(cpu, v, value)",
    "ptl": _LOCKS,
}
# Locks that a step may take by itself, as it takes them under conditions of its own.
_RELEASED = {
    "pmd_lock": "pmd_unlock(cpu, v)",
    "folio_lock": "folio_unlock(cpu)",
    "rmap_lock": "rmap_unlock(cpu)",
}
# What macros and steps of ours note for properties.  What is missing here writers note themselves:
# what userspace has given up, what it has stored or faulted in, and what waits for a flush.
_HISTORY = {
    "aux_locked": f"{_SET_PTE}, {_LOCKS}",
    "aux_folio_locked": f"{_SET_PTE} and folio_unlock(cpu)",
    "aux_unmapped": _SET_PTE,
    "aux_unmapped_runs": _SET_PTE,
    "aux_queued_by": "folio_remove_rmap(cpu, i)",
    "aux_split_frozen": "the steps of split_folio.tla",
    "aux_split_torn": "the steps of split_folio.tla",
    "aux_spurious": "the step of note_spurious.tla",
}
# What the walk passes by is for the walk to note, also for one that a policy sends back.
_OF_THE_WALK = {
    "aux_stepped_over": "step_over(v, i)",
    "aux_stepped_over_runs": "step_over(v, i)",
    "aux_ptl_from": "the steps of reclaim alone",
}
_CPU = "cpu"
# An expression of Jinja, and a name that whoever includes a template gives.
_WRITTEN = re.compile(r"@ \{.*?\} @|(?<!\w)caller\w*")


def check_own_assignments(spec: Spec, module: Module) -> None:
    """Raise BadInput for a store, a lock or a note of the user's own that no property would see.

    LockDiscipline sees a store by what the macro notes of it. A template that replaces one of ours
    may have the assignments that ours has, and so may a change to it.
    """
    model = spec.scenario.model
    if model.own is None or spec.changed:
        return
    if not own_files(model) and not model.own_file("bugs.toml"):
        return
    known = source_map(spec)
    ours: list[re.Pattern[str]] | None = None
    for each in assignments(module.tokens):
        _check_lock(spec, known, each)
        macro = _macro(each)
        place = _own(spec, known, range(each.first, each.last + 1)) if macro else None
        if place is None or (each.variable in _OF_THE_WALK and not _is_writer(spec, place)):
            continue
        ours = _ours(spec) if ours is None else ours
        if not any(pattern.fullmatch(each.code) for pattern in ours):
            raise BadInput(
                f"{place}: an assignment to {each.variable} is not seen by the properties that "
                "rest on it",
                f"use {macro}",
            )
    for call in calls_with(module.tokens, _CPU):
        place = _own(spec, known, [call.line])
        if place is not None and call.argument not in _cpus(spec, place):
            raise BadInput(
                f"{place}: {call.macro}() is called for the CPU {call.argument}, not for the one "
                "that runs this",
                f"write {call.macro}(self, ...) in a writer",
            )


def _check_lock(spec: Spec, known: SourceMap, each: Assignment) -> None:
    """Raise BadInput for a lock that a step of the user's own takes in the name of another CPU."""
    if each.variable not in _RELEASED or each.value == '"nobody"':
        return
    place = _own(spec, known, range(each.first, each.last + 1))
    if place is not None and each.value not in _cpus(spec, place):
        raise BadInput(
            f"{place}: {each.variable} is taken for {each.value}, not for the CPU that runs this",
            f"write {'pmd_lock[v]' if each.variable == 'pmd_lock' else each.variable} := self",
        )


def assigned_history(before: str, after: str) -> str:
    """A variable of our history to which a changed module has a further assignment, "" if none.

    Both are modules without their translation.
    """
    old, new = (
        Counter((each.variable, each.code) for each in _all(text) if each.variable in _HISTORY)
        for text in (before, after)
    )
    return next((variable for variable, _ in new - old), "")


def _macro(each: Assignment) -> str:
    """What is there to use in place of an assignment, "" if it is one that a step may have."""
    if each.variable in _RELEASED:
        return _RELEASED[each.variable] if each.value == '"nobody"' else ""
    return (_STATE | _HISTORY | _OF_THE_WALK).get(each.variable, "")


def _own(spec: Spec, known: SourceMap, lines: Iterable[int]) -> Place | None:
    """The first place of the user's own, in a step, of some lines of the module."""
    own = spec.scenario.model.own
    assert own is not None
    for line in lines:
        place = known.place(spec.module, line)
        if place is not None and place.own and not is_ground(_template(place.file, own)):
            return place
    return None


def _template(file: Path, own: Path) -> str:
    folder = own / "templates"
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else ""


def _cpus(spec: Spec, place: Place) -> tuple[str, ...]:
    """The words for the CPU that runs a step; reclaim and a split have steps of no writer."""
    return ("self",) if _is_writer(spec, place) else ("self", _CPU, '"reclaim"', '"split_folio"')


def _is_writer(spec: Spec, place: Place) -> bool:
    own = spec.scenario.model.own
    return own is not None and _template(place.file, own).startswith("writers/")


def _ours(spec: Spec) -> list[re.Pattern[str]]:
    """The assignments in those templates of ours that the user replaces or changes."""
    model = spec.scenario.model
    assert model.own is not None
    names = {change.template for source in sources_of(spec.scenario) for change in source.changes}
    names |= {_template(path, model.own) for path in own_files(model)} - {""}
    files = [model.ours / "templates" / name for name in sorted(names)]
    texts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    return [re.compile(_rendered(each.code)) for text in texts for each in _all(text)]


def _rendered(code: str) -> str:
    """A pattern of what the code of a template is rendered as."""
    return ".+".join(map(re.escape, _WRITTEN.split(code)))


def _all(text: str) -> Iterable[Assignment]:
    return assignments(tokens(opened(text)))
