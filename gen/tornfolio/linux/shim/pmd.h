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
#define folio_test_pmd_mappable(f) folio_test_large(f)

/* constant: no mmu notifier is registered, but __split_huge_pmd() takes its address from the range. */
#define mmu_notifier_range_init(range, event, flags, mm, from, to) ((range)->start = (from), (range)->end = (to))

/* state: a PMD entry in memory; each load and each store is one step. */
#define pmdp_establish(vma, address, pmdp, value) __pmd(xchg(&(pmdp)->pmd, pmd_val(value)))
#define pmd_populate(mm, pmdp, table) WRITE_ONCE(*(pmdp), __pmd((unsigned long)(table)))

/* constant: the page table that was deposited when the PMD was mapped: each PMD has its own. */
#define pgtable_trans_huge_withdraw(mm, pmdp) ((pgtable_t)&(mm)->table[(pmdp) - (mm)->pmd])

/* no-op: TLBs are not modelled, and there is no table but the one that is withdrawn. */
#define flush_pmd_tlb_range(vma, start, end) ((void)0)
#define arch_needs_pgtable_deposit() 0

/* state: the dirty bit of the PMD goes to the folio. */
#define folio_set_dirty(f) set_bit(PG_dirty, &((struct page *)(f))->flags)

/* out: file folios, the huge zero page, a split that freezes, and PMD entries that are migration entries or device-private ones. */
#define pmdp_huge_clear_flush(vma, address, pmdp) (eng_bug("pmdp_huge_clear_flush() of an anonymous folio"), __pmd(0))
#define zap_deposited_table(mm, pmdp) eng_bug("zap_deposited_table() of an anonymous folio")
#define vma_is_special_huge(vma) 0
#define __split_huge_zero_page_pmd(vma, address, pmdp) eng_bug("__split_huge_zero_page_pmd() of a folio")
#define put_page(p) eng_bug("put_page() of a PMD that is not frozen")
#define swap_migration_ad_supported 0
#define pmd_swp_soft_dirty(x) 0
#define pmd_swp_uffd_wp(x) 0
#define pmd_swp_uffd(x) 0
#define pmd_to_swp_entry(x) ((swp_entry_t){ 0 })
