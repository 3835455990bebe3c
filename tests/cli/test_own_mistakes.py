"""Mistakes in a model of one's own that show first in text of ours: the user's line is named."""

from __future__ import annotations

from pathlib import Path

from kinds import Call


def _line(file: Path, words: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


def test_a_property_with_an_argument_is_told_where_it_is_defined(here: Path, call: Call) -> None:
    """Our text asks for it without an argument, but the line to mend is that of its definition."""
    assert call("new", "property", "Mine", "--spec-dir", "own").status == 0
    file = here / "own/templates/properties/Mine.tla"
    text = file.read_text(encoding="utf-8")
    assert "\nMine ==" in text
    file.write_text(text.replace("\nMine ==", "\nMine(which) =="), encoding="utf-8")
    ended = call("check", "property-mine", "--spec-dir", "own")
    assert ended.status == 2
    assert f"Mine.tla:{_line(file, 'Mine(which)')}: The operator Mine requires" in ended.stderr


def test_a_missing_label_is_told_where_the_macro_is_used(here: Path, call: Call) -> None:
    """The translator names a line of the macro first, which is ours."""
    assert call("new", "writer", "wrx", "--spec-dir", "own").status == 0
    file = here / "own/templates/writers/wrx.tla"
    text = file.read_text(encoding="utf-8")
    assert "\nwrx_lock:\n" in text
    file.write_text(text.replace("\nwrx_lock:\n", "\n"), encoding="utf-8")
    ended = call("check", "writer-wrx", "--spec-dir", "own")
    assert ended.status == 2
    assert f"wrx.tla:{_line(file, 'spin_lock(self')}: Missing label; mend it" in ended.stderr
