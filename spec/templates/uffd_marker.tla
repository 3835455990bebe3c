
    \* try_to_unmap_one(): cond_install_uffd_wp_ptes()
    \* A PTE of a file folio that userfaultfd has write-protected becomes a marker, one PTE of the
    \* batch after the other.  Here the marker is a none PTE that keeps the bit: no CPU in these
    \* scenarios can tell the two apart.
ttu_marker:
    if (pteval_uffd) uffd[vma] := uffd[vma] \union {addr + marked};
    if (marked + 1 < nr) {
        marked := marked + 1;
        goto ttu_marker;
    }
    else marked := 0;
