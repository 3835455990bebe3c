
    \* userspace(): munmap() has returned, and nobody uses the range any more
zap_returned:
    aux_gone[VmaOf(self)] := aux_gone[VmaOf(self)] \union FirstOf(self)..LastOf(self);
