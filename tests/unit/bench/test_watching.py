"""Tests of the measuring of a watch, without TLC."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import cli
from tornfolio.bench.watching import SavedAndSeen
from tornfolio.support.errors import ToolFailed

_ENDS = "All files of this check are in runs/seed"


def test_from_saving_to_the_second_verdict(tmp_path: Path) -> None:
    """The file is saved after the first verdict; what follows until the second is measured."""
    file = tmp_path / "seed.toml"
    began = time.monotonic()
    measured = SavedAndSeen(file, "after", pause=0.01)
    measured.take("TLC 2.15")
    assert not cli.wait_for(file.exists, seconds=0.1)
    measured.take(_ENDS)
    assert cli.wait_for(file.exists)
    assert file.read_text(encoding="utf-8") == "after"
    measured.take("violated  AllOrNothing")
    with pytest.raises(ToolFailed, match="a second verdict"):
        _ = measured.seconds
    measured.take(_ENDS)
    assert 0 < measured.seconds < time.monotonic() - began


def test_no_verdict_is_no_measurement(tmp_path: Path) -> None:
    """A watch that ends after one verdict has measured nothing."""
    measured = SavedAndSeen(tmp_path / "seed.toml", "after")
    measured.take(_ENDS)
    with pytest.raises(ToolFailed, match="a second verdict"):
        _ = measured.seconds
