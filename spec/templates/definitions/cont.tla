    \* The first PTE of the block of PTE i, and whether that is its last.
    FirstOfBlock(i) == i - (i % CONT_PTES)
    LastOfBlock(i)  == FirstOfBlock(i) + CONT_PTES - 1
    EndsBlock(i)    == i % CONT_PTES = CONT_PTES - 1
    Least(pages)    == CHOOSE i \in pages : \A j \in pages : i <= j
    \* The PTEs with the CONT bit in blocks of which first..last is a part.
    FoldedPart(v, first, last) ==
        UNION {Block(b) \intersect cont[v] :
            b \in {c \in {FirstOfBlock(first), FirstOfBlock(last)} :
                ~(Block(c) \subseteq first..last)}}
    \* The PTEs of the block of PTE i map the folio, which is still one, with one protection; a
    \* PROT_NONE PTE is not pte_valid() and is never folded.
    AlikeIn(v, block) ==
        /\ \A j \in block : pte[v][j] = "present" /\ j \notin hinted[v]
        /\ \A j, k \in block : (j \in reprotected[v]) = (k \in reprotected[v])
    \* contpte_try_fold(), __contpte_try_fold(): PTE i was set last, and its block can be folded.
    Folds(v, i) ==
        /\ EndsBlock(i) /\ ~split /\ i \notin cont[v]
        /\ AlikeIn(v, Block(FirstOfBlock(i)))
