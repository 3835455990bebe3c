"""A trace in any of its formats, and the module that goes with it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from tornfolio.check.run_store import module_text
from tornfolio.views.export import TEXT_FORMATS, TRACE_FORMATS, trace_bytes
from traces import make_trace

BEGINNINGS = {
    "html": b"<!DOCTYPE html>",
    "md": b"# torn-pte0: AllOrNothing is violated\n",
    "mermaid": b"sequenceDiagram\n",
    "itf": b"{",
    "json": b"{",
    "sarif": b"{",
    "svg": b"<?xml",
    "png": b"\x89PNG",
    "pdf": b"%PDF",
    "dot": b"digraph",
    "txt": b"AllOrNothing is violated",
}


@pytest.mark.parametrize("name", TRACE_FORMATS)
def test_each_format_is_what_it_is_called(name: str) -> None:
    """A file begins as files of its kind do."""
    assert trace_bytes(make_trace(), name).startswith(BEGINNINGS[name])


def test_what_is_text_can_be_read() -> None:
    """Formats for the terminal are text, those of JSON are JSON."""
    for name in TEXT_FORMATS:
        trace_bytes(make_trace(), name).decode()
    assert json.loads(trace_bytes(make_trace(), "itf"))["#meta"]["format"] == "ITF"


@pytest.mark.parametrize("name", ["txt", "md", "mermaid", "html"])
def test_loops_unfold_in_each_format(name: str) -> None:
    """With every step of every loop a trace is told in another way."""
    assert trace_bytes(make_trace(), name, unfold=True) != trace_bytes(make_trace(), name)


def test_the_page_has_the_module_that_is_given() -> None:
    """The PlusCal stands in the page, and only there."""
    source = "---- MODULE torn_pte0 ----\nnothing else says this"

    assert b"nothing else says this" in trace_bytes(make_trace(), "html", source=source)
    assert b"nothing else says this" not in trace_bytes(make_trace(), "txt", source=source)


def test_the_module_of_a_run(tmp_path: Path) -> None:
    """It is read from the run's folder; where it is gone, or is no module, there is none."""
    (tmp_path / "torn_pte0.tla").write_text("the module", encoding="utf-8")
    (tmp_path / "bad.tla").write_bytes(b"\xff")

    assert module_text(tmp_path, make_trace()) == "the module"
    for name in ("gone", "bad", "../torn_pte0", ""):
        assert module_text(tmp_path, dataclasses.replace(make_trace(), module=name)) is None
