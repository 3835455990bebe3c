"""Tests of what is said where Storm is not there, and of what it refuses."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.quantities.storm import load_drn, need_storm
from tornfolio.support.errors import ToolFailed, ToolMissing


def test_without_storm_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a tool that is missing, and the extra has it."""
    monkeypatch.setitem(sys.modules, "stormpy", None)
    with pytest.raises(ToolMissing, match=r"pip install 'tornfolio\[quantities\]'"):
        need_storm()


def test_a_model_that_storm_cannot_read_is_a_tool_that_failed() -> None:
    """Storm's own errors do not come through."""
    pytest.importorskip("stormpy", reason="Storm is not installed: nothing can be quantified")
    with pytest.raises(ToolFailed, match="Storm does not answer a model"):
        load_drn(["@type: DTMC\n", "@nr_states\nmany\n"])


def test_a_graph_is_written_as_storm_reads_it(call: Call, tmp_path: Path) -> None:
    """Some order tears the folio and some does not; with TTU_SYNC none does."""
    pytest.importorskip("stormpy", reason="Storm is not installed: nothing can be quantified")
    for ttu, most in (("none", 1), ("TTU_SYNC", 0)):
        file = tmp_path / "states.drn"
        settings = ("--set", "nr_pages=2", "--set", f"ttu={ttu}")
        assert call("graph", "torn-pte0", *settings, "-f", "drn", "-o", str(file)).status == 0
        model = load_drn([file.read_text(encoding="ascii")])
        assert model.value('Pmax=? [F "violates_NotTornByReclaim"]') == most
        assert model.value('Pmin=? [F "violates_NotTornByReclaim"]') == 0
        assert model.value('Pmin=? [F "last"]') == 1
