"""The colours of a trace's picture; PTEs have theirs in cells.py, plots and pages their own."""

from __future__ import annotations

__all__ = ["ALARM", "ALARM_FILL", "BORDER", "EDGE", "FAINT", "LOCK"]

# What goes wrong: missed PTEs, violations.
ALARM = "#B3261E"
ALARM_FILL = "#FDECEA"
LOCK = "#009E73"
FAINT = "#666666"
EDGE = "#888888"
BORDER = "#444444"
