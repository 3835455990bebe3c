"""Puts one file in the place of a catalogue of the model, for tests of how it is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tornfolio.model.folders import Model

__all__ = ["Write", "only_file"]

Write = Callable[[str], Path]


def only_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """A function that writes the only file of that name; all others are ours."""

    def write_it(text: str) -> Path:
        path.write_text(text, encoding="utf-8")
        return path

    def find(model: Model, name: str) -> Path:
        return path if name == path.name else model.ours / name

    monkeypatch.setattr(Model, "file", find)
    return write_it
