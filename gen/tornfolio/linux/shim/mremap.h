/* SPDX-License-Identifier: MIT */
/*
 * What move_ptes(), mm/mremap.c, wants beside page tables.
 */

/* out: userfaultfd, and file mappings, whose lock it would take. */
#define vma_has_uffd_without_event_remap(vma) 0
#define i_mmap_lock_write(mapping) eng_bug("i_mmap_lock_write() without a file")
#define i_mmap_unlock_write(mapping) eng_bug("i_mmap_unlock_write() without a file")
#define pte_is_uffd_wp_marker(pte) 0
#define pte_is_uffd_marker(pte) 0
#define SINGLE_DEPTH_NESTING 1

/* state: the second page table's lock is a lock like others. */
#define spin_lock_nested(l, depth) spin_lock(l)
