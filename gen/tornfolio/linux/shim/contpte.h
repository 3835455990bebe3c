/* SPDX-License-Identifier: MIT */
/*
 * What arch/arm64/mm/contpte.c needs from asm/pgtable.h. That file is the tree's as a whole.
 */

/* constant: a CONT block has cont_ptes entries. */
#define CONT_PTES ((int)K.cont_ptes)
#define CONT_PTE_SIZE ((unsigned long)K.cont_ptes * PAGE_SIZE)
#define CONT_PTE_MASK (~(CONT_PTE_SIZE - 1))
#define TLB_FLUSH_VMA(mm, flags) { .vm_mm = (mm), .vm_flags = (flags) }
#define TLBF_NOWALKCACHE 0
#define system_supports_bbml3() K.bbml3
#define system_supports_bbml2_noabort() K.bbml3
#define PTE_DIRTY SHIM_DIRTY
#define PTE_WRITE SHIM_WRITE
#define PTE_RDONLY 0UL
#define PTE_AF SHIM_YOUNG

/* state: these store the entries of a block one after the other; each store is one step. */
static inline void __set_ptes(struct mm_struct *mm, unsigned long address, pte_t *ptep, pte_t pte, unsigned int nr)
{
	for (; nr > 0; nr--, ptep++, pte = __pte(pte_val(pte) + PAGE_SIZE))
		set_pte(ptep, pte);
}
#define __set_ptes_anysz(mm, address, ptep, pte, nr, size) __set_ptes(mm, address, ptep, pte, nr)
#define __pte_clear(mm, address, ptep) set_pte(ptep, __pte(0))
#define __set_pte(ptep, pte) set_pte(ptep, pte)
#define __set_pte_nosync(ptep, pte) set_pte(ptep, pte)

/* state: these change the access flags, the young bit or the dirty bit of entries; each change of an entry is one step. */
static inline int __ptep_set_access_flags(struct vm_area_struct *vma, unsigned long address, pte_t *ptep, pte_t entry, int dirty)
{
	if (pte_val(__ptep_get(ptep)) == pte_val(entry))
		return 0;
	set_pte(ptep, entry);
	return 1;
}
#define __ptep_test_and_clear_young(vma, address, ptep) \
	((__atomic_fetch_and(&(ptep)->pte, ~SHIM_YOUNG, __ATOMIC_SEQ_CST) & SHIM_YOUNG) != 0)
#define __ptep_clear_flush_young(vma, address, ptep) __ptep_test_and_clear_young(vma, address, ptep)
#define __ptep_set_wrprotect(mm, address, ptep) \
	((void)__atomic_and_fetch(&(ptep)->pte, ~SHIM_WRITE, __ATOMIC_SEQ_CST))
#define __wrprotect_ptes(mm, address, ptep, nr) \
	do { unsigned int wr_i; for (wr_i = 0; wr_i < (nr); wr_i++) __ptep_set_wrprotect(mm, address, (ptep) + wr_i); } while (0)
#define __clear_young_dirty_ptes(vma, address, ptep, nr, flags) \
	do { unsigned int yd_i; for (yd_i = 0; yd_i < (nr); yd_i++) \
		__atomic_and_fetch(&(ptep)[yd_i].pte, ~(((flags) & 1 ? SHIM_YOUNG : 0) | ((flags) & 2 ? SHIM_DIRTY : 0)), __ATOMIC_SEQ_CST); } while (0)
typedef int cydp_t;
#define __clear_full_ptes(mm, address, ptep, nr, full) \
	do { unsigned int cf_i; for (cf_i = 0; cf_i < (nr); cf_i++) xchg(&(ptep)[cf_i].pte, 0UL); } while (0)
static inline pte_t __get_and_clear_full_ptes(struct mm_struct *mm, unsigned long address, pte_t *ptep, unsigned int nr, int full)
{
	pte_t pte = __pte(xchg(&ptep->pte, 0UL));

	while (--nr > 0) {
		pte_t other = __pte(xchg(&(++ptep)->pte, 0UL));

		pte.pte |= other.pte & (SHIM_YOUNG | SHIM_DIRTY);
	}
	return pte;
}
