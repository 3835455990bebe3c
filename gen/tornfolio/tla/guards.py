"""Finds in a translated module what an action waits for: its `await`s."""

from __future__ import annotations

import re

__all__ = ["awaits"]

_ITEM = re.compile(r"(?:/\\|\\/|IF\b|THEN\b|ELSE\b|LET\b|IN\b|CASE\b|\[\]|UNCHANGED\b)")
_ASSIGNS = re.compile(r"\w+'\s*=")
_LEADING = re.compile(r"(?:(?:/\\|\\/|THEN|ELSE|IN)\s+)+")
_NO_AWAIT = re.compile(r"(?:\w+'\s*=|UNCHANGED\b|IF\b|LET\b|CASE\b|\[\]|TRUE$|pc\[|/\\$)")


def awaits(module: str, label: str) -> tuple[str, ...]:
    r"""The conditions without which the action of a label is not enabled, as TLA+.

    >>> awaits('a(self) == /\\ pc[self] = "a"\n /\\ ptl[(self)] = "nobody"\n /\\ x\' = 1\n', "a")
    ('ptl[self] = "nobody"',)
    """
    found = re.search(
        rf"^{re.escape(label)}(?:\(self\))? == (.*?)(?:\n\n|\Z)", module, re.MULTILINE | re.DOTALL
    )
    items: list[str] = []
    for line in (found[1] if found else "").splitlines():
        text = line.strip()
        # After a `with` comes a statement; after a quantifier the rest of the condition.
        if not items or _ITEM.match(text) or _ASSIGNS.match(text):
            items.append(text)
        else:
            items[-1] += f" {text}"
    conditions = (_LEADING.sub("", item, count=1) for item in items)
    kept = [
        _plain(text)
        for text in conditions
        if text and not _NO_AWAIT.match(text) and not text.endswith(":")
    ]
    return tuple(dict.fromkeys(kept))


def _plain(text: str) -> str:
    """An expression as a reader would write it: the translator primes, and adds parentheses."""
    text = text.replace("'", "")
    at = text.find("[(")
    while at >= 0:
        depth, end = 0, at + 1
        for end in range(at + 1, len(text)):
            depth += (text[end] == "(") - (text[end] == ")")
            if not depth:
                break
        if text[end + 1 : end + 2] == "]":
            text = text[: at + 1] + text[at + 2 : end] + text[end + 1 :]
        at = text.find("[(", at + 1)
    return text
