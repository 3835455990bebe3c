SplitFrozen == aux_split_frozen /\ (split => ~deferred)
