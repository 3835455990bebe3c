\* The folio was split while some mm had PTEs that map it and PTEs that are swap entries.
TornThenSplit == aux_split_torn
