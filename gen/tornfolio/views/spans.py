"""Lines of text in pieces that have a style each, which a terminal shows as colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Line", "Span", "Style", "plain"]

Style = Literal["", "head", "present", "none", "swap", "actor", "faint", "alarm", "good", "open"]


@dataclass(frozen=True)
class Span:
    """A piece of a line with one style, which a terminal without colour may ignore."""

    text: str
    style: Style = ""


Line = tuple[Span, ...]


def plain(lines: Sequence[Line]) -> str:
    """Lines without any style, each ended by a newline."""
    return "".join("".join(span.text for span in line).rstrip() + "\n" for line in lines)
