/* SPDX-License-Identifier: MIT */
/*
 * The configuration for which the tree is compiled. An option that is not named here is off.
 */

/* constant: the kernel has an MMU, several CPUs, 64 bits, large folios, swap, NUMA, GUP-fast and page tables that MADV_DONTNEED frees. */
#define CONFIG_64BIT 1
#define CONFIG_MMU 1
#define CONFIG_SMP 1
#define CONFIG_SWAP 1
#define CONFIG_ARCH_HAS_PTE_SPECIAL 1
#define CONFIG_MIGRATION 1
#define CONFIG_TRANSPARENT_HUGEPAGE 1
#define CONFIG_NUMA 1
#define CONFIG_NUMA_BALANCING 1
#define CONFIG_HAVE_FAST_GUP 1
#define CONFIG_HAVE_GUP_FAST 1
#define CONFIG_PAGE_MAPCOUNT 1
#define CONFIG_PGTABLE_LEVELS 4
#define CONFIG_ARM64_CONTPTE 1
#define CONFIG_PT_RECLAIM 1
