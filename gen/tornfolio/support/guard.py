"""Ends programs that this process has started, if it is killed and cannot do so itself."""

from __future__ import annotations

import contextlib
import subprocess
from typing import Literal

__all__ = ["Guard"]

# Reads `+ GROUP` and `- GROUP`; when nobody can write to it any more, it ends the groups left.
_GUARD = """
trap '' INT TERM HUP
while read -r what group; do
    others=
    for one in $groups; do [ "$one" = "$group" ] || others="$others $one"; done
    groups=$others
    [ "$what" = + ] && groups="$groups $group"
done
for one in $groups; do kill -s KILL -- "-$one"; done
"""


class Guard:
    """A small process that ends the programs if we are killed and cannot do so ourselves.

    It learns of our end by the end of the pipe that it reads, which no program inherits. It has a
    session of its own, so that no signal to ours reaches it.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _GUARD],
                cwd="/",
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,
            )

    def tell(self, what: Literal["+", "-"], group: int) -> None:
        """Say that a process group has begun, or that it has ended."""
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                self._process.stdin.write(f"{what} {group}\n".encode())

    def close(self) -> None:
        """End what it still knows of, and the guard itself."""
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            self._process.wait()
