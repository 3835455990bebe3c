"""Mistakes in a model of one's own that show first in text of ours: the user's line is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kinds import Call


def _line(file: Path, words: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


def _mistaken(call: Call, file: Path, pattern: str, instead: str) -> str:
    """Begin a model in `own` with a file, make a mistake in it, and give what `check` says."""
    kind, name = {"properties": "property", "writers": "writer"}[file.parent.name], file.stem
    assert call("new", kind, name, "--spec-dir", "own").status == 0
    text, count = re.subn(pattern, instead, file.read_text(encoding="utf-8"), flags=re.M)
    assert count > 0
    file.write_text(text, encoding="utf-8")
    ended = call("check", f"{kind}-{name.lower()}", "--spec-dir", "own")
    assert ended.status == 2
    return ended.stderr


def test_a_property_with_an_argument_is_told_where_it_is_defined(here: Path, call: Call) -> None:
    """Our text asks for it without an argument, but the line to mend is that of its definition."""
    file = here / "own/templates/properties/Mine.tla"
    said = _mistaken(call, file, "^Mine ==", "Mine(which) ==")
    assert f"Mine.tla:{_line(file, 'Mine(which)')}: The operator Mine requires" in said


def test_a_missing_label_is_told_where_the_macro_is_used(here: Path, call: Call) -> None:
    """The translator names a line of the macro first, which is ours."""
    file = here / "own/templates/writers/wrx.tla"
    said = _mistaken(call, file, "^wrx_lock:\n", "")
    assert f"wrx.tla:{_line(file, 'spin_lock(self')}: Missing label; mend it" in said


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
    file = here / "own/templates/writers/wrx.tla"
    stderr = _mistaken(call, file, pattern, instead)
    line = _line(file, "uses:") if "uses" in said else 0
    assert f"wrx.tla{said.format(line)}" in stderr
    assert len(stderr.splitlines()) > 1 or "; " in stderr
