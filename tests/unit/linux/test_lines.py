"""The source line of a step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine_programs import PROGRAMS
from tornfolio.linux.lines import find_places
from tornfolio.linux.schedule import Searched
from tornfolio.support.errors import ToolFailed


def test_places(explore: Callable[..., Searched], program: Callable[[str], Path]) -> None:
    """Each access has function, file and line, and a function that was inlined has its own name.

    In Peterson's lock the first CPU says that it wants to enter, gives way, and looks at the
    other's flag, the latter two in await_turn().
    """
    final = explore("peterson").finals[0]
    assert final.schedule is not None
    accesses = [access for step in final.schedule.steps for access in step.accesses][:3]
    places = find_places(program("peterson"), frozenset(access.pc for access in accesses))
    found = [places[access.pc] for access in accesses]
    lines = (PROGRAMS / "peterson.c").read_text(encoding="utf-8").splitlines()
    assert [place.function for place in found] == ["enter_and_leave", "await_turn", "await_turn"]
    assert [lines[place.line - 1].strip() for place in found] == [
        "shared.wants[cpu] = 1;",
        "shared.turn = (uint32_t)!cpu;",
        "while (shared.wants[!cpu] && shared.turn == (uint32_t)!cpu)",
    ]
    assert {Path(place.file).name for place in found} == {"peterson.c"}


def test_address_of_nothing(program: Callable[[str], Path]) -> None:
    """An address that is no code has no place."""
    assert find_places(program("peterson"), frozenset({1})) == {}


def test_no_program(tmp_path: Path) -> None:
    """What is no program is an error that names it."""
    (tmp_path / "text").write_text("no program")
    with pytest.raises(ToolFailed, match="text cannot be read"):
        find_places(tmp_path / "text", frozenset({1}))
