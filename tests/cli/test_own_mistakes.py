"""Mistakes in a model of one's own that show first in text of ours: the user's line is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("pattern", "instead", "said"),
    [
        (r"^wrx_\w+:$", "", ": no line of the writer begins with a label"),
        (r"TimesOf\(self\)", "1", ": no variable of the writer begins as TimesOf(self)"),
        (
            r"^(?=@\{ fair \}@)",
            r"\\* uses: refs pages\n",
            ":{}: the writer uses pages, which is unk",
        ),
    ],
)
def test_a_writer_that_lacks_what_it_needs(
    here: Path, call: Call, pattern: str, instead: str, said: str
) -> None:
    """Its file is named, and the line where there is one, and what to do."""
    assert call("new", "writer", "wrx", "--spec-dir", "own").status == 0
    file = here / "own/templates/writers/wrx.tla"
    text, count = re.subn(pattern, instead, file.read_text(encoding="utf-8"), flags=re.M)
    assert count > 0
    file.write_text(text, encoding="utf-8")
    ended = call("check", "writer-wrx", "--spec-dir", "own")
    assert ended.status == 2
    line = _line(file, "uses:") if "uses:" in text else 0
    assert f"wrx.tla{said.format(line)}" in ended.stderr
    assert len(ended.stderr.splitlines()) > 1 or "; " in ended.stderr
