(***************************************************************************
 deferred_split_scan(), mm/huge_memory.c: the shrinker splits folios that are
 on the deferred split list.  A folio that another CPU has locked is put back.

 Left out: the list lock, underused folios.
 ***************************************************************************)
\* works on: 0, after shrinker_trylock up to shrinker_unlock
\* folio lock: after shrinker_trylock up to shrinker_unlock
\* shrinker: splits a folio that is on the deferred split list
@{ fair }@ process (shrinker \in SHRINKER)
variables
    shrinker_v = 1;     \* the VMA at hand
    shrinker_i = 0;     \* the PTE at hand
    shrinker_left = TimesOf(self);
{
    \* deferred_split_scan(): list_for_each_entry_safe(), folio_try_get()
shrinker_get:
    if (~deferred) goto shrinker_next
    else refs[0] := refs[0] + 1;

    \* deferred_split_scan(): folio_trylock()
shrinker_trylock:
    if (folio_lock # "nobody") goto shrinker_put
    else {
        folio_lock := self;
        if (split) goto shrinker_unlock;
    };

@% filter as_part_of("shrinker", cpu="self", refs="1", done="shrinker_unlock") %@
@% include "split_folio.tla" %@@% endfilter %@

    \* deferred_split_scan(): folio_unlock()
shrinker_unlock:
    folio_unlock(self);

    \* deferred_split_scan(): folio_put()
shrinker_put:
    refs[0] := refs[0] - 1;

    \* deferred_split_scan(): return
shrinker_next:
    shrinker_left := shrinker_left - 1;
    if (shrinker_left > 0) goto shrinker_get;
}
