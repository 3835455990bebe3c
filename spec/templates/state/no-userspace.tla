    aux_userspace   == [v \in Vmas |-> {}]
