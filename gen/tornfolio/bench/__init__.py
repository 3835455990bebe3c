"""Measures commands side by side against bare TLC and a peer."""

# The modules that other packages may use.
__all__ = ["plan", "report", "sections"]
