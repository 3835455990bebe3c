/* SPDX-License-Identifier: MIT */
/*
 * What a write fault of mm/memory.c wants beside page tables and the reverse map.
 */

/* constant: the fault is a write, userspace gets what it needs, and the copy succeeds. */
#define FAULT_FLAG_WRITE 0x1
#define FAULT_FLAG_UNSHARE 0x400
#define VM_FAULT_OOM 0x1
#define VM_FAULT_WRITE 0x8
#define VM_FAULT_HWPOISON 0x10
#define VM_FAULT_RETRY 0x400
#define VM_MAYSHARE 0x80UL
#define VM_UFFD_WP_FAULT 0
#define EHWPOISON 133
#define GFP_KERNEL 0
#define GFP_HIGHUSER_MOVABLE 0
#define RMAP_EXCLUSIVE 1
#define vmf_anon_prepare(vmf) 0
#define anon_vma_prepare(vma) 0
#define mem_cgroup_charge(...) 0
#define __wp_page_copy_user(to, from, vmf) 0

/* mini: the copy is the page that stands for what else this entry can map; it is no page of the folio. */
#define shim_other_page(vma, address) (&K.pages[K.nr_pages + (long)(((address) - (vma)->vm_start) >> PAGE_SHIFT)])
#define folio_prealloc(mm, vma, address, zero) ((struct folio *)shim_other_page(vma, address))
#define alloc_page_vma(gfp, vma, address) shim_other_page(vma, address)
#define alloc_zeroed_user_highpage_movable(vma, address) shim_other_page(vma, address)

/* no-op: nobody asks who maps the copy, or what is in it. */
#define folio_add_new_anon_rmap(...) ((void)0)
#define page_add_new_anon_rmap(...) ((void)0)
#define folio_add_lru_vma(...) ((void)0)
#define lru_cache_add_inactive_or_unevictable(...) ((void)0)
#define kmsan_copy_page_meta(...) ((void)0)
#define __folio_mark_uptodate(f) ((void)0)
#define __SetPageUptodate(p) ((void)0)
#define cgroup_throttle_swaprate(...) ((void)0)
#define delayacct_wpcopy_start() ((void)0)
#define delayacct_wpcopy_end() ((void)0)
#define inc_mm_counter_fast(mm, member) ((void)0)
#define dec_mm_counter_fast(mm, member) ((void)0)
#define lru_add_drain() ((void)0)

/* no-op: it gives slots back early that nobody has; the folio may leave the swap cache with them later. */
#define free_swap_cache(f) ((void)0)

/* constant: whoever else maps the folio, in an mm that is not followed, keeps it from being reused. */
#define __wp_can_reuse_large_anon_folio(...) 0

/* state: before there were notifiers of their own, each of these was one store. */
#define ptep_clear_flush_notify(vma, address, ptep) ptep_clear_flush(vma, address, ptep)
#define set_pte_at_notify(mm, address, ptep, value) set_pte_at(mm, address, ptep, value)

/* mini: whether an entry that has changed since the fault looked at it still maps the folio, so that userspace faults again, as after a fold. */
#define update_mmu_tlb(vma, address, ptep) \
	eng_store(&K.state->faults_again[eng_cpu()], pte_present(*(ptep)) && pte_page(*(ptep)) - K.pages < K.nr_pages)

/* no-op: nobody listens, and TLBs are not followed. */
#define mmu_notifier_invalidate_range_only_end(range) ((void)(range))
#define mm_tlb_flush_pending(mm) 0

/* out: userfaultfd, shared and special mappings; a fault that only sets bits of an entry ends the search. */
#define userfaultfd_wp_async(vma) 0
#define handle_userfault(...) (eng_bug("handle_userfault() without userfaultfd"), 0)
#define wp_pfn_shared(...) (eng_bug("wp_pfn_shared() of a private mapping"), 0)
#define wp_page_shared(...) (eng_bug("wp_page_shared() of a private mapping"), 0)
#define wp_page_reuse(...) eng_bug("wp_page_reuse() of a folio that another mm maps")
#define is_fsdax_page(p) 0
#define folio_test_lru(f) 1
#define page_move_anon_rmap(...) ((void)0)
