    aux_faulted     == FALSE
