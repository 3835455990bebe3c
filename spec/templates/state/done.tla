    \* The pages for which pageout() has issued I/O, and those that are reclaimed.
    written = {};
    reclaimed = {};
