"""Says in words what a module models and leaves out, for the comment at its beginning."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from typing import Any

from tornfolio.model.features import can_split
from tornfolio.model.kernels import KERNELS, POLICIES
from tornfolio.model.mistakes import Mistake
from tornfolio.model.parameters import Parameters
from tornfolio.model.policies import OwnPolicy
from tornfolio.model.reductions import Reductions
from tornfolio.tla.literals import tla_comment

__all__ = ["header_words", "wrapped"]

_WIDTH = 74
_FOLIOS = {
    "anon": "an anonymous folio that goes to swap",
    "lazyfree": "an anonymous folio after MADV_FREE",
    "file": "a clean file-backed folio",
    "hugetlb": "a hugetlb folio",
}
_ABOUT = re.compile(r"^\\\* \w+: (?P<about>.+)$", re.MULTILINE)


def header_words(
    p: Parameters,
    source: Callable[[str], str],
    reductions: Reductions,
    own: OwnPolicy | None,
    mistake: Mistake | None,
) -> dict[str, Any]:
    """Say what templates/header.tla says of a scenario, in lines of a comment."""
    about = own.about if own else POLICIES[p.policy]
    kernel = "Kernel profile " + KERNELS[p.kernel].about
    if mistake:
        kernel += f" It has the mistake of bug {mistake.name}: {mistake.about}."
    return {
        "modelled": wrapped(_modelled(p, source)),
        "further_values": _further_values(p),
        "merged": wrapped(_merged(p, reductions)),
        "kernel_in_words": wrapped(kernel, first=14),
        "policy_in_words": wrapped(about, first=16 + len(p.policy)),
        "but_here": _but_here(p),
        "at_once_in_words": wrapped(_at_once(p, reductions) + "."),
    }


def wrapped(text: str, first: int = 0) -> list[str]:
    """Text as lines for a comment; the first line begins `first` characters further right."""
    lines = textwrap.wrap(
        tla_comment(text), _WIDTH, break_on_hyphens=False, initial_indent=" " * first
    )
    return [line.strip() for line in lines]


def _modelled(p: Parameters, source: Callable[[str], str]) -> str:
    caller = "shrink_folio_list() (mm/vmscan.c)"
    if p.folio == "hugetlb":
        caller = "unmap_poisoned_folio() (mm/memory-failure.c)"
    beside = "while nobody else does anything."
    if p.kinds:
        beside = "while other CPUs run " + "; ".join(_abouts(p, source)) + "."
    return (
        f"WHAT IS MODELLED. {caller} calls try_to_unmap() (mm/rmap.c) on {_FOLIOS[p.folio]}, which "
        f"walks its PTEs with page_vma_mapped_walk() (mm/page_vma_mapped.c) {beside}"
    )


def _further_values(p: Parameters) -> list[str]:
    """Say what a PTE can be in some scenarios alone."""
    values = []
    if can_split(p):
        values.append("migration  a migration entry, only while the folio is being split")
    if p.policy.startswith("marker"):
        values.append("marker     an entry that says that a writer is changing the PTE")
    if p.folio == "hugetlb":
        values.append("hwpoison   a hwpoison entry")
    return values


def _merged(p: Parameters, reductions: Reductions) -> str:
    """Say which steps of the kernel the model takes at once, and why that is sound."""
    merged = []
    if p.pmd_mapped:
        merged.append("split_fill (a page table that nobody can reach yet)")
    if "fault" in p.kinds and KERNELS[p.kernel].map_all:
        merged.append("fault_rmap, fault_free, fault_set (under the folio lock)")
    if p.policy == "anon-batch":
        merged.append("ttu_dup (under the lock of the swap cluster)")
    if p.policy == "batch":
        merged.append("ttu_batch_dup (under the lock of the swap cluster)")
    if "gup" in p.kinds and "collapse" not in p.kinds and not reductions.pins_at_once:
        merged.append("gup_pin (reference and pin)")
    if p.folio in ("anon", "lazyfree"):
        merged.append(
            "folio_remove_rmap (the map counts, then the deferred split list under its lock)"
        )
    if "swap-out" in p.kinds:
        merged.append("swapout_set (unmapping, count and I/O)")
    if not merged:
        return ""
    return "Several stores at once: " + "; ".join(merged) + "."


def _but_here(p: Parameters) -> str:
    """Say what is not left out here that is elsewhere, as lines behind the paragraph on that."""
    said = []
    if "user" in p.kinds:
        said.append("CPUs that run userspace have a TLB of one translation, and flushes count.")
    if p.read_only:
        said.append("PTEs have a write bit, which each batch has to keep.")
    if p.shared:
        said.append("Pages have PageAnonExclusive, which nobody changes here.")
    if p.uffd_wp:
        said.append("PTEs have the bit of userfaultfd; a marker is a none PTE that keeps it.")
    if "madv-free" in p.kinds:
        said.append("PTEs have a dirty bit.")
    if p.cont != "off":
        said.append("PTEs have a CONT bit, and two protections; PROT_NONE is another.")
    if "collapse" in p.kinds:
        said.append("mmap_lock is there where it is held for writing.")
    if "uffd-move" in p.kinds:
        said.append("Both VMAs are of one mm. A page knows in which VMA the reverse map looks.")
    if "swap-in" in p.kinds:
        said.append("The page and its slot have data.")
    if not said:
        return ""
    return "\n\n " + "\n ".join(wrapped("BUT HERE. " + " ".join(said)))


def _at_once(p: Parameters, reductions: Reductions) -> str:
    """Say which labels stand for several stores."""
    labels = {
        "contpte": "contpte_clear, contpte_set",
        "protect": "protect_next",
        "protect-batched": "batch_start, batch_commit",
        "zap": "zap_pte, zap_swap",
        "mremap": "mremap_next",
        "cow": "cow_lock, cow_rmap",
    }
    words = [labels[kind] for kind in p.kinds if kind in labels and reductions.runs]
    if reductions.at_once:
        words.append("ttu_clear")
    words += ["next_pte"] * reductions.walk_at_once
    words += ["ttu_clear", "gup_load", "gup_recheck", "gup_use"] * reductions.pins_at_once
    words += ["store_dirty"] * reductions.stores_late
    if reductions.split_at_once:
        callers = ["shrink", *sorted({"madvise", "shrinker"} & set(p.kinds))]
        words += [f"{caller}_{half}map_lock" for caller in callers for half in ("un", "re")]
        words.append("shrink_swapcache")
    return ", ".join(words) or "nothing"


def _abouts(p: Parameters, source: Callable[[str], str]) -> list[str]:
    found = [_ABOUT.search(source(f"writers/{kind}.tla")) for kind in p.kinds]
    return [
        f"{kind} ({about['about']})" for kind, about in zip(p.kinds, found, strict=True) if about
    ]
