    \* The pages that a fault at page i maps.
    Mapped(v, i) ==
        IF MapsAll /\ Large /\ STRADDLE = 0 /\ \A j \in Pages : pte[v][j] = "swap"
        THEN Pages
        ELSE {i}
    \* The swap cache after folio_free_swap(): the folio of page i leaves it only if the count of
    \* every slot is zero.
    SwapCacheAfterFree(i) ==
        LET folio == IF split THEN {i} ELSE Pages
        IN IF \A j \in folio : swap_count[j] = 0 THEN swapcache \ folio ELSE swapcache
