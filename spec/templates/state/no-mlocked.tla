    folio_mlocked   == FALSE
