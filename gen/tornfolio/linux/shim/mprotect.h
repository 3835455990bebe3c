/* SPDX-License-Identifier: MIT */
/*
 * What mm/mprotect.c and mm/memory.c need beside page tables.
 */

/* no-op: TLBs are not modelled. */
#define tlb_change_page_size(tlb, size) ((void)(tlb))
#define tlb_flush_pte_range(tlb, address, size) ((void)(tlb))
#define pte_needs_flush(old, pte) 0

/* constant: every present entry maps a normal page, and there is one NUMA node. */
#define vm_normal_page(vma, address, pte) shim_normal_page(pte)
#define vm_normal_folio(vma, address, pte) shim_normal_folio(pte)
#define NUMA_NO_NODE (-1)
#define numa_node_id() 0
static inline struct page *shim_normal_page(pte_t pte)
{
	return pte_present(pte) ? pte_page(pte) : 0;
}
static inline struct folio *shim_normal_folio(pte_t pte)
{
	return pte_present(pte) ? shim_page_folio(pte_page(pte)) : 0;
}

/* out: NUMA scans, userfaultfd and soft-dirty; no writer here passes their flags. */
#define folio_can_map_prot_numa(...) 0
#define vma_is_single_threaded_private(vma) 0
#define userfaultfd_rwp(vma) 0
#define userfaultfd_wp_use_markers(vma) 0
#define vma_soft_dirty_enabled(vma) 0
#define vma_wants_writenotify(...) 0
#define can_change_pte_writable(...) 0
#define can_change_private_pte_writable(...) 0
#define can_change_shared_pte_writable(...) 0
#define maybe_change_pte_writable(...) 0
#define set_write_prot_commit_flush_ptes(...) ((void)0)
#define folio_likely_mapped_shared(f) 0
#define folio_maybe_mapped_shared(f) 0
#define node_is_toptier(nid) 1
#define folio_use_access_time(f) 0
#define xchg_page_access_time(...) 0
#define folio_xchg_access_time(...) ((void)0)
#define jiffies_to_msecs(x) 0
#define sysctl_numa_balancing_mode 0
#define NUMA_BALANCING_NORMAL 1
#define NUMA_BALANCING_MEMORY_TIERING 2
#define jiffies 0UL

/* constant: need_resched() may be true at any time. */
#define need_resched() eng_choose("need_resched()", 2)

/* out: zap frees a page table only where a PMD maps the folio. */
#ifndef HAVE_pmd_mapped
#define pte_table_reclaim_possible(...) 0
#define zap_empty_pte_table(...) 0
#define zap_pte_table_if_empty(...) 0
#define zap_huge_pmd(...) (eng_bug("zap_huge_pmd() without a PMD mapping"), 0)
#define __split_huge_pmd(...) eng_bug("__split_huge_pmd() without a PMD mapping")
#endif

/* constant: nothing of a page table that is freed is used again, and no VMA is special. */
#define pte_free_tlb(...) ((void)0)
#define pmd_pgtable(x) ((pgtable_t)0)
#define mm_dec_nr_ptes(mm) ((void)0)
#define vma_has_recency(vma) 1
#define tlb_delay_rmap(tlb) 0

/* no-op: statistics, TLBs, markers and messages. */
#define NR_MM_COUNTERS 4
#define init_rss_vec(rss) ((void)(rss))
#define add_mm_rss_vec(mm, rss) ((void)(rss))
#define tlb_remove_tlb_entry(tlb, ptep, address) ((void)0)
#define tlb_remove_tlb_entries(tlb, ptep, nr, address) ((void)0)
#define tlb_flush_mmu_tlbonly(tlb) ((void)0)
#define tlb_flush_rmaps(tlb, vma) ((void)0)
#define arch_check_zapped_pte(vma, pte) ((void)0)
#define zap_install_uffd_wp_if_needed(...) 0
#define ksm_might_unmap_zero_page(mm, pte) ((void)0)
#define lookup_swap_cgroup_id(entry) 0
#define pte_marker_entry_uffd_wp(entry) 0
#define pr_alert(...) ((void)0)

/* state: a message about a bad entry is a warning, and so an error of the schedule. */
#define print_bad_pte(...) eng_error("NoWarning", "print_bad_pte()")
#define print_bad_page_map(...) eng_error("NoWarning", "print_bad_page_map()")

/* mini: the references of pages drop at tlb_flush_mmu(): when zap is done, or when the gather is full. */
static int shim_queue_pages(struct mmu_gather *tlb, struct page *page, int nr)
{
	tlb->page[tlb->queued] = page;
	tlb->nr[tlb->queued] = nr;
	tlb->queued++;
	return tlb->queued == SHIM_QUEUED;
}
static void shim_flush_pages(struct mmu_gather *tlb)
{
	int i;

	for (i = 0; i < tlb->queued; i++)
		folio_put_refs(shim_page_folio(tlb->page[i]), tlb->nr[i]);
	tlb->queued = 0;
}
#define __tlb_remove_folio_pages(tlb, page, nr, delay) shim_queue_pages(tlb, page, nr)
#define __tlb_remove_page(tlb, page, ...) shim_queue_pages(tlb, page, 1)
#define tlb_flush_mmu(tlb) shim_flush_pages(tlb)
