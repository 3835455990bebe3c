"""Computes how likely and how long: the state graph as a Markov model, which Storm solves."""

# The modules that other packages may use.
__all__ = [
    "curves",
    "drn",
    "find",
    "markov",
    "policies",
    "quantify",
    "questions",
    "rates",
    "storm",
]
