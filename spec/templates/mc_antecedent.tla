
\* What a property of one's own depends on, such as what stands before `=>'.
@{ each.text }@
