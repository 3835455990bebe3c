
    \* move_pages_ptes(): swap_cache_get_folio()
    \* A large folio in the swap cache cannot be split: -EBUSY.
move_lookup:
    if (move_page \notin swapcache) goto move_swap_lock
    else if (Large) {
        move_ret := "failed";
        goto move_next;
    }
    else refs[move_page] := refs[move_page] + 1;

    \* move_pages_ptes(): folio_trylock() of the folio in the swap cache
move_trylock_cached:
    if (folio_lock # "nobody") goto move_wait else folio_lock := self;

    \* move_swap_pte(): folio_test_swapcache() of the folio, which is locked now
move_cached:
    if (move_page \notin swapcache) goto move_folio_unlock;
