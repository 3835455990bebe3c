    \* The pages for which pageout() has issued I/O, and those that are reclaimed.
    written_runs = All(FALSE);
    reclaimed_runs = All(FALSE);
