"""Tests of the reading of all states and steps, line by line."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

from tornfolio.model.scenario import load_scenario
from tornfolio.quantities.chain import Chain, read_chain, read_seen
from tornfolio.tlc.messages import OBSERVATION

_LABELS = {"r_load": ("reclaim", "load"), "r_lock": ("reclaim", "ptl")}
# As long as what TLC writes of a state with a hundred PTEs.
_TEXT = "x" * 5000


def in_a_row(states: int) -> Chain:
    """A chain of one CPU, whose states TLC has told and dumped one after another."""
    names = list(_LABELS)

    def told() -> Iterator[str]:
        for at in range(states):
            where = "Done" if at == states - 1 else names[at % 2]
            facts = r"<<{}, FALSE, FALSE, FALSE, 0, <<\"nobody\">>>>"
            yield f'{OBSERVATION}{at + 1}, {facts}, <<\\"{where}\\">>>>"\n'

    def dumped() -> Iterator[str]:
        for at in range(states):
            style = ",style = filled]" if at == 0 else "]"
            yield f'{2**60 + at} [label="/\\\\ text = {_TEXT}"{style}\n'
            if at < states - 1:
                yield f'{2**60 + at} -> {2**60 + at + 1} [label="{names[at % 2]}"];\n'
        yield "}\n"

    seen = read_seen(told())
    return read_chain(
        dumped(), seen, load_scenario("torn-pte0"), {"reclaim": ["reclaim"]}, _LABELS, "the dump"
    )


def test_a_row_of_states_is_read() -> None:
    """Each state has the one step that leads to the next, and the last one has none."""
    chain = in_a_row(4)
    assert chain.states == 4
    steps = [[(step.label, step.target) for step in chain.steps(at)] for at in range(4)]
    assert steps == [[("r_load", 1)], [("r_lock", 2)], [("r_load", 3)], []]


def test_a_state_takes_little_room_however_long_its_text_is() -> None:
    """Numbers are kept of a state and its steps, and nothing of the text that TLC has dumped."""

    def peak(states: int) -> int:
        tracemalloc.start()
        try:
            in_a_row(states)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)  # what is read once, such as the scenario
    assert (peak(6000) - peak(2000)) / 4000 < 500
