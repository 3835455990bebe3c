"""Makes of a violating behaviour a trace: steps with their CPU, function and primitive."""

# The modules that other packages may use.
__all__ = [
    "actors",
    "build",
    "choices",
    "clearest",
    "decisive",
    "fold",
    "itf",
    "layout",
    "misses",
    "state",
    "trace",
    "trace_json",
]
