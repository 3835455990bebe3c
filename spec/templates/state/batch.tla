    nr = 0;             \* nr_pages of try_to_unmap_one(): PTEs of the batch that are cleared
