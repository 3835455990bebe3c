"""Writes lines and progress to the terminal, with colour where it has any."""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from tornfolio.cli.streams import mute
from tornfolio.support.errors import ToolFailed
from tornfolio.support.naming import line_text, printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rich.console import Console

    from tornfolio.model.spec import Spec
    from tornfolio.tlc.session import Progress
    from tornfolio.views.spans import Line

__all__ = [
    "counting_shown",
    "note",
    "progress_shown",
    "show",
    "show_folded",
    "text_width",
    "words_shown",
    "write",
    "write_lines",
    "write_out",
    "write_parts",
]

# As wide as text is in a mail to a list of the kernel, and what a table needs at least.
_MAIL = 72
_NARROWEST = 40
# So many parts of a long text are written together.
_AT_ONCE = 1 << 12
_STYLES = {
    "": "",
    "head": "bold",
    "present": "bold white on blue",
    "none": "black on white",
    "swap": "bold black on yellow",
    "actor": "cyan",
    "faint": "dim",
    "alarm": "bold red",
    "good": "bold green",
    "open": "bold yellow",
}


def write(text: str) -> None:
    """Write to standard output. A reader who has seen enough is no error.

    Raises ToolFailed if the output cannot be written for another reason.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        mute(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            raise ToolFailed(f"standard output cannot be written: {error.strerror}") from None


def write_out(data: bytes, output: Path | None) -> None:
    """Write data to a file, or text to standard output where there is none."""
    from tornfolio.support.files import write_file

    if output is None:
        write(data.decode())
    else:
        write_file(output, data)


def write_parts(parts: Iterable[str], output: Path | None) -> None:
    """Write a text that is not held as a whole, to a file or to standard output."""
    from tornfolio.support.files import write_file

    if output is not None:
        write_file(output, (part.encode() for part in parts))
        return
    rest = iter(parts)
    while some := list(islice(rest, _AT_ONCE)):
        write("".join(some))


def write_lines(*lines: str) -> None:
    """Write lines to standard output; names and texts in them do nothing to who reads them."""
    write("".join(f"{line_text(line)}\n" for line in lines))


def note(text: str) -> None:
    """Write a line to standard error, beside output that may be read by a program."""
    try:
        sys.stderr.write(f"{line_text(text)}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        mute(sys.stderr)


def text_width(asked: int | None, output: Path | None = None) -> int:
    """How long lines of text may be: as asked, as the terminal is wide, or as in a mail."""
    if asked is not None:
        return asked
    if output is None and sys.stdout.isatty():
        return max(_NARROWEST, shutil.get_terminal_size().columns)
    return _MAIL


def show(lines: Sequence[Line]) -> None:
    """Write lines to standard output, with colour if it is a terminal, without breaking them."""
    if not sys.stdout.isatty():
        write_lines(*("".join(span.text for span in line) for line in lines))
        return
    from rich.console import Console
    from rich.text import Text

    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, highlight=False, soft_wrap=True)
    for line in lines:
        spans = ((printable(span.text), _STYLES[span.style]) for span in line)
        text = Text.assemble(*spans, end="")
        text.rstrip()
        console.print(text, markup=False, emoji=False)
    write(shown.getvalue())


def show_folded(lines: Sequence[Line], width: int | None) -> None:
    """Write lines as show() does, folded at a width, or at that of text where none is asked for."""
    from tornfolio.views.folded import folded

    show(folded(lines, text_width(width)))


@contextlib.contextmanager
def progress_shown(title: str) -> Iterator[Callable[[Progress], None]]:
    """Show on standard error what a check is doing, if that is a terminal; give the reporter."""
    console = _terminal()
    if console is None:
        yield lambda progress: None
        return
    working = _Working(title)
    with console.status(working.text()) as status:

        def report(progress: Progress) -> None:
            status.update(working.report(progress))

        yield report


@contextlib.contextmanager
def counting_shown(title: str) -> Iterator[Callable[[int, Spec], None]]:
    """Show on standard error how many surveys are done, if that is a terminal."""
    with words_shown(title) as tell:
        yield lambda done, spec: tell(f"{done} done, the last {spec.scenario.name}")


@contextlib.contextmanager
def words_shown(title: str) -> Iterator[Callable[[str], None]]:
    """Show on standard error how far something has come, if that is a terminal."""
    console = _terminal()
    if console is None:
        yield lambda words: None
        return
    from rich.markup import escape

    with console.status(escape(title)) as status:
        yield lambda words: status.update(escape(f"{title} {words}"))


def _terminal() -> Console | None:
    """A console on standard error, None if that is no terminal that can be written over."""
    if not sys.stderr.isatty():
        return None
    from rich.console import Console

    console = Console(file=sys.stderr)
    return console if console.is_terminal else None


class _Working:
    """The text of the progress display: the questions under way, the counts, and the rate."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._started = time.monotonic()
        self._lock = threading.Lock()
        self._latest = ""

    def report(self, progress: Progress) -> str:
        from tornfolio.views.verdict_lines import counts_in_words

        with self._lock:
            self._latest = progress.question
            if progress.counts is not None:
                seconds = max(time.monotonic() - self._started, 0.001)
                rate = progress.counts.distinct / seconds
                self._latest += f": {counts_in_words(progress.counts)}, {rate:,.0f} distinct/s"
            return self.text()

    def text(self) -> str:
        from rich.markup import escape

        return escape(f"{self._title} {self._latest}")
