"""Says for each label of the model which step of the C it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tornfolio.linux.functions import (
    Found,
    calls_of,
    find_functions,
    gives_arguments,
    line_of_call,
    line_of_call_with,
)
from tornfolio.linux.tree import Tree
from tornfolio.model.folders import Model, our_model
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenarios, scenario_names
from tornfolio.model.spec import Spec
from tornfolio.tla.annotations import Action

__all__ = [
    "NO_FUNCTION",
    "Access",
    "Label",
    "Place",
    "access_of",
    "accessors",
    "find_named",
    "labels_of",
    "labels_of_catalogue",
    "places_of",
]

# What a step does to what CPUs share, as far as the C has it as one access.
Access = Literal[
    "load", "store", "lock", "unlock", "folio lock", "rmap lock", "swap count", "map count", "page"
]  # fmt: skip
_ACCESSES: Mapping[Access, str] = {
    "load": "ptep_get ptep_get_lockless",
    "store": "set_pte set_pte_at set_ptes __set_ptes set_ptes_to_swap_entries ptep_get_and_clear "
    "ptep_get_and_clear_full __ptep_get_and_clear get_and_clear_ptes ptep_clear_flush "
    "ptep_modify_prot_start ptep_modify_prot_commit modify_prot_start_ptes "
    "modify_prot_commit_ptes pte_clear_not_present_full",
    "lock": "spin_lock spin_lock_nested pte_offset_map_lock huge_pte_lock",
    "unlock": "spin_unlock pte_unmap_unlock page_vma_mapped_walk_done pte_unmap",
    "folio lock": "folio_trylock folio_lock folio_lock_or_retry folio_unlock",
    "rmap lock": "folio_lock_anon_vma_read anon_vma_lock_read anon_vma_lock_write "
    "anon_vma_unlock_read anon_vma_unlock_write",
    "swap count": "swap_duplicate folio_dup_swap swap_free_nr",
    "map count": "folio_remove_rmap_pte folio_remove_rmap_ptes folio_add_anon_rmap_pte "
    "folio_add_anon_rmap_ptes",
    "page": "folio_maybe_dma_pinned folio_ref_count folio_mapped folio_not_mapped "
    "folio_test_swapcache folio_mapcount try_grab_folio_fast folio_ref_add folio_get folio_put "
    "folio_put_refs free_pages_and_swap_cache",
}
_ACCESS = {name: access for access, names in _ACCESSES.items() for name in names.split()}
_CALL = re.compile(r"\b([A-Za-z_]\w*)\(")
# Other names that kernels have for a function of the model's.
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "split_huge_page_to_list": ("__folio_split", "split_huge_page_to_list_to_order"),
    "__folio_split": ("split_huge_page_to_list_to_order", "split_huge_page_to_list"),
    "__pte_offset_map_lock": ("pte_offset_map_lock",),
}
# What kernels have for calls that labels name.
NAMES_IN_KERNELS: Mapping[str, str] = {
    "ptep_get": "ptep_get_lockless",
    "ptep_get_and_clear": "get_and_clear_ptes",
    "folio_remove_rmap_pte": "folio_remove_rmap_ptes page_remove_rmap",
    "folio_add_anon_rmap_ptes": "page_add_anon_rmap",
    "ptep_modify_prot_start": "modify_prot_start_ptes",
    "ptep_modify_prot_commit": "modify_prot_commit_ptes",
    "ptep_get_and_clear_full": "get_and_clear_full_ptes",
    "ptep_clear_flush": "ptep_clear_flush_notify",
    "swap_free_nr": "folio_put_swap swap_free",
    "set_ptes": "set_pte_at",
    "set_pte_at": "set_pte_at_notify set_ptes",
}
_NEWER = {**NAMES_IN_KERNELS, "folio_put": "put_page", "folio_get": "get_page"}
# What labels name although no kernel has it: the CPU itself, and what is only proposed.
NO_FUNCTION = frozenset(
    {
        "userspace",
        "folio_try_share_anon_rmap_ptes",
        # Of the series that policy anon-batch stands for.
        "__ttu_anon_folio",
        "finish_folio_unmap",
    }
)


@dataclass(frozen=True)
class Label:
    """A label of the model: its C function, and what it does there.

    `access` is the access that the C makes in this step, None if it makes none that is one step.
    """

    label: str
    function: str
    primitive: str
    access: Access | None


@dataclass(frozen=True)
class Place:
    """Where a tree has what a label stands for; `line` is that of the accessor if it was found."""

    function: str
    file: str
    line: int


def access_of(primitive: str) -> Access | None:
    """The access that the words of an annotation name first."""
    return next((_ACCESS[name] for name in accessors(primitive) if name in _ACCESS), None)


def accessors(primitive: str) -> tuple[str, ...]:
    """The functions and macros that the words of an annotation name."""
    return tuple(dict.fromkeys(_CALL.findall(primitive)))


def labels_of(spec: Spec) -> dict[str, Label]:
    """The table of a rendered scenario."""
    return {name: _label(action) for name, action in spec.annotations.actions.items()}


def labels_of_catalogue(model: Model | None = None) -> dict[str, list[Label]]:
    """The labels of all scenarios by the C function that they name."""
    found: dict[str, dict[Label, None]] = {}
    known = Scenarios(model or our_model())
    for name in scenario_names(known.model):
        spec = render(known.load(name), remember=True)
        for label in labels_of(spec).values():
            found.setdefault(label.function, {})[label] = None
    return {function: list(labels) for function, labels in sorted(found.items())}


def _names_of(function: str) -> tuple[str, ...]:
    """The names under which kernels have a function of the model's."""
    return (function, *_OTHER_NAMES.get(function, ()))


def find_named(tree: Tree, functions: Iterable[str]) -> dict[str, Found]:
    """Find functions of the model's in a tree, by any of their names."""
    wanted = [name for name in functions if name not in NO_FUNCTION]
    there = find_functions(tree, {other for name in wanted for other in _names_of(name)})
    found = {}
    for name in wanted:
        known = [there[other] for other in _names_of(name) if other in there]
        if known:
            found[name] = known[0]
    return found


def places_of(tree: Tree, labels: Iterable[Label]) -> dict[str, Place]:
    """The place of each label in a tree: the line of its accessor, or else its function's.

    An accessor may be in a function of the same file that the label's calls.
    """
    labels = list(labels)
    found = find_named(tree, {label.function for label in labels})
    calls = {name: calls_of(function) for name, function in found.items()}
    helpers = find_functions(tree, {name for names in calls.values() for name in names})
    places = {}
    for label in labels:
        function = found.get(label.function)
        if function is not None:
            near = [helpers[name] for name in calls[label.function] if name in helpers]
            around = [function, *(each for each in near if each.file == function.file)]
            places[label.label] = _place(label, around)
    return places


def _place(label: Label, around: Sequence[Found]) -> Place:
    """Find a label's step in its function or in those that it calls.

    Where the words give arguments, a call with others is another step.
    """
    for find in (line_of_call_with,) if gives_arguments(label.primitive) else (line_of_call,):
        for function in around:
            line = find(function, _words(label))
            if line is not None:
                return Place(function.name, function.file, line)
    return Place(around[0].name, around[0].file, around[0].line)


def _words(label: Label) -> str:
    """The words of a label, and the calls that other kernels have for those in them."""
    newer = [_NEWER[name] for name in accessors(label.primitive) if name in _NEWER]
    return " ".join([label.primitive, *(f"{name}()" for names in newer for name in names.split())])


def _label(action: Action) -> Label:
    return Label(action.label, action.function, action.primitive, access_of(action.primitive))
