"""Says what the model leaves out: as a note where a verdict may rest on it, or as a refusal."""

from __future__ import annotations

from typing import Protocol

from tornfolio.model.kernels import KERNELS
from tornfolio.model.writers import Writer

__all__ = ["left_out_notes", "left_out_rules"]


class Bounds(Protocol):
    """The parameters that are asked for here; parameters.py, which has them all, asks us."""

    @property
    def nr_pages(self) -> int: ...
    @property
    def cont_ptes(self) -> int: ...
    @property
    def kernel(self) -> str: ...
    @property
    def cont(self) -> str: ...
    @property
    def folio(self) -> str: ...
    @property
    def pmd_mapped(self) -> tuple[int, ...]: ...
    @property
    def writers(self) -> tuple[Writer, ...]: ...


# What these change they change PTE by PTE; the others in runs, as long as their range is.
_BY_PTE = frozenset({"cow", "protect"})
_BY_RUN = frozenset({"mremap", "protect-batched", "zap"})
# What these do with a PMD mapping, and what a change of a part of one does first.
_SPLIT_FIRST = frozenset({"protect", "protect-batched"})
_NOT_WITH_PMD = frozenset({"cow", "madvise", "mremap", "uffd-move"})


def left_out_notes(p: Bounds) -> tuple[str, ...]:
    """Name the writers that on arm64 would unfold a CONT block before they change a part of it."""
    if not KERNELS[p.kernel].folds or p.cont_ptes == 1 or p.folio == "hugetlb" or p.cont != "off":
        return ()
    parts = [str(writer) for writer in p.writers if _changes_part(p, writer)]
    if not parts:
        return ()
    return (
        f"on arm64 a change of a part of a folded CONT block, as by {', '.join(parts)}, clears the "
        "whole block and sets it again first; cont = bbm follows that for most writers",
    )


def left_out_rules(p: Bounds) -> tuple[tuple[bool, str, str], ...]:
    """The rules against what the model would answer wrongly: broken, what, how to mend it."""
    huge = [writer for writer in p.writers if _meets_pmd(p, writer)]
    unfit = [str(writer) for writer in huge if writer.kind in _NOT_WITH_PMD]
    splitters = [str(w) for w in huge if w.kind in _SPLIT_FIRST and not _is_whole(p, w)]
    return (
        (
            bool(unfit),
            f"what writer {', '.join(unfit)} does with a PMD mapping is not modelled",
            "choose another writer or VMA, or leave pmd_mapped out",
        ),
        (
            bool(splitters),
            f"writer {', '.join(splitters)} would split the PMD before it changes a part of it, "
            "which is not modelled",
            "give it the whole range, and add writer split-pmd",
        ),
        (
            p.folio == "lazyfree" and bool(p.pmd_mapped) and p.kernel == "v6.11",
            "between v6.11 and 7.3 there are kernels, such as 7.2, that drop a PMD-mapped lazyfree "
            "folio without a split, by unmap_huge_pmd_locked(), which is not modelled",
            "choose kernel = latest, which splits it, or an older one",
        ),
    )


def _changes_part(p: Bounds, writer: Writer) -> bool:
    last = p.nr_pages - 1 if writer.last is None else writer.last
    ragged = writer.first % p.cont_ptes or (last + 1) % p.cont_ptes
    return writer.kind in _BY_PTE or bool(writer.kind in _BY_RUN and ragged)


def _meets_pmd(p: Bounds, writer: Writer) -> bool:
    return bool(p.pmd_mapped) and (
        writer.kind in ("mremap", "uffd-move") or writer.vma in p.pmd_mapped
    )


def _is_whole(p: Bounds, writer: Writer) -> bool:
    return writer.first == 0 and writer.last in (None, p.nr_pages - 1)
