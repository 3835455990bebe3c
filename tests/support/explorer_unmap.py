"""Reclaim's try_to_unmap() of the folio at hand: rmap walk, try_to_unmap_one(), and the walk in it.

The steps belong to the CPU whose passes are in explorer.py. The walk over the PTEs is here as it
is in page_vma_mapped_walk(): map_pte() at the first PTE of a page table, bare loads while there is
nothing to see, and from the first PTE worth it on the PTL, to the end of the table.
"""

from explorer_cont import after_set, unfold
from explorer_pmd import walk_pmd
from explorer_posted import posted
from explorer_state import MAPPED, Actor, Setup, State
from explorer_words import SPLIT_BEFORE_WALK


def pages_at_hand(setup: Setup, actor: Actor) -> range:
    """List the pages of the folio that reclaim is at."""
    return range(setup.nr_pages) if actor.page < 0 else range(actor.page, actor.page + 1)


def bits(pages: range) -> int:
    """A run of pages as a set of bits."""
    return (1 << pages.stop) - (1 << pages.start)


def total(counts: tuple[int, ...], pages: range) -> int:
    """Sum a count over the folio at hand: one load of its counter."""
    return sum(counts[pages.start : pages.stop])


def is_mapped(state: State, pages: range) -> bool:
    """folio_mapped()."""
    return bool(state.entire or total(state.maps, pages))


def is_anon(setup: Setup, state: State, actor: Actor) -> bool:
    """Tell whether the folio at hand is anonymous and swap-backed, so not lazyfree."""
    return setup.folio in ("anon", "lazyfree") and bool(
        state.swapbacked & bits(pages_at_hand(setup, actor))
    )


def begin_walk(setup: Setup, actor: Actor, vma: int) -> Actor:
    """Begin try_to_unmap_one() in a VMA."""
    first = pages_at_hand(setup, actor).start
    begun = actor._replace(vma=vma, pte=first, hits=0)
    if not setup.pmd_mapped:
        return begun._replace(step="pmd_walk") if setup.collapses else map_pte(setup, begun, first)
    if setup.kernel in SPLIT_BEFORE_WALK:
        return begun._replace(step="pmd_split_lock", then="pmd_walk")
    return begun._replace(step="pmd_walk")


def map_pte(setup: Setup, actor: Actor, pte: int) -> Actor:
    """Begin with a page table: with PVMW_SYNC map_pte takes the PTL without a look."""
    if actor.sync:
        return lock_walk(setup, actor, pte)
    return actor._replace(step="load", pte=pte)


def lock_walk(setup: Setup, actor: Actor, pte: int) -> Actor:
    """Take the PTL for the walk; to give up is to drop it at once if this is not the start."""
    late = setup.remedy == "give-up" and pte != pages_at_hand(setup, actor).start
    return actor.lock("give_up" if late else "check", actor.vma, pte)


def stepped_over(setup: Setup, actor: Actor, first: int, stop: int) -> Actor:
    """Remember PTEs that the walk has looked at and passed by."""
    passed = bits(range(first, stop)) << actor.vma * setup.nr_pages
    return actor._replace(stepped=actor.stepped | passed, pte=stop)


def leave_table(actor: Actor, limit: int, pages: range) -> Actor:
    """Drop the PTL at the end of a page table, or of the folio."""
    return actor._replace(pte=limit).unlock("walked" if limit == pages.stop else "next_table")


def try_to_unmap(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step of try_to_unmap, the walk over the VMAs."""
    actor = state.actors[me]
    pages = pages_at_hand(setup, actor)
    match actor.step:
        case "rmap":  # folio_lock_anon_vma_read() looks for mappings first
            if is_mapped(state, pages):
                return [state.move(me, actor._replace(step="rmap_lock"))]
            return [unmap_returns(setup, state, me)]
        case "rmap_lock":
            if state.rmap_lock:
                return []
            return [state._replace(rmap_lock=True).move(me, begin_walk(setup, actor, 0))]
        case "walked":  # try_to_unmap_one() is about to return; then folio_not_mapped() is asked
            if actor.hits:  # mlocked, and seen to the end: false
                all_hit = actor.hits == setup.nr_pages and not setup.straddle
                mlocked = state.mlocked | (bits(pages) if all_hit else 0)
                return [unmap_returns(setup, state._replace(mlocked=mlocked), me)]
            if actor.vma + 1 == setup.vmas or not is_mapped(state, pages):
                return [unmap_returns(setup, state, me)]
            return [state.move(me, begin_walk(setup, actor, actor.vma + 1))]
        case "stop":  # try_to_unmap_one() returned false
            return [unmap_returns(setup, state, me)]
    return try_to_unmap_one(setup, state, me)


def unmap_returns(setup: Setup, state: State, me: int) -> State:
    """Drop the rmap lock if held, and return from try_to_unmap()."""
    actor = state.actors[me]
    large_anon = actor.page < 0 and is_anon(setup, state, actor)
    onward = Actor(
        "mapped_after",
        actor.times,
        page=actor.page,
        left=actor.left | actor.stepped,
        returned=actor.returned or large_anon,
    )
    held = actor.step != "rmap"
    return state._replace(rmap_lock=state.rmap_lock and not held).move(me, onward)


def try_to_unmap_one(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step of try_to_unmap_one, with the walk inside it."""
    actor = state.actors[me]
    vma, pte = actor.vma, actor.pte
    letters, pages = state.ptes[vma], pages_at_hand(setup, actor)
    mask = bits(pages)
    if actor.step.startswith("pmd_"):
        return walk_pmd(setup, state, me, map_pte(setup, actor, pte))

    def go(step: str, now: State = state) -> list[State]:
        return [now.move(me, actor._replace(step=step))]

    match actor.step:
        case "load":  # without the PTL: present-like at the first of a table, later not none
            first = pte in (pages.start, setup.straddle)
            wanted = "PDOm" if first and setup.remedy == "marker" else "PDO"
            if letters[pte] in wanted if first else letters[pte] != "0":
                return [state.move(me, lock_walk(setup, actor, pte))]
            onward = stepped_over(setup, actor, pte, pte + 1)
            step = "load" if pte + 1 < pages.stop else "walked"
            if step == "load" and pte + 1 == setup.straddle:
                return [state.move(me, map_pte(setup, onward, pte + 1))]
            return [state.move(me, onward._replace(step=step))]
        case "give_up":
            return [state.move(me, actor.unlock("stop"))]
        case "check" if state.pmds[vma] != "T":  # pmd_same(): the page table has been freed
            return [state.move(me, actor.unlock("pmd_walk"))]
        case "check":  # check_pte() under the PTL, up to the next hit
            limit = min(pages.stop, setup.table_end(pte))
            mlock = vma + 1 in setup.mlocked and "TTU_IGNORE_MLOCK" not in setup.ttu
            for here in range(pte, limit):
                if letters[here] not in MAPPED:
                    actor = stepped_over(setup, actor, here, here + 1)
                elif mlock and setup.kernel == "latest" and actor.page < 0:
                    actor = actor._replace(hits=actor.hits + 1)
                elif mlock:
                    mlocked = 0 if len(pages) > 1 else mask
                    after = state._replace(mlocked=state.mlocked | mlocked)
                    return [after.move(me, actor.unlock("stop"))]
                else:
                    return hit(setup, state.move(me, actor._replace(pte=here)), me)
            return [state.move(me, leave_table(actor, limit, pages))]
        case "next_table":
            return [state.move(me, map_pte(setup, actor, pte))]
        case "lazyfree":  # references and the dirty bit are looked at together
            refs, dirty = total(state.refs, pages), state.dirty & mask
            if not refs and not dirty:
                return go("drop")
            back = 0 if setup.kernel == "latest" and not dirty else mask
            return go("restore", state._replace(swapbacked=state.swapbacked | back))
        case "count":  # swap_duplicate()
            failed = go("restore") if "swap_count" in setup.shortages else []
            return [*go("share" if setup.exclusive(pte) else "set", state.swap(pte, 1)), *failed]
        case "share":  # folio_try_share_anon_rmap_pte()
            return go("uncount" if total(state.pins, pages) else "set")
        case "uncount":
            return go("restore", state.swap(pte, -1))
        case "restore":
            after = state.store(vma, pte, "P").move(me, actor.unlock("stop"))
            return [after_set(setup, after, me, vma, pte)]
        case "set":
            return go("drop", state.store(vma, pte, "X" if setup.folio == "hugetlb" else "S"))
        case "drop":
            onward = actor._replace(step="check", pte=pte + 1)
            if pte + 1 == min(pages.stop, setup.table_end(pte)):
                onward = leave_table(actor, pte + 1, pages)
            return [state.drop_rmap(setup, pte).move(me, onward)]
    if actor.step.startswith("run_"):
        return run(setup, state, me)
    if actor.step.startswith("posted_"):
        return posted(setup, state, me)
    return batch(setup, state, me)


def hit(setup: Setup, state: State, me: int) -> list[State]:
    """Clear the PTE that the walk has found, or the first of all of them."""
    actor = state.actors[me]
    vma, pte = actor.vma, actor.pte
    letter, pages = state.ptes[vma][pte], pages_at_hand(setup, actor)
    anon = is_anon(setup, state, actor)
    whole = all(letter in MAPPED for letter in state.ptes[vma])
    batches = setup.remedy == "batch" and anon and len(pages) > 1 and not setup.straddle
    if batches and pte == 0 and whole:
        return batch(setup, state.move(me, actor._replace(step="batch_clear")), me)
    if setup.kernel == "latest" and setup.folio in ("file", "lazyfree") and not anon:
        onward = actor._replace(step="run_clear", end=pte, stop=run_stop(setup, state, me))
        return run(setup, state.move(me, onward), me)
    if setup.remedy == "anon-batch" and anon and len(pages) > 1:
        onward = actor._replace(step="posted_clear", end=pte, stop=run_stop(setup, state, me))
        return posted(setup, state.move(me, onward), me)
    after_clear = {"file": "drop", "hugetlb": "set"}
    step = "count" if anon else after_clear.get(setup.folio, "lazyfree")
    dirty = bits(pages) if letter == "D" else 0
    if begins := unfold(setup, state, me, range(pte, pte + 1), vma):
        return [begins]
    cleared = state._replace(dirty=state.dirty | dirty).store(vma, pte, "0")
    return [cleared.move(me, actor._replace(step=step))]


def run_stop(setup: Setup, state: State, me: int) -> int:
    """folio_unmap_pte_batch(): one past the PTEs from the one at hand on that are alike."""
    actor = state.actors[me]
    first, letters = actor.pte, state.ptes[actor.vma]
    limit = min(pages_at_hand(setup, actor).stop, setup.table_end(first))
    for here in range(first, limit):
        differs = (here in setup.read_only) != (first in setup.read_only)  # FPB_RESPECT_WRITE
        if letters[here] not in MAPPED or differs:
            return here
    return limit


def run(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step with a run of PTEs of a file or lazyfree folio, from pte up to stop."""
    actor = state.actors[me]
    vma, here, pages = actor.vma, actor.end, pages_at_hand(setup, actor)
    onward = actor._replace(end=here + 1)
    match actor.step:
        case "run_clear":
            dirty = bits(pages) if state.ptes[vma][here] == "D" else 0
            if here + 1 == actor.stop:
                step = "run_drop" if setup.folio == "file" else "run_lazyfree"
                onward = actor._replace(step=step, end=actor.pte)
            cleared = state._replace(dirty=state.dirty | dirty).store(vma, here, "0")
            return [cleared.move(me, onward)]
        case "run_lazyfree":  # written to: it is swap-backed again; a reference: it stays as it is
            if state.dirty & bits(pages):
                state = state._replace(swapbacked=state.swapbacked | bits(pages))
            kept = bool(state.dirty & bits(pages) or total(state.refs, pages))
            return [state.move(me, actor._replace(step="run_restore" if kept else "run_drop"))]
        case "run_restore":
            if here + 1 == actor.stop:
                onward = onward.unlock("stop")
            return [state.store(vma, here, "P").move(me, onward)]
        case "run_drop":
            onward = actor._replace(step="check", pte=actor.stop, end=0, stop=0)
            if actor.stop == min(pages.stop, setup.table_end(actor.pte)):
                onward = leave_table(onward, actor.stop, pages)
            return [state.drop_rmap(setup, actor.pte, actor.stop).move(me, onward)]
    raise AssertionError(actor)


def batch(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step of the batched unmap: each phase goes over all PTEs, then comes the next."""
    actor = state.actors[me]
    vma, pte, end = actor.vma, actor.pte, setup.nr_pages
    last = pte + 1 == end

    def go(then: str, now: State) -> list[State]:
        onward = actor._replace(step=then, pte=0) if last else actor._replace(pte=pte + 1)
        return [now.move(me, onward)]

    match actor.step:
        case "batch_clear":
            return go("batch_count", state.store(vma, pte, "0"))
        case "batch_count":
            failed = state.move(me, actor._replace(step="batch_uncount", stop=pte))
            asks = any(setup.exclusive(page) for page in range(end))
            then = "batch_share" if asks else "batch_set"
            counted = go(then, state.swap(pte, 1))
            return [*counted, failed] if "swap_count" in setup.shortages else counted
        case "batch_share":
            pinned = total(state.pins, range(end))
            step, stop = ("batch_uncount", end) if pinned else ("batch_set", 0)
            return [state.move(me, actor._replace(step=step, stop=stop))]
        case "batch_uncount":  # all that were raised at once: nobody looks at them meanwhile
            swaps = tuple(n - (i < actor.stop) for i, n in enumerate(state.swaps))
            onward = actor._replace(step="batch_restore", pte=0, stop=0)
            return [state._replace(swaps=swaps).move(me, onward)]
        case "batch_restore":
            restored = state.store(vma, pte, "P")
            if last:
                return [restored.move(me, actor.unlock("stop"))]
            return go("", restored)
        case "batch_set":
            return go("batch_drop", state.store(vma, pte, "S"))
        case "batch_drop":
            dropped = state.drop_rmap(setup, pte)
            if last:
                return [dropped.move(me, actor.unlock("walked"))]
            return go("", dropped)
    raise AssertionError(actor)
