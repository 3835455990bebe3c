"""Says what a scenario has that a property may need, and whether its folio is ever split."""

from __future__ import annotations

from collections.abc import Iterable

from tornfolio.model.kernels import KERNELS
from tornfolio.model.parameter_words import FOLIOS
from tornfolio.model.parameters import Parameters

__all__ = ["can_split", "features", "known_features", "userspace"]

_WORDS = (
    "repeats", "bounded", "contended", "mlocked", "pinned", "split", "freed-table", "read-only",
    "uffd-wp", "cont",
)  # fmt: skip


def known_features(kinds: Iterable[str]) -> frozenset[str]:
    """All that a property may need, of a model with these kinds of writers."""
    return frozenset({*kinds, *FOLIOS, *_WORDS})


def features(p: Parameters) -> frozenset[str]:
    """What a property may need: the kinds of writers, the kind of folio, and the like."""
    present = {
        "repeats": p.passes == 0,
        "bounded": p.passes != 0,
        "contended": p.passes == 0 and bool(p.writers),
        "mlocked": bool(p.mlocked) and p.folio != "hugetlb",
        "pinned": "gup" in p.kinds and p.folio in ("anon", "lazyfree"),
        "split": can_split(p),
        "freed-table": "collapse" in p.kinds
        or (bool(p.pmd_mapped) and KERNELS[p.kernel].pmd_rechecked and "zap" in p.kinds),
        "read-only": bool(p.read_only),
        "uffd-wp": bool(p.uffd_wp),
        "cont": p.cont != "off",
    }
    return frozenset({*p.kinds, p.folio, *(word for word, there in present.items() if there)})


def can_split(p: Parameters) -> bool:
    """Tell whether the folio is split: by who splits, or if it may be on the deferred list."""
    return p.folio == "lazyfree" or (
        p.folio == "anon"
        and bool(
            {"zap", "cow", "shrinker", "madvise", "uffd-move"}.intersection(p.kinds)
            or KERNELS[p.kernel].splits_first
            or "swap_slots" in p.shortages
            or p.initial
        )
    )


def userspace(kinds: set[str], asked: bool) -> dict[str, bool]:
    """Tell whether userspace changes PTEs for good, and whether it gives up what they mapped.

    A fault and a copy change PTEs too, but what was there is not given up. Of a writer of one's own
    that asks for the history of such changes nobody knows.
    """
    gives_up = asked or bool(kinds & {"zap", "mremap"})
    return {
        "userspace": gives_up or bool(kinds & {"cow", "fault", "swap-in", "uffd-move"}),
        "gives_up": gives_up,
    }
