
    \* try_get_folio(): page_folio()
    \* The folio of the page: the large one, whose first page is 0, or after a split the page alone.
gup_folio:
    gup_head := IF Large THEN 0 ELSE gup_i;

    \* try_get_folio(): folio_ref_try_add()
    \* A folio that was freed meanwhile has no reference any more, so that none can be added.
gup_get:
    if (gup_head \in reclaimed) {
        gup_head := 0;
        goto gup_next;
    }
    else refs[gup_head] := refs[gup_head] + 1;

    \* try_get_folio(): page_folio() again
    \* The folio may have been split before it had the reference.
gup_same:
    if (gup_head = (IF Large THEN 0 ELSE gup_i)) goto gup_pin;

    \* try_get_folio(): folio_put_refs(), goto retry
    \* Until here the first page has a reference for nothing.
gup_put:
    refs[gup_head] := refs[gup_head] - 1;
    goto gup_folio;

    \* try_grab_folio_fast(): atomic_add(&folio->_pincount)
    \* The reference is counted at the page from here on, as everywhere in the model.
gup_pin:
    pins[gup_i] := pins[gup_i] + 1;
    refs := [i \in Pages |-> (IF i = gup_head THEN refs[i] - 1 ELSE refs[i])
                            + (IF i = gup_i THEN 1 ELSE 0)];
    gup_head := 0;
