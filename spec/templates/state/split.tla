    \* The folio has been split: each page is a small folio of its own.
    split = FALSE;
    \* The page that reclaim works on when the folio is split.
    page = 0;
    \* History: when the folio was split, some mm had both mapped PTEs and swap entries.
    aux_split_torn = FALSE;
    \* History: when the folio was split, was it mapped nowhere, and did only the CPU that split it
    \* hold a reference?
    aux_split_frozen = TRUE;
