"""A trace as a Mermaid sequence diagram."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from diagrams import is_diagram
from hostile import HOSTILE, hostile_text, hostile_trace
from tornfolio.views.mermaid import mermaid, too_long
from traces import KEEPS_UP, make_trace, seed_events


def test_the_seed_is_told() -> None:
    """A loop is one note in a loop, the miss is in a red box, and the end says what is torn."""
    text = mermaid(make_trace(seed_events(16), nr_pages=16))

    assert is_diagram(text)
    assert "participant cpu0 as reclaim\n    participant cpu1 as contpte\n" in text
    assert re.search(
        r"rect .*\n    Note over cpu0: 4: map_pte\(\)<br/>MISSED: reads PTE0 = none", text
    )
    assert re.search(r"loop 15 rounds\n    Note over cpu0: .*PTE1..PTE15: present", text)
    assert "PSSSSSSSSSSSSSSS" in text
    assert "PTE0 stays present while PTE1..PTE15 are swap" in text.replace("<br/>", " ")


def test_a_cpu_is_active_while_it_holds_the_ptl() -> None:
    """What takes the PTL activates its CPU, what drops it ends that; the one who waited is told."""
    text = mermaid(make_trace())

    assert text.count("    activate cpu0") == text.count("    deactivate cpu0") == 1
    assert text.count("    activate cpu1") == text.count("    deactivate cpu1") == 1
    assert "    cpu1-->>cpu0: the PTL is free\n" in text


def test_unfolded_each_step_is_a_note() -> None:
    """Without folding there are no loops."""
    trace = make_trace(KEEPS_UP)

    assert "loop" not in mermaid(trace, unfold=True)
    assert mermaid(trace, unfold=True).count("Note over cpu") >= len(trace.steps)


def test_512_pages_fit_into_a_comment() -> None:
    """GitHub draws no diagram of more than 50,000 characters."""
    assert len(mermaid(make_trace(seed_events(512), nr_pages=512))) < 10_000


def test_what_is_too_long_says_so() -> None:
    """Of a diagram that GitHub would not draw, a comment and a sentence for the user say that."""
    long = mermaid(make_trace(seed_events(512), nr_pages=512), unfold=True)
    short = mermaid(make_trace())

    assert is_diagram(long)
    assert "GitHub draws no diagram of more than 50,000" in long.splitlines()[1]
    assert f"%% {too_long(long)[:3]}" in long
    assert too_long(short) == ""
    assert "%%" not in short


def test_a_screen_reader_has_a_title_and_a_description() -> None:
    """The title says what is violated, the description how it ended."""
    lines = mermaid(make_trace()).splitlines()

    assert "    accTitle: torn-pte0: AllOrNothing is violated" in lines
    (told,) = [line for line in lines if line.startswith("    accDescr: ")]
    assert "PTE0 stays present while PTE1..PTE3 are swap entries" in told
    # Mermaid ends a line at a semicolon; the pause that it stands for stays.
    assert ", the walk reads none without the PTL and goes on." in told
    assert ";" not in told


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_syntax(text: str) -> None:
    """Whatever the names are, each line is one that a diagram may have."""
    assert is_diagram(mermaid(hostile_trace(text)))


@given(hostile_text)
def test_no_text_is_syntax(text: str) -> None:
    """The same for any text."""
    assert is_diagram(mermaid(hostile_trace(text)))
