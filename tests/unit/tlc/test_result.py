"""Recorded outputs of two releases of TLC, named by the situation, are read as what they are."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from places import DATA
from recorded import RELEASES, SAFETY, recorded
from tornfolio.support.errors import ToolFailed
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.result import read_result
from tornfolio.trace.build import build_trace


def test_both_releases_are_there() -> None:
    """The recordings are those of the wheel's TLC and of a newer one, for the same situations."""
    assert RELEASES == ["tlc-1.8.0", "tlc-2.15"]
    first, second = ({path.name for path in (DATA / release).iterdir()} for release in RELEASES)
    assert first == second
    assert len(first) == 5


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("situation", ["safety-holds", "liveness-holds"])
def test_a_complete_search(release: str, situation: str) -> None:
    """A search that is complete holds, with equal counts in both releases."""
    properties = SAFETY if situation == "safety-holds" else ("Termination",)

    result = recorded(release, situation, 0, *properties)

    assert result.outcome == "holds"
    assert result.counts == Counts(57, 46, 0, 22)


@pytest.mark.parametrize("release", RELEASES)
def test_an_invariant_that_is_violated(release: str) -> None:
    """The first violated invariant is named, and the states lead to it."""
    result = recorded(release, "invariant-violated", 12, *SAFETY)

    assert result.violated is not None
    assert result.violated.name == "NoPteSkipped"
    assert [state.number for state in result.states] == list(range(1, len(result.states) + 1))
    assert build_trace(result).steps[-1].state.pte[0] == "present"


def _changes(text: str) -> str:
    """An output in which each state of the behaviour has only what is not as before."""
    before: set[str] = set()

    def changed(state: re.Match[str]) -> str:
        nonlocal before
        variables = re.split(r"^(?=/\\ )", state[2], flags=re.MULTILINE)
        left = [variable for variable in variables if variable not in before]
        before = set(variables)
        return state[1] + "".join(left) + state[3]

    state = r"(STARTMSG 2217:4 @!@!@\n[^\n]*\n)(.*?\n)(\n@!@!@ENDMSG)"
    return re.sub(state, changed, text, flags=re.DOTALL)


@pytest.mark.parametrize("release", RELEASES)
def test_a_behaviour_of_changes_only(release: str, tmp_path: Path) -> None:
    """A state that has only what the step has changed has all other variables as they were."""
    whole = recorded(release, "invariant-violated", 12, *SAFETY)
    text = _changes((DATA / release / "invariant-violated.out").read_text())
    assert text.count("/\\ ") < sum(len(state.variables) for state in whole.states) / 3
    run = replace(whole.run, execution=replace(whole.run.execution, output=tmp_path / "tlc.out"))
    (tmp_path / "tlc.out").write_text(text)

    assert read_result(run).states == whole.states

    before, _, after = text.rpartition("/\\ pc = ")
    (tmp_path / "tlc.out").write_text(f"{before}/\\ counter = {after}")
    with pytest.raises(ToolFailed, match="counter, which the first has not"):
        read_result(run)


@pytest.mark.parametrize("release", RELEASES)
def test_an_invariant_that_is_violated_in_a_condition(release: str) -> None:
    """The behaviour ends in the condition, and stands for the property itself."""
    result = recorded(
        release,
        "invariant-violated-in-condition",
        12,
        "AllOrNothing",
        condition="Pte0PresentRestSwap",
    )

    assert result.violated is not None
    assert result.violated.name == "AllOrNothing"
    assert build_trace(result).steps[-1].state.pte == ("present", "swap")


@pytest.mark.parametrize("release", RELEASES)
def test_a_liveness_property_that_is_violated(release: str) -> None:
    """TLC does not name it; it is the one that was asked for, and the behaviour stutters."""
    result = recorded(release, "liveness-violated-by-stuttering", 13, "Termination")

    assert result.violated is not None
    assert result.violated.name == "Termination"
    assert result.ending == "stuttering"


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize(
    ("situation", "status", "properties"),
    [
        ("invariant-violated", 0, SAFETY),
        ("invariant-violated", 13, SAFETY),
        ("invariant-violated", 12, ("TypeOK",)),
        ("safety-holds", 12, SAFETY),
        ("safety-holds", 1, SAFETY),
        ("liveness-violated-by-stuttering", 12, SAFETY),
    ],
)
def test_a_status_that_does_not_fit(
    release: str, situation: str, status: int, properties: tuple[str, ...]
) -> None:
    """An exit status that says something else than the output is no verdict."""
    with pytest.raises(ToolFailed):
        recorded(release, situation, status, *properties)
