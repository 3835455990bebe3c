/* SPDX-License-Identifier: MIT */
/*
 * What all code gets from include/linux/compiler.h, kernel.h, bug.h and types.h.
 */

/* constant: types of fixed size. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef signed short s16;
typedef signed int s32;
typedef signed long long s64;
typedef unsigned int gfp_t;
typedef unsigned long pgoff_t;
typedef unsigned long phys_addr_t;
typedef long loff_t;
typedef unsigned int vm_fault_t;

/* no-op: annotations for other tools, which change nothing here. */
#define __force
#define __bitwise
#define __user
#define __must_check
#define __maybe_unused __attribute__((unused))
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)
#define __acquire(x) ((void)0)
#define __release(x) ((void)0)
#define __cond_lock(x, c) (c)
#define __init
#define __read_mostly
#define __ro_after_init
#define __sched
#define __cold
#define noinline __attribute__((noinline))
#define noinline_for_stack
#define asmlinkage
#define fallthrough __attribute__((fallthrough))
#define __always_inline inline
#define __no_kcsan
#define __context_unsafe(x)
#define __noreturn __attribute__((noreturn))
#define __pure
#define __attribute_const__
#define __aligned(x) __attribute__((aligned(x)))
#define __packed __attribute__((packed))
#define EXPORT_SYMBOL(x)
#define EXPORT_SYMBOL_GPL(x)
#define EXPORT_SYMBOL_FOR_KVM(x)
#define likely(x) (x)
#define unlikely(x) (x)
#define data_race(x) (x)
#define ASSERT_EXCLUSIVE_BITS(x, y) ((void)0)
#define ASSERT_EXCLUSIVE_WRITER(x) ((void)0)
#define lockdep_assert_held(x) ((void)0)
#define might_sleep() ((void)0)
#define barrier() __asm__ volatile("" ::: "memory")
#define cpu_relax() ((void)0)

/* no-op: memory is sequentially consistent here, so a barrier has no effect. */
#define smp_mb() ((void)0)
#define smp_rmb() ((void)0)
#define smp_wmb() ((void)0)
#define smp_mb__after_atomic() ((void)0)
#define smp_mb__before_atomic() ((void)0)
#define smp_read_barrier_depends() ((void)0)

/* no-op: a CPU can be interrupted only between two steps, and there every other CPU may go next. */
#define cond_resched() ((void)0)
#define preempt_disable() ((void)0)
#define preempt_enable() ((void)0)
#define local_irq_save(flags) ((void)(flags))
#define local_irq_restore(flags) ((void)(flags))
#define in_task() 1
#define in_interrupt() 0
#define irqs_disabled() 1
#define lockdep_assert_irqs_disabled() ((void)0)

/* state: one access each, which the compiler neither merges nor leaves out. */
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value) (*(volatile __typeof__(x) *)&(x) = (value))
#define smp_load_acquire(p) READ_ONCE(*(p))
#define smp_store_release(p, value) WRITE_ONCE(*(p), value)

/* constant: arithmetic, and macros that the compiler evaluates. */
#define BIT(n) (1UL << (n))
#define BIT_ULL(n) (1ULL << (n))
#define GENMASK(high, low) ((~0UL << (low)) & (~0UL >> (63 - (high))))
#define BITS_PER_LONG 64
#define BITS_PER_BYTE 8
#define BITS_PER_XA_VALUE 63
#define ULONG_MAX (~0UL)
#define LONG_MIN (-1L - (long)(~0UL >> 1))
#define INT_MAX ((int)(~0U >> 1))
#define UL(x) x##UL
#define ULL(x) x##ULL
#define _AC(x, suffix) x##suffix
#define _UL(x) x##UL
#define typeof __typeof__
#define min(a, b) ({ __typeof__(a) min_a = (a); __typeof__(b) min_b = (b); min_a < min_b ? min_a : min_b; })
#define max(a, b) ({ __typeof__(a) max_a = (a); __typeof__(b) max_b = (b); max_a > max_b ? max_a : max_b; })
#define min_t(type, a, b) ({ type mint_a = (a); type mint_b = (b); mint_a < mint_b ? mint_a : mint_b; })
#define max_t(type, a, b) ({ type maxt_a = (a); type maxt_b = (b); maxt_a > maxt_b ? maxt_a : maxt_b; })
#define ARRAY_SIZE(x) (sizeof(x) / sizeof((x)[0]))
#define __stringify(x) #x
#define container_of(p, type, member) ((type *)((char *)(p) - __builtin_offsetof(type, member)))
#define __ARG_PLACEHOLDER_1 0,
#define __take_second_arg(ignored, value, ...) value
#define IS_ENABLED(x) is_enabled_1(x)
#define is_enabled_1(x) is_enabled_2(__ARG_PLACEHOLDER_##x)
#define is_enabled_2(x) __take_second_arg(x 1, 0)
#define EFAULT 14
#define EBUSY 16
#define ENOMEM 12
#define EINVAL 22
#define EAGAIN 11
#define EEXIST 17
#define ENOENT 2

/* constant: rounding is by division, because blocks and tables may have any size here. */
#define ALIGN_DOWN(x, a) ((x) - ((x) % (__typeof__(x))(a)))
#define ALIGN(x, a) ALIGN_DOWN((x) + (__typeof__(x))(a) - 1, a)
#define PTR_ALIGN_DOWN(p, a) ((__typeof__(p))ALIGN_DOWN((unsigned long)(p), a))
#define PTR_ALIGN(p, a) ((__typeof__(p))ALIGN((unsigned long)(p), a))
#define IS_ALIGNED(x, a) ((x) % (__typeof__(x))(a) == 0)
#define round_up(x, a) ALIGN(x, a)
#define round_down(x, a) ALIGN_DOWN(x, a)

/* constant: a schedule that reaches BUILD_BUG() ends with an error; the conditions of BUILD_BUG_ON() are not checked. */
#define BUILD_BUG() eng_bug("BUILD_BUG() was reached")
#define BUILD_BUG_ON(c) ((void)sizeof(c))
#define BUILD_BUG_ON_MSG(c, text) ((void)0)

/* state: a failed assertion or a warning of the tree is an error of the schedule. */
#define BUG() eng_bug("BUG() was reached")
#define BUG_ON(c) do { if (c) eng_bug("BUG_ON(" #c ")"); } while (0)
#define WARN_ON(c) ({ int warn_c = !!(c); if (warn_c) eng_error("NoWarning", "WARN_ON(" #c ")"); warn_c; })
#define WARN_ON_ONCE(c) WARN_ON(c)
#define WARN_ONCE(c, ...) WARN_ON(c)
#define WARN(c, ...) WARN_ON(c)
#define VM_BUG_ON(c) BUG_ON(c)
#define VM_BUG_ON_PAGE(c, page) BUG_ON(c)
#define VM_BUG_ON_FOLIO(c, folio) BUG_ON(c)
#define VM_BUG_ON_VMA(c, vma) BUG_ON(c)
#define VM_BUG_ON_PGFLAGS(c, page) BUG_ON(c)
#define VM_WARN_ON(c) WARN_ON(c)
#define VM_WARN_ON_ONCE(c) WARN_ON(c)
#define VM_WARN_ON_FOLIO(c, folio) WARN_ON(c)
#define VM_WARN_ONCE(c, ...) WARN_ON(c)
#define VM_WARN_ON_ONCE_FOLIO(c, folio) WARN_ON(c)
#define VM_WARN_ON_ONCE_PAGE(c, page) WARN_ON(c)
#define VM_WARN_ON_ONCE_VMA(c, vma) WARN_ON(c)

/* constant: memset() is used only on memory that belongs to one CPU, so it is no step. */
#define memset(p, value, size) __builtin_memset(p, value, size)
