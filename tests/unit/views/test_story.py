"""A trace as a story in Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from hostile import HOSTILE, hostile_text, hostile_trace
from tornfolio.views.story import story
from traces import ZAPPED, make_trace, seed_events


def test_the_seed_is_told() -> None:
    """Who does what in which C function, what the PTEs become, where PTE0 is missed and why."""
    text = story(make_trace(seed_events(16), nr_pages=16))

    assert text.startswith("# torn-pte0: AllOrNothing is violated\n")
    assert "Parameters: nr_pages = 16, ttu = 0, writers = contpte\n" in text
    assert re.search(
        r"\d+\. Step 3: contpte, in contpte_function\(\), clears PTE0. PTEs: `0P{15}`\n", text
    )
    assert (
        "Step 4: reclaim, in map_pte(), reads PTE0 = none without the PTL and goes on."
        " **Here the walk misses PTE0: contpte has cleared it for a moment, in step 3,"
        " and it is set again in step 22, too late.**\n"
    ) in text
    assert "makes PTE1..PTE15 swap entries, in 15 rounds. PTEs: `PSSSSSSSSSSSSSSS`\n" in text
    assert "PTE0 stays present while PTE1..PTE15 are swap entries" in text


def test_the_sentences_are_numbered() -> None:
    """The numbers count the sentences from 1."""
    numbers = re.findall(r"^(\d+)\. Steps? ", story(make_trace()), re.MULTILINE)

    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_no_miss_is_told_where_there_is_none() -> None:
    """A PTE that userspace has unmapped for good is not missed."""
    assert "misses" not in story(make_trace(ZAPPED))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_markup(text: str) -> None:
    """No tag, no link, no heading, and nobody is called."""
    told = story(hostile_trace(text))

    assert not re.search(r"(?<!\\)[<>\[\]|~!$]", re.sub(r"`[^`]*`", "", told))
    assert "@" not in told


@given(hostile_text)
def test_no_text_makes_a_line_of_its_own(text: str) -> None:
    """The lines are those of the story, whatever the names are."""
    told = story(hostile_trace(text))

    assert len(told.split("\n")) == len(story(hostile_trace("a")).split("\n"))
    assert told.isprintable() or set(told) - {"\n"} == {c for c in told if c.isprintable()}
