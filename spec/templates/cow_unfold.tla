@% filter as_part_of(**converts.cow_unfold) %@@% include "unfold.tla" %@@% endfilter %@
