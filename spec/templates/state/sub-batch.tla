    swapped = 0;        \* PTEs of the sub-batch that are swap entries
