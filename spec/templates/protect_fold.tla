    reprotected[VmaOf(self)] := reprotected[VmaOf(self)] \union {protect_i};
    hinted[VmaOf(self)] := hinted[VmaOf(self)] \ {protect_i};
@% filter as_part_of(**converts.protect_fold) %@@% include "fold.tla" %@@% endfilter %@
