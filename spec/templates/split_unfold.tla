@% filter as_part_of(**converts.split_unfold) %@@% include "unfold.tla" %@@% endfilter %@
