"""Puts one request after another to a program that goes on running."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable
from pathlib import Path

from tornfolio.support.errors import ToolFailed
from tornfolio.support.files import open_to_write
from tornfolio.support.reading import Stop, copy_output, start_timer

__all__ = ["Server"]


class Server:
    """A program that answers one request after another, each a line; made by Processes.serve().

    It is for one thread at a time.
    """

    def __init__(
        self, process: subprocess.Popen[str], end: Callable[[subprocess.Popen[str]], object]
    ) -> None:
        self._process = process
        self._end = end
        self._ended = False

    def ask(
        self,
        request: str,
        mark: str,
        *,
        output: Path,
        timeout: float | None = None,
        on_line: Callable[[str], Stop | None] | None = None,
    ) -> tuple[str | None, Stop | None]:
        """Put a request; give what follows `mark` in the output, and why it was stopped, if it was.

        All that comes before the mark goes to a file as it comes. The first is None if the program
        ended without it; if we stopped it, or anything is raised, it has ended too. Raises as
        Processes.execute() does.
        """
        if self._ended:
            return None, None
        stopped: list[Stop] = []
        answer: str | None = None
        timer = start_timer(timeout, self._process, stopped, 0.0)
        try:
            with open_to_write(output) as sink:
                assert self._process.stdin is not None
                with contextlib.suppress(BrokenPipeError):
                    self._process.stdin.write(f"{request}\n")
                    self._process.stdin.flush()
                answer = copy_output(self._process, sink, on_line, stopped, mark)
        except OSError as error:
            raise ToolFailed(
                f"{output} cannot be written: {error.strerror}", "make room there and run again"
            ) from None
        finally:
            timer.cancel()
            if answer is None or stopped:
                self.end()
        return answer, stopped[0] if stopped else None

    def end(self) -> None:
        """End the program and all that it started."""
        if not self._ended:
            self._ended = True
            self._end(self._process)
            if self._process.stdin is not None:
                with contextlib.suppress(OSError):
                    self._process.stdin.close()
