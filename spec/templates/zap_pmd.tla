    \* zap_huge_pmd(): pmd_lock()
zap_pmd_lock:
    await pmd_lock[VmaOf(self)] = "nobody";
    if (pmd[VmaOf(self)] = "table") goto zap_lock
    else if (pmd[VmaOf(self)] = "none") goto zap_done
    else {
        pmd_lock[VmaOf(self)] := self;
        if (FirstOf(self) > 0 \/ LastOf(self) < NR_PAGES - 1) goto zap_split_invalidate;
    };

    \* zap_huge_pmd(): pmdp_huge_get_and_clear_full()
zap_pmd_clear:
    set_pmd(self, VmaOf(self), "none");
    aux_userspace[VmaOf(self)] := Pages;
    aux_pending := aux_pending \union {<<self, NR_PAGES>>};

    \* zap_huge_pmd(): folio_remove_rmap_pmd()
    \* Where PTEs of another mm map a part alone, the folio is partly mapped from now on.  The
    \* reference goes to the gather, which may be a step later, as the lock is dropped first.
zap_pmd_rmap:
    folio_remove_rmap_pmd(self);
    refs[0] := refs[0] + 1;
    zap_gathered := {0};
    aux_pending := aux_pending \ {<<self, NR_PAGES>>};

    \* zap_huge_pmd(): spin_unlock()
zap_pmd_unlock:
    pmd_unlock(self, VmaOf(self));
    goto zap_finish_free;

@% filter as_part_of("zap", cpu="self", vma="VmaOf(self)", done="zap_lock") %@
@% include "split_huge_pmd.tla" %@@% endfilter %@
