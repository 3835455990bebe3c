    \* The PTEs with the userfaultfd bit, present or as a marker: pte_uffd(), pte_marker.
    uffd = [v \in Vmas |-> UFFD_WP];
