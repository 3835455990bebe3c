"""Refuses parameters that make no sense together, each with what forbids it."""

from __future__ import annotations

from tornfolio.model.apart import apart_rules
from tornfolio.model.cont_rules import cont_rules
from tornfolio.model.kernels import KERNELS
from tornfolio.model.left_out import left_out_rules
from tornfolio.model.parameters import Parameters
from tornfolio.support.errors import RuleBroken

__all__ = ["check_rules"]

# What kinds of folio the writers have no meaning for.
_NOT_FOR = {
    "lazyfree": (
        "collapse", "madv-free", "swap-in", "swap-out", "uffd-move", "user", "writeback",
    ),
    "file": (
        "collapse", "fault", "shrinker", "madvise", "madv-free", "store", "swap-in", "swap-out",
        "uffd-move",
    ),
    "hugetlb": (
        "protect-batched", "collapse", "cow", "fault", "gup", "madvise", "mremap", "numa",
        "shrinker", "split-pmd", "store", "madv-free", "swap-in", "swap-out", "uffd-move", "user",
        "writeback",
    ),
}  # fmt: skip


def check_rules(p: Parameters, where: str) -> None:
    """Check the parameters against each other. Raises RuleBroken, which says what forbids it."""
    patterns = {word for pte in p.initial or () for word in pte}
    unfit = [kind for kind in p.kinds if kind in _NOT_FOR.get(p.folio, ())]
    rules = (
        (p.nr_pages % p.cont_ptes,
         f"a CONT block of {p.cont_ptes} PTEs does not divide a folio of {p.nr_pages}",
         "choose a cont_ptes that divides nr_pages"),
        (p.straddle % p.cont_ptes and "contpte" in p.kinds and p.cont == "off",
         f"a CONT block of {p.cont_ptes} PTEs crosses the page table boundary at {p.straddle}",
         "choose a cont_ptes that divides straddle"),
        (_without_block(p), f"no whole CONT block of {p.cont_ptes} PTEs is in the range of writer "
         f"{', '.join(_without_block(p))}, so it can never act",
         "give a range with a block, a smaller cont_ptes, or no such writer"),
        (unfit, f"folio = {p.folio} does not go with writer {', '.join(unfit)}",
         "choose another writer or folio"),
        (p.folio == "hugetlb" and p.nr_pages > 1,
         "folio = hugetlb has one entry for the whole folio", "use nr_pages = 1"),
        (p.folio == "hugetlb" and (p.passes != 1 or p.pmd_mapped or p.mlocked or p.shortages
                                   or p.initial or p.policy != KERNELS[p.kernel].policy),
         "folio = hugetlb is not reclaimed but unmapped by memory failure, once",
         "leave passes, pmd_mapped, mlocked, shortages, initial and policy out"),
        (p.policy in ("batch", "anon-batch") and p.folio != "anon",
         f"policy = {p.policy} does not go with folio = {p.folio}", "use folio = anon"),
        (p.shortages and p.folio != "anon", f"shortages do not go with folio = {p.folio}",
         "use folio = anon"),
        ("swap" in patterns and p.folio != "anon",
         f"initial has swap entries, which folio = {p.folio} has not", "use folio = anon"),
        ("gup" in p.kinds and p.vmas > 1 and "uffd-move" not in p.kinds,
         "GUP-fast pins only exclusive pages, and those of several mms are shared", "use vmas = 1"),
        (sum(writer.kind == "mremap" for writer in p.writers) > 1,
         "two mremap writers exclude each other by mmap_lock, which is not modelled",
         "give one; mremap*2 runs it twice"),
        ("mremap" in p.kinds and p.vmas < 2, "mremap moves PTEs to another VMA", "use vmas = 2"),
        (p.pmd_mapped and "TTU_SPLIT_HUGE_PMD" not in p.ttu,
         "a PMD-mapped folio cannot be unmapped without TTU_SPLIT_HUGE_PMD", "add it to ttu"),
        (p.pmd_mapped and (p.straddle or p.initial or p.folio not in ("anon", "lazyfree")),
         "pmd_mapped is for an anonymous folio in one page table, wholly mapped",
         "leave straddle, initial and folio out"),
        ("split-pmd" in p.kinds and not p.pmd_mapped,
         "there is no PMD mapping for split-pmd to split", "add pmd_mapped"),
        ("store" in p.kinds and p.folio != "lazyfree",
         f"a store changes nothing in this model for folio = {p.folio}", "use folio = lazyfree"),
        *left_out_rules(p),
        *apart_rules(p),
        *cont_rules(p),
    )  # fmt: skip
    for broken, what, mend in rules:
        if broken:
            raise RuleBroken(f"{where}: {what}", mend)


def _without_block(p: Parameters) -> list[str]:
    """The contpte writers that have no whole aligned CONT block in their range."""
    return [
        str(writer)
        for writer in p.writers
        if writer.kind == "contpte"
        and -(-writer.first // p.cont_ptes) * p.cont_ptes + p.cont_ptes - 1
        > (p.nr_pages - 1 if writer.last is None else writer.last)
    ]
