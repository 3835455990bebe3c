"""Tells which access of the C a step of the model is, if it changes no PTE and no PTL."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tornfolio.linux.schedule import Access
from tornfolio.linux.steps import Label, accessors
from tornfolio.trace.trace import Step, Trace

__all__ = ["OF_GATHER", "READS", "matcher"]

READS = ("read", "load")
# What drops the references of a gather: one step of the model, an access for each run in the C.
OF_GATHER = "free_pages_and_swap_cache"
# Functions of C in which what a label names is loaded, beside the one of that name.
_WITHIN: Mapping[str, frozenset[str]] = {
    name: frozenset({"folio_large_mapcount", "folio_mapcount", "folio_mapped", "folio_not_mapped"})
    for name in ("folio_mapped", "folio_not_mapped", "folio_mapcount")
} | {OF_GATHER: frozenset({"shim_flush_pages"})}


def matcher(
    label: Label, step: Step, trace: Trace, function_of: Callable[[int], str]
) -> Callable[[Access], bool] | None:
    """Tell which access of the C a step is that changes no PTE and no PTL; None if it is none."""
    named = set(accessors(label.primitive))
    match label.access:
        case "load":
            wanted = _wanted_pte(step, trace)
            if wanted is None:
                return None
            return lambda a: (
                a.what in READS
                and (a.address == wanted or (not wanted and (a.address or "").startswith("PTE")))
            )
        case "store" | "lock" | "unlock":
            return None
        case "folio lock":
            return lambda a: a.address == "folio lock" and "lock" in a.what
        case "rmap lock":
            return lambda a: a.address == "lock of the reverse map" and "lock" in a.what
        case "swap count":
            return lambda a: (a.address or "").startswith("swap count") and a.what not in READS
        case "map count":
            return lambda a: (a.address or "").startswith("page") and a.what not in READS
        case _:
            places = {label.function, *named, *(f for n in named for f in _WITHIN.get(n, ()))}
            page = label.access == "page"
            return lambda a: (
                (a.name or "").partition("(")[0] in named
                or (page and (a.address or "").startswith("page") and function_of(a.pc) in places)
            )


def _wanted_pte(step: Step, trace: Trace) -> str | None:
    """Name the PTE that a step loads: that of reclaim's walk, None beyond the last; "" is any."""
    addr, vma = step.state.variables.get("addr"), step.state.variables.get("vma")
    if step.actor != "reclaim" or not isinstance(addr, int):
        return ""
    if addr >= trace.nr_pages:
        return None
    return f"PTE{addr} of VMA {vma}" if trace.vmas > 1 else f"PTE{addr}"
