
    \* move_present_ptes(): folio_maybe_dma_pinned(), now that GUP-fast finds no PTE
move_pinned:
    if (pins[move_page] = 0) goto move_rmap;

    \* move_present_ptes(): set_pte_at() at the old place, as the page is pinned
move_back:
    set_pte(self, VmaOf(self), move_page, "present");
    move_ret := "failed";
    goto move_unlock;
