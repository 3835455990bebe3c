\* try_to_unmap() has been called for the large folio: nobody has split it before.
LargeFolioUnmapped == Large /\ vma > 0
