"""Reads the framed messages that TLC writes with -tool: a stream of lines in, frames out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["Frame", "FrameReader", "read_frames"]

_START = "@!@!@STARTMSG "
_END = "@!@!@ENDMSG "
_TAIL = " @!@!@"
_MOST_DIGITS = 10


@dataclass(frozen=True)
class Frame:
    """One message: its code and severity as in tlc2.output.EC and MP, and its text.

    Text outside of any frame (SANY's and the JVM's words) comes as frames with code LOOSE.
    A frame that the output's end or another frame cut off has `complete` False.
    """

    LOOSE = -1

    code: int
    severity: int
    text: str
    complete: bool = True


class FrameReader:
    """Collects lines and gives each frame as soon as it is complete; frames may be nested."""

    def __init__(self) -> None:
        self._open: list[tuple[int, int, list[str]]] = []

    def feed(self, line: str) -> Iterator[Frame]:
        """Take one line, without its line end; give the frames that it completes."""
        if _START in line and line.endswith(_TAIL):
            before, _, marker = line.partition(_START)
            if before.strip():
                yield from self._text(before)
            code, severity = _numbers(marker.removesuffix(_TAIL))
            self._open.append((code, severity, []))
        elif _END in line and line.endswith(_TAIL):
            before, _, marker = line.partition(_END)
            if before:
                yield from self._text(before)
            yield from self._close(_numbers(marker.removesuffix(_TAIL))[0])
        else:
            yield from self._text(line)

    def finish(self) -> Iterator[Frame]:
        """What was still open when the output ended."""
        while self._open:
            yield self._pop(complete=False)

    def _text(self, line: str) -> Iterator[Frame]:
        if self._open:
            self._open[-1][2].append(line)
        elif line.strip():
            yield Frame(Frame.LOOSE, 0, line)

    def _close(self, code: int) -> Iterator[Frame]:
        if code not in (opened[0] for opened in self._open):
            return
        while self._open[-1][0] != code:
            yield self._pop(complete=False)
        yield self._pop(complete=True)

    def _pop(self, *, complete: bool) -> Frame:
        code, severity, lines = self._open.pop()
        return Frame(code, severity, "\n".join(lines), complete)


def read_frames(lines: Iterable[str]) -> Iterator[Frame]:
    """All frames of a whole output."""
    reader = FrameReader()
    for line in lines:
        yield from reader.feed(line.rstrip("\r\n"))
    yield from reader.finish()


def _numbers(marker: str) -> tuple[int, int]:
    """Read `2217:4` or `2217`; what is no number counts as LOOSE."""
    code, _, severity = marker.strip().partition(":")
    return (_number(code, Frame.LOOSE), _number(severity, 0))


def _number(digits: str, otherwise: int) -> int:
    return int(digits) if digits.isdecimal() and len(digits) < _MOST_DIGITS else otherwise
