"""The parameters and the states of the explorer, and the few moves all its CPUs share.

A PTE is one letter: P maps the folio's page, D the same with the dirty bit, 0 none, S the swap
entry of that page, O some other page, M (N if dirty) a migration entry, m the marker of the marker
policies, X a hwpoison entry. The PTE at index i of a VMA is always about page i. PMDs are in
explorer_pmd.py. A CPU is an Actor: the step it takes
next and what it remembers. A function of one CPU gives the states its next step can lead to, none
if it has to wait. Each load without a lock, lock, unlock, PTE store and counter change is a step;
only looks at PTEs under their PTL, which nobody can change meanwhile, are part of the next step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from explorer_words import (
    DEFAULT_POLICY,
    FOLIOS,
    HUGETLB_KINDS,
    KERNELS,
    PMD_KINDS,
    POLICIES,
    SHORTAGES,
    TTU_FLAGS,
    WRITER_KINDS,
    Conversion,
    Writer,
    changed,
)

MAPPED = "PD"  # maps the folio's page
PROTECTED = "PDO"  # what change_pte_range() clears and sets: any present PTE, whatever it maps
MIGRATION: Mapping[str, str] = {"P": "M", "D": "N"}
RESTORED: Mapping[str, str] = {"M": "P", "N": "D"}


@dataclass(frozen=True)
class Setup:
    """The parameters of one exploration; VMAs are numbered from 1, pages from 0."""

    nr_pages: int = 4
    vmas: int = 1
    initial: str = ""
    straddle: int = 0
    cont_ptes: int | None = None
    ttu: frozenset[str] = frozenset()
    policy: str | None = None
    kernel: str = "rfc-base"
    folio: str = "anon"
    pmd_mapped: frozenset[int] = frozenset()
    mlocked: frozenset[int] = frozenset()
    shortages: frozenset[str] = frozenset()
    passes: int = 1
    read_only: frozenset[int] = frozenset()  # PTEs without a write bit, which everybody keeps
    shared: frozenset[int] = frozenset()  # pages that are not PageAnonExclusive
    cont: bool = False  # PTEs have CONT bits
    hinted: frozenset[int] = frozenset()  # PTEs that are PROT_NONE in the beginning
    first_move: bool = False  # UFFDIO_MOVE as before 6.12: no look at the swap cache
    gup_compares_pmd: bool = True  # since 6.1; asked only beside a collapse
    writers: tuple[Writer, ...] = (Writer("contpte"),)

    def __post_init__(self) -> None:
        pages, block = self.nr_pages, self.block
        patterns, letters = self.patterns, set("".join(self.patterns))
        wrong = {
            "nr_pages must be at least 1": pages < 1,
            "vmas must be 1 to 3": not 1 <= self.vmas <= 3,
            "initial must be one pattern, or one per VMA": len(patterns) != self.vmas,
            "initial must have a letter per page": any(len(each) != pages for each in patterns),
            "initial must consist of P, 0, S and O": bool(letters - set("P0SO")),
            "only an anon folio has swap entries": "S" in letters and self.folio != "anon",
            "straddle must be below nr_pages": not 0 <= self.straddle < max(pages, 1),
            "cont_ptes must be 1 to nr_pages": not 1 <= block <= pages,
            "passes must be 1 to 3": not 1 <= self.passes <= 3,
            f"unknown kernel: {self.kernel}": self.kernel not in KERNELS,
            f"unknown policy: {self.policy}": self.policy not in (None, *POLICIES),
            f"unknown folio: {self.folio}": self.folio not in FOLIOS,
            f"unknown TTU flags: {sorted(self.ttu - TTU_FLAGS)}": bool(self.ttu - TTU_FLAGS),
            f"unknown shortages: {sorted(self.shortages)}": bool(self.shortages - SHORTAGES),
            "mlocked must name VMAs": not self.mlocked <= set(range(1, self.vmas + 1)),
            "pmd_mapped must name VMAs": not self.pmd_mapped <= set(range(1, self.vmas + 1)),
            "pmd_mapped is for an anonymous folio, wholly mapped, in one page table": bool(
                self.pmd_mapped and (self.initial or self.straddle or self.folio not in FOLIOS[:2])
            ),
            "a PMD mapping cannot be unmapped without TTU_SPLIT_HUGE_PMD": bool(self.pmd_mapped)
            and "TTU_SPLIT_HUGE_PMD" not in self.ttu,
            "a hugetlb folio is one entry, unmapped once": self.folio == "hugetlb"
            and bool(pages > 1 or self.initial or self.mlocked or self.passes > 1),
        }
        for writer in self.writers:
            kind, first = writer.kind, writer.first
            last = pages - 1 if writer.last is None else writer.last
            wrong |= {
                f"unknown writer: {kind}": kind not in WRITER_KINDS,
                f"{kind}: no such VMA": not 1 <= writer.vma <= self.vmas,
                f"{kind}: the range must be within the folio": not 0 <= first <= last < pages,
                f"{kind}: times must be at least 1": writer.times < 1,
                "gup needs vmas = 1": kind == "gup" and self.vmas != 1 and not self.one_mm,
                "mremap needs a second VMA": kind == "mremap" and self.vmas < 2,
                "uffd-move needs vmas = 2": kind == "uffd-move" and self.vmas != 2,
                "store needs a lazyfree folio": kind == "store" and self.folio != "lazyfree",
                f"{kind} does not know PMDs": bool(self.pmd_mapped) and kind not in PMD_KINDS,
                "collapse replaces a whole table": kind == "collapse" and last - first + 1 < pages,
                "split-pmd needs pmd_mapped": kind == "split-pmd" and not self.pmd_mapped,
                f"{kind} does not know hugetlb": self.folio == "hugetlb"
                and kind not in HUGETLB_KINDS,
            }
        if messages := [message for message, is_wrong in wrong.items() if is_wrong]:
            raise ValueError("; ".join(messages))

    @cached_property
    def patterns(self) -> tuple[str, ...]:
        """The letters of each VMA at the beginning."""
        given = tuple((self.initial or "P" * self.nr_pages).split("|"))
        given = given * self.vmas if len(given) == 1 else given
        none = "0" * self.nr_pages
        return tuple(none if i in self.pmd_mapped else each for i, each in enumerate(given, 1))

    @cached_property
    def block(self) -> int:
        """The size of a CONT block."""
        return min(self.nr_pages, 16) if self.cont_ptes is None else self.cont_ptes

    @cached_property
    def remedy(self) -> str:
        """The policy, by default that of the kernel."""
        return self.policy or DEFAULT_POLICY[self.kernel]

    @cached_property
    def cleared(self) -> str:
        """What a writer stores in a PTE that it clears for a moment only."""
        return "m" if self.remedy in ("marker", "marker-only") else "0"

    def span(self, me: int) -> range:
        """Tell which PTEs a writer is about."""
        writer = self.writers[me - 1]
        return range(writer.first, self.nr_pages if writer.last is None else writer.last + 1)

    @cached_property
    def collapses(self) -> bool:
        """Tell whether a PMD may come to map another folio."""
        return any(writer.kind == "collapse" for writer in self.writers)

    @cached_property
    def one_mm(self) -> bool:
        """Tell whether the VMAs are of one mm, and each page is in one of them."""
        return any(writer.kind == "uffd-move" for writer in self.writers)

    def covers_all(self, me: int) -> bool:
        """Tell whether a writer is about all PTEs."""
        return len(self.span(me)) == self.nr_pages

    def exclusive(self, page: int) -> bool:
        """PageAnonExclusive(); what several mms map is not."""
        return (self.vmas == 1 or self.one_mm) and page not in self.shared

    def bit(self, vma: int, pte: int) -> int:
        """The bit of a PTE in a set of PTEs of all VMAs."""
        return 1 << (vma * self.nr_pages + pte)

    def block_of(self, pte: int) -> range:
        """The CONT block of a PTE."""
        first = pte - pte % self.block
        return range(first, first + self.block)

    def table_end(self, pte: int) -> int:
        """Tell where the page table of a PTE ends."""
        return self.straddle if pte < self.straddle else self.nr_pages

    def ptl(self, vma: int, pte: int) -> int:
        """The bit that stands for the PTL of a PTE."""
        return 1 << (2 * vma + (pte >= self.straddle))


class Actor(NamedTuple):
    """A CPU: the step it takes next, and what it remembers."""

    step: str
    times: int = 1  # runs, or passes, left with this one
    vma: int = 0  # from 0
    pte: int = 0
    held: int = 0  # the bit of the PTL it holds
    then: str = ""  # the step after a lock or unlock
    end: int = 0  # one past the last PTE of its work
    stop: int = 0  # one past the last PTE of the present run
    saved: str = ""  # the letters cleared and not yet set again
    page: int = -1  # reclaim: the small folio at hand, -1 for the large one
    sync: bool = False  # reclaim: PVMW_SYNC
    hits: int = 0  # reclaim: mlocked PTEs hit
    gathered: int = 0  # zap: bits of the pages whose references it keeps up to its end
    stepped: int = 0  # reclaim: bits of the PTEs this try_to_unmap() looked at and did not hit
    left: int = 0  # reclaim: the same, of those try_to_unmap() of this pass that have returned
    returned: bool = False  # reclaim: try_to_unmap() of the large anon folio returned in this pass
    run: int = 0  # the first PTE of the present run
    converts: Conversion | None = None  # the CONT block that it folds or unfolds first

    def lock(self, then: str, vma: int, pte: int) -> "Actor":
        """Wait for the PTL of a PTE next."""
        return self._replace(step="lock", then=then, vma=vma, pte=pte)

    def unlock(self, then: str) -> "Actor":
        """Drop the PTL next."""
        return self._replace(step="unlock", then=then)

    def again(self) -> "Actor":
        """Begin anew, or be done."""
        if self.times > 1:
            return Actor("start", self.times - 1, self.vma)
        return Actor("done")


class State(NamedTuple):
    """What the CPUs share, and the CPUs; sets of pages and of PTLs are bits of a number."""

    ptes: tuple[str, ...]  # per VMA
    maps: tuple[int, ...]  # map count of each page
    swaps: tuple[int, ...]  # swap count of each page
    refs: tuple[int, ...]  # extra references, per page; those of a large folio are the sum
    pins: tuple[int, ...]
    actors: tuple[Actor, ...]
    cached: int = 0  # pages in the swap cache
    gone: int = 0  # pages reclaimed
    io: int = 0  # pages for which I/O was issued
    dirty: int = 0
    swapbacked: int = 0
    mlocked: int = 0
    ptls: int = 0  # PTLs held
    pmds: str = ""  # a letter per VMA
    pmd_locks: int = 0  # PMD locks held
    entire: int = 0  # how many PMDs map the folio
    folio_lock: bool = False
    rmap_lock: bool = False
    split: bool = False
    queued: bool = False
    refaulted: bool = False  # a fault has mapped a page back since the pass began
    cont: int = 0  # PTEs with the CONT bit, see Setup.bit()
    other: int = 0  # PTEs that have got another protection
    hinted: int = 0  # PTEs that are PROT_NONE

    def move(self, me: int, actor: Actor) -> "State":
        """Put one CPU where it goes next."""
        return self._replace(actors=(*self.actors[:me], actor, *self.actors[me + 1 :]))

    def store(self, vma: int, pte: int, letter: str) -> "State":
        """Write one PTE."""
        old = self.ptes[vma]
        new = old[:pte] + letter + old[pte + 1 :]
        cont = self.cont & ~(1 << (vma * len(old) + pte))  # no store keeps the CONT bit
        return self._replace(ptes=(*self.ptes[:vma], new, *self.ptes[vma + 1 :]), cont=cont)

    def fill(self, vma: int, letter: str) -> "State":
        """Write all PTEs of a page table that nobody can reach."""
        table = letter * len(self.maps)
        return self._replace(ptes=(*self.ptes[:vma], table, *self.ptes[vma + 1 :]))

    def store_pmd(self, vma: int, letter: str) -> "State":
        """Write one PMD."""
        return self._replace(pmds=self.pmds[:vma] + letter + self.pmds[vma + 1 :])

    def ref(self, page: int, by: int) -> "State":
        """Take or drop extra references."""
        return self._replace(refs=changed(self.refs, page, by))

    def swap(self, page: int, by: int) -> "State":
        """Change a swap count."""
        return self._replace(swaps=changed(self.swaps, page, by))

    def add_rmap(self, page: int) -> "State":
        """folio_add_anon_rmap_pte()."""
        return self._replace(maps=changed(self.maps, page, 1))

    def drop_rmap(self, setup: Setup, page: int, stop: int | None = None) -> "State":
        """folio_remove_rmap_ptes() of pages up to stop, and with it deferred_split_folio()."""
        run = range(page, page + 1 if stop is None else stop)
        maps = tuple(count - (i in run) for i, count in enumerate(self.maps))
        can_queue = setup.folio != "file" and setup.nr_pages > 2 and not (self.split or self.cached)
        can_queue = can_queue and not self.entire
        partly = any(maps[i] == 0 for i in run) and (any(maps) or setup.kernel == "v6.8")
        return self._replace(maps=maps, queued=self.queued or (can_queue and partly))


Step = Callable[[Setup, State, int], list[State]]


def acquire(setup: Setup, state: State, me: int, actor: Actor) -> list[State]:
    """Take the PTL of the PTE the CPU is at, if it is free."""
    bit = setup.ptl(actor.vma, actor.pte)
    if state.ptls & bit:
        return []
    return [state._replace(ptls=state.ptls | bit).move(me, actor._replace(held=bit))]


def release(state: State, me: int) -> State:
    """Drop the PTL the CPU holds, and go on."""
    actor = state.actors[me]
    onward = actor._replace(step=actor.then, then="", held=0)
    return state._replace(ptls=state.ptls & ~actor.held).move(me, onward)
