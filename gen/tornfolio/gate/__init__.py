"""Guards the invariants: what is expected at each point, and what was found."""

# The modules that other packages may use.
__all__ = [
    "comparison",
    "differences",
    "expectations",
    "gallery",
    "places",
    "points",
    "run",
    "update",
]
