@% filter as_part_of(**converts.ttu_fold) %@@% include "fold.tla" %@@% endfilter %@
