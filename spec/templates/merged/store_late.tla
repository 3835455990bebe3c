    \* Nobody but reclaim asks for the dirty bit, and only where it clears the PTE; there is one
    \* VMA.  So a store to any page can be made right before that: no step in between sees it, and
    \* the PTE is present at both moments, or made present again.  A store to a page that reclaim
    \* clears no more, or that is not present, changes nothing that is asked for, and can be made
    \* after all else.
    await \/ pc["reclaim"] = "Done"
          \/ /\ pc["reclaim"] = "ttu_clear" /\ vma = VmaOf(self)
             /\ addr \in FirstOf(self)..LastOf(self);
    if (pc["reclaim"] # "Done") {
        pte_dirty := pte_dirty \union {addr};
        aux_stored[VmaOf(self)] := aux_stored[VmaOf(self)] \union {addr};
    };
