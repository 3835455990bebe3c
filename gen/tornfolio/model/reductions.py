"""Says which stores of a scenario may be one step, and whether its pages may be kept as runs."""

from __future__ import annotations

from dataclasses import dataclass

from tornfolio.model.features import can_split
from tornfolio.model.kernels import KERNELS
from tornfolio.model.parameters import Parameters

__all__ = ["Reductions", "reductions_of"]

# Writers whose runs of stores the templates can merge; other writers that do everything under the
# PTL; and writers whose lockless loads cannot see what reclaim does under the PTL: a fault that
# finds a swap entry waits for the folio lock, a fault that finds none came before reclaim, and
# madvise needs the folio lock.
_RUNS = frozenset({"contpte", "numa", "protect", "protect-batched"})
_UNDER_THE_PTL = frozenset({"cow", "zap", "mremap", "shrinker", "split-pmd"})
_BLIND = frozenset({"fault", "madvise"})


@dataclass(frozen=True)
class Reductions:
    """The reductions that are sound in a scenario.

    `runs`: the stores of a writer to a run of PTEs are one step. `at_once`: reclaim unmaps all PTEs
    of a page table in one step. `blocks_alike`: one CONT block stands for all that no CPU can tell
    apart. `by_runs`: values per page are kept as runs of equal neighbours. `split_at_once`: a split
    of the folio changes all PTEs of its table in one step, and the pages that are left then go to
    swap in one step if reclaim is alone. `walk_at_once`: under the PTL the walk steps over all PTEs
    that are none in one step. `pins_at_once`: reclaim unmaps a page in one step, and GUP pins one
    that stands for all. `stores_late`: userspace stores to a page right before reclaim clears its
    PTE, or after all else.
    """

    runs: bool = False
    at_once: bool = False
    blocks_alike: bool = False
    by_runs: bool = False
    split_at_once: bool = False
    walk_at_once: bool = False
    pins_at_once: bool = False
    stores_late: bool = False


def reductions_of(p: Parameters) -> Reductions:
    """Tell what may be merged in a scenario of our own model, unchanged.

    Stores of a run may be one step if the walk of reclaim is the only lockless reader of PTEs and
    can see only the last of them. What reclaim does under the PTL may be one step if no other CPU
    can see its parts: the others take that PTL, or the folio lock, which reclaim holds as well.
    """
    kinds = set(p.kinds)
    merged = p.granularity == "lock" and p.folio == "anon" and p.cont == "off"
    plain = (
        p.policy not in ("batch", "anon-batch")
        and not p.mlocked
        and "swap_count" not in p.shortages
    )
    at_once = merged and plain and kinds <= _UNDER_THE_PTL | _RUNS | _BLIND
    by_runs = at_once and not can_split(p) and kinds <= _RUNS | {"split-pmd"}
    return Reductions(
        runs=merged and kinds <= _UNDER_THE_PTL | _RUNS,
        at_once=at_once,
        blocks_alike=by_runs,
        by_runs=by_runs,
        split_at_once=at_once and can_split(p) and _one_table(p),
        walk_at_once=at_once and not by_runs,
        pins_at_once=merged and plain and _only_gup(p),
        stores_late=p.granularity == "lock" and plain and _only_stores(p),
    )


def _only_gup(p: Parameters) -> bool:
    """Tell whether reclaim alone changes PTEs, of pages that are alike, and GUP pins at most once.

    What GUP-fast then finds mapped was mapped from the beginning on.
    """
    return _once(p, "gup") and not can_split(p)


def _only_stores(p: Parameters) -> bool:
    """Tell whether reclaim clears PTEs one by one beside userspace, which stores at most once.

    In several VMAs it would gather a store to one PTE where it clears another of the same page.
    """
    kernel = KERNELS[p.kernel]
    one_by_one = p.folio == "lazyfree" and p.cont == "off" and p.vmas == 1 and not kernel.batches
    return _once(p, "store") and one_by_one and not kernel.splits_first


def _once(p: Parameters, kind: str) -> bool:
    """Tell whether all other CPUs do one thing once, with pages and PTEs that are alike."""
    alike = not (p.read_only or p.shared or p.uffd_wp or p.hinted or p.pmd_mapped or p.initial)
    once = all(writer.kind == kind and writer.times == 1 for writer in p.writers)
    return bool(p.writers) and alike and once and not p.shortages


def _one_table(p: Parameters) -> bool:
    """Tell whether a single PTL guards all that maps the folio."""
    return p.vmas == 1 and not p.straddle and not p.pmd_mapped
