"""Modules without comments: every other token stands where it stood, and TLC reads the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.tla.pluscal import lay_out_stripped, without_comments


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("a == 1 \\* b", "a == 1"),
        ("a (* b *) == 1", "a         == 1"),
        ("(* a\n b (* c *)\n*) d == 1", "\n\n   d == 1"),
        ('a == "\\\\* b" \\* c', 'a == "\\\\* b"'),
        ('a == "(*" \\* "', 'a == "(*"'),
        ('a == "\\" (* b" (* "c *)', 'a == "\\" (* b"'),
        ("(***** a *****)", ""),
        ("\\* (* a\nb *) c", "\nb *) c"),
        ("(* \\* a *) b", "           b"),
        ("---- MODULE a ----\n====\n", "---- MODULE a ----\n====\n"),
    ],
)
def test_comments(text: str, stripped: str) -> None:
    """Both kinds of comments go, nested ones too; what looks like one within a string stays."""
    assert without_comments(text) == stripped


@pytest.mark.parametrize("text", ["a (* b", "(* (* *) a \\* b", 'a == "b\n\\* c', 'a == "'])
def test_without_an_end(text: str) -> None:
    """What has no end is TLC's to complain of, in the text as it is."""
    assert without_comments(text) == text


def test_every_token_of_every_scenario_stays_in_its_place() -> None:
    """In each line the same columns, but for comments, in every module that there is."""
    for name in scenario_names():
        text = render(load_scenario(name)).tla
        stripped = without_comments(text)
        lines = list(zip(text.split("\n"), stripped.split("\n"), strict=True))
        assert not re.search(r"\\\*|\(\*", stripped)
        for before, after in lines:
            assert len(after) <= len(before)
            assert all(new in (" ", old) for old, new in zip(before, after, strict=False))
        assert "VARIABLE" in text or "--algorithm" in text
        assert "\nAllOrNothing ==" in stripped or "\nNoPteSkipped ==" in stripped


def test_files(tmp_path: Path) -> None:
    """All modules of a folder, whatever bytes are in them, and nothing else."""
    (tmp_path / "a.tla").write_bytes(b"---- MODULE a ----\r\nb == 1 \\* \xff\r\n====\n")
    (tmp_path / "a.cfg").write_text("\\* c")

    lay_out_stripped(tmp_path, tmp_path / "to")

    assert [path.name for path in (tmp_path / "to").iterdir()] == ["a.tla"]
    assert (tmp_path / "to" / "a.tla").read_bytes() == b"---- MODULE a ----\nb == 1\n====\n"
