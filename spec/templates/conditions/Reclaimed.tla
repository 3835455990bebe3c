\* The folio is reclaimed as a whole.
Reclaimed == reclaimed = Pages
