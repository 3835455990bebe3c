@% filter as_part_of(**converts.protect_unfold) %@@% include "unfold.tla" %@@% endfilter %@
