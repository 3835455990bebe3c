(***************************************************************************
 @{ scenario }@

 @{ intent | join("\n ") }@

 @{ modelled | join("\n ") }@

 THE STATE.  Each VMA has its own page tables, and each page table has its page
 table lock (PTL).  Each VMA belongs to an mm of its own, except for the two
 between which mremap() moves PTEs.  The value of a PTE:
   present    maps its page of the folio, PROT_NONE and NUMA-hinted included
   none       pte_none
   swap       the swap entry of its page of the folio
   other      maps some other page, which this model does not follow
   @{ further_values | join("\n   ") }@

 The counters are those of the kernel: the map count of each page, the swap
 count of each slot, and, if some CPU takes one, the references to a page beyond
 those of its mappings.

 ATOMICITY.  One label is one step of one CPU: a lockless load, taking or
 dropping a lock, a store to a PTE, a change of a counter.  A load
 under the lock that protects what it reads needs no label of its own.
 @{ merged | join("\n ") }@
@% if granularity == "lock" %@

 GRANULARITY.  Stores under a PTL that no lockless load can come between are
 one step (Lipton reduction), here
 @{ at_once_in_words | join("\n ") }@
 Each final state is the same as with one label for each store.
@% endif %@
@% if by_runs %@
 Where no CPU can tell several CONT blocks apart, contpte_lock picks one of them.

 RUNS.  Values per page are stored as runs of equal neighbours: pte_runs is a
 variable, and pte is a state function that reads each PTE from it.  A set of
 pages is stored as runs of TRUE and FALSE.  Pages has one page of each run,
 which stands for the others, so the cost of a state is its number of runs.
@% endif %@

 WHICH KERNEL.  @{ kernel_in_words | join("\n ") }@
 The policy is @{ policy }@: @{ policy_in_words | join("\n ") }@

 LEFT OUT.  Young, write and CONT bits, protections, soft-dirty and uffd
 markers: a PTE has no values but those above.  TLBs: a flush is a step
 without an effect, so no property notices a flush that comes too early, too
 late or never, or a break-before-make in the wrong order.  Memory
 ordering weaker than one total order of the steps.  LRU lists, the memory
 cgroup, MGLRU, demotion, zswap.  Each template says in its header what else
 it leaves out.@{ but_here }@

 WHAT THE RACE COSTS.  A torn folio is still mapped and not reclaimed: a
 benign inconsistency that costs page faults and a second reclaim pass.  It
 is not memory corruption, and no property here claims that it is.  The folio
 keeps its swap slots, and on arm64 it loses the CONT block.
 ***************************************************************************)
