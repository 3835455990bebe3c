"""Spoils a file that was kept, as a disk or a user may."""

from __future__ import annotations

from pathlib import Path


def spoil(file: Path, how: str) -> None:
    """Cut a file off, put something else in its place, change a word in it, or make it a folder."""
    text = file.read_text(encoding="utf-8")
    if how == "folder":
        file.unlink()
        file.mkdir()
        return
    changed = text.replace("contpte", "contpta")
    spoilt = {"cut": text[:-100], "other": "{}", "list": "[]", "text": changed}[how]
    assert spoilt != text
    file.write_text(spoilt, encoding="utf-8")
