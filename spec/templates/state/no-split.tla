    split           == FALSE
    page            == 0
    aux_split_torn  == FALSE
