/* SPDX-License-Identifier: MIT */
/*
 * Page tables: the part of the API that an architecture defines in asm/pgtable.h. The generic part,
 * include/linux/pgtable.h, is the tree's.
 */

/* constant: the bits of an entry that is present; an entry that is neither present nor none has SHIM_SWAP. */
#define SHIM_PRESENT 0x1UL
#define SHIM_WRITE 0x2UL
#define SHIM_YOUNG 0x4UL
#define SHIM_DIRTY 0x8UL
#define SHIM_CONT 0x10UL
#define SHIM_PROTNONE 0x20UL
#define SHIM_EXCLUSIVE 0x40UL
#define SHIM_SWAP 0x80UL
#define SHIM_PFN_BITS (~0UL << 12)
#define PFN_PTE_SHIFT 12
#define __pte(x) ((pte_t){ (x) })
#define __pmd(x) ((pmd_t){ (x) })
#define __pgprot(x) ((pgprot_t){ (x) })
#define pte_val(x) ((x).pte)
#define pmd_val(x) ((x).pmd)
#define pgprot_val(x) ((x).pgprot)
#define PAGE_NONE __pgprot(SHIM_PRESENT | SHIM_PROTNONE)
#define PAGE_READONLY __pgprot(SHIM_PRESENT)

/* constant: these read the value of an entry that was loaded before. */
#define pte_none(p) (pte_val(p) == 0)
#define pte_present(p) ((pte_val(p) & SHIM_PRESENT) != 0)
#ifdef HAVE_cont
#define pte_valid(p) (pte_present(p) && !pte_protnone(p))
#else
#define pte_valid(p) pte_present(p)
#endif
#define pte_accessible(mm, p) pte_present(p)
#define pte_write(p) ((pte_val(p) & SHIM_WRITE) != 0)
#define pte_dirty(p) ((pte_val(p) & SHIM_DIRTY) != 0)
#define pte_young(p) ((pte_val(p) & SHIM_YOUNG) != 0)
#define pte_cont(p) ((pte_val(p) & SHIM_CONT) != 0)
#define pte_valid_cont(p) ((pte_val(p) & (SHIM_CONT | SHIM_PRESENT)) == (SHIM_CONT | SHIM_PRESENT))
#define pte_protnone(p) ((pte_val(p) & SHIM_PROTNONE) != 0)
#define pte_special(p) 0
#define pte_devmap(p) 0
#define pte_soft_dirty(p) 0
#define pte_uffd_wp(p) 0
#define pte_uffd(p) 0
#define pte_pfn(p) (pte_val(p) >> 12)
#define pte_page(p) pfn_to_page(pte_pfn(p))
#define pte_pgprot(p) __pgprot(pte_val(p) & ~SHIM_PFN_BITS)
#define pte_access_permitted(p, write) (pte_present(p) && !pte_protnone(p) && (!(write) || pte_write(p)))

/* constant: these compute the value of an entry. */
#define pfn_pte(n, prot) __pte(((unsigned long)(n) << 12) | pgprot_val(prot))
#define mk_pte(page, prot) pfn_pte(page_to_pfn(page), prot)
#define pte_mkdirty(p) __pte(pte_val(p) | SHIM_DIRTY)
#define pte_mkclean(p) __pte(pte_val(p) & ~SHIM_DIRTY)
#define pte_mkyoung(p) __pte(pte_val(p) | SHIM_YOUNG)
#define pte_mkold(p) __pte(pte_val(p) & ~SHIM_YOUNG)
#define pte_mkwrite_novma(p) __pte(pte_val(p) | SHIM_WRITE)
#define pte_wrprotect(p) __pte(pte_val(p) & ~SHIM_WRITE)
#define pte_mkcont(p) __pte(pte_val(p) | SHIM_CONT)
#define pte_mknoncont(p) __pte(pte_val(p) & ~SHIM_CONT)
#define pte_mkuffd_wp(p) (p)
#define pte_clear_uffd_wp(p) (p)
#define pte_mkuffd(p) (p)
#define pte_clear_uffd(p) (p)
#define pte_mksoft_dirty(p) (p)
#define pte_clear_soft_dirty(p) (p)
#define pte_modify(p, prot) __pte((pte_val(p) & (SHIM_PFN_BITS | SHIM_YOUNG | SHIM_DIRTY | SHIM_CONT)) | pgprot_val(prot))

/* constant: values of swap entries. */
#define __swp_type(e) (((e).val >> 8) & 0x1f)
#define __swp_offset(e) ((e).val >> 13)
#define __swp_entry(type, offset) ((swp_entry_t){ ((unsigned long)(type) << 8) | ((unsigned long)(offset) << 13) | SHIM_SWAP })
#define __pte_to_swp_entry(p) ((swp_entry_t){ pte_val(p) & ~SHIM_EXCLUSIVE })
#define __swp_entry_to_pte(e) __pte((e).val)
#define MAX_PHYSMEM_BITS 40
#define pte_swp_exclusive(p) ((pte_val(p) & SHIM_EXCLUSIVE) != 0)
#define pte_swp_mkexclusive(p) __pte(pte_val(p) | SHIM_EXCLUSIVE)
#define pte_swp_clear_exclusive(p) __pte(pte_val(p) & ~SHIM_EXCLUSIVE)
#define pte_swp_mksoft_dirty(p) (p)
#define pte_swp_soft_dirty(p) 0
#define pte_swp_clear_soft_dirty(p) (p)
#define pte_swp_uffd_wp(p) 0
#define pte_swp_mkuffd_wp(p) (p)
#define pte_swp_clear_uffd_wp(p) (p)
#define pte_swp_uffd(p) 0
#define pte_swp_mkuffd(p) (p)
#define pte_swp_clear_uffd(p) (p)
#define pte_swp_uffd_wp_any(p) 0
#define pte_swp_uffd_any(p) 0
#define is_pte_marker(p) 0
#define pte_marker_uffd_wp(p) 0

/* constant: the levels above the page tables. A PMD entry points to a page table; in a program for a PMD mapping, pmd.h says what else it may be. */
#define PTRS_PER_PTE ((unsigned long)K.ptrs_per_pte)
#define PMD_SIZE (PTRS_PER_PTE * PAGE_SIZE)
#define PMD_MASK (~(PMD_SIZE - 1))
#define PMD_SHIFT 21
#define PMD_ORDER 9
#define HPAGE_PMD_ORDER 9
#define HPAGE_PMD_NR ((long)PTRS_PER_PTE)
#define HPAGE_PMD_SIZE PMD_SIZE
#define PUD_SIZE (PMD_SIZE << 9)
#define P4D_SIZE (PUD_SIZE << 9)
#define PGDIR_SIZE (P4D_SIZE << 3)
/* constant: bits of a PMD entry that maps the folio as a whole; the pointer to a page table has neither. */
#define SHIM_PMD_HUGE 0x1UL
#define SHIM_PMD_INVALID 0x2UL
#define SHIM_ENTIRELY_MAPPED 0x800000

/* constant: from an address to its PMD entry. */
#define pgd_offset(mm, address) ((pgd_t *)(mm))
#define p4d_offset(pgd, address) ((p4d_t *)(pgd))
#define pud_offset(p4d, address) ((pud_t *)(p4d))
#define pmd_offset(pud, address) (&((struct mm_struct *)(pud))->pmd[(address) / PMD_SIZE - ((struct mm_struct *)(pud))->first_pmd])
#define pgd_present(x) 1
#define p4d_present(x) 1
#define pud_present(x) 1
#define pmd_none(x) (pmd_val(x) == 0)
#define pmd_present(x) (pmd_val(x) != 0)
#define pmd_bad(x) 0
#define pmd_none_or_clear_bad(pmd) 0
#define pmd_devmap(x) 0
#ifndef HAVE_pmd_mapped
#define pmd_trans_unstable(pmd) 0
#define pmd_none_or_trans_huge_or_clear_bad(pmd) 0
#define pmd_clear(pmd) eng_bug("pmd_clear() of a table that is in use")
#define pmd_leaf(x) 0
#define pmd_trans_huge(x) 0
#define pmd_pfn(x) 0UL
#endif
#define pmd_same(a, b) (pmd_val(a) == pmd_val(b))
#define is_pmd_migration_entry(x) 0
#define pmd_is_migration_entry(x) 0
#define pmd_is_device_private_entry(x) 0
#define pmd_is_valid_softleaf(x) 0
#define is_swap_pmd(x) 0
#define is_hugepd(x) 0
#define pmd_lockptr(mm, pmd) ((mm)->pmd_lock)
#ifndef HAVE_pmd_mapped
#define thp_vma_suitable_order(vma, address, order) 0
#define transhuge_vma_suitable(vma, address) 0
#endif
#define softleaf_from_pmd(x) ((softleaf_t){ 0 })

/* constant: the page table of an entry; it is not freed while a CPU runs. */
#define shim_table(pmd) ((struct shim_table *)pmd_val(*(pmd)))
#define pte_index(address) (((address) >> PAGE_SHIFT) % PTRS_PER_PTE)
#define pte_offset_kernel(pmd, address) (shim_table(pmd)->entries + pte_index(address))
#define pte_lockptr(mm, pmd) (shim_table(pmd)->ptl)
#define pte_unmap(pte) ((void)(pte))
#define pmd_clear_bad(pmd) eng_bug("pmd_clear_bad() of a table that is in use")

/* state: an entry in memory; each load and each store is one step. */
#define set_pte(ptep, value) WRITE_ONCE(*(ptep), value)
#ifndef HAVE_cont
#define pte_clear(mm, address, ptep) set_pte(ptep, __pte(0))
#define ptep_get_and_clear(mm, address, ptep) __pte(xchg(&(ptep)->pte, 0UL))
#endif
#define __ptep_get(ptep) READ_ONCE(*(ptep))
#ifdef HAVE_cont
#define __ptep_get_and_clear(mm, address, ptep) shim_clear_for_now(ptep)
#else
#define __ptep_get_and_clear(mm, address, ptep) __pte(xchg(&(ptep)->pte, 0UL))
#endif

/* state: the same, and the history says that it is not for good: zap clears by __get_and_clear_full_ptes(). */
static inline pte_t shim_clear_for_now(pte_t *ptep)
{
	pte_t pte;

	eng_store(&K.state->clears_for_now[eng_cpu()], 1);
	pte = __pte(xchg(&ptep->pte, 0UL));
	eng_store(&K.state->clears_for_now[eng_cpu()], 0);
	return pte;
}

/* no-op: TLBs are not modelled, so a flush has no effect. */
#define flush_tlb_range(vma, start, end) ((void)0)
#define flush_tlb_page(vma, address) ((void)0)
#define flush_tlb_mm(mm) ((void)0)
#define flush_cache_range(vma, start, end) ((void)0)
#define flush_cache_page(vma, address, pfn) ((void)0)
#define flush_tlb_batched_pending(mm) ((void)0)
#define flush_tlb_fix_spurious_fault(vma, address, ptep) ((void)0)
#define update_mmu_cache(vma, address, ptep) ((void)0)
#define update_mmu_cache_range(vmf, vma, address, ptep, nr) ((void)0)
#define set_tlb_ubc_flush_pending(...) ((void)0)
#define should_defer_flush(mm, flags) ((flags) & TTU_BATCH_FLUSH)
#define try_to_unmap_flush() ((void)0)
#define arch_enter_lazy_mmu_mode() ((void)0)
#define arch_leave_lazy_mmu_mode() ((void)0)
#define lazy_mmu_mode_enable() ((void)0)
#define lazy_mmu_mode_disable() ((void)0)
#define page_table_check_pte_clear(...) ((void)0)
#define page_table_check_ptes_set(...) ((void)0)
#define page_table_check_pte_set(...) ((void)0)
#define __flush_tlb_range(...) ((void)0)
#define __flush_tlb_range_nosync(...) ((void)0)
#define arch_unmap_one(mm, vma, address, pte) 0
#define pte_unused(p) 0

/* no-op: markers of userfaultfd are not modelled. */
#define pte_install_uffd_wp_if_needed(...) ((void)0)
#define cond_install_uffd_wp_ptes(...) ((void)0)

/* state: set_pte_at() is one store; before set_ptes() existed, each architecture defined it. */
#ifndef HAVE_set_ptes
#define set_pte_at(mm, address, ptep, value) set_pte(ptep, value)
#endif
