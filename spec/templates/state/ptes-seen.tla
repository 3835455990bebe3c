    ptes = 0;           \* PTEs of the folio that were seen in this VMA with VM_LOCKED
