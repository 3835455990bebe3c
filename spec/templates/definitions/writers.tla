    \* What a writer works on: its VMA, its first and last PTE, and how many rounds it makes.
    VmaOf(cpu)   == @{ cases("vma") }@
    FirstOf(cpu) == @{ cases("first") }@
    LastOf(cpu)  == @{ cases("last") }@
    TimesOf(cpu) == @{ cases("times") }@
