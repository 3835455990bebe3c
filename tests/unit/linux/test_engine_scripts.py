"""The engine beside an explorer that knows nothing of it, on scripts that nobody has chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine_scripts import outcomes
from tornfolio.linux.schedule import Searched
from tornfolio.linux.search import search
from tornfolio.support.processes import Processes

# Few words, so that CPUs meet; `[` stands before what it holds the lock for.
PAIR = st.builds(
    lambda what, word: what + word, st.sampled_from("llss+c?"), st.sampled_from("abcd")
)
LOCKED = st.builds(
    lambda what, word: "[x" + what + word, st.sampled_from("ls+c"), st.sampled_from("ab")
)
SCRIPT = st.lists(PAIR | PAIR | LOCKED, min_size=1, max_size=5).map("".join)


def explore(
    program: Path, processes: Processes, folder: Path, scripts: list[str], **said: int
) -> Searched:
    """Run scripts with the engine; `said` are the other parameters of the program."""
    told: dict[str, str | int] = {f"cpu{cpu}": script for cpu, script in enumerate(scripts)}
    return search(program, processes, folder / "output", settings=told | said)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scripts=st.lists(SCRIPT, min_size=2, max_size=3))
def test_scripts(
    program: Callable[[str], Path], processes: Processes, tmp_path: Path, scripts: list[str]
) -> None:
    """Both find the same final states, and so does a search that merges steps.

    What violates a property that looks at two of the words is found either way.
    Schedules are told with all their steps either way, and end in the state that they are for.
    """
    expected = outcomes(scripts)
    single = explore(program("script"), processes, tmp_path, scripts, merge=0)
    merged = explore(program("script"), processes, tmp_path, scripts, merge=1, visible=1)
    assert {final.text for final in single.finals} == expected
    assert {final.text for final in merged.finals} == expected
    alike = {each.property for each in single.violated}
    assert alike <= {"Alike"}
    assert {each.property for each in merged.violated} == alike
    assert merged.states <= single.states
    # No loop: every schedule of a final state has as many accesses as its CPUs make.
    for final in (*single.finals, *merged.finals):
        assert final.schedule is not None
        assert len(final.schedule.steps) == final.steps


def test_merging_pays(program: Callable[[str], Path], processes: Processes, tmp_path: Path) -> None:
    """Only accesses that another CPU can notice are steps where steps are merged.

    CPU 0 makes seven accesses, of which one is to a word that CPU 1 touches, which makes four: a
    CPU stands in front of its access to that word, or has returned.
    """
    scripts = ["lbsbsblasbsb", "saldsd"]
    single = explore(program("script"), processes, tmp_path, scripts, merge=0)
    merged = explore(program("script"), processes, tmp_path, scripts, merge=1)
    assert {final.text for final in merged.finals} == {final.text for final in single.finals}
    # In front of word a: 1. One has done its step and returned: 2. Both, in two orders: 2.
    assert merged.states == 5
    assert single.states > merged.states


def test_what_properties_look_at_is_not_merged(
    program: Callable[[str], Path], processes: Processes, tmp_path: Path
) -> None:
    """A store that no other CPU can notice is a step of its own if a property looks at the word.

    CPU 0 makes a and b unlike for a moment. It loads a again, which nobody can notice, as
    nobody else writes it; so its states are: before each of two stores, and in the end, beside
    CPU 1, whose one store is noticed by nobody. Where each word is said to be contended, the load
    and the store of CPU 1 are steps as well: four states by two.
    """
    scripts = ["+ala+b", "sc"]
    unseen = explore(program("script"), processes, tmp_path, scripts, merge=1)
    assert not unseen.violated
    visible = explore(program("script"), processes, tmp_path, scripts, merge=1, visible=1)
    assert [each.property for each in visible.violated] == ["Alike"]
    assert visible.states == 3
    contended = explore(program("script"), processes, tmp_path, scripts, merge=1, contended=1)
    assert [each.property for each in contended.violated] == ["Alike"]
    assert contended.states == 8
