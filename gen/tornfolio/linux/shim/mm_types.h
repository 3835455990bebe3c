/* SPDX-License-Identifier: MIT */
/*
 * Pages, folios, VMAs and mms, with only the fields that are used: include/linux/mm_types.h, mm.h.
 */

/* state: a page, and the folio that begins with it; struct folio is no larger than struct page here, so after a split each page can be a folio. */
struct list_head { struct list_head *next, *prev; };
struct address_space;
struct dev_pagemap;
typedef struct { unsigned long val; } swp_entry_t;
typedef struct { unsigned long f; } memdesc_flags_t;
struct page {
	unsigned long flags;
	unsigned long private;
	atomic_t _mapcount;
	atomic_t _refcount;
	atomic_t _large_mapcount;
	atomic_t _nr_pages_mapped;
	atomic_t _entire_mapcount;
	atomic_t _pincount;
	struct list_head _deferred_list;
	struct list_head lru;
	struct address_space *mapping;
	swp_entry_t swap;
	struct dev_pagemap *pgmap;
	pgoff_t index;
};
struct folio {
	union {
		struct page page;
		struct {
			unsigned long flags;
			unsigned long private;
			atomic_t _mapcount;
			atomic_t _refcount;
			atomic_t _large_mapcount;
			atomic_t _nr_pages_mapped;
			atomic_t _entire_mapcount;
			atomic_t _pincount;
			struct list_head _deferred_list;
			struct list_head lru;
			struct address_space *mapping;
			swp_entry_t swap;
		};
	};
};

/* constant: an mm has one VMA, in which the folio is mapped; neither changes. */
typedef unsigned long vm_flags_t;
typedef struct { unsigned long bits[1]; } vma_flags_t;
typedef struct { unsigned long pgprot; } pgprot_t;
typedef struct { unsigned long pte; } pte_t;
typedef struct { unsigned long pmd; } pmd_t;
typedef struct { unsigned long pud; } pud_t;
typedef struct { unsigned long p4d; } p4d_t;
typedef struct { unsigned long pgd; } pgd_t;
typedef unsigned long pteval_t;
typedef unsigned long pmdval_t;
typedef unsigned long pgprotval_t;
typedef pte_t *pgtable_t;
enum { SHIM_VMAS = 3, SHIM_TABLES = 4, SHIM_PROPERTIES = 64 };
struct shim_table {
	pte_t *entries;
	spinlock_t *ptl;
};
struct mm_struct {
	struct list_head mmlist;
	unsigned long first_pmd;
	pmd_t *pmd;
	pmd_t fixed_pmd[SHIM_TABLES];
	struct shim_table table[SHIM_TABLES];
	spinlock_t *pmd_lock;
	atomic_t mm_users;
};
struct anon_vma;
struct vm_operations_struct;
struct mempolicy;
struct file;
struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	union {
		vm_flags_t vm_flags;
		vma_flags_t flags;
	};
	unsigned long vm_pgoff;
	unsigned int __vm_anon_pgoff_hi;
	unsigned int __vm_anon_pgoff_lo;
	struct anon_vma *anon_vma;
	const struct vm_operations_struct *vm_ops;
	struct file *vm_file;
};
struct vm_fault {
	struct vm_area_struct *vma;
	unsigned long address;
	pmd_t *pmd;
	pte_t *pte;
	spinlock_t *ptl;
	unsigned int flags;
	pte_t orig_pte;
	struct page *page;
};

/* constant: the values of the parameters, which are set before any CPU runs. */
extern struct shim_constants {
	long nr_pages;
	long cont_ptes;
	long vmas;
	long straddle;
	/* Whether CONT bits are followed, on a processor with BBML3; which entries are PROT_NONE in the beginning. */
	long cont, bbml3;
	char hinted[8192];
	long ptrs_per_pte;
	long passes;
	/* The flags that a policy leaves to the tree, and whether it is the one for folios not queued. */
	long ttu_of_tree, sync_unless_queued;
	long ttu_flags;
	/* Whether an mm that is not followed maps the pages too. */
	long others;
	long check_refs, can_split, splits_first;
	long short_swap_count, short_swap_space, short_swap_slots;
	long writers;
	struct {
		long vma, first, last, times;
	} writer[ENG_CPUS];
	long mlocked[SHIM_VMAS];
	/* Which VMAs map the folio by a PMD in the beginning, and whether any does. */
	long pmd_mapped[SHIM_VMAS], any_pmd;
	char initial[SHIM_VMAS][8192];
	long first_pfn;
	struct page *pages;
	struct mm_struct mm[SHIM_VMAS];
	struct vm_area_struct vma[SHIM_VMAS];
	struct shim_state *state;
} K;
extern struct mm_struct init_mm;

/* constant: the first nr_pages pages are the folio; after them comes one page for each PTE that maps something else. */
#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define SHIM_PFN ((unsigned long)K.first_pfn)
#define page_to_pfn(p) (SHIM_PFN + (unsigned long)((struct page *)(p) - K.pages))
#define pfn_to_page(n) (K.pages + ((n) - SHIM_PFN))
#define pfn_valid(n) ((n) - SHIM_PFN < 2UL * K.nr_pages)
#define folio_pfn(f) page_to_pfn((struct page *)(f))
#define folio_page(f, i) ((struct page *)(f) + (i))
#define folio_page_idx(f, p) ((long)((p) - (struct page *)(f)))
#define page_folio(p) shim_page_folio((struct page *)(p))
#define virt_addr_valid(p) 0
#define virt_to_page(p) ((struct page *)0)
#define PageTable(p) 0
#define VM_NONE 0UL
#define VM_READ 0x1UL
#define VM_WRITE 0x2UL
#define VM_EXEC 0x4UL
#define VM_SHARED 0x8UL
#define VM_MAYWRITE 0x20UL
#define VM_PFNMAP 0x400UL
#define VM_LOCKED 0x2000UL
#define VM_IO 0x4000UL
#define VM_DONTEXPAND 0x40000UL
#define VM_HUGETLB 0x400000UL
#define VM_MIXEDMAP 0x10000000UL
#define VM_SOFTDIRTY 0x8000000UL
#define VM_DROPPABLE 0UL
#define VM_UFFD_WP 0UL
#define VM_SPECIAL (VM_IO | VM_DONTEXPAND | VM_PFNMAP | VM_MIXEDMAP)
static inline bool shim_is_large(void);
static inline struct folio *shim_page_folio(struct page *page)
{
	return (struct folio *)(page - K.pages < K.nr_pages && shim_is_large() ? K.pages : page);
}

/* state: a folio is small after a split, and so is the page of a PTE that maps something else. */
#define folio_test_large(f) ((struct page *)(f) == K.pages && shim_is_large())
#define folio_nr_pages(f) (folio_test_large(f) ? K.nr_pages : 1L)
#define folio_large_nr_pages(f) K.nr_pages
#define folio_order(f) (folio_test_large(f) ? shim_order() : 0U)
#define folio_large_order(f) shim_order()
#define folio_test_head(f) folio_test_large(f)
#define compound_nr(p) folio_nr_pages((struct folio *)(p))
#define PageCompound(p) ((p) - K.pages < K.nr_pages && shim_is_large())
#define PageTransCompound(p) PageCompound(p)
#define PageHead(p) folio_test_large(p)
#define PageTail(p) (PageCompound(p) && (p) != K.pages)
#define compound_head(p) ((struct page *)shim_page_folio((struct page *)(p)))
static inline unsigned int shim_order(void)
{
	unsigned int order = 0;

	while ((1L << order) < K.nr_pages)
		order++;
	return order;
}

/* constant: page i of the folio is mapped at page i of each VMA, and what is read from its slot too. */
#define folio_pgoff(f) ((pgoff_t)((struct page *)(f) - K.pages))
#define page_to_pgoff(p) ((pgoff_t)(((p) - K.pages) % K.nr_pages))
#define page_pgoff(f, p) page_to_pgoff(p)
#define linear_anon_page_index(vma, address) linear_page_index(vma, address)
#define linear_page_index(vma, address) ((pgoff_t)(((address) - (vma)->vm_start) >> PAGE_SHIFT))
#define vma_is_anonymous(vma) 1
#define vma_is_cow_mapping(vma) 1
#define vma_is_temporary_stack(vma) 0
#define vma_is_shmem(vma) 0
#define vma_is_dax(vma) 0
#define vma_test(vma, bit) 0
#define is_cow_mapping(flags) 1
#define is_vm_hugetlb_page(vma) 0
#define userfaultfd_armed(vma) 0
#define userfaultfd_wp(vma) 0
#define userfaultfd_pte_wp(vma, pte) 0
#define uffd_supports_wp_marker() 0
#define mm_is_efi(mm) 0

/* no-op: statistics of an mm and of a node, which no function here reads. */
#define update_hiwater_rss(mm) ((void)0)
#define add_mm_counter(mm, member, n) ((void)(n))
#define inc_mm_counter(mm, member) ((void)0)
#define dec_mm_counter(mm, member) ((void)0)
#define mm_counter(p) 0
#define mm_counter_file(p) 0
#define mm_counter_file_folio(p) 0
#define __folio_mod_stat(f, nr, pmd) ((void)0)
#define __lruvec_stat_mod_folio(f, item, n) ((void)0)
#define lruvec_stat_mod_folio(f, item, n) ((void)0)
#define __mod_lruvec_page_state(p, item, n) ((void)0)
#define __mod_lruvec_folio_state(f, item, n) ((void)0)
#define __dec_lruvec_page_state(p, item) ((void)0)
#define lock_page_memcg(p) ((void)0)
#define unlock_page_memcg(p) ((void)0)
#define mod_mthp_stat(order, item, n) ((void)0)
#define count_vm_event(item) ((void)0)
#define count_vm_events(item, n) ((void)0)
#define count_vm_numa_event(item) ((void)0)
#define count_vm_numa_events(item, n) ((void)0)
#define count_mthp_stat(order, item) ((void)0)
#define MM_ANONPAGES 1
#define MM_SWAPENTS 2

/* constant: the links of an element that is on no list. */
#define LIST_POISON1 ((void *)0x100)
#define LIST_POISON2 ((void *)0x122)

/* no-op: every mm counts as listed among those with swap entries; nothing here reads the list. */
#define mm_prepare_for_swap_entries(mm) ((void)0)
extern spinlock_t mmlist_lock;

/* no-op: no mmu notifier is registered. */
struct mmu_notifier_range { unsigned long start, end; };
#ifndef HAVE_pmd_mapped
#define mmu_notifier_range_init(range, ...) ((void)0)
#endif
#define mmu_notifier_invalidate_range_start(range) ((void)(range))
#define mmu_notifier_invalidate_range_end(range) ((void)(range))
#define mmu_notifier_invalidate_range(mm, start, end) ((void)0)
#define MMU_NOTIFY_CLEAR 1
#define MMU_NOTIFY_PROTECTION_VMA 2
