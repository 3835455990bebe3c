"""Reads the plain values of parameters: numbers, words and lists, from a file or from text."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tornfolio.model.writers import MAX_VMAS
from tornfolio.support.errors import BadInput, RuleBroken
from tornfolio.support.naming import did_you_mean, shown

__all__ = [
    "check_none",
    "read_integer",
    "read_texts",
    "read_vmas",
    "read_word",
    "read_words",
    "text_integer",
    "text_list",
]


def text_list(text: str) -> list[str]:
    """Read a comma-separated list; `none` and nothing are the empty one."""
    return [] if text in ("", "none") else [item.strip() for item in text.split(",")]


def text_integer(text: str) -> object:
    """Read a number; what is none stays text, for whoever checks it."""
    sign, digits = (text[:1], text[1:]) if text[:1] in "+-" else ("", text)
    short = len(digits) <= 18 and digits.isascii() and digits.isdecimal()
    return int(sign + digits) if short else text


def read_integer(
    table: Mapping[str, object],
    key: str,
    where: str,
    low: int,
    high: int,
    default: int | None = None,
) -> int:
    """Read a number from `low` to `high`. Raises BadInput."""
    value = table.get(key, default)
    if value is None:
        raise BadInput(f"{where}: parameter {key} is missing", f"give it a number, {low} to {high}")
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(f"{where}: {key} = {shown(value)} is not a number", f"use {low} to {high}")
    if not low <= value <= high:
        raise BadInput(f"{where}: {key} = {shown(value)} is out of range", f"use {low} to {high}")
    return value


def read_word(
    table: Mapping[str, object], key: str, where: str, known: Collection[str], default: str
) -> str:
    """Read one known word. Raises BadInput."""
    value = table.get(key, default)
    if not isinstance(value, str) or value not in known:
        raise BadInput(
            f"{where}: {key} = {shown(value)} is unknown"
            f"{did_you_mean(value, known) if isinstance(value, str) else ''}",
            f"use one of {', '.join(known)}",
        )
    return value


def read_texts(
    table: Mapping[str, object], key: str, where: str, default: list[str] | None = None
) -> list[str]:
    """Read a list of texts."""
    texts = table.get(key, default)
    if texts is None:
        raise BadInput(f"{where}: parameter {key} is missing", "give it a list, which may be empty")
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadInput(f"{where}: {key} = {shown(texts)} is not a list of words")
    return texts


def check_none(texts: list[str], key: str, where: str) -> None:
    """Raise BadInput if `none` stands beside something else."""
    if "none" in texts:
        raise BadInput(
            f"{where}: {key} = {shown(','.join(texts))} contradicts itself",
            "give either none or something else",
        )


def read_words(
    table: Mapping[str, object],
    key: str,
    where: str,
    known: Collection[str],
    what: str,
    default: list[str] | None = None,
) -> tuple[str, ...]:
    """Read a list of known words; `what` says in errors what one of them is."""
    words = read_texts(table, key, where, default)
    for word in words:
        if word not in (*known, "none"):
            raise BadInput(
                f"{where}: unknown {what} {shown(word)}{did_you_mean(word, known)}",
                f"the {what}s are {', '.join(known)}",
            )
        if words.count(word) > 1:
            raise BadInput(f"{where}: {what} {word} is given twice", "give it once")
    check_none(words, key, where)
    return tuple(word for word in known if word in words)


def read_vmas(table: Mapping[str, object], key: str, where: str, vmas: int) -> tuple[int, ...]:
    """Read a list of VMAs by their numbers."""
    values = table.get(key, [])
    if not isinstance(values, list):
        raise BadInput(f"{where}: {key} = {shown(values)} is not a list of VMAs")
    numbers = [text_integer(value) if isinstance(value, str) else value for value in values]
    for number in numbers:
        whole = number if isinstance(number, int) and not isinstance(number, bool) else 0
        if not 1 <= whole <= vmas:
            kind = RuleBroken if 1 <= whole <= MAX_VMAS else BadInput
            raise kind(f"{where}: {key} = {shown(number)} is no VMA", f"there are VMAs 1 to {vmas}")
    return tuple(sorted({number for number in numbers if isinstance(number, int)}))
