"""Reach every state of reclaim racing with PTE writers on one large folio, in plain Python.

This is a second opinion on the model checker: written apart from the specs, sharing nothing with
them, so that the two can be held against each other by the final PTE patterns they reach.

One VMA maps one anonymous folio, already in the swap cache, by nr_pages PTEs in one page table
under one page table lock (PTL). The actors follow these rules of the kernel:

- A load of a PTE without the PTL is one atomic step, and so is every store to a PTE. Taking the
  PTL is a step of its own, apart from the load that called for it. All stores are made under it.
- map_pte(): with PVMW_SYNC the PTL is taken before the first PTE is looked at. Without it the
  first PTE is loaded bare and the PTL is taken only if that value was present.
- page_vma_mapped_walk(): a walker without the PTL goes on over PTEs that are none and takes the
  PTL at the first that is not none; it never goes back. Past the last PTE without having seen one,
  it returns without ever having taken the PTL. Once taken, the PTL is kept to the end of the walk.
- check_pte(): the value is loaded again under the PTL, and only a present one is a hit.
- try_to_unmap_one(): each hit is cleared, flushed from the TLB (which TTU_BATCH_FLUSH puts off)
  and then set to the swap entry. TTU_SYNC asks for PVMW_SYNC.
- contpte_convert(): every PTE of an aligned block is cleared, the TLB is flushed, and only then is
  every PTE of the block set again.
- change_pte_range(): each present PTE in turn is cleared and set again; the others are left alone.
- zap_pte_range(): each PTE that holds anything is cleared for good.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

PRESENT, NONE, SWAP = "present", "none", "swap"

RECLAIM = 0  # reclaim is the first actor of every state, the writers follow


class Setup(NamedTuple):
    """What stays the same in every state of one exploration."""

    flush: bool  # reclaim flushes the TLB after each clear
    cont_ptes: int


class Actor(NamedTuple):
    """A flow of control: the step it takes next, the PTE it is at, and what it remembers."""

    kind: str
    step: str
    pte: int = 0
    block: int = 0  # contpte: the first PTE of the block it converts
    skipped: int = 0  # reclaim: how many leading PTEs its bare loads stepped over


class State(NamedTuple):
    """The PTEs, the index of the actor that holds the PTL, and the actors."""

    ptes: tuple[str, ...]
    ptl: int | None
    actors: tuple[Actor, ...]

    def store(self, pte: int, word: str) -> "State":
        """Write one PTE."""
        return self._replace(ptes=(*self.ptes[:pte], word, *self.ptes[pte + 1 :]))

    def move(self, me: int, actor: Actor) -> "State":
        """Put one actor where it goes next."""
        return self._replace(actors=(*self.actors[:me], actor, *self.actors[me + 1 :]))

    @property
    def finished(self) -> bool:
        """Whether every actor has returned."""
        return all(actor.step == "done" for actor in self.actors)


@dataclass(frozen=True)
class Exploration:
    """What the reachable states show."""

    final_patterns: frozenset[tuple[str, ...]]  # the PTEs once every actor has finished
    states: int
    torn: bool  # reclaim has returned, one PTE is present and another is swap
    skipped: bool  # a PTE that a bare load stepped over as none is present
    terminates: bool


def reclaim(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step of try_to_unmap_one() and the walk inside it."""
    actor, end = state.actors[me], len(state.ptes)
    pte = actor.pte
    match actor.step:
        case "load":
            word = state.ptes[pte]
            wants_ptl = word == PRESENT if pte == 0 else word != NONE
            if wants_ptl:
                return [state.move(me, actor._replace(step="lock"))]
            step = "load" if pte + 1 < end else "done"
            return [state.move(me, actor._replace(step=step, pte=pte + 1, skipped=pte + 1))]
        case "look":
            if pte == end:
                return [state.move(me, actor._replace(step="unlock"))]
            if state.ptes[pte] == PRESENT:
                return [state.move(me, actor._replace(step="clear"))]
            return [state.move(me, actor._replace(pte=pte + 1))]
        case "clear":
            step = "flush" if setup.flush else "set"
            return [state.store(pte, NONE).move(me, actor._replace(step=step))]
        case "flush":
            return [state.move(me, actor._replace(step="set"))]
        case "set":
            return [state.store(pte, SWAP).move(me, actor._replace(step="look", pte=pte + 1))]
    raise AssertionError(actor)


def contpte(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step of contpte_convert() on a block of its choice."""
    actor = state.actors[me]
    pte, block = actor.pte, actor.block
    last = pte == block + setup.cont_ptes - 1
    match actor.step:
        case "look":
            blocks = range(0, len(state.ptes) - setup.cont_ptes + 1, setup.cont_ptes)
            whole = [
                first
                for first in blocks
                if all(word == PRESENT for word in state.ptes[first : first + setup.cont_ptes])
            ]
            convert = [actor._replace(step="clear", pte=first, block=first) for first in whole]
            leave = [actor._replace(step="unlock")] if len(whole) < len(blocks) else []
            return [state.move(me, choice) for choice in convert + leave]
        case "clear":
            onward = (
                actor._replace(step="flush", pte=block) if last else actor._replace(pte=pte + 1)
            )
            return [state.store(pte, NONE).move(me, onward)]
        case "flush":
            return [state.move(me, actor._replace(step="set"))]
        case "set":
            onward = actor._replace(step="unlock") if last else actor._replace(pte=pte + 1)
            return [state.store(pte, PRESENT).move(me, onward)]
    raise AssertionError(actor)


def protect(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step of change_pte_range() over all the PTEs."""
    actor = state.actors[me]
    pte = actor.pte
    match actor.step:
        case "look":
            if pte == len(state.ptes):
                return [state.move(me, actor._replace(step="unlock"))]
            if state.ptes[pte] == PRESENT:
                return [state.move(me, actor._replace(step="clear"))]
            return [state.move(me, actor._replace(pte=pte + 1))]
        case "clear":
            return [state.store(pte, NONE).move(me, actor._replace(step="set"))]
        case "set":
            return [state.store(pte, PRESENT).move(me, actor._replace(step="look", pte=pte + 1))]
    raise AssertionError(actor)


def zap(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step of zap_pte_range() over all the PTEs."""
    actor = state.actors[me]
    pte = actor.pte
    match actor.step:
        case "look":
            if pte == len(state.ptes):
                return [state.move(me, actor._replace(step="unlock"))]
            if state.ptes[pte] != NONE:
                return [state.move(me, actor._replace(step="clear"))]
            return [state.move(me, actor._replace(pte=pte + 1))]
        case "clear":
            return [state.store(pte, NONE).move(me, actor._replace(step="look", pte=pte + 1))]
    raise AssertionError(actor)


Step = Callable[[Setup, State, int], list[State]]
WRITERS: Mapping[str, Step] = {"contpte": contpte, "protect": protect, "zap": zap}
STEPS: Mapping[str, Step] = {"reclaim": reclaim, **WRITERS}


def advance(setup: Setup, state: State, me: int) -> list[State]:
    """List the states one actor can lead to: none if it has finished or waits for the PTL."""
    actor = state.actors[me]
    match actor.step:
        case "lock":
            taken = state._replace(ptl=me).move(me, actor._replace(step="look"))
            return [taken] if state.ptl is None else []
        case "unlock":
            return [state._replace(ptl=None).move(me, actor._replace(step="done"))]
        case "done":
            return []
    return STEPS[actor.kind](setup, state, me)


def is_torn(state: State) -> bool:
    """Tell whether reclaim has returned and left the folio part mapped, part swapped."""
    returned = state.actors[RECLAIM].step == "done"
    return returned and PRESENT in state.ptes and SWAP in state.ptes


def has_skipped(state: State) -> bool:
    """Tell whether a PTE that reclaim stepped over as none is present."""
    return PRESENT in state.ptes[: state.actors[RECLAIM].skipped]


def always_ends(graph: Mapping[State, Sequence[State]]) -> bool:
    """Tell whether every path ends with every actor finished: no deadlock and no cycle."""
    if any(not onward and not state.finished for state, onward in graph.items()):
        return False
    try:
        TopologicalSorter(graph).prepare()  # edges point the other way; a cycle stays a cycle
    except CycleError:
        return False
    return True


def explore(
    nr_pages: int,
    ttu: frozenset[str] = frozenset(),
    writers: tuple[str, ...] = ("contpte",),
    cont_ptes: int | None = None,
) -> Exploration:
    """Visit every state reachable by reclaim and the writers, breadth first."""
    if nr_pages < 1:
        raise ValueError(f"nr_pages must be at least 1, not {nr_pages}")
    if cont_ptes is None:
        cont_ptes = min(nr_pages, 16)
    if not 1 <= cont_ptes <= nr_pages:
        raise ValueError(f"cont_ptes must be 1 to {nr_pages}, not {cont_ptes}")
    if unknown := ttu - {"TTU_SYNC", "TTU_BATCH_FLUSH"}:
        raise ValueError(f"unknown TTU flags: {', '.join(sorted(unknown))}")
    if strange := set(writers) - set(WRITERS):
        raise ValueError(f"unknown writers: {', '.join(sorted(strange))}")

    setup = Setup(flush="TTU_BATCH_FLUSH" not in ttu, cont_ptes=cont_ptes)
    first_actor = Actor("reclaim", "lock" if "TTU_SYNC" in ttu else "load")
    start = State(
        ptes=(PRESENT,) * nr_pages,
        ptl=None,
        actors=(first_actor, *(Actor(kind, "lock") for kind in writers)),
    )

    graph: dict[State, list[State]] = {}
    seen, queue = {start}, deque([start])
    while queue:
        state = queue.popleft()
        graph[state] = [
            onward for me in range(len(state.actors)) for onward in advance(setup, state, me)
        ]
        fresh = [onward for onward in graph[state] if onward not in seen]
        seen.update(fresh)
        queue.extend(dict.fromkeys(fresh))

    return Exploration(
        final_patterns=frozenset(state.ptes for state in graph if state.finished),
        states=len(graph),
        torn=any(is_torn(state) for state in graph),
        skipped=any(has_skipped(state) for state in graph),
        terminates=always_ends(graph),
    )
