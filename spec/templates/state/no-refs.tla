    refs            == [i \in 0..(NR_PAGES - 1) |-> 0]
