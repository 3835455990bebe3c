EventuallyReclaimed == <>(reclaimed = Pages)
