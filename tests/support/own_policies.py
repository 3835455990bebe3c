"""Policies of a user's own, as the text of their files."""

from __future__ import annotations

__all__ = ["GO_BACK"]

# Once the walk has the PTL at a later PTE, it begins again at PTE0.
GO_BACK = '''
about = "once the walk has the PTL, it goes back to PTE0."

[[change]]
template = "page_vma_mapped_walk.tla"
find = """
next_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));"""
replace = """
next_pte_lock:
    spin_lock("reclaim", TableOf(vma, addr));
    addr := First;"""
'''
