    \* What userspace has stored last to each page, as a number; what the page has that was read
    \* back, if its PTE maps that; and what the slot of the page has.
    last_store = [i \in Pages |-> 0];
    page_data = [i \in Pages |-> 0];
    slot_data = [i \in Pages |-> 0];
    \* The slots with SWAP_HAS_CACHE of a swap-in that bypasses the swap cache.
    slot_held = {};
