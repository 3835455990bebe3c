"""PlusCal specs of the race between reclaim and break-before-make, checked by TLC."""

__version__ = "0.1.0"
