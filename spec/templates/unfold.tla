
    \* contpte_convert(): __ptep_get_and_clear() of each PTE of a block that a part of is to change
    \* contpte_try_unfold_partial(), or contpte_try_unfold() of a single PTE: a folded block
    \* of which the caller changes a part is unfolded first.  Break: one PTE is cleared.
caller_unfold:
    if (FoldedPart(caller_vma, caller_first, caller_last) = {}) goto caller_change
    else {
        with (pte_at = Least(FoldedPart(caller_vma, caller_first, caller_last))) {
            set_pte(caller, caller_vma, pte_at, @{ cleared }@);
            at_hand[caller] := FirstOfBlock(pte_at);
            if (~EndsBlock(pte_at)) goto caller_unfold;
        };
    };
@% if cont == "bbm" %@@% include "unfold_flush.tla" %@@% endif %@

    \* contpte_convert(): __set_ptes() over the block, without the CONT bit
    \* Make: one PTE of the block is present again.
caller_unfold_set:
    set_pte(caller, caller_vma, at_hand[caller], "present");
    if (EndsBlock(at_hand[caller])) {
        at_hand[caller] := 0;
        goto caller_unfold;
    }
    else {
        at_hand[caller] := at_hand[caller] + 1;
        goto caller_unfold_set;
    };
