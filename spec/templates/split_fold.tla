@% filter as_part_of(**converts.split_fold) %@@% include "fold.tla" %@@% endfilter %@
