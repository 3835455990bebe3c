"""Runs functions of a Linux tree under every schedule, beside the model."""

# The modules that other packages may use.
__all__ = [
    "answer",
    "answer_lines",
    "claims",
    "compare",
    "compare_lines",
    "drift",
    "drift_lines",
    "replay",
    "replay_lines",
    "search",
    "trace_places",
    "tree",
]
