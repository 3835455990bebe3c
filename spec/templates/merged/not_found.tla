    \* Where the PTL was taken is asked only while it is held: states that differ in that alone are
    \* one.
    aux_ptl_from := 0;
