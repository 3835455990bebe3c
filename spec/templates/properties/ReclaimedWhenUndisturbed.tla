ReclaimedWhenUndisturbed ==
    pc["reclaim"] \in {"shrink_unlock", "poison_unlock", "shrink_next", "Done"} /\ Undisturbed
        /\ ("TTU_IGNORE_MLOCK" \in flags \/ \A v \in MLOCKED : ~Maps(v))
@% if "swap_count" in shortages %@        /\ ret
@% endif %@
@% if "swap_count" in shortages and can_split %@        /\ ~split
@% endif %@
        => reclaimed = Pages
