    \* What a writer works on: its VMA, its PTEs, and how often.
    VmaOf(cpu)   == @{ cases("vma") }@
    FirstOf(cpu) == @{ cases("first") }@
    LastOf(cpu)  == @{ cases("last") }@
    TimesOf(cpu) == @{ cases("times") }@
