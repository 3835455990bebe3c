"""What splits the folio: split_folio() itself, the shrinker and madvise that call it.

Reclaim calls it, too; see explorer.py. split-pmd is here as well: it splits the PMD alone.
"""

from collections.abc import Mapping

from explorer_cont import after_set, unfold
from explorer_pmd import split_pmd, split_pmd_writer
from explorer_state import MAPPED, MIGRATION, RESTORED, Actor, Setup, State, Step


def begin_vma(setup: Setup, actor: Actor, vma: int) -> Actor:
    """Begin try_to_migrate_one() in a VMA: a PMD is split into migration entries."""
    if not setup.pmd_mapped:
        return actor.lock("split_unmap", vma, 0)
    return actor._replace(step="pmd_split_freeze_lock", then="split_table", vma=vma, pte=0)


def split_folio(setup: Setup, state: State, me: int, own: int) -> list[State]:
    """Take one step of split_folio by a CPU that holds the folio lock and own references.

    It is try_to_migrate() over all VMAs, the freeze of the references, and
    remove_migration_ptes(). It ends in split_done; whether it
    succeeded is state.split.
    """
    actor = state.actors[me]
    vma, pte = actor.vma, actor.pte
    if actor.step.startswith("pmd_"):
        return split_pmd(setup, state, me)
    match actor.step:
        case "split":  # anon_vma_lock_write()
            if state.rmap_lock:
                return []
            return [state._replace(rmap_lock=True).move(me, actor._replace(step="split_refs"))]
        case "split_refs":  # can_split_folio()
            if sum(state.refs) > own:
                return [state.move(me, actor._replace(step="split_end"))]
            return [state.move(me, begin_vma(setup, actor, 0))]
        case "split_table":
            return [state.move(me, actor.lock("split_unmap", vma, 0))]
        case "split_unmap" | "split_restore":
            unmaps = actor.step == "split_unmap"
            letters, limit = state.ptes[vma], setup.table_end(pte)
            wanted = MAPPED if unmaps else RESTORED
            for each in range(pte, limit):
                letter = letters[each]
                here = actor._replace(pte=each)
                if letter in wanted and unmaps:
                    run = range(each, each + 1)
                    if begins := unfold(setup, state.move(me, here), me, run, vma):
                        return [begins]
                    onward = here._replace(step="split_drop")
                    return [state.store(vma, each, MIGRATION[letter]).move(me, onward)]
                if letter in wanted:
                    return [state.add_rmap(each).move(me, here._replace(step="split_remap"))]
            then = "split_next" if unmaps else "split_restore_next"
            return [state.move(me, actor._replace(pte=limit).unlock(then))]
        case "split_drop":
            onward = actor._replace(step="split_unmap", pte=pte + 1)
            if pte + 1 == setup.table_end(pte):
                onward = onward.unlock("split_next")
            return [state.drop_rmap(setup, pte).move(me, onward)]
        case "split_remap":
            onward = actor._replace(step="split_restore", pte=pte + 1)
            if pte + 1 == setup.table_end(pte):
                onward = onward.unlock("split_restore_next")
            after = state.store(vma, pte, RESTORED[state.ptes[vma][pte]]).move(me, onward)
            return [after_set(setup, after, me, vma, pte)]
        case "split_next" | "split_restore_next":  # the next table, the next VMA, or the end
            unmaps = actor.step == "split_next"
            then = "split_unmap" if unmaps else "split_restore"
            if pte < setup.nr_pages:
                return [state.move(me, actor.lock(then, vma, pte))]
            if vma + 1 < setup.vmas and unmaps:
                return [state.move(me, begin_vma(setup, actor, vma + 1))]
            if vma + 1 < setup.vmas:
                return [state.move(me, actor.lock(then, vma + 1, 0))]
            return [state.move(me, actor._replace(step="split_freeze" if unmaps else "split_end"))]
        case "split_freeze":  # folio_ref_freeze()
            frozen = sum(state.refs) == own
            after = state._replace(split=True, queued=False) if frozen else state
            return [after.move(me, actor.lock("split_restore", 0, 0))]
        case "split_end":
            onward = actor._replace(step="split_done", pte=0)
            return [state._replace(rmap_lock=False).move(me, onward)]
    raise AssertionError(actor)


def shrinker(setup: Setup, state: State, me: int) -> list[State]:
    """deferred_split_scan(); its reference is one on the first page."""
    actor = state.actors[me]
    match actor.step:
        case "start":
            if not state.queued:
                return [state.move(me, actor.again())]
            return [state.ref(0, 1).move(me, actor._replace(step="trylock"))]
        case "trylock":
            if state.folio_lock:
                return [state.move(me, actor._replace(step="put"))]
            return [state._replace(folio_lock=True).move(me, actor._replace(step="split"))]
        case "split_done":
            return [state._replace(folio_lock=False).move(me, actor._replace(step="put"))]
        case "put":
            return [state.ref(0, -1).move(me, actor.again())]
    return split_folio(setup, state, me, own=1)


def madvise(setup: Setup, state: State, me: int) -> list[State]:
    """MADV_PAGEOUT and others that split a folio they find by a PTE that maps it."""
    actor = state.actors[me]
    match actor.step:
        case "start":
            found = any(state.ptes[actor.vma][page] in MAPPED for page in setup.span(me))
            if state.folio_lock or state.split or not found or setup.nr_pages == 1:
                return [state.move(me, actor.again())]
            return [state._replace(folio_lock=True).move(me, actor._replace(step="split"))]
        case "split_done":
            return [state._replace(folio_lock=False).move(me, actor.again())]
    return split_folio(setup, state, me, own=0)


SPLITTERS: Mapping[str, Step] = {
    **{"shrinker": shrinker, "madvise": madvise, "split-pmd": split_pmd_writer},
}
