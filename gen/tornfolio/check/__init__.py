"""Decides the properties of a scenario, and keeps its run to be seen and resumed."""

# The modules that other packages may use.
__all__ = ["check", "resume", "run_store", "second", "verdict", "warm", "watch"]
