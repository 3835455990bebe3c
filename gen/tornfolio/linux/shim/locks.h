/* SPDX-License-Identifier: MIT */
/*
 * Locks: include/linux/spinlock.h, rwsem.h, rcupdate.h.
 */

/* state: a spinlock is held by one CPU; a CPU that waits for it takes no step until it is free. */
typedef struct { struct eng_lock lock; } spinlock_t;
#define spin_lock(l) eng_lock(&(l)->lock, "spin_lock()")
#define spin_trylock(l) eng_trylock(&(l)->lock, "spin_trylock()")
#define spin_unlock(l) eng_unlock(&(l)->lock, "spin_unlock()")
#define spin_lock_irqsave(l, irqs) ((void)(irqs), spin_lock(l))
#define spin_unlock_irqrestore(l, irqs) ((void)(irqs), spin_unlock(l))
#define spin_lock_irq(l) spin_lock(l)
#define spin_unlock_irq(l) spin_unlock(l)

/* state: only reclaim takes the rmap lock as a reader, so it is a plain lock. */
struct rw_semaphore { struct eng_lock lock; };
#define down_read(s) eng_lock(&(s)->lock, "down_read()")
#define down_read_trylock(s) eng_trylock(&(s)->lock, "down_read_trylock()")
#define up_read(s) eng_unlock(&(s)->lock, "up_read()")
#define down_write(s) eng_lock(&(s)->lock, "down_write()")
#define up_write(s) eng_unlock(&(s)->lock, "up_write()")

/* no-op: no page table and no anon_vma is freed while a CPU runs. */
#define rcu_read_lock() ((void)0)
#define rcu_read_unlock() ((void)0)
