/* SPDX-License-Identifier: MIT */
/*
 * Atomic counters and bits: include/linux/atomic.h, bitops.h.
 */

/* state: counters; each operation is one step. */
typedef struct { int counter; } atomic_t;
typedef struct { long counter; } atomic_long_t;
#define ATOMIC_INIT(value) { (value) }
#define atomic_read(a) READ_ONCE((a)->counter)
#define atomic_set(a, value) WRITE_ONCE((a)->counter, value)
#define atomic_add(n, a) ((void)__atomic_add_fetch(&(a)->counter, n, __ATOMIC_SEQ_CST))
#define atomic_sub(n, a) ((void)__atomic_sub_fetch(&(a)->counter, n, __ATOMIC_SEQ_CST))
#define atomic_inc(a) atomic_add(1, a)
#define atomic_dec(a) atomic_sub(1, a)
#define atomic_long_inc(a) atomic_add(1, a)
#define atomic_long_dec(a) atomic_sub(1, a)
#define atomic_add_return(n, a) __atomic_add_fetch(&(a)->counter, n, __ATOMIC_SEQ_CST)
#define atomic_sub_return(n, a) __atomic_sub_fetch(&(a)->counter, n, __ATOMIC_SEQ_CST)
#define atomic_inc_return(a) atomic_add_return(1, a)
#define atomic_dec_return(a) atomic_sub_return(1, a)
#define atomic_add_return_relaxed(n, a) atomic_add_return(n, a)
#define atomic_sub_return_relaxed(n, a) atomic_sub_return(n, a)
#define atomic_inc_return_relaxed(a) atomic_add_return(1, a)
#define atomic_dec_return_relaxed(a) atomic_sub_return(1, a)
#define atomic_add_negative(n, a) (atomic_add_return(n, a) < 0)
#define atomic_add_negative_relaxed(n, a) (atomic_add_return(n, a) < 0)
#define atomic_inc_and_test(a) (atomic_add_return(1, a) == 0)
#define atomic_dec_and_test(a) (atomic_sub_return(1, a) == 0)
#define atomic_sub_and_test(n, a) (atomic_sub_return(n, a) == 0)

/* state: bits of a word; each operation that changes one is one step. */
#define test_bit(n, p) ((READ_ONCE(((const unsigned long *)(p))[(n) / 64]) >> ((n) % 64)) & 1)
#define set_bit(n, p) ((void)__atomic_or_fetch(&((unsigned long *)(p))[(n) / 64], 1UL << ((n) % 64), __ATOMIC_SEQ_CST))
#define clear_bit(n, p) ((void)__atomic_and_fetch(&((unsigned long *)(p))[(n) / 64], ~(1UL << ((n) % 64)), __ATOMIC_SEQ_CST))
#define test_and_set_bit(n, p) ((__atomic_fetch_or(&((unsigned long *)(p))[(n) / 64], 1UL << ((n) % 64), __ATOMIC_SEQ_CST) >> ((n) % 64)) & 1)
#define test_and_clear_bit(n, p) ((__atomic_fetch_and(&((unsigned long *)(p))[(n) / 64], ~(1UL << ((n) % 64)), __ATOMIC_SEQ_CST) >> ((n) % 64)) & 1)
#define atomic_cmpxchg(a, old, value) ({ int cmpxchg_old = (old); __atomic_compare_exchange_n(&(a)->counter, &cmpxchg_old, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); cmpxchg_old; })
#define xchg(p, value) __atomic_exchange_n(p, value, __ATOMIC_SEQ_CST)

/* constant: it changes only words that no other CPU can see. */
#define __set_bit(n, p) (((unsigned long *)(p))[(n) / 64] |= 1UL << ((n) % 64))
