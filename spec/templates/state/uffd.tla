    \* The PTEs with the bit of userfaultfd, present or left as a marker: pte_uffd(), pte_marker.
    uffd = [v \in Vmas |-> UFFD_WP];
