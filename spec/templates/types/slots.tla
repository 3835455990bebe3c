    /\ slot_held \subseteq Pages
    /\ \A i \in Pages : slot_data[i] <= last_store[i] /\ page_data[i] <= last_store[i]
