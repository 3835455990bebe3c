
\* flush_tlb_range(), flush_tlb_mm(): no CPU in this mm has a translation any more.
macro flush_tlb(v) {
    tlb := [cpu \in USER |-> IF VmaOf(cpu) = v THEN {} ELSE tlb[cpu]];
}
