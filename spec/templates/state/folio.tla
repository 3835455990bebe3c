    \* The folio is on the deferred split list.
    deferred = InitiallyDeferred;
    \* The folio lock: nobody, or the CPU that holds it.
    folio_lock = "nobody";
    \* The lock of the reverse map, anon_vma or i_mmap.  Reclaim is its only reader.
    rmap_lock = "nobody";
