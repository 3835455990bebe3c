
    \* shrink_folio_list(): folio_mark_dirty()
    \* Unmapping gathers the dirty bits of PTEs, but MADV_FREE may have cleared them.
shrink_mark_dirty:
    folio_dirty := TRUE;
