    \* The pages that a fault at page i maps.
    Mapped(v, i) ==
        IF MapsAll /\ Large /\ STRADDLE = 0 /\ \A j \in Pages : pte[v][j] = "swap"
        THEN Pages
        ELSE {i}
