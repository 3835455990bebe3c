(***************************************************************************
 @{ scenario }@

 @{ intent | join("\n ") }@

 @{ modelled | join("\n ") }@

 THE STATE.  Each VMA has its own page tables and, but for those between which
 mremap() moves PTEs, belongs to an mm of its own; each page table has its page
 table lock (PTL).  The value of a PTE:
   present    maps its page of the folio, PROT_NONE and NUMA-hinted included
   none       pte_none
   swap       the swap entry of its page of the folio
   other      maps some other page, which this model does not follow
   @{ further_values | join("\n   ") }@

 Counters are those of the kernel: the map count of each page, the swap count
 of each slot, and references beyond those of the mappings if anybody takes one.

 ATOMICITY.  One label is one step of one CPU: a lockless load, taking or
 dropping a lock, a store to a PTE, a change of a counter.  What a CPU loads
 while it holds the lock under which the others write needs no label of its
 own.
 @{ merged | join("\n ") }@
@% if granularity == "lock" %@

 GRANULARITY.  Stores under a PTL that no lockless load can come between are
 one step (Lipton reduction), here
 @{ at_once_in_words | join("\n ") }@
 Each final state is the same as with one label for each store.
@% endif %@
@% if by_runs %@
 Of the CONT blocks that nobody can tell apart contpte_lock takes one.

 RUNS.  What there is for each page is kept as runs of equal neighbours: pte_runs
 is a variable, and pte, what it says of each PTE, is a state function.  A set
 of pages is kept as runs of TRUE and FALSE.  Pages has one page of each run,
 for which all others stand, so a state costs as much as it has runs.
@% endif %@

 WHICH KERNEL.  @{ kernel_in_words | join("\n ") }@
 The policy is @{ policy }@: @{ policy_in_words | join("\n ") }@

 LEFT OUT.  Young, write and CONT bits, protections, soft-dirty and uffd
 markers: a PTE has no more than the values above.  TLBs: a flush is a step
 without an effect, so a flush that comes too early, too late or never, and
 a break-before-make in the wrong order, are noticed by no property.  Memory
 ordering weaker than one total order of the steps.  LRU lists, the memory
 cgroup, MGLRU, demotion, zswap.  Each template says in its header what else
 it leaves out.@{ but_here }@

 WHAT THE RACE COSTS.  A torn folio is still mapped and not reclaimed: a
 benign inconsistency that costs page faults and a second reclaim pass.  It
 is not memory corruption, and no property here claims that it is.  The folio
 keeps its swap slots, and on arm64 it loses the CONT block.
 ***************************************************************************)
