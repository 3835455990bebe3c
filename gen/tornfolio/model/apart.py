"""Says with what else state may be asked for that only some actors know of."""

from __future__ import annotations

from tornfolio.model.features import can_split
from tornfolio.model.kernels import KERNELS
from tornfolio.model.parameters import Parameters

__all__ = ["apart_rules"]

# Writers that keep a bit of a PTE, and those that keep the dirty bit: all set it as it was.
_KEEP_BITS = frozenset({"contpte", "gup", "numa"})
_PROTECT = frozenset({"protect", "protect-batched"})
_KEEP_DIRTY = frozenset({"contpte", "numa"}) | _PROTECT
# Who flushes a TLB, or asks nobody to.
_WITH_TLB = frozenset({"user", "zap", "writeback"})
_WITH_SLOTS = frozenset({"swap-in", "swap-out"})
# What mmap_lock, held for writing, keeps apart from UFFDIO_MOVE, and what shares its pages.
_NOT_WITH_MOVE = frozenset({"cow", "mremap"})
# Who works on PTEs of another mm than the one whose page table is replaced.
_OF_ANOTHER_MM = frozenset({"contpte", "fault", "numa"}) | _PROTECT


def apart_rules(p: Parameters) -> tuple[tuple[bool, str, str], ...]:
    """The rules of what is followed in some scenarios alone: broken, what, how to mend it."""
    kinds = set(p.kinds)
    batched = KERNELS[p.kernel].batches and not p.pmd_mapped
    posted = p.policy == "anon-batch" and not p.pmd_mapped
    plain = p.vmas == 1 and not p.pmd_mapped and p.policy != "batch"
    tlb, slots = "user" in kinds, bool(kinds & _WITH_SLOTS)
    return (
        (bool(p.read_only) and not (
            (posted or (batched and p.folio == "lazyfree")) and kinds <= _KEEP_BITS
         ),
         "read_only is for an anonymous folio that is unmapped in batches, beside writers that "
         f"keep the bit: {', '.join(sorted(_KEEP_BITS))}",
         "use folio = lazyfree and kernel = latest, or policy = anon-batch, without pmd_mapped; or "
         "leave read_only out"),
        (bool(p.shared) and not (
            p.folio == "anon" and p.vmas == 1 and kinds <= _KEEP_BITS | _PROTECT
         ),
         "shared is for an anonymous folio in one VMA, where pages can differ in it, beside "
         f"writers that keep AnonExclusive: {', '.join(sorted(_KEEP_BITS | _PROTECT))}",
         "use folio = anon and vmas = 1, or leave shared out"),
        ("gup" in kinds and _never_pins(p),
         "GUP-fast pins only exclusive pages, and shared names all pages of a gup writer's range",
         "leave one of them exclusive, or the writer out"),
        (bool(_pages_of(p, "gup") & _pages_of(p, "cow")),
         "GUP-fast pins only exclusive pages, and a page that cow copies is shared with another mm",
         "give gup and cow ranges that have no page in common, as in gup:0-1,cow:2-3"),
        (bool(p.shared and p.read_only) and not set(p.shared) <= set(p.read_only),
         "a PTE with a write bit maps an exclusive page, so shared names no page that is not in "
         "read_only", "add it to read_only, or leave read_only out, so that no PTE differs in it"),
        (bool(p.uffd_wp) and not (batched and p.folio == "file" and kinds <= _KEEP_BITS),
         "uffd_wp is for a file folio that is unmapped in batches, beside writers that keep the "
         f"bit: {', '.join(sorted(_KEEP_BITS))}",
         "use folio = file and kernel = latest, or leave uffd_wp out"),
        ("writeback" in kinds and not (tlb and p.folio == "file"),
         "writeback has something to do only for a file folio that userspace stores to",
         "use folio = file, and add writer user"),
        (tlb and not (plain and kinds <= _WITH_TLB),
         f"writer user goes only with {', '.join(sorted(_WITH_TLB - {'user'}))}, in one VMA without"
         " a PMD mapping, and not with policy = batch: only of these is it known when they flush",
         "leave the others out"),
        ("madv-free" in kinds
         and not (plain and not posted and kinds <= _KEEP_DIRTY | {"madv-free"}),
         "writer madv-free goes only with writers that keep the dirty bit, "
         f"{', '.join(sorted(_KEEP_DIRTY))}, in one VMA, and not with policy = batch or anon-batch",
         "leave the others out"),
        (slots and not (plain and p.nr_pages == 1 and not p.initial and kinds <= _WITH_SLOTS),
         "swap-in and swap-out follow the data of a single page, without other writers",
         "use nr_pages = 1 and vmas = 1, without initial and other writers"),
        ("swap-out" in kinds and "swap-in" not in kinds,
         "there is no page that swap-out could find read back", "add writer swap-in"),
        *_collapse_rules(p),
        *_move_rules(p),
    )  # fmt: skip


def _collapse_rules(p: Parameters) -> tuple[tuple[bool, str, str], ...]:
    """The rules of page tables that are replaced."""
    vmas = [writer.vma for writer in p.writers if writer.kind == "collapse"]
    beside = [
        str(writer)
        for writer in p.writers
        if writer.kind not in ("collapse", "gup")
        and (writer.kind not in _OF_ANOTHER_MM or writer.vma in vmas)
    ]
    apart = p.straddle or p.pmd_mapped or p.mlocked or p.initial or p.uffd_wp or can_split(p)
    pages = p.nr_pages
    return (
        (any(len(ptes) < pages for ptes in _ranges(p, "collapse")),
         "collapse replaces the whole page table", "give it no range of PTEs"),
        (len(vmas) > len(set(vmas)),
         "two collapse writers in one VMA exclude each other by mmap_lock",
         "give one, or a VMA for each; collapse*2 runs it twice"),
        (bool(vmas and apart),
         "collapse is for a folio that is mapped wholly, by PTEs in one page table, and is never "
         "split",
         "leave straddle, pmd_mapped, mlocked, initial, uffd_wp and swap_slots out, and use kernel"
         " = rfc-base or a newer one"),
        (bool(vmas and beside),
         f"mmap_lock keeps collapse and writer {', '.join(beside)} apart, which is modelled for no "
         "other writer",
         f"beside collapse use gup, or in another VMA {', '.join(sorted(_OF_ANOTHER_MM))}"),
    )  # fmt: skip


def _move_rules(p: Parameters) -> tuple[tuple[bool, str, str], ...]:
    """The rules of pages that userfaultfd moves."""
    moves = "uffd-move" in p.kinds
    unfit = sorted(set(p.kinds) & _NOT_WITH_MOVE)
    pages = zip(*(p.initial or ()), strict=True)
    shared = p.initial is None or any(set(page) <= {"present", "swap"} for page in pages)
    return (
        (moves and not KERNELS[p.kernel].moves_pages,
         f"kernel = {p.kernel} has no UFFDIO_MOVE, which uffd-move runs",
         "choose kernel = v6.8 or a newer one"),
        (moves and p.vmas != 2, "uffd-move moves pages between two VMAs of one mm", "use vmas = 2"),
        (moves and p.vmas == 2 and shared,
         "uffd-move moves only exclusive pages, and those that both VMAs map are shared",
         "let initial have each page in one VMA, as in PPPP|0000"),
        (moves and bool(unfit),
         f"what writer {', '.join(unfit)} does is kept apart from uffd-move by mmap_lock, or makes "
         "pages shared, which is not modelled", "leave one of them out"),
    )  # fmt: skip


def _never_pins(p: Parameters) -> bool:
    """Tell whether some gup writer has no exclusive page in its range."""
    return any(pages <= set(p.shared) for pages in _ranges(p, "gup"))


def _pages_of(p: Parameters, kind: str) -> set[int]:
    """The pages in the ranges of all writers of a kind."""
    return set().union(*_ranges(p, kind))


def _ranges(p: Parameters, kind: str) -> list[set[int]]:
    """The pages in the range of each writer of a kind."""
    return [
        set(range(writer.first, p.nr_pages if writer.last is None else writer.last + 1))
        for writer in p.writers
        if writer.kind == kind
    ]
