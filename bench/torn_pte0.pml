/*
 * torn-pte0 in Promela, for SPIN: the peer that `tornfolio bench` measures.
 *
 * WHAT IT MODELS.  One pass of shrink_folio_list() over an anonymous large folio in one VMA: the
 * walk of page_vma_mapped_walk() and the loop of try_to_unmap_one(), beside one CPU that folds or
 * unfolds one CONT block by break-before-make.  It decides the property AllOrNothing: once
 * try_to_unmap() has returned and nobody holds the PTL, all PTEs of the folio are alike.
 *
 *     spin -a -DNR_PAGES=16 -DCONT_PTES=16 [-DSYNC] torn_pte0.pml
 *     gcc -O2 -DSAFETY -o pan pan.c && ./pan -m1000000
 *
 *     NR_PAGES    PTEs that map the folio
 *     CONT_PTES   PTEs of one CONT block
 *     SYNC        TTU_SYNC is given to try_to_unmap(); without it the walk begins without the PTL
 *
 * HOW IT MAPS TO OUR LABELS.  A label here has the name of a label of the PlusCal templates
 * (shrink_folio_list.tla, try_to_unmap.tla, try_to_unmap_one.tla, page_vma_mapped_walk.tla,
 * writers/contpte.tla), and what stands below it is one step of one CPU, in `atomic` or `d_step`.
 * No two labels are merged, so SPIN stores as many states as TLC finds distinct ones (with
 * -DNOREDUCE, and ./pan -A to go on after a violation); a test compares the two numbers.
 *
 * WHAT IS LEFT OUT.  Variables whose value follows from the others: the map count and swap count
 * of each page, the swap cache, the locks that only reclaim takes, and the history that serves
 * other properties.
 */
#ifndef NR_PAGES
#define NR_PAGES 16
#endif
#ifndef CONT_PTES
#define CONT_PTES NR_PAGES
#endif

/* The values of a PTE. */
#define PRESENT 0
#define NONE    1
#define SWAP    2

/* Who holds the PTL. */
#define NOBODY  0
#define RECLAIM 1
#define CONTPTE 2

byte  pte[NR_PAGES];        /* PRESENT in the beginning */
byte  ptl = NOBODY;
short mapped = NR_PAGES;    /* pages whose map count is not 0 */
bool  returned = false;     /* try_to_unmap() has returned */

/* For loops within one step: no part of a state. */
hidden short k;
hidden byte  alike;

/* AllOrNothing, wherever it can become false: where the walk returns, and where the PTL is dropped. */
inline all_or_nothing() {
    d_step {
        if
        :: returned && ptl == NOBODY ->
            alike = true;
            for (k : 1 .. NR_PAGES - 1) {
                if
                :: pte[k] != pte[0] -> alike = false
                :: else
                fi
            };
            assert(alike)
        :: else
        fi;
        k = 0;
        alike = false
    }
}

active proctype reclaim() {
    short addr = 0;

shrink_trylock:     skip;
shrink_swapcache:   skip;
shrink_add_to_swap: skip;
shrink_mapped:      skip;
shrink_flags:       skip;
rmap_walk:          skip;

try_to_unmap_one:
#ifdef SYNC
    atomic { skip; goto map_pte_sync };
#else
    atomic { skip; goto map_pte };
#endif

map_pte:
    if
    :: pte[addr] == PRESENT -> goto map_pte_lock
    :: else -> goto next_pte
    fi;

map_pte_lock:
    atomic { ptl == NOBODY -> ptl = RECLAIM; goto this_pte };

map_pte_sync:
    atomic { ptl == NOBODY -> ptl = RECLAIM };

this_pte:
    if
    :: pte[addr] == PRESENT -> goto ttu_clear
    :: else -> goto next_pte
    fi;

next_pte:
    atomic {
        addr++;
        if
        :: addr == NR_PAGES -> goto not_found
        :: addr < NR_PAGES && pte[addr] == NONE -> goto next_pte
        :: addr < NR_PAGES && pte[addr] != NONE && ptl == RECLAIM -> goto this_pte
        :: addr < NR_PAGES && pte[addr] != NONE && ptl != RECLAIM -> goto next_pte_lock
        fi
    };

next_pte_lock:
    atomic { ptl == NOBODY -> ptl = RECLAIM; goto this_pte };

not_found:
    atomic {
        if
        :: ptl == RECLAIM -> ptl = NOBODY
        :: else
        fi;
        goto ttu_return
    };

ttu_clear:
    pte[addr] = NONE;
ttu_flush:
    skip;
ttu_dup:
    skip;
ttu_set_swap:
    pte[addr] = SWAP;
ttu_rmap:
    atomic { mapped--; goto next_pte };

ttu_return:
    skip;
rmap_next:
    skip;
rmap_unlock:
    atomic { returned = true; all_or_nothing() };

shrink_check:
    if
    :: mapped > 0 -> goto shrink_activate
    :: else -> goto shrink_pageout
    fi;

shrink_activate:
    atomic { skip; goto shrink_unlock };

shrink_pageout:
    skip;
shrink_remove:
    skip;
shrink_unlock:
    skip;
shrink_next:
    skip;
end_reclaim:
    false
}

active proctype contpte() {
    short first = 0;
    short i = 0;

contpte_lock:
    atomic {
        ptl == NOBODY ->
        select(first : 0 .. NR_PAGES / CONT_PTES - 1);
        first = first * CONT_PTES;
        ptl = CONTPTE;
        d_step {
            alike = true;
            for (k : 0 .. CONT_PTES - 1) {
                if
                :: pte[first + k] != PRESENT -> alike = false
                :: else
                fi
            };
            k = 0
        };
        if
        :: alike -> alike = false; goto contpte_clear
        :: else -> goto contpte_unlock
        fi
    };

contpte_clear:
    atomic {
        pte[first + i] = NONE;
        i++;
        if
        :: i < CONT_PTES -> goto contpte_clear
        :: else -> goto contpte_flush
        fi
    };

contpte_flush:
    i = 0;

contpte_set:
    atomic {
        pte[first + i] = PRESENT;
        i++;
        if
        :: i < CONT_PTES -> goto contpte_set
        :: else -> goto contpte_unlock
        fi
    };

contpte_unlock:
    atomic { ptl = NOBODY; first = 0; i = 0; all_or_nothing() };
end_contpte:
    false
}
