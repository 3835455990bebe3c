    \* History: <<CPU, page>> while the CPU has cleared the PTE for good, but not yet dropped the
    \* map count.
    aux_pending = {};
    \* History: unmapping failed although only such pages were left.
    aux_spurious = FALSE;
