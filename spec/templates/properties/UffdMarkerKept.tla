UffdMarkerKept ==
    Settled => \A v \in Vmas : UFFD_WP \subseteq uffd[v]
