"""Asks a model for more than a verdict: final states, grids, claims, mutants, state graphs."""

# The modules that other packages may use.
__all__ = [
    "claims",
    "growth",
    "labels",
    "mutants",
    "outcomes",
    "quotient",
    "state_graph",
    "survey",
    "sweep",
    "verdict_cache",
]
