PtlFromPte0 ==
    pvmw_ptl # 0 =>
        aux_ptl_from = IF pvmw_ptl > VMAS /\ First < STRADDLE THEN STRADDLE ELSE First
