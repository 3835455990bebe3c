    \* No other CPU has anything to do any more but to return, which changes nothing of what is
    \* shared.
    OthersRest ==
        @{ others_rest }@
