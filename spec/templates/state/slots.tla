    \* Three numbers for each page: what userspace stored last; the data of the page that was read
    \* back, if its PTE maps that page; and the data in the swap slot.
    last_store = [i \in Pages |-> 0];
    page_data = [i \in Pages |-> 0];
    slot_data = [i \in Pages |-> 0];
    \* The slots with SWAP_HAS_CACHE of a swap-in that bypasses the swap cache.
    slot_held = {};
