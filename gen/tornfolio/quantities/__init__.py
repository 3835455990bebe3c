"""Computes how likely and how long: the state graph as a Markov model, which Storm solves."""

# The modules that other packages may use.
__all__ = [
    "curves",
    "drn",
    "extremes",
    "find",
    "markov",
    "policies",
    "prism",
    "quantify",
    "questions",
    "rates",
    "shown_order",
    "storm",
]
