WriterNotStarved == \A cpu \in ProcSet \ {"reclaim"} : <>(pc[cpu] = "Done")
