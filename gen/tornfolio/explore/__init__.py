"""Asks a model for more than a verdict: final states, grids, claims, mutants, state graphs."""

# The modules that other packages may use.
__all__ = [
    "bugs",
    "claims",
    "comparison",
    "dump",
    "grid",
    "growth",
    "kernel_claims",
    "labels",
    "moves",
    "mutants",
    "outcome_files",
    "outcome_formula",
    "outcomes",
    "quotient",
    "shown",
    "state_graph",
    "survey",
    "sweep",
    "verdict_cache",
    "ways",
]
