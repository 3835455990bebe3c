/* SPDX-License-Identifier: MIT */
/*
 * What mm/rmap.c needs: the list of VMAs, mlock, the deferred split list. include/linux/rmap.h,
 * mm/interval_tree.c, mm/mlock.c, mm/huge_memory.c.
 */

/* constant: the VMAs of the folio, in the order of their numbers. */
struct anon_vma_chain { struct vm_area_struct *vma; };
extern struct anon_vma_chain shim_avc[SHIM_VMAS];
static inline struct anon_vma_chain *shim_next_avc(struct anon_vma_chain *avc)
{
	long next = avc ? avc - shim_avc + 1 : 0;

	return next < K.vmas ? &shim_avc[next] : 0;
}
#define anon_vma_interval_tree_foreach(avc, root, start, last) \
	for ((avc) = shim_next_avc(0); (avc); (avc) = shim_next_avc(avc))
#define anon_rmap_tree_foreach(avc, anon_vma, start, last) \
	for ((avc) = shim_next_avc(0); (avc); (avc) = shim_next_avc(avc))
#define rmap_walk_file(...) eng_bug("rmap_walk_file() of an anonymous folio")
#define rmap_walk_ksm(...) eng_bug("rmap_walk_ksm() of a folio that is not KSM")
#define try_to_unmap_poisoned_hugetlb_one try_to_unmap_one

/* mini: folio_lock_anon_vma_read() takes the rmap lock. It does not look at folio_mapped() again; the kernel does so only to save a walk that finds nothing. */
#define folio_lock_anon_vma_read ((void *)shim_lock_anon_vma_read)
static struct anon_vma *shim_lock_anon_vma_read(const struct folio *folio, void *rwc)
{
	down_read(&K.state->anon_vma.rwsem);
	return &K.state->anon_vma;
}
#define folio_anon_vma(f) (&K.state->anon_vma)
#define anon_vma_lock_write(a) down_write(&(a)->rwsem)
#define anon_vma_unlock_write(a) up_write(&(a)->rwsem)
#define anon_vma_lock_read(a) down_read(&(a)->rwsem)
#define anon_vma_trylock_read(a) down_read_trylock(&(a)->rwsem)
#define anon_vma_unlock_read(a) up_read(&(a)->rwsem)

/* mini: mlock_folio() sets a flag; there are no batches and no LRU. The tree decides whether to call it. */
#define mlock_folio(f) set_bit(PG_mlocked, &((struct page *)(f))->flags)

/* no-op: a folio that is mlocked stays so until all CPUs are done. */
#define munlock_vma_folio(f, ...) ((void)0)
#define munlock_vma_page(p, ...) ((void)0)
#define mlock_drain_local() ((void)0)
#define mlock_page_drain_local() ((void)0)

/* mini: older kernels have it in place of deferred_split_folio(); see split.h. */
#ifndef HAVE_deferred_split_folio
#define deferred_split_huge_page(p) shim_deferred_split((struct page *)compound_head(p))
static void shim_deferred_split(struct page *head);
#endif

/* constant: there are one node and no memory cgroups, so there is one deferred split list; a folio that is wholly mapped may be queued too. */
#define NODE_DATA(nid) (&K.state->node)
#define deferred_split_lru (K.state->deferred)
#define split_underused_thp 1
#define folio_test_large_rmappable(f) folio_test_large(f)
#define folio_memcg(f) ((struct mem_cgroup *)0)
#define folio_memcg_charged(f) 0
#define mem_cgroup_disabled() 1
struct mem_cgroup;

/* no-op: no shrinker looks for nodes with work. */
#define set_shrinker_bit(...) ((void)0)
#define lru_shrinker_id(lru) 0

/* no-op: it checks only what is constant here: the folio is anonymous, and each mm has one VMA. */
#define __folio_rmap_sanity_checks(...) ((void)0)

/* out: hugetlb, and PMD mappings in a program that pmd.h is not part of; a scenario with one of them is refused. */
#ifndef HAVE_pmd_mapped
#define split_huge_pmd_locked(...) eng_bug("split_huge_pmd_locked() without a PMD mapping")
#define split_huge_pmd_address(...) ((void)0)
#endif
#define unmap_huge_pmd_locked(...) (eng_bug("unmap_huge_pmd_locked() without a PMD mapping"), 0)
#define make_hwpoison_entry(p) (eng_bug("make_hwpoison_entry() of a page that is not poisoned"), (swp_entry_t){ 0 })
#define huge_ptep_get(...) __pte(0)
#define hstate_vma(vma) ((struct hstate *)0)
#define huge_page_size(h) 0UL
#define pages_per_huge_page(h) 0UL
#define hugetlb_walk(...) ((pte_t *)0)
#define huge_pte_offset(...) ((pte_t *)0)
#define huge_pte_lock(...) ((spinlock_t *)0)
#define adjust_range_if_pmd_sharing_possible(...) ((void)0)
#define hugetlb_vma_trylock_write(vma) 0
#define hugetlb_vma_unlock_write(vma) ((void)0)
#define huge_pmd_unshare(...) 0
#define huge_pmd_unshare_flush(...) ((void)0)
#define huge_ptep_clear_flush(...) __pte(0)
#define hugetlb_count_sub(...) ((void)0)
#define set_huge_pte_at(...) ((void)0)
#define page_remove_rmap_hugetlb(...) ((void)0)
struct hstate;
enum { SHIM_QUEUED = 16 };
struct mmu_gather {
	struct mm_struct *mm;
	int fullmm;
	int queued;
	int nr[SHIM_QUEUED];
	struct page *page[SHIM_QUEUED];
};
#define tlb_gather_mmu_vma(...) ((void)0)
#define tlb_gather_mmu(...) ((void)0)
#define tlb_finish_mmu(...) ((void)0)
