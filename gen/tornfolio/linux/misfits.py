"""Finds labels that stand for no step of a tree's C, and steps that no label stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tornfolio.linux.functions import (
    Found,
    calls_of,
    find_functions,
    line_of_call,
    line_of_call_with,
)
from tornfolio.linux.runs import Runs
from tornfolio.linux.steps import NAMES_IN_KERNELS, Label, access_of, accessors
from tornfolio.linux.tree import Tree

__all__ = ["Misfit", "misfits"]

# The walk: each access in it is a step of the model.
_WALK = "mm/page_vma_mapped.c"
_PART_OF_WALK = ("page_vma_mapped_walk_done",)
# What kernels have for calls that labels name, where it may be another step as well.
_OTHERS = {
    **NAMES_IN_KERNELS,
    "folio_remove_rmap_ptes": "page_remove_rmap",
    "folio_add_anon_rmap_pte": "page_add_anon_rmap",
    "pte_clear_not_present_full": "clear_not_present_full_ptes clear_nonpresent_ptes",
    "pte_offset_map_lock": "spin_lock",
}
# Before ptep_get() kernels read an entry through its pointer.
_BARE_LOAD = re.compile(rb"\*\s*(?:pvmw(?:->|\.)pte|ptep?)\b")
# What labels name in scope although the C has no such step, and calls that need no label, with the
# reason for each.
NO_STEP: Mapping[str, str] = {
    "ttu_flush": "the flush of a TLB is no access to memory",
}
NO_LABEL: Mapping[str, str] = {
    "pte_unmap": "ends the use of a table; no CPU waits for that here",
    "huge_pte_lock": "hugetlb is outside the scope of the C",
}


@dataclass(frozen=True)
class Misfit:
    """A label without a step, or a step without a label; `name` is the label or the call."""

    what: Literal["label", "step"]
    name: str
    function: str
    file: str
    line: int
    words: str

    def to_json(self) -> dict[str, Any]:
        """The misfit as JSON has it."""
        return vars(self).copy()


def misfits(
    tree: Tree,
    labels: Mapping[str, Iterable[Label]],
    in_scope: Mapping[str, Iterable[Label]],
    runs: Runs,
) -> tuple[Misfit, ...]:
    """Compare all labels, and those of scenarios in scope, with the functions of a tree that run.

    A label in scope fits if its function, or one that this calls, has a call that its words name.
    In the walk, each call that is an access must be named by a label of its function.
    """
    found = find_functions(tree, runs.tree)
    return (*_labels_without(in_scope, found), *_steps_without(labels, found))


def _labels_without(
    labels: Mapping[str, Iterable[Label]], found: Mapping[str, Found]
) -> Iterator[Misfit]:
    for name, several in labels.items():
        if name not in found:
            continue
        around = _around(name, found)
        for label in several:
            if label.access is None or label.label in NO_STEP:
                continue
            if not any(_has(function, label) for function in around) and not _given(label, found):
                here = found[name]
                yield Misfit("label", label.label, name, here.file, here.line, label.primitive)


def _around(name: str, found: Mapping[str, Found]) -> list[Found]:
    """A function and all that it calls."""
    around: dict[str, Found] = {}
    todo = [name]
    while todo:
        at = todo.pop(0)
        if at in found and at not in around:
            around[at] = found[at]
            todo += calls_of(found[at])
    return list(around.values())


def _has(function: Found, label: Label) -> bool:
    others = [_OTHERS[name] for name in accessors(label.primitive) if name in _OTHERS]
    words = " ".join(
        [label.primitive, *(f"{name}()" for names in others for name in names.split())]
    )
    if line_of_call(function, words) or line_of_call_with(function, words):
        return True
    return label.access == "load" and _BARE_LOAD.search(function.text) is not None


def _given(label: Label, found: Mapping[str, Found]) -> bool:
    """Tell whether a function is given to others as a pointer, which nobody calls by name."""
    return any(
        re.search(rb"=\s*%s\s*[,;}]" % name.encode(), function.text)
        for name in accessors(label.primitive)
        for function in found.values()
    )


def _steps_without(
    labels: Mapping[str, Iterable[Label]], found: Mapping[str, Found]
) -> Iterator[Misfit]:
    walk = [each for each in found.values() if each.file == _WALK]
    names = {*(each.name for each in walk), *_PART_OF_WALK}
    own = {name: _named(labels.get(name, ())) for name in names}
    of_walk = set().union(*own.values())
    for function in walk:
        for call in calls_of(function):
            access = access_of(f"{call}()")
            # Where a walk ends, what it held is let go: the label is that of the end.
            known = of_walk | set(_PART_OF_WALK) if access == "unlock" else own[function.name]
            if access is not None and call not in known and call not in NO_LABEL:
                line = line_of_call(function, f"{call}()") or function.line
                yield Misfit("step", call, function.name, function.file, line, "")


def _named(labels: Iterable[Label]) -> set[str]:
    names = {name for label in labels for name in accessors(label.primitive)}
    return names | {each for name in names for each in _OTHERS.get(name, "").split()}
