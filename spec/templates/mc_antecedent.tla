
\* What stands before `=>' in a property of one's own.
@{ each.text }@
