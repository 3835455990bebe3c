@{ prop }@Marked == Mark(@{ prop }@)
