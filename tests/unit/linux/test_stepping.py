"""A program that is led step by step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tornfolio.linux.stepping import Stepping
from tornfolio.support.errors import ToolFailed
from tornfolio.support.processes import Processes

Program = Callable[[str], Path]


def test_steps(program: Program, processes: Processes, tmp_path: Path) -> None:
    """Each answer says what the step did and what each CPU is about to do; undo goes back."""
    leading = Stepping(program("abba"), processes, tmp_path / "output")
    at = leading.begin()
    assert [(cpu.what, cpu.name, cpu.enabled) for cpu in at.cpus] == [
        ("lock", "ptl", True),
        ("lock", "folio lock", True),
    ]
    first = leading.step(0)
    assert first.step is not None
    assert [access.after for access in first.step.accesses] == [1]
    stuck = leading.step(1)
    assert [(cpu.name, cpu.enabled) for cpu in stuck.cpus] == [
        ("folio lock", False),
        ("ptl", False),
    ]
    assert leading.step(0).refused
    assert leading.undo().cpus == first.cpus
    assert leading.undo().cpus == at.cpus
    leading.end()


def test_step_that_ends(program: Program, processes: Processes, tmp_path: Path) -> None:
    """A step that crashes says so and is taken back, so that another one can be tried."""
    leading = Stepping(program("mishaps"), processes, tmp_path / "output", {"way": "bug"})
    leading.begin()
    before = leading.step(1)
    crashed = leading.step(0)
    assert crashed.step is not None
    assert crashed.step.ends
    assert [error.property for error in crashed.step.errors] == ["NoCrash"]
    assert crashed.cpus == before.cpus
    leading.end()


def test_choice(program: Program, processes: Processes, tmp_path: Path) -> None:
    """A CPU with a choice takes what it is told to, and only what there is; states are shown."""
    leading = Stepping(program("choices"), processes, tmp_path / "output")
    at = leading.begin(1)
    assert at.start == "chosen = 101"
    assert [cpu.choices for cpu in at.cpus] == [3, 1]
    assert leading.step(0, 3).refused
    leading.step(0, 2)
    after = leading.step(0)
    assert after.step is not None
    assert after.step.state == "chosen = 2"
    assert [cpu.returned for cpu in after.cpus] == [True, False]
    leading.end()


def test_program_that_has_ended(program: Program, processes: Processes, tmp_path: Path) -> None:
    """No answer is an error that says what was asked."""
    leading = Stepping(program("abba"), processes, tmp_path / "output")
    leading.end()
    with pytest.raises(ToolFailed, match="asked to init 0"):
        leading.begin()
