"""The values of a scenario's parameters; parameter_kinds.py and rules.py refuse wrong ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tornfolio.model.kernels import KERNELS
from tornfolio.model.left_out import left_out_notes
from tornfolio.model.no_effect import kept_anyway, no_effect, not_large
from tornfolio.model.ptes import short_pattern
from tornfolio.model.writers import Writer

__all__ = ["Parameters"]

_LISTS = ("pmd_mapped", "mlocked", "shortages", "read_only", "uffd_wp", "shared", "hinted")


@dataclass(frozen=True)
class Parameters:
    """The values of all parameters, checked against each other.

    nr_pages: PTEs that map the folio, 1 to 8192. ttu: flags given to try_to_unmap().
    writers: the CPUs beside reclaim. cont_ptes: PTEs of one CONT block; it divides nr_pages.
    kernel, policy: keys of KERNELS and POLICIES. folio: one of FOLIOS.
    vmas: how many VMAs map the folio. straddle: PTEs in the first of two page tables, 0 for one.
    passes: how often reclaim tries, 0 for until the folio is reclaimed.
    initial: what each PTE of each VMA is in the beginning, None for all present.
    granularity: fine, a step for each store, or lock, a step for stores that nobody can tell apart;
    lock by default beyond LARGEST_FINE pages.
    pmd_mapped, mlocked: numbers of VMAs, from 1. shortages: what there is too little of.
    bug: the mistake of a real bug, or none.
    read_only, uffd_wp: PTEs without a write bit, and with the bit of userfaultfd, in the beginning.
    shared: pages whose PageAnonExclusive is not set.
    cont: one of CONTS, whether CONT bits are followed, and how a block is converted.
    hinted: PTEs that are PROT_NONE for NUMA hinting in the beginning.
    """

    nr_pages: int
    ttu: tuple[str, ...]
    writers: tuple[Writer, ...]
    cont_ptes: int
    kernel: str = "rfc-base"
    policy: str = "none"
    folio: str = "anon"
    vmas: int = 1
    straddle: int = 0
    passes: int = 1
    initial: tuple[tuple[str, ...], ...] | None = None
    granularity: str = "fine"
    pmd_mapped: tuple[int, ...] = ()
    mlocked: tuple[int, ...] = ()
    shortages: tuple[str, ...] = ()
    bug: str = "none"
    read_only: tuple[int, ...] = ()
    uffd_wp: tuple[int, ...] = ()
    shared: tuple[int, ...] = ()
    cont: str = "off"
    hinted: tuple[int, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the writers, each once."""
        return tuple(dict.fromkeys(writer.kind for writer in self.writers))

    def to_json(self) -> dict[str, Any]:
        """The values as JSON has them; lists for tuples, text for writers and patterns."""
        values = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}
        return values | {
            "writers": [str(writer) for writer in self.writers],
            "initial": short_pattern(self.initial) if self.initial else None,
        }

    def in_words(self, *, with_policy: bool = True) -> str:
        """The bounds as one phrase: what every scenario has, and what is not the default."""
        writers = ", ".join(map(str, self.writers)) or "no writers"
        words = [f"nr_pages = {self.nr_pages}", f"ttu = {self.flags()}", f"writers = {writers}"]
        if "contpte" in self.kinds or self.cont != "off":
            words.append(f"cont_ptes = {self.cont_ptes}")
        for name in ("kernel", "folio", "vmas", "straddle", "passes", "granularity", "bug", "cont"):
            if getattr(self, name) != getattr(Parameters, name):
                words.append(f"{name} = {getattr(self, name)}")
        # That of the kernel too: it may pass TTU_SYNC, of which `ttu` says nothing.
        if with_policy and (self.policy, KERNELS[self.kernel].policy) != ("none", "none"):
            words.append(f"policy = {self.policy}")
        if self.initial:
            words.append(f"initial = {short_pattern(self.initial)}")
        for name in _LISTS:
            if values := getattr(self, name):
                words.append(f"{name} = {', '.join(map(str, values))}")
        return ", ".join(words)

    def flags(self) -> str:
        """The TTU flags as C has them: `TTU_SYNC|TTU_BATCH_FLUSH`, or `0`."""
        return "|".join(self.ttu) or "0"

    def empty(self) -> tuple[str, ...]:
        """Say what makes the question an empty one: nothing to unmap, nobody to race with."""
        said = []
        mapped = any(word == "present" for pte in self.initial or () for word in pte)
        if self.initial is not None and not mapped:
            said.append("there is nothing to unmap: no PTE maps the folio in the beginning")
        if not self.writers:
            said.append("no CPU runs beside reclaim")
        return tuple(said)

    def notes(self) -> tuple[str, ...]:
        """Say why a flag or a policy changes nothing here, and what a verdict leaves out."""
        said = (kept_anyway(self), not_large(self))
        return (*filter(None, said), *no_effect(self), *left_out_notes(self))
