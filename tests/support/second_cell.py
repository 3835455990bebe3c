"""A model of one's own for which TLC 2.15 says that a violated property holds, file by file."""

from __future__ import annotations

__all__ = ["SECOND_CELL"]

SECOND_CELL = {
    "scenarios/second-cell.toml": """intent = "i"
source = "s"
property = "SecondCellKept"
[parameters]
nr_pages = 2
ttu = ["TTU_SYNC"]
writers = []
""",
    "templates/properties/SecondCellKept.tla": """\\* False from the beginning.
Cells == INSTANCE Sequences
SecondCellKept ==
    Cells!SubSeq([[k \\in 1..5 |-> "other"] EXCEPT ![3] = pte[1][0]], 2, 3)[2] # "present"
""",
    "properties.toml": '[SecondCellKept]\nkind = "safety"\nsentence = "S."\nsource = "s"\n',
}
