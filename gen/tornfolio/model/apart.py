"""Says with what else state may be asked for that only some actors know of."""

from __future__ import annotations

from tornfolio.model.parameters import Parameters

__all__ = ["apart_rules"]

# Writers that keep a bit of a PTE, and those that keep the dirty bit: all set it as it was.
_KEEP_BITS = frozenset({"contpte", "gup", "numa"})
_KEEP_DIRTY = frozenset({"contpte", "numa", "protect", "protect-batched"})
# Who flushes a TLB, or asks nobody to.
_WITH_TLB = frozenset({"user", "zap", "writeback"})
_WITH_SLOTS = frozenset({"swap-in", "swap-out"})


def apart_rules(p: Parameters) -> tuple[tuple[bool, str, str], ...]:
    """The rules of what is followed in some scenarios alone: broken, what, how to mend it."""
    kinds = set(p.kinds)
    batched = p.kernel == "latest" and not p.pmd_mapped
    plain = p.vmas == 1 and not p.pmd_mapped and p.policy != "batch"
    tlb, slots = "user" in kinds, bool(kinds & _WITH_SLOTS)
    return (
        (bool(p.read_only) and not (batched and p.folio == "lazyfree" and kinds <= _KEEP_BITS),
         "read_only is for a lazyfree folio that is unmapped in batches, beside writers that keep "
         f"the bit: {', '.join(sorted(_KEEP_BITS))}",
         "use folio = lazyfree and kernel = latest, without pmd_mapped, or leave read_only out"),
        (bool(p.uffd_wp) and not (batched and p.folio == "file" and kinds <= _KEEP_BITS),
         "uffd_wp is for a file folio that is unmapped in batches, beside writers that keep the "
         f"bit: {', '.join(sorted(_KEEP_BITS))}",
         "use folio = file and kernel = latest, or leave uffd_wp out"),
        ("writeback" in kinds and not (tlb and p.folio == "file"),
         "writeback has something to do only for a file folio that userspace stores to",
         "use folio = file, and add writer user"),
        (tlb and not (plain and kinds <= _WITH_TLB),
         f"writer user goes only with {', '.join(sorted(_WITH_TLB - {'user'}))}, in one VMA without"
         " a PMD mapping, and not with policy = batch: of nobody else is it known when he flushes",
         "leave the others out"),
        ("madv-free" in kinds and not (plain and kinds <= _KEEP_DIRTY | {"madv-free"}),
         "writer madv-free goes only with writers that keep the dirty bit, "
         f"{', '.join(sorted(_KEEP_DIRTY))}, in one VMA, and not with policy = batch",
         "leave the others out"),
        (slots and not (plain and p.nr_pages == 1 and not p.initial and kinds <= _WITH_SLOTS),
         "swap-in and swap-out follow the data of a single page, beside nobody else",
         "use nr_pages = 1 and vmas = 1, without initial and other writers"),
        ("swap-out" in kinds and "swap-in" not in kinds,
         "there is no page that swap-out could find read back", "add writer swap-in"),
    )  # fmt: skip
