NotQueuedForSplitByReclaim == aux_queued_by # "reclaim"
