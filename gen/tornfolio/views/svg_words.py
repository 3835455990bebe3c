"""Says in an SVG picture, for readers who do not see it, what it shows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from html import escape

__all__ = ["with_words"]

_ROOT = re.compile(rb"<svg\b[^>]*>")


def with_words(svg: bytes, title: str, sentences: Iterable[str]) -> bytes:
    """An SVG picture that is an image with a title and a description.

    Their ids follow from the text, so that several pictures can stand in one page.
    """
    title, told = _plain(title), _plain(" ".join(sentences))
    name = "p" + hashlib.sha256(f"{title}\n{told}".encode()).hexdigest()[:12]
    words = f'\n<title id="{name}-title">{title}</title>\n<desc id="{name}-desc">{told}</desc>'
    role = f' role="img" aria-labelledby="{name}-title {name}-desc"'

    def named(root: re.Match[bytes]) -> bytes:
        return root[0][:-1] + role.encode() + b">" + words.encode()

    return _ROOT.sub(named, svg, count=1)


def _plain(text: str) -> str:
    """Text that XML can hold and that is no syntax of it."""
    return escape("".join(char if char.isprintable() else " " for char in text))
