"""Tests of formats: the suffix of a file decides, and what contradicts is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kinds import Call
from tornfolio.cli.formats import format_of
from tornfolio.support.errors import BadInput
from tornfolio.views.export import TRACE_FORMATS


@pytest.mark.parametrize(
    ("asked", "file", "meant"),
    [
        (None, None, "txt"),
        ("svg", None, "svg"),
        (None, "a.png", "png"),
        (None, "a.PNG", "png"),
        (None, "a.json", "json"),
        ("itf", "a.json", "itf"),
        ("mermaid", "a.md", "mermaid"),
        (None, "a.mmd", "mermaid"),
        ("svg", "a.picture", "svg"),
        (None, "no-suffix", "txt"),
        (None, "/dev/null", "txt"),
    ],
)
def test_a_format(asked: str | None, file: str | None, meant: str) -> None:
    """What is asked for counts; without that, the suffix; without both, the default."""
    output = None if file is None else Path(file)
    assert format_of(asked, output, TRACE_FORMATS, "txt") == meant


@pytest.mark.parametrize(
    ("asked", "file", "complaint"),
    [
        ("svg", "a.png", "ask for two formats"),
        ("svg", "a.graphml", "ask for two formats"),
        (None, "a.graphml", "this command has no format .graphml"),
        (None, "a.jpg", "this command has no format .jpg"),
    ],
)
def test_what_is_refused(asked: str | None, file: str, complaint: str) -> None:
    """A file whose name promises something else than it would have is not written."""
    with pytest.raises(BadInput, match=complaint):
        format_of(asked, Path(file), TRACE_FORMATS, "txt")


def test_files_are_what_their_names_say(call: Call, tmp_path: Path) -> None:
    """A trace in a .png is a PNG, a graph in a .graphml is GraphML."""
    small = ("torn-pte0", "--set", "nr_pages=2")
    assert call("trace", *small, "-o", tmp_path / "x.png").status == 1
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    assert call("graph", *small, "-o", tmp_path / "x.graphml").status == 0
    assert "<graphml" in (tmp_path / "x.graphml").read_text(encoding="utf-8")


def test_the_version_and_what_it_consists_of(call: Call) -> None:
    """One line, and with --verbose a line for each tool, in either order of the options."""
    assert len(call("--version").stdout.splitlines()) == 1
    for options in (("--version", "--verbose"), ("--verbose", "--version")):
        said = call(*options).stdout
        assert "\njava: " in said and "\ntla2tools.jar: TLC" in said and "\nsystem: " in said


def test_the_shell_completes(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands and names of scenarios are completed, as click's shells ask for them."""
    monkeypatch.setenv("_TORNFOLIO_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "tornfolio check whole-w")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert call("check").stdout == "plain,whole-with-sync\n"


def test_a_picture_of_another_option_is_named_by_it() -> None:
    """Where there is no -f, the refusal names the option and the one suffix that it has."""
    with pytest.raises(BadInput) as refused:
        format_of(None, Path("growth.png"), ("svg",), "svg", "--plot")
    assert str(refused.value) == ("--plot 'growth.png': this command has no format .png; use .svg")
    assert format_of(None, Path("growth.svg"), ("svg",), "svg", "--plot") == "svg"
