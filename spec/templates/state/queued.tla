    \* History: the CPU that put the folio on the deferred split list.
    aux_queued_by = "nobody";
