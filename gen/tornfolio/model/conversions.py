"""Says for each caller of contpte_convert() what the shared templates unfold.tla and fold.tla mean.

`prefix` begins its labels, `cpu` is its CPU and `vma` its VMA; `first` and `last` are the PTEs that
it changes at label `change`, or of which it has set the last and then goes on at label `changed`.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CONVERSIONS"]


def _own(prefix: str, pte: str, label: str, last: str = "") -> Mapping[str, str]:
    ptes = {"first": pte, "last": last or pte, "change": label, "changed": label}
    return {"prefix": prefix, "cpu": "self", "vma": "VmaOf(self)", **ptes}


def _split(label: str) -> Mapping[str, str]:
    return {**_own("caller", "caller_i", label), "cpu": "caller", "vma": "caller_v"}


def _reclaim(label: str) -> Mapping[str, str]:
    return {**_own("ttu", "addr", label), "cpu": '"reclaim"', "vma": "vma"}


CONVERSIONS: Mapping[str, Mapping[str, str]] = {
    "cow_unfold": _own("cow", "cow_i", "cow_clear"),
    "protect_unfold": _own("protect", "protect_i", "protect_start"),
    "protect_fold": _own("protect", "protect_i", "protect_next"),
    "numa_fold": _own("numa", "numa_i", "numa_unlock"),
    "zap_unfold": _own("zap", "zap_first", "zap_pte", "run_last[self]"),
    "batch_unfold": _own("batch", "batch_i", "batch_start", "run_last[self]"),
    "batch_fold": _own("batch", "batch_first", "batch_next"),
    "split_unfold": _split("caller_unmap"),
    "split_fold": _split("caller_remap_next"),
    "ttu_unfold": _reclaim("ttu_clear"),
    "ttu_fold": _reclaim("not_found"),
}
