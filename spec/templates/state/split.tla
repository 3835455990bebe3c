    \* The folio has been split: each page is a small folio of its own.
    split = FALSE;
    \* The page that reclaim works on when the folio is split.
    page = 0;
    \* History: some mm had PTEs of both kinds, mapped and swap, when the folio was split.
    aux_split_torn = FALSE;
    \* History: was the folio split with no reference but that of who split it, and mapped nowhere?
    aux_split_frozen = TRUE;
