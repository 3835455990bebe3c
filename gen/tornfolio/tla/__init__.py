"""Knows TLA+ and PlusCal as text and values; nothing of the kernel, and nothing of runs."""

# The modules that other packages may use.
__all__ = [
    "annotations",
    "assignments",
    "branches",
    "guards",
    "known_faults",
    "literals",
    "module",
    "module_reader",
    "page_runs",
    "pluscal",
    "printed",
    "tokens",
    "values",
]
