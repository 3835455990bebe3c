    \* The PTEs that have got another protection.
    reprotected = [v \in Vmas |-> {}];
