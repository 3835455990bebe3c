    \* page_folio(), by its first page: the large folio, or after a split the page alone.
    FolioOf(i) == IF Large THEN 0 ELSE i
