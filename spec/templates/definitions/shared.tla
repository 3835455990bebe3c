    \* The pages whose PageAnonExclusive is not set.
    SHARED == {@{ shared | join(", ") }@}
