    hinted[VmaOf(self)] := hinted[VmaOf(self)] \ {numa_i};
@% filter as_part_of(**converts.numa_fold) %@@% include "fold.tla" %@@% endfilter %@
