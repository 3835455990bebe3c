/* SPDX-License-Identifier: MIT */
/*
 * Where CONT bits are followed: what arm64 has in place of what include/linux/pgtable.h has for all.
 *
 * uses: arch/arm64/mm/contpte.c
 */

/* constant: arm64 has these itself, in asm/pgtable.h: they unfold what a store changes a part of, and fold. */
#define __HAVE_ARCH_PTEP_GET_AND_CLEAR 1
#define ptep_get ptep_get
#define ptep_get_lockless ptep_get_lockless
#define set_ptes set_ptes
#define clear_full_ptes clear_full_ptes
#define get_and_clear_full_ptes get_and_clear_full_ptes

/* mini: arm64's, in mmu.c, without the flush for a processor that needs one. */
#define ptep_modify_prot_start(vma, address, ptep) ptep_get_and_clear((vma)->vm_mm, address, ptep)
#define ptep_modify_prot_commit(vma, address, ptep, old, pte) set_pte_at((vma)->vm_mm, address, ptep, pte)
#define modify_prot_start_ptes(vma, address, ptep, nr) get_and_clear_ptes((vma)->vm_mm, address, ptep, nr)
#define modify_prot_commit_ptes(vma, address, ptep, old, pte, nr) set_ptes((vma)->vm_mm, address, ptep, pte, nr)
