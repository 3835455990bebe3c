    if (pteval_read_only) read_only[vma] := read_only[vma] \union {addr}
    else read_only[vma] := read_only[vma] \ {addr};
