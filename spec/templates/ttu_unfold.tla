@% filter as_part_of(**converts.ttu_unfold) %@@% include "unfold.tla" %@@% endfilter %@
