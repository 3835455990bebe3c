NoExtraFaults == ~aux_extra_fault
