"""Says of which parts the module of a scenario is made: files of templates, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tornfolio.model.kernels import KERNELS
from tornfolio.model.parameters import Parameters
from tornfolio.model.reductions import Reductions

__all__ = ["There", "parts_of"]


@dataclass(frozen=True)
class There:
    """What a scenario has, by which the templates differ.

    refs: references beyond those of the mappings; pins: some of them of GUP. late_rmap: PTEs that
    are cleared before the map count drops. userspace: PTEs that userspace changes for good, and
    gives_up: whether it gives up what they mapped. batched: PTEs that are unmapped in batches,
    sub_batches: whose pages may differ in AnonExclusive.
    frees_tables: page tables that are freed. tlb: CPUs that keep a translation. dirty_bits: dirty
    bits of PTEs that reclaim gathers. slots: what is in swap slots. read_only, uffd_wp: PTEs with
    such a bit. shared: pages that are not AnonExclusive. cont: how CONT blocks are converted, ""
    if CONT bits are not followed; hinted: PTEs that are PROT_NONE. collapses: page tables that are
    replaced by a PMD entry. moves: pages that change the VMA where the reverse map looks for them.
    """

    refs: bool
    pins: bool
    late_rmap: bool
    mlocked: tuple[int, ...]
    can_split: bool
    pmd: bool
    userspace: bool
    gives_up: bool
    batched: bool
    sub_batches: bool
    frees_tables: bool
    tlb: bool
    dirty_bits: bool
    slots: bool
    read_only: tuple[int, ...]
    uffd_wp: tuple[int, ...]
    shared: tuple[int, ...]
    cont: str
    hinted: tuple[int, ...]
    collapses: bool
    moves: bool

    @property
    def pmd_changes(self) -> bool:
        """Tell whether some PMD is, or comes to be, anything but a pointer to its page table."""
        return self.pmd or self.collapses


def parts_of(p: Parameters, there: There, reductions: Reductions) -> dict[str, Any]:
    """Name the files of templates that a scenario's module includes."""
    form = "runs" if reductions.by_runs else "pages"
    zaps_runs = "zap" in p.kinds and KERNELS[p.kernel].zaps_runs
    macros = {
        f"{form}/macros": True,
        "cont_macros": there.cont,
        "merged/set_ptes": reductions.runs and not reductions.by_runs,
        "pmd_macros": there.pmd_changes,
        f"{form}/fill_table": there.pmd,
        "contpte_store": "contpte" in p.kinds and not (reductions.runs or there.cont),
        "contpte_store_cont": "contpte" in p.kinds and there.cont,
        "merged/contpte_store": "contpte" in p.kinds and reductions.runs,
        "lazyfree_macros": there.dirty_bits,
        "tlb_macros": there.tlb,
        "batch_macros": there.batched or zaps_runs or there.collapses,
    }
    own_to_reclaim = {
        "shrink-at-hand": there.can_split,
        "ptes-seen": there.mlocked and KERNELS[p.kernel].mlock_goes_on,
        "batch": there.batched,
        "sub-batch": there.sub_batches,
        "pteval-read-only": there.read_only,
        "pteval-uffd": there.uffd_wp,
    }
    return {
        "form": form,
        "unmapper": "unmap_poisoned_folio" if p.folio == "hugetlb" else "shrink_folio_list",
        "vm_locked": "goes_on" if KERNELS[p.kernel].mlock_goes_on else "returns",
        "variables": _present(_variables(p, there, reductions)),
        "constant_state": [
            f"no-{name}" for name, changes in _changing(p, there).items() if not changes
        ],
        "own_to_reclaim": _present(own_to_reclaim),
        "definitions": _present(_definitions(p, there, reductions, form)),
        "macros": _present(macros),
        "more_types": _present(
            {
                "tlb": there.tlb,
                "slots": there.slots,
                "read-only": there.read_only,
                "uffd": there.uffd_wp,
                "cont": there.cont,
                "collapse": there.collapses,
                "rmap-vma": there.moves,
            }
        ),
    }


def _definitions(
    p: Parameters, there: There, reductions: Reductions, form: str
) -> dict[str, object]:
    return {
        f"{form}/alike": reductions.blocks_alike and "contpte" in p.kinds,
        "definitions/in-table": reductions.runs
        or reductions.at_once
        or reductions.pins_at_once
        or there.batched,
        "definitions/moved-to": "mremap" in p.kinds or there.moves,
        "definitions/folio-of": there.moves,
        "definitions/writers": p.kinds,
        "definitions/merged": reductions.runs,
        "definitions/others-rest": reductions.split_at_once,
        "definitions/or-one-other": ("cow" in p.kinds and reductions.runs)
        or ("fault" in p.kinds and reductions.at_once),
        "definitions/fault": "fault" in p.kinds,
        "definitions/mapped-by": "gup" in p.kinds and not there.collapses,
        "definitions/through-table": "gup" in p.kinds and there.collapses,
        "definitions/dirty": there.refs and p.folio in ("anon", "lazyfree"),
        "definitions/spurious": there.late_rmap,
        "definitions/zap": "zap" in p.kinds,
        "definitions/between-folios": "contpte" in p.kinds and there.can_split and not there.cont,
        "definitions/cont": there.cont,
        "definitions/cont-zap": there.cont and "zap" in p.kinds,
        "definitions/cont-batch": there.cont and "protect-batched" in p.kinds,
        "definitions/pinned": there.pins,
        "definitions/shared": there.shared or there.sub_batches,
        "definitions/sub-batch": there.sub_batches,
    }


def _changing(p: Parameters, there: There) -> dict[str, object]:
    """Say what changes; what does not is a constant of the module, in templates/state/no-NAME."""
    return {
        "pmd": there.pmd_changes,
        "refs": there.refs,
        "split": there.can_split,
        "mlocked": there.mlocked,
        "gup-seen": there.pmd_changes or "gup" not in p.kinds,
        "lazyfree": p.folio == "lazyfree",
        "userspace": there.userspace,
        "fault": "fault" in p.kinds,
        # Of these nothing is said where CONT bits are not followed.
        **({"reprotected": _reprotects(p), "hinted": there.cont} if there.cont else {}),
    }


def _reprotects(p: Parameters) -> bool:
    return not {"protect", "protect-batched"}.isdisjoint(p.kinds)


def _variables(p: Parameters, there: There, reductions: Reductions) -> dict[str, object]:
    runs = "-as-runs" if reductions.by_runs else ""
    changing = _changing(p, there)
    return {
        "ptes" + runs: True,
        "ptl": True,
        "pmd": changing["pmd"],
        "collapse": there.collapses,
        "counts" + runs: True,
        "folio": True,
        "refs": changing["refs"],
        "pins": there.pins,
        "split": changing["split"],
        "mlocked": changing["mlocked"],
        "lazyfree": changing["lazyfree"],
        "dirty": there.dirty_bits and not changing["lazyfree"],
        "tlb": there.tlb,
        "slots": there.slots,
        "read-only": there.read_only,
        "uffd": there.uffd_wp,
        "cont": there.cont,
        "rmap-vma": there.moves,
        "reprotected": changing.get("reprotected"),
        "hinted": changing.get("hinted"),
        "stored": changing["lazyfree"] and "store" in p.kinds,
        "done" + runs: True,
        "locked": True,
        "walked" + runs: True,
        "queued": True,
        "userspace": changing["userspace"],
        "late-rmap": there.late_rmap,
        "fault": changing["fault"],
    }


def _present(parts: Mapping[str, object]) -> list[str]:
    return [name for name, present in parts.items() if present]
