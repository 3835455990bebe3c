    reprotected     == [v \in Vmas |-> {}]
