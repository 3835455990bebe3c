"""PMD mappings: the entry that maps the folio as a whole, its lock, and what splits or clears it.

A PMD is one letter: H maps the folio, I the same while it is being split (it still looks huge), T
points to a page table, O maps another folio, 0 none. The PTEs of a VMA without a table are 0 and
nobody can reach them. Where no VMA is PMD-mapped, and no page table is replaced, all PMDs are T for
ever, and no step of this module is ever taken.
"""

from explorer_state import Actor, Setup, State

HUGE = "HI"  # pmd_trans_huge(): an invalidated PMD is one, too


def lock_pmd(state: State, me: int, actor: Actor) -> list[State]:
    """Take the PMD lock of the VMA the CPU is at, if it is free."""
    bit = 1 << state.actors[me].vma
    if state.pmd_locks & bit:
        return []
    return [state._replace(pmd_locks=state.pmd_locks | bit).move(me, actor)]


def unlock_pmd(state: State, me: int, actor: Actor) -> list[State]:
    """Drop the PMD lock of the VMA the CPU is at."""
    bit = 1 << state.actors[me].vma  # a CPU that is done has forgotten where it was
    return [state._replace(pmd_locks=state.pmd_locks & ~bit).move(me, actor)]


def drop_pmd_rmap(setup: Setup, state: State) -> State:
    """folio_remove_rmap_pmd(): partly mapped if PTEs go on mapping some pages, but not all."""
    state = state._replace(entire=state.entire - 1)
    can_queue = setup.folio != "file" and setup.nr_pages > 2 and not (state.split or state.cached)
    partly = not state.entire and 0 in state.maps and any(state.maps)
    return state._replace(queued=state.queued or (can_queue and partly))


def split_pmd(setup: Setup, state: State, me: int) -> list[State]:
    """Take one step of __split_huge_pmd(), which ends in the step in actor.then.

    To freeze is to put migration entries into the table in place of PTEs that map the folio: so
    does split_folio(), unless the folio is pinned.
    """
    actor, vma = state.actors[me], state.actors[me].vma
    match actor.step:
        case "pmd_split_lock":
            return lock_pmd(state, me, actor._replace(step="pmd_split_look"))
        case "pmd_split_look":
            if state.pmds[vma] != "H":
                return unlock_pmd(state, me, actor._replace(step=actor.then, then=""))
            return [state.store_pmd(vma, "I").move(me, actor._replace(step="pmd_split_rmaps"))]
        case "pmd_split_freeze_lock":
            return lock_pmd(state, me, actor._replace(step="pmd_split_freeze_look"))
        case "pmd_split_freeze_look":
            if state.pmds[vma] != "H":
                return unlock_pmd(state, me, actor._replace(step=actor.then, then=""))
            return [state.store_pmd(vma, "I").move(me, actor._replace(step="pmd_split_share"))]
        case "pmd_split_share":  # folio_try_share_anon_rmap_pmd()
            pinned = setup.vmas == 1 and any(state.pins)
            step = "pmd_split_rmaps" if pinned else "pmd_split_frozen"
            return [state.move(me, actor._replace(step=step))]
        case "pmd_split_frozen":
            filled = state.fill(vma, "M")
            return [filled.move(me, actor._replace(step="pmd_split_drop"))]
        case "pmd_split_rmaps":  # folio_add_anon_rmap_ptes() comes before the PTEs
            maps = tuple(count + 1 for count in state.maps)
            return [state._replace(maps=maps).move(me, actor._replace(step="pmd_split_fill"))]
        case "pmd_split_fill":  # nobody reaches the table yet, so all its PTEs are one step
            return [state.fill(vma, "P").move(me, actor._replace(step="pmd_split_drop"))]
        case "pmd_split_drop":
            dropped = drop_pmd_rmap(setup, state)
            return [dropped.move(me, actor._replace(step="pmd_split_populate"))]
        case "pmd_split_populate":
            return [state.store_pmd(vma, "T").move(me, actor._replace(step="pmd_split_unlock"))]
        case "pmd_split_unlock":
            return unlock_pmd(state, me, actor._replace(step=actor.then, then=""))
    raise AssertionError(actor)


def walk_pmd(setup: Setup, state: State, me: int, onward: Actor) -> list[State]:
    """Take one step of the walk at the PMD; onward is how it goes on at the PTEs of a table."""
    actor = state.actors[me]
    pmd = state.pmds[actor.vma]
    mlock = actor.vma + 1 in setup.mlocked and "TTU_IGNORE_MLOCK" not in setup.ttu
    match actor.step:
        case "pmd_walk":  # pmdp_get_lockless()
            if pmd == "T":
                return [state.move(me, onward)]
            if pmd in HUGE or pmd == "O":
                return [state.move(me, actor._replace(step="pmd_walk_lock"))]
            step = "pmd_walk_sync" if actor.sync and actor.page < 0 else "walked"
            return [state.move(me, actor._replace(step=step))]
        case "pmd_walk_sync":  # the lock is taken and dropped: that waits for zap_huge_pmd()
            waits = lock_pmd(state, me, actor)
            return [state.move(me, actor._replace(step="walked"))] if waits else []
        case "pmd_walk_lock":
            return lock_pmd(state, me, actor._replace(step="pmd_walk_look"))
        case "pmd_walk_look":  # the PMD is loaded again under its lock
            if pmd == "T":
                return unlock_pmd(state, me, onward)
            if pmd in "0O":
                return unlock_pmd(state, me, actor._replace(step="walked"))
            if mlock:  # a hit at the PMD is the whole folio; older kernels mlock small folios only
                everything = (1 << setup.nr_pages) - 1 if setup.kernel == "latest" else 0
                after = state._replace(mlocked=state.mlocked | everything)
                return unlock_pmd(after, me, actor._replace(step="stop"))
            begun = actor._replace(step="pmd_split_look", then="pmd_walk")
            return split_pmd(setup, state.move(me, begun), me)
    return split_pmd(setup, state, me)


def zap_pmd(setup: Setup, state: State, me: int) -> list[State]:
    """zap_pmd_range(): zap_huge_pmd() of a whole PMD; one that is zapped in part is split first."""
    actor, vma = state.actors[me], state.actors[me].vma
    match actor.step:
        case "pmd_zap":  # a look without the lock
            if state.pmds[vma] in HUGE and not setup.covers_all(me):
                onward = actor._replace(step="pmd_split_lock", then="pmd_zap")
            elif state.pmds[vma] in HUGE:
                onward = actor._replace(step="pmd_zap_lock")
            elif state.pmds[vma] == "0":
                onward = actor.again()
            else:
                onward = actor._replace(step="table")
            return [state.move(me, onward)]
        case "pmd_zap_lock":  # __pmd_trans_huge_lock()
            return lock_pmd(state, me, actor._replace(step="pmd_zap_clear"))
        case "pmd_zap_clear":
            if state.pmds[vma] != "H":
                return unlock_pmd(state, me, actor._replace(step="pmd_zap"))
            return [state.store_pmd(vma, "0").move(me, actor._replace(step="pmd_zap_drop"))]
        case "pmd_zap_drop":
            dropped = drop_pmd_rmap(setup, state).ref(0, 1)  # the gather has the reference
            onward = actor._replace(step="pmd_zap_unlock", gathered=1)
            return [dropped.move(me, onward)]
        case "pmd_zap_unlock":
            return unlock_pmd(state, me, actor._replace(step="finish"))
        case "pmd_free_lock":  # zap_pte_table_if_empty(); its fast path does the same in one go
            return lock_pmd(state, me, actor._replace(step="pmd_free_ptl"))
        case "pmd_free_ptl":
            ptl = setup.ptl(vma, 0)
            onward = actor._replace(step="finish")
            if state.pmds[vma] != "T":
                return unlock_pmd(state, me, onward)
            if state.ptls & ptl:
                return []
            freed = state if set(state.ptes[vma]) != {"0"} else state.store_pmd(vma, "0")
            return unlock_pmd(freed, me, onward)
    return split_pmd(setup, state, me)


def change_pmd(setup: Setup, state: State, me: int) -> list[State]:
    """change_pmd_range(): change_huge_pmd() of a whole PMD, which looks huge all the time.

    The faults behind contpte and numa do not get to PTEs where the PMD is huge.
    """
    actor, vma = state.actors[me], state.actors[me].vma
    splits = setup.writers[me - 1].kind not in ("contpte", "numa")
    match actor.step:
        case "pmd_change":
            if state.pmds[vma] == "T":
                onward = actor._replace(step="table")
            elif state.pmds[vma] == "0":
                onward = actor.again()
            elif splits and not setup.covers_all(me):
                onward = actor._replace(step="pmd_split_lock", then="pmd_change")
            else:
                onward = actor._replace(step="pmd_change_lock")
            return [state.move(me, onward)]
        case "pmd_change_lock":  # taken and dropped in one step: nothing here is changed under it
            if not lock_pmd(state, me, actor):
                return []
            onward = actor.again() if state.pmds[vma] == "H" else actor._replace(step="pmd_change")
            return [state.move(me, onward)]
    return split_pmd(setup, state, me)


def split_pmd_writer(setup: Setup, state: State, me: int) -> list[State]:
    """Split the PMD of a VMA, as a partial mprotect() or munmap() does."""
    actor = state.actors[me]
    match actor.step:
        case "start":
            begun = actor._replace(step="pmd_split_lock", then="end")
            return split_pmd(setup, state.move(me, begun), me)
        case "end":
            return [state.move(me, actor.again())]
    return split_pmd(setup, state, me)
