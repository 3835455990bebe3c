"""Says of a JVM that another process has ended it, or the kernel."""

from __future__ import annotations

from pathlib import Path

from tornfolio.support.errors import ToolFailed

__all__ = ["KILLED", "ended_error"]

# SIGKILL; a shell in front of the JVM gives it as 128 and 9.
KILLED = frozenset({-9, 137})
# SIGTERM, likewise, which the JVM itself also gives as 128 and 15.
_ASKED_TO_END = frozenset({-15, 143})


def ended_error(who: str, status: int | None, output: Path) -> ToolFailed | None:
    """The error of a JVM that another process has ended, None if its status is another one.

    `who` it was, and where its `output` is.
    """
    if status in KILLED:
        return ToolFailed(
            f"{who} was ended by signal 9 without a verdict, as the kernel does when memory runs "
            "out",
            "limit the JVM's heap with --memory, or find out who else killed it; "
            f"its output is {output}",
        )
    if status in _ASKED_TO_END:
        return ToolFailed(
            f"{who} was ended by signal 15 without a verdict: another process asked it to end",
            f"find out which one, and ask again; its output is {output}",
        )
    return None
