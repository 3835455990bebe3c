    \* The next PTE is the one that the walk looks at.  Those before it are cleared and set unseen.
protect_next:
    with (looked = LooksAt(VmaOf(self), vma, addr, pvmw_ptl);
          last = InTable(protect_i, LastOf(self)))
        protect_i := IF looked \intersect ((protect_i + 1)..last) = {}
                     THEN last + 1
                     ELSE CHOOSE i \in looked : TRUE;
