"""Traces built by hand: the story of the torn folio, and anything else that a few words tell."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tornfolio.trace.state import State
from tornfolio.trace.trace import Change, Step, Trace

LANES: Mapping[str, str] = {
    "reclaim": "the CPU that runs shrink_folio_list()",
    "contpte": "folds or unfolds one CONT block",
    "protect": "changes the protection PTE by PTE",
    "zap": "userspace unmaps the whole range",
}

_FUNCTIONS: Mapping[str, tuple[str, str]] = {
    "try_to_unmap_one": ("try_to_unmap_one", "if (flags & TTU_SYNC) pvmw.flags = PVMW_SYNC"),
    "map_pte": ("map_pte", "ptep_get() without the PTL"),
    "this_pte": ("check_pte", "ptep_get() under the PTL"),
    "next_pte": ("page_vma_mapped_walk", "ptep_get() of the next PTE, while pte_none()"),
    "next_pte_lock": ("page_vma_mapped_walk", "spin_lock(pvmw->ptl)"),
    "ttu_clear": ("try_to_unmap_one", "ptep_get_and_clear() or ptep_clear_flush()"),
    "ttu_flush": ("try_to_unmap_one", "the TLB flush of ptep_clear_flush()"),
    "ttu_set_swap": ("try_to_unmap_one", "set_pte_at(mm, address, pvmw.pte, swp_pte)"),
    "not_found": ("page_vma_mapped_walk_done", "pte_unmap()"),
    "contpte_flush": ("contpte_convert", "__flush_tlb_range() over the block"),
}

# The walk steps over each of these PTEs just while a protection change has it cleared.
KEEPS_UP = (
    "reclaim try_to_unmap_one",
    "protect protect_lock +ptl",
    "protect protect_start 0=none",
    "reclaim map_pte reads=0",
    "protect protect_commit 0=present",
    "protect protect_start 1=none",
    "reclaim next_pte reads=1",
    "protect protect_commit 1=present",
    "protect protect_start 2=none",
    "reclaim next_pte reads=2",
    "reclaim next_pte",
    "protect protect_commit 2=present",
    "protect protect_unlock -ptl",
    "reclaim next_pte_lock +ptl",
    "reclaim this_pte",
    "reclaim ttu_clear 3=none",
    "reclaim ttu_flush",
    "reclaim ttu_set_swap 3=swap",
    "reclaim next_pte",
    "reclaim not_found -ptl",
)

# Userspace unmaps the folio for good while the walk is at it.
ZAPPED = (
    "reclaim try_to_unmap_one",
    "zap zap_lock +ptl",
    "zap zap_pte 0=none",
    "reclaim map_pte reads=0",
    "zap zap_pte 1=none",
    "zap zap_pte 2=none",
    "zap zap_pte 3=none",
    "reclaim next_pte reads=1",
    "reclaim next_pte reads=2",
    "reclaim next_pte reads=3",
    "reclaim next_pte",
    "zap zap_unlock -ptl",
    "reclaim not_found",
)


def seed_events(nr_pages: int = 4, cont_ptes: int | None = None) -> list[str]:
    """Tell how a contpte writer tears a folio: 31 steps if it has 4 pages."""
    block = range(cont_ptes or min(nr_pages, 16))
    events = [
        "reclaim try_to_unmap_one",
        "contpte contpte_lock +ptl",
        "contpte contpte_clear 0=none",
        "reclaim map_pte reads=0",
        "reclaim next_pte",
    ]
    events += [f"contpte contpte_clear {page}=none" for page in block[1:]]
    events += ["contpte contpte_flush"]
    events += [f"contpte contpte_set {page}=present" for page in block]
    events += ["contpte contpte_unlock -ptl", "reclaim next_pte_lock +ptl"]
    for page in range(1, nr_pages):
        events += [
            "reclaim this_pte",
            f"reclaim ttu_clear {page}=none",
            "reclaim ttu_flush",
            f"reclaim ttu_set_swap {page}=swap",
            "reclaim next_pte",
        ]
    return [*events, "reclaim not_found -ptl"]


def make_trace(
    events: Sequence[str] | None = None,
    *,
    nr_pages: int = 4,
    pte: Sequence[str] = (),
    **fields: Any,
) -> Trace:
    """Make a trace of events `actor label effects`; without any, of the story of the seed.

    The effects of an event are `PAGE=WORD` (a store), `reads=PAGE` (a lockless load that saw
    none), `+ptl` and `-ptl`. `pte` are the PTEs of the initial state, all present if not given;
    `fields` are further fields of the trace.
    """
    events = seed_events(nr_pages) if events is None else events
    steps = tuple(_steps(events, tuple(pte) or ("present",) * nr_pages))
    actors = dict.fromkeys(["reclaim", *(event.split()[0] for event in events)])
    trace = Trace(
        scenario="torn-pte0",
        intent="A contpte writer has cleared PTE0\nfor a moment.\n",
        parameters=f"nr_pages = {len(steps[0].state.pte)}, ttu = 0, writers = contpte",
        property="AllOrNothing",
        nr_pages=len(steps[0].state.pte),
        vmas=1,
        sentence="No page is mapped while another is a swap entry.",
        condition="Pte0PresentRestSwap",
        module="torn_pte0",
        tlc_version="TLC2 Version 2.15",
        lanes={actor: LANES.get(actor, "another CPU") for actor in actors},
        steps=steps,
    )
    return dataclasses.replace(trace, **fields)


def _steps(events: Sequence[str], initial: tuple[str, ...]) -> Iterator[Step]:
    told = [event.split() for event in events]
    pte, ptl = list(initial), None
    pc = {actor: label for actor, label, *_ in reversed(told)}
    state = State(initial, (None,), dict(pc), {"number": 0})
    yield Step(0, None, "Init", None, "the initial state", None, state)
    for number, (actor, label, *effects) in enumerate(told, start=1):
        changes: list[Change] = []
        reads: int | None = None
        for key, _, word in (effect.partition("=") for effect in effects):
            if key == "reads":
                reads = int(word)
            elif key.isdecimal():
                changes.append(Change(int(key), pte[int(key)], word))
                pte[int(key)] = word
        takes, drops = "+ptl" in effects, "-ptl" in effects
        ptl = actor if takes else None if drops else ptl
        pc[actor] = next((turn[1] for turn in told[number:] if turn[0] == actor), "Done")
        function, primitive = _FUNCTIONS.get(
            label, (f"{label.partition('_')[0]}_function", f"primitive of {label}")
        )
        yield Step(
            number=number,
            actor=actor,
            action=label,
            function=function,
            primitive=primitive,
            line=100 + number,
            state=State(tuple(pte), (ptl,), dict(pc), {"number": number}),
            changes=tuple(changes),
            stepped_over=reads,
            takes=1 if takes else None,
            drops=1 if drops else None,
        )
