    swapbacked      == TRUE
