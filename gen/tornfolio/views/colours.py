"""The colours of all pictures; those of the PTEs are in cells.py, the page has its own style."""

from __future__ import annotations

__all__ = ["ALARM", "ALARM_FILL", "BORDER", "EDGE", "FAINT", "LOCK"]

# What goes wrong: missed PTEs, violations.
ALARM = "#B3261E"
ALARM_FILL = "#FDECEA"
LOCK = "#009E73"
FAINT = "#666666"
EDGE = "#888888"
BORDER = "#444444"
