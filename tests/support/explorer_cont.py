"""CONT blocks of arm64: who changes a part of a folded block unfolds it first, and who folds.

contpte_convert() clears all PTEs of a block and sets all again, under the PTL that its caller
holds. An actor that converts does that before its next step. The flush between the two changes no
PTE, so it is no step here.
"""

from explorer_state import MAPPED, Setup, State
from explorer_words import Conversion


def first_cont(setup: Setup) -> int:
    """The CONT bits in the beginning: of each block all of whose PTEs are alike."""
    bits = 0
    if setup.cont and setup.block > 1:
        for vma, letters in enumerate(setup.patterns):
            for pte, letter in enumerate(letters):
                block = setup.block_of(pte)
                alike = set(letters[block.start : block.stop]) == {"P"}
                if alike and letter == "P" and setup.hinted.isdisjoint(block):
                    bits |= setup.bit(vma, pte)
    return bits


def hints(setup: Setup) -> int:
    """The PROT_NONE PTEs in the beginning, of each VMA the same."""
    return sum(setup.bit(vma, pte) for vma in range(setup.vmas) for pte in setup.hinted)


def unfold(setup: Setup, state: State, me: int, run: range, vma: int) -> State | None:
    """contpte_try_unfold_partial(): begin to unfold a block of which a run is only a part."""
    for pte in (run.start, run.stop - 1):
        block = setup.block_of(pte)
        part = block.start < run.start or block.stop > run.stop
        if part and state.cont & setup.bit(vma, pte):
            begun = state.actors[me]._replace(converts=Conversion(vma, block.start))
            return state.move(me, begun)
    return None


def folds(setup: Setup, state: State, vma: int, pte: int) -> bool:
    """__contpte_try_fold(): tell whether a PTE is the last of its block, and all of that alike."""
    block = setup.block_of(pte)
    if not setup.cont or setup.block == 1 or pte != block.stop - 1 or state.split:
        return False
    bits = [setup.bit(vma, each) for each in block]
    mapped = all(letter in MAPPED for letter in state.ptes[vma][block.start : block.stop])
    others = {bool(state.other & bit) for bit in bits}
    valid = not any((state.hinted | state.cont) & bit for bit in bits)
    return mapped and len(others) == 1 and valid


def after_set(setup: Setup, state: State, me: int, vma: int, pte: int) -> State:
    """A store of one PTE: whoever made it may fold the block before the next step."""
    if not folds(setup, state, vma, pte):
        return state
    block = setup.block_of(pte)
    begun = state.actors[me]._replace(converts=Conversion(vma, block.start, folds=True))
    return state.move(me, begun)


def convert(setup: Setup, state: State, me: int) -> list[State]:
    """Clear or set the next PTE of the block."""
    actor = state.actors[me]
    at = actor.converts
    assert at is not None
    block = setup.block_of(at.pte)
    after = state.store(at.vma, at.pte, "P" if at.sets else setup.cleared)
    if at.sets and at.folds:
        after = after._replace(cont=after.cont | setup.bit(at.vma, at.pte))
    onward: Conversion | None = at._replace(pte=at.pte + 1)
    if at.pte + 1 == block.stop:
        onward = None if at.sets else at._replace(pte=block.start, sets=True)
    return [after.move(me, actor._replace(converts=onward))]


def look_at_block(setup: Setup, state: State, me: int, stop: int) -> State:
    """The writer contpte: unfold the block if it is folded, or fold it if it can be."""
    actor = state.actors[me]
    vma, pte = actor.vma, actor.pte
    onward = state.move(me, actor._replace(pte=stop).unlock("next"))
    if state.cont & setup.bit(vma, pte):
        begun = onward.actors[me]._replace(converts=Conversion(vma, pte))
        return onward.move(me, begun)
    return after_set(setup, onward, me, vma, stop - 1)


def alike_to(setup: Setup, state: State, vma: int, run: range, *, write: bool) -> int:
    """Tell where the PTEs of a run begin to differ from the first, in the write bit too or not.

    After a split each page is a folio of its own.
    """
    if setup.cont and state.split:
        return run.start + 1
    sets = (state.cont, state.hinted, *((state.other,) if write else ()))

    def bits_of(pte: int) -> list[bool]:
        return [bool(each & setup.bit(vma, pte)) for each in sets]

    return next((i for i in run if bits_of(i) != bits_of(run.start)), run.stop)


def set_again(setup: Setup, state: State, me: int, vma: int, run: range, pte: int) -> State:
    """A PTE has been set: what set_ptes() of a run, or of one PTE, does to CONT bits."""
    kind = setup.writers[me - 1].kind
    if not setup.cont:
        return state
    if kind == "numa":
        state = state._replace(hinted=state.hinted & ~setup.bit(vma, pte))
    else:
        bit = setup.bit(vma, pte)
        state = state._replace(other=state.other | bit, hinted=state.hinted & ~bit)
    if len(run) == 1:
        return after_set(setup, state, me, vma, pte)
    block = setup.block_of(pte)
    if run.start <= block.start and block.stop <= run.stop and setup.block > 1:
        return state._replace(cont=state.cont | setup.bit(vma, pte))
    return state
