
    \* folio_unmap_pte_batch(): does the whole folio follow, from its first PTE on?
    \* The policy: then all of it is unmapped at once, else PTE by PTE.
ttu_batch:
    if (~(addr = First /\ STRADDLE = 0 /\ \A i \in First..Last : pte[vma][i] = "present"))
        goto ttu_clear;

    \* try_to_unmap_one(): get_and_clear_ptes(nr)
ttu_batch_clear:
    set_pte("reclaim", vma, addr, "none");
    if (addr < Last) {
        addr := addr + 1;
        goto ttu_batch_clear;
    }
    else addr := First;

    \* try_to_unmap_one(): swap_duplicate() of all slots, which may fail
ttu_batch_dup:
@% if "swap_count" in shortages %@
    either {
        ret := FALSE;
        goto ttu_batch_set;
    } or
@% endif %@
    swap_count := [i \in Pages |-> swap_count[i] + (IF i \in First..Last THEN 1 ELSE 0)];
@% if pins %@

    \* folio_try_share_anon_rmap_ptes(): folio_maybe_dma_pinned()
ttu_batch_share:
    if (@{ if_any_exclusive }@Pinned) {
        swap_count := [i \in Pages |-> swap_count[i] - (IF i \in First..Last THEN 1 ELSE 0)];
        ret := FALSE;
    };
@% endif %@

    \* try_to_unmap_one(): set_ptes_to_swap_entries(), or set_ptes() if it gives up
ttu_batch_set:
    set_pte("reclaim", vma, addr, IF ret THEN "swap" ELSE "present");
    if (addr < Last) {
        addr := addr + 1;
        goto ttu_batch_set;
    }
    else if (~ret) goto not_found
    else addr := First;

    \* folio_remove_rmap_ptes(): one page after the other
ttu_batch_rmap:
    folio_remove_rmap("reclaim", addr);
    if (addr < Last) {
        addr := addr + 1;
        goto ttu_batch_rmap;
    }
    else goto not_found;
