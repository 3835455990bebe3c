"""Each label of one walk of reclaim and of its writers as a step, for a folio of any size.

What the templates say in PlusCal stands here once more as formulas that have all readings of
readings.py. test_all_sizes.py holds these steps against TLC's own.
"""

from __future__ import annotations

from all_sizes_reclaim import reclaim_steps
from all_sizes_state import Setting, State, Steps
from all_sizes_writers import lock_steps, writer_steps
from readings import Acting, Term

__all__ = ["steps"]


def steps(read: Acting, of: Setting, s: State, first: Term, last: Term) -> Steps:
    """The branches of each label in a state.

    `first` and `last` are what a writer that takes the PTL works on, if it may.
    """
    return {
        **reclaim_steps(read, of, s),
        **writer_steps(read, of, s),
        **lock_steps(read, of, s, first, last),
    }
