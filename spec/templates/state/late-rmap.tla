    \* History: <<CPU, page>>, the PTE is cleared for good and the map count not yet dropped.
    aux_pending = {};
    \* History: unmapping failed although all that was left were such pages.
    aux_spurious = FALSE;
