"""Says what the folio, the kernel and the policy of a scenario decide, for the templates to ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tornfolio.model.kernels import KERNELS
from tornfolio.model.parameters import Parameters
from tornfolio.model.parts import There
from tornfolio.model.policies import OwnPolicy
from tornfolio.tla.literals import tla_literal

__all__ = ["decided_of"]


def decided_of(p: Parameters, there: There, own: OwnPolicy | None) -> dict[str, Any]:
    """The names by which templates ask what a folio, a kernel or a policy does."""
    sync = (own and own.flags) or {
        "ttu-sync": 'IF Large THEN {"TTU_SYNC"} ELSE {}',
        "ttu-sync-unless-deferred": 'IF Large /\\ ~deferred THEN {"TTU_SYNC"} ELSE {}',
    }.get(p.policy)
    return {
        **_next_labels(p, there),
        "decided": _definitions(p, there),
        "split_before_walk": KERNELS[p.kernel].split_before_walk,
        "zap_remove_rmap": _zap_remove_rmap(p),
        "can_fail": there.pins or "swap_count" in p.shortages or p.folio == "lazyfree",
        "pte_at_hand": "addr + nr" if there.batched else "addr",
        "must_split": _must_split(p),
        "sync_rule": f" \\union ({sync})" if sync else "",
        "pte_values": _pte_values(p, there),
        "must_keep": _must_keep(p),
        "flush_of_walk": "flush_tlb(vma)" if there.tlb else "skip",
        "marks_dirty": "madv-free" in p.kinds,
        **_pageout(p, there),
        "batch_bit": "read_only" if p.read_only else "uffd" if p.uffd_wp else "",
        "batches_are": "posted" if there.sub_batches else "merged",
        "and_batched": "/\\ Large" if there.sub_batches else "/\\ ~(Anon /\\ swapbacked)",
        "and_alike": _and_alike(p),
        "if_exclusive": "addr \\notin SHARED /\\ " if p.shared else "",
        "if_any_exclusive": "SHARED # First..Last /\\ " if p.shared else "",
        "store_pte": "store_pte" if there.cont else "set_pte",
        "last_of_zap": "run_last[self]" if there.cont else "LastOf(self)",
        "or_not_hinted": " \\/ numa_i \\notin hinted[VmaOf(self)]" if there.cont else "",
        "and_within_run": "\n            /\\ batch_i < run_last[self]" if there.cont else "",
        "but_shared": " \\ SHARED" if p.shared else "",
        **_collapsed(there),
        **_moving(p, there),
    }


def _collapsed(there: There) -> dict[str, str]:
    """Say what is different where page tables are replaced."""
    values = ["huge", "invalid", "table", "none"] + ["other"] * there.collapses
    if not there.collapses:
        nothing = ("or_freed", "and_reached", "and_no_mmap_lock")
        return {"pmd_values": _listed(values), **dict.fromkeys(nothing, "")}
    return {
        "pmd_values": _listed(values),
        "or_freed": " \\/ reclaimed = Pages",
        "and_reached": ' /\\ pmd[v] # "none"',
        "and_no_mmap_lock": " /\\ mmap_lock[v] # cpu",
    }


def _moving(p: Parameters, there: There) -> dict[str, object]:
    """Say what a move by userfaultfd does in this kernel, and where else its pages may be."""
    kernel = KERNELS[p.kernel]
    looks = kernel.move_looks_in_cache
    cached = "if (folio_lock = self) goto move_cached else goto move_lookup"
    waits = kernel.move_waits_for_large
    pinned = """
    else if (pins[move_page] > 0) {
        move_ret := "failed";
        goto move_unlock;
    }"""
    return {
        "move_looks_in_cache": looks,
        "move_locks_rmap": kernel.move_locks_rmap,
        "move_of_swap": cached if looks else "goto move_swap_lock",
        "or_large_and_locked": "" if waits else ' \\/ (Large /\\ folio_lock # "nobody")',
        "move_first_lock": "move_rmap_lock" if kernel.move_locks_rmap else "move_lock",
        "move_split_failed": "again" if kernel.move_retries_split else "failed",
        "else_if_pinned": pinned if there.pins else "",
    }


def _and_alike(p: Parameters) -> str:
    """The rest of a TLA+ expression: the next PTE has the bit at stake as the batch has it."""
    if p.read_only:
        return " /\\ (addr \\in read_only[vma]) = (addr + nr \\in read_only[vma])"
    return " /\\ pteval_uffd = (addr + nr \\in uffd[vma])" if p.uffd_wp else ""


def _pageout(p: Parameters, there: There) -> dict[str, str]:
    """Say what pageout() writes, and what comes before where somebody may have a reference.

    Only where there are references does it matter that what was written once is clean: pageout()
    is not called for it, so nobody asks for references to it until it is freed.
    """
    dirty = "folio_dirty" if "madv-free" in p.kinds else "swapbacked"
    if not there.refs:
        return {"to_be_written": dirty, "page_keep": ""}
    keep = "shrink_next_page" if there.can_split else "shrink_unlock"
    return {
        "dirty": dirty,
        "to_be_written": "Dirty",
        "page_keep": f"if (Dirty /\\ ExtraRefs) goto {keep} else ",
    }


def _next_labels(p: Parameters, there: There) -> dict[str, str]:
    """Say which label comes next where that differs: others have steps between."""
    after_flush = {
        "anon": "ttu_dup",
        "lazyfree": "ttu_lazyfree",
        "file": "ttu_marker" if there.uffd_wp else "ttu_rmap",
        "hugetlb": "ttu_flush",  # huge_ptep_clear_flush() flushes at once
    }
    clear = "ttu_unfold" if there.cont else "ttu_clear"
    first = "ttu_batch" if p.policy == "batch" else clear
    unmapped = "shrink_remove" if p.folio == "file" else "shrink_pageout"
    if there.tlb:
        unmapped = "shrink_flush"
    return {
        "label_after_flush": after_flush[p.folio],
        "first_step_of_body": "ttu_mlock" if there.mlocked else first,
        "once_unmapped": "shrink_unmapped" if there.pins else unmapped,
    }


def _definitions(p: Parameters, there: There) -> list[str]:
    """Define as operators what is decided, each with a comment above it."""
    kernel = KERNELS[p.kernel]
    takes = ["present", "other"] + (["marker"] if p.policy == "marker" else [])
    over = ["none"] + (["marker"] if p.policy == "marker-only" else [])
    defined: list[tuple[str, str, object]] = [
        ("folio_test_anon()", "Anon", p.folio in ("anon", "lazyfree")),
        ("mem_cgroup_swap_full()", "SwapIsFull", "swap_space" in p.shortages),
        (
            "v6.8 queues a folio for the deferred split even when its last page is unmapped.",
            "QueuesUnmapped",
            kernel.queues_unmapped,
        ),
        (
            "map_pte(): a first PTE that makes the walk take the PTL, and one that is left behind.",
            "TakesPtlAtFirst",
            takes,
        ),
        ("", "SteppedOverAtFirst", over),
    ]
    if p.folio in ("anon", "lazyfree"):
        about = "Userspace gives up what a PTE mapped that it has changed for good."
        defined.append((about, "GivesUp", there.gives_up))
    if "fault" in p.kinds:
        about = "Newer kernels map all pages at once if all PTEs are swap entries."
        defined.append((about, "MapsAll", KERNELS[p.kernel].map_all))
    if "zap" in p.kinds:
        about = "Since v6.9 zap clears runs of PTEs, and drops their map counts at once."
        defined.append((about, "ZapsRuns", KERNELS[p.kernel].zaps_runs))
    if there.mlocked and there.pmd:
        about = "The newest kernels mlock a folio whose PMD they find in an mlocked VMA."
        defined.append((about, "MlocksAtPmd", kernel.mlock_goes_on))
    if p.folio == "lazyfree":
        about = "Older kernels make a folio to which somebody has a reference swapbacked again."
        defined.append((about, "ReferencedIsSwapbacked", not kernel.batches))
    for name, ptes in (("READ_ONLY", p.read_only), ("UFFD_WP", p.uffd_wp)):
        if ptes:
            defined.append(("The PTEs that have it so in the beginning.", name, list(ptes)))
    if there.cont:
        about = "The PTEs that are PROT_NONE for NUMA hinting in the beginning."
        defined.append((about, "HINTED", list(p.hinted)))
    lines = []
    for about, name, value in defined:
        text = f"{{{_listed(value)}}}" if isinstance(value, list) else tla_literal(value)
        lines += [f"\\* {about}"] * bool(about) + [f"{name} == {text}"]
    return lines


def _zap_remove_rmap(p: Parameters) -> str:
    """The macro by which zap drops the map counts of a run, or of the one PTE at hand."""
    if KERNELS[p.kernel].zaps_runs:
        return "folio_remove_rmap_ptes(self, zap_first, zap_i)"
    return "folio_remove_rmap(self, zap_i)"


def _must_split(p: Parameters) -> str:
    """A TLA+ expression: whether the folio is split before it goes to swap.

    Without contiguous slots every large folio is; v6.8 splits those without a PMD mapping.
    """
    first = KERNELS[p.kernel].splits_first
    if "swap_slots" in p.shortages or (first and not p.pmd_mapped):
        return "Large"
    return "Large /\\ entire_mapcount = 0" if first else "Large /\\ deferred"


def _must_keep(p: Parameters) -> str:
    """A TLA+ expression of `v`: the pages of which it must lose nothing."""
    if p.folio == "lazyfree":
        return "aux_stored[v]" if "store" in p.kinds else "{}"
    pages = "Pages"  # all of them are mapped in the beginning, by a PMD or by PTEs
    if p.initial:
        pages = '{i \\in Pages : v \\in PMD_MAPPED \\/ InitialPte(v, i) \\in {"present", "swap"}}'
    if "collapse" in p.kinds:  # which shows nobody of this mm what it has not done yet
        return f'IF mmap_lock[v] # "nobody" THEN {{}} ELSE {pages}'
    return pages


def _pte_values(p: Parameters, there: There) -> str:
    values = ["present", "none", "swap", "other"]
    values += ["migration"] * there.can_split
    values += ["marker"] * p.policy.startswith("marker")
    values += ["hwpoison"] * (p.folio == "hugetlb")
    return _listed(values)


def _listed(values: Sequence[object]) -> str:
    return ", ".join(map(tla_literal, values))
