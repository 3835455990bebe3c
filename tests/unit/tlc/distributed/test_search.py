"""Tests of reading what TLC's server has said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tornfolio.support.errors import ToolFailed
from tornfolio.support.processes import Execution
from tornfolio.tlc.distributed import search


@pytest.mark.parametrize("status", [-9, 137])
def test_a_server_that_was_killed(tmp_path: Path, status: int) -> None:
    """Signal 9, directly or through a shell, is said with what helps, as of a search of one JVM."""
    output = tmp_path / "distributed_1.out"
    output.write_text("something\n", encoding="utf-8")
    with pytest.raises(ToolFailed) as failed:
        search._read(Execution(("java",), status, None, 1.0, output))
    assert failed.value.problem.startswith("TLC's server was ended by signal 9 without a verdict")
    assert "--memory" in failed.value.next_step
    assert str(output) in failed.value.next_step


def test_a_server_that_fails_otherwise(tmp_path: Path) -> None:
    """Another status says nothing of memory."""
    output = tmp_path / "distributed_1.out"
    output.touch()
    with pytest.raises(ToolFailed, match="ended with status 2 without a verdict"):
        search._read(Execution(("java",), 2, None, 1.0, output))
