
    \* __contpte_try_fold(): __ptep_get() of each PTE of the block
    \* contpte_try_fold(): the PTE was the last of its block.  Now all may map the folio alike.
caller_fold:
    if (~Folds(caller_vma, caller_last)) goto caller_changed
    else at_hand[caller] := FirstOfBlock(caller_last);

    \* contpte_convert(): __ptep_get_and_clear() of each PTE of the block that is folded
    \* Break: one PTE of the block is cleared.
caller_fold_clear:
    set_pte(caller, caller_vma, at_hand[caller], @{ cleared }@);
    if (EndsBlock(at_hand[caller])) at_hand[caller] := FirstOfBlock(at_hand[caller])
    else {
        at_hand[caller] := at_hand[caller] + 1;
        goto caller_fold_clear;
    };
@% if cont == "bbm" %@@% include "fold_flush.tla" %@@% endif %@

    \* contpte_convert(): __set_ptes() over the block, with the CONT bit
    \* Make: one PTE of the block is present again.
caller_fold_set:
    set_cont_pte(caller, caller_vma, at_hand[caller]);
    if (EndsBlock(at_hand[caller])) {
        at_hand[caller] := 0;
        goto caller_changed;
    }
    else {
        at_hand[caller] := at_hand[caller] + 1;
        goto caller_fold_set;
    };
