/* SPDX-License-Identifier: MIT */
/*
 * Where a PMD maps the folio: what an architecture defines for PMD entries in asm/pgtable.h, for
 * page_vma_mapped_walk() and __split_huge_pmd_locked() of the tree.
 */

/* constant: these read the value of a PMD entry that was loaded before. One that is invalid still looks huge, as on all architectures. */
#define pmd_trans_huge(x) ((pmd_val(x) & SHIM_PMD_HUGE) != 0)
#define pmd_leaf(x) pmd_trans_huge(x)
#define pmd_pfn(x) (pmd_val(x) >> 12)
#define pmd_page(x) pfn_to_page(pmd_pfn(x))
#define pmd_dirty(x) ((pmd_val(x) & SHIM_DIRTY) != 0)
#define pmd_young(x) ((pmd_val(x) & SHIM_YOUNG) != 0)
#define pmd_write(x) 0
#define pmd_soft_dirty(x) 0
#define pmd_uffd_wp(x) 0
#define pmd_uffd(x) 0
#define is_huge_zero_pmd(x) 0
#define pmd_mkinvalid(x) __pmd(pmd_val(x) | SHIM_PMD_INVALID)

/* constant: the VMA is as long as what a PMD maps, and aligned; the folio is as large. */
#define HPAGE_PMD_MASK PMD_MASK
#define thp_vma_suitable_order(vma, address, order) 1
#define transhuge_vma_suitable(vma, address) 1
#define folio_test_pmd_mappable(f) folio_test_large(f)

/* constant: no mmu notifier is registered, but __split_huge_pmd() takes its address from the range. */
#define mmu_notifier_range_init(range, event, flags, ...) shim_range_of(__VA_ARGS__, shim_range_4, shim_range_3, 0)(range, __VA_ARGS__)
#define shim_range_of(a, b, c, d, which, ...) which
#define shim_range_3(range, mm, from, to) ((range)->start = (from), (range)->end = (to))
#define shim_range_4(range, vma, mm, from, to) ((range)->start = (from), (range)->end = (to))

/* state: a PMD entry in memory; each load and each store is one step. */
#define pmdp_establish(vma, address, pmdp, value) __pmd(xchg(&(pmdp)->pmd, pmd_val(value)))
#define pmd_populate(mm, pmdp, table) WRITE_ONCE(*(pmdp), __pmd((unsigned long)(table)))
#define pmdp_huge_get_and_clear_full(vma, address, pmdp, full) __pmd(xchg(&(pmdp)->pmd, 0UL))
#define pmd_clear(pmdp) WRITE_ONCE(*(pmdp), __pmd(0))

/* constant: the page table that was deposited when the PMD was mapped: each PMD has its own. Its memory stays when it is freed, as RCU keeps it. */
#define pgtable_trans_huge_withdraw(mm, pmdp) ((pgtable_t)&(mm)->table[(pmdp) - (mm)->pmd])

/* no-op: TLBs are not modelled, and there is no table but the one that is withdrawn. */
#define flush_pmd_tlb_range(vma, start, end) ((void)0)
#define arch_needs_pgtable_deposit() 0
#define pte_free(mm, table) ((void)(table))
#define arch_check_zapped_pmd(vma, pmd) ((void)0)
#define tlb_remove_pmd_tlb_entry(tlb, pmdp, address) ((void)0)

/* state: the reference of a PMD mapping goes to the gather. */
#define tlb_remove_page_size(tlb, page, size) ((void)(shim_queue_pages(tlb, page, 1) && (shim_flush_pages(tlb), 1)))

/* constant: a PMD that is present maps the folio. */
#define vm_normal_folio_pmd(vma, address, x) page_folio(pmd_page(x))
#define vm_normal_page_pmd(vma, address, x) pmd_page(x)

/* state: older kernels count a page that PTEs map once more while a PMD maps it too, and say so by a flag of the folio. */
#define PageDoubleMap(p) test_bit(PG_double_map, &(p)->flags)
#define TestSetPageDoubleMap(p) test_and_set_bit(PG_double_map, &(p)->flags)
#define TestClearPageDoubleMap(p) test_and_clear_bit(PG_double_map, &(p)->flags)
#define folio_test_double_map(f) test_bit(PG_double_map, &((struct page *)(f))->flags)

/* state: the dirty bit of the PMD goes to the folio. */
#define folio_set_dirty(f) set_bit(PG_dirty, &((struct page *)(f))->flags)
#define SetPageDirty(p) folio_set_dirty(p)
#ifndef HAVE_folio_ref_add
#define page_ref_add(p, n) atomic_add(n, &(p)->_refcount)
#endif

/* out: file folios, the huge zero page, a split that freezes, and PMD entries that are migration entries or device-private ones. */
#define pmdp_huge_clear_flush(vma, address, pmdp) (eng_bug("pmdp_huge_clear_flush() of an anonymous folio"), __pmd(0))
#define pmdp_huge_clear_flush_notify(vma, address, pmdp) pmdp_huge_clear_flush(vma, address, pmdp)
#define PageReferenced(p) 1
#define SetPageReferenced(p) ((void)(p))
#define vma_is_special_huge(vma) 0
#define pmd_to_softleaf_folio(x) ((struct folio *)0)
#define __split_huge_zero_page_pmd(vma, address, pmdp) eng_bug("__split_huge_zero_page_pmd() of a folio")
#define put_page(p) eng_bug("put_page() of a PMD that is not frozen")
#define swap_migration_ad_supported 0
#define pmd_swp_soft_dirty(x) 0
#define pmd_swp_uffd_wp(x) 0
#define pmd_swp_uffd(x) 0
#define pmd_to_swp_entry(x) ((swp_entry_t){ 0 })
