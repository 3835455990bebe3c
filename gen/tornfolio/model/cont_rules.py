"""Says with what else CONT bits can be followed."""

from __future__ import annotations

from tornfolio.model.kernels import KERNELS
from tornfolio.model.parameters import Parameters

__all__ = ["cont_rules"]

# Writers of which it is known what they do to folded blocks. GUP changes no PTE.
_KNOWN = frozenset(
    {
        *("contpte", "cow", "gup", "madvise", "numa", "protect", "protect-batched", "shrinker"),
        "zap",
    }
)


def cont_rules(p: Parameters) -> tuple[tuple[bool, str, str], ...]:
    """The rules of scenarios that follow CONT bits: broken, what, how to mend it."""
    followed = p.cont != "off"
    unknown = sorted(set(p.kinds) - _KNOWN)
    kernel = KERNELS[p.kernel]
    return (
        (bool(p.hinted) and not followed,
         "hinted changes nothing unless CONT bits are followed", "add cont = bbm, or leave it out"),
        (followed and not kernel.folds, f"kernel = {p.kernel} folds no CONT blocks",
         "choose kernel = rfc-base or a newer one"),
        (p.cont == "bbml3" and not kernel.elides_flush,
         f"kernel = {p.kernel} flushes whatever the processor can do",
         "choose kernel = v7.3, or cont = bbm"),
        (followed and p.cont_ptes == 1, "a CONT block of one PTE is never folded",
         "choose larger cont_ptes"),
        (followed and bool(p.straddle % p.cont_ptes),
         f"a CONT block of {p.cont_ptes} PTEs crosses the page table boundary at {p.straddle}",
         "choose a cont_ptes that divides straddle"),
        (followed and (p.folio != "anon" or bool(p.pmd_mapped)
                       or p.policy in ("batch", "anon-batch")),
         "CONT bits are followed only for an anonymous folio that is mapped by PTEs and unmapped "
         "one by one", "leave folio, pmd_mapped and policy out"),
        (followed and bool(unknown),
         f"what writer {', '.join(unknown)} does to folded CONT blocks is not modelled",
         f"choose one of {', '.join(sorted(_KNOWN))}"),
        (followed and _never_rebuilds(p),
         "numa rebuilds a PTE that is PROT_NONE, and hinted names none of its range",
         "add one to hinted, or leave the writer out"),
    )  # fmt: skip


def _never_rebuilds(p: Parameters) -> bool:
    """Tell whether some numa writer has no PROT_NONE PTE in its range."""
    last = p.nr_pages - 1
    return any(
        writer.kind == "numa"
        and not set(p.hinted)
        & set(range(writer.first, (last if writer.last is None else writer.last) + 1))
        for writer in p.writers
    )
