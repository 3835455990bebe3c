"""Reads plain values from the text of an option: numbers and lists."""

from __future__ import annotations

__all__ = ["text_integer", "text_list"]


def text_list(text: str) -> list[str]:
    """Read a comma-separated list; `none` and nothing are the empty one."""
    return [] if text in ("", "none") else [item.strip() for item in text.split(",")]


def text_integer(text: str) -> object:
    """Read a number; what is none stays text, for whoever checks it."""
    sign, digits = (text[:1], text[1:]) if text[:1] in "+-" else ("", text)
    short = len(digits) <= 18 and digits.isascii() and digits.isdecimal()
    return int(sign + digits) if short else text
