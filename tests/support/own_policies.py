"""Policies of a user's own, as the text of their files."""

from __future__ import annotations

__all__ = ["GO_BACK", "SPINS", "WAITS"]


def _late(about: str, steps: str) -> str:
    """Change what the walk does where it takes the PTL at a later PTE."""
    return f'''
about = "{about}"

[[change]]
template = "page_vma_mapped_walk.tla"
find = """
next_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));"""
replace = """
next_pte_lock:
{steps}"""
'''


_LOCK = '    spin_lock("reclaim", TableOf(vma, addr));'
_TAKE = "page_vma_mapped_walk(): spin_lock(pvmw->ptl)"
# Once the walk has the PTL at a later PTE, it begins again at PTE0.
GO_BACK = _late("once the walk has the PTL, it goes back to PTE0.", f"{_LOCK}\n    addr := First;")
# addr is behind the first page by then, so it waits for ever.
WAITS = _late("The walk waits where it was too late.", f"    await addr < First;\n{_LOCK}")
# Once it has passed a PTE, it looks at that one again and again, without the PTL.
SPINS = _late(
    "The walk never goes on once it was too late.",
    f"    addr := addr - 1;\n    goto next_pte;\n\n    \\\\* {_TAKE}\nnext_pte_lock2:\n{_LOCK}",
)
