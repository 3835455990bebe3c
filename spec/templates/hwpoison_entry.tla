
    \* try_to_unmap_one(): set_huge_pte_at() of a hwpoison entry
ttu_set_hwpoison:
    set_pte("reclaim", vma, addr, "hwpoison");
