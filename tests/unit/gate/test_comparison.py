"""What the gate says of a point whose survey and expectation were made by hand."""

from __future__ import annotations

import dataclasses

import pytest

from expected import EXPECTED, POINT
from made import KEPT, PART, TORN, survey
from tornfolio.explore.outcomes import Outcome
from tornfolio.gate import comparison
from tornfolio.gate.comparison import Item, compare, expect, outcome_lines, unblessed, worst
from tornfolio.gate.points import Point
from tornfolio.tlc.messages import Counts


def _differing(items: tuple[Item, ...]) -> dict[str, str]:
    return {item.what: item.word for item in items if item.word != "as expected"}


def test_as_expected() -> None:
    """Verdicts, numbers and final states that are all as expected make a green point."""
    items = compare(POINT, survey(), "safety")
    assert _differing(items) == {}
    assert [item.what for item in items] == ["Whole", "Locked", "generated", "distinct", "outcomes"]
    assert [item.found for item in items][-1] == 2


@pytest.mark.parametrize(
    ("wanted", "found", "word"),
    [
        ((), ("contpte1",), "differs"),
        (("contpte1",), ("contpte1",), "as expected"),
        (("contpte1",), (), "differs"),
        (("contpte1",), ("contpte1", "fault"), "differs"),
        (("contpte1", "fault"), ("fault", "contpte1"), "as expected"),
    ],
)
def test_a_writer_that_never_acts(
    wanted: tuple[str, ...], found: tuple[str, ...], word: str
) -> None:
    """A point is green only if the CPUs that never act are exactly those that it names."""
    expected = dataclasses.replace(EXPECTED, vacuous=wanted)
    point = dataclasses.replace(POINT, expected=expected)
    seen = dataclasses.replace(survey(), vacuous=found)
    assert [each.word for each in compare(point, seen, "all") if each.what == "vacuous"] == [word]


def test_what_is_said_of_a_writer_that_never_acts() -> None:
    """Both sides name their CPUs, or say that there is none."""
    two = dataclasses.replace(survey(), vacuous=("contpte1", "fault"))
    assert Item("vacuous", "no CPU", "contpte1, fault", "differs") in compare(POINT, two, "all")
    named = dataclasses.replace(POINT, expected=dataclasses.replace(EXPECTED, vacuous=("fault",)))
    assert Item("vacuous", "fault", "no CPU", "differs") in compare(named, survey(), "all")
    # Of a search that a limit has ended nothing is known of those who have not acted yet.
    cut = dataclasses.replace(survey(counts=PART), vacuous=("fault",))
    assert [item.what for item in compare(POINT, cut, "all") if item.what == "vacuous"] == []


def _scenario(point: Point, **changed: object) -> Point:
    scenario = dataclasses.replace(point.spec.scenario, **changed)  # type: ignore[arg-type]
    return dataclasses.replace(point, spec=dataclasses.replace(point.spec, scenario=scenario))


def test_what_the_scenario_demands() -> None:
    """A demand of the scenario comes before what has been recorded, and is never forgotten."""
    met = _scenario(POINT, required=(("Locked", "holds"),))
    assert _differing(compare(met, survey(), "safety")) == {}
    other = _scenario(POINT, required=(("Locked", "violated"),))
    assert Item("Locked", "violated", "holds", "differs") in compare(other, survey(), "safety")
    gone = _scenario(POINT, required=(("Lost", "holds"),))
    assert _differing(compare(gone, survey(), "safety")) == {"Lost": "differs"}
    assert Item("Lost", "holds", "not there", "differs") in compare(gone, survey(), "safety")


def test_what_is_never_recorded() -> None:
    """A verdict that the scenario forbids is said with both; one that is open is no reproach."""
    assert unblessed(POINT, survey()) == ""
    assert unblessed(_scenario(POINT, required=(("Locked", "holds"),)), survey()) == ""
    other = _scenario(POINT, required=(("Locked", "holds"), ("Whole", "holds")))
    file = other.spec.scenario.file
    assert unblessed(other, survey()) == f"Whole is violated, and {file} says expect = holds"
    gone = _scenario(POINT, required=(("Lost", "holds"),))
    said = f"Lost is not a property of it, and {file} says expect = holds"
    assert unblessed(gone, survey()) == said
    open_ = survey({"Whole": "undecided", "Locked": "holds"})
    assert unblessed(other, open_) == ""


@pytest.mark.parametrize("unasked", [False, True])
def test_what_is_true_of_nothing(monkeypatch: pytest.MonkeyPatch, unasked: bool) -> None:
    """A property that looks at nothing differs until it is named; the others are as they were."""
    found, of = survey(), "nothing that the scenario changes"
    if unasked:
        found = dataclasses.replace(found, unasked=("LockedAsked1",))
        of = "no state that is reached"
    else:
        monkeypatch.setattr(comparison, "idle_properties", lambda spec: {"Locked": "S"})
    items = compare(POINT, found, "safety")
    assert _differing(items) == {"Locked": "differs"}
    assert Item("Locked", "holds", "holds", "differs", f"holds, but speaks of {of}") in items
    named = dataclasses.replace(POINT, expected=dataclasses.replace(EXPECTED, idle=("Locked",)))
    items = compare(named, found, "safety")
    assert _differing(items) == {}
    assert Item("Locked", "holds", "holds", "as expected") in items
    again = expect(named, found)
    assert again is not None
    assert again.idle == ("Locked",)
    bare = dataclasses.replace(POINT, expected=None)
    new = expect(bare, found)
    assert new is not None
    assert new.idle == ()


def test_who_waits_for_ever() -> None:
    """A point is red if somebody waits for ever, unless it expects that not all come to an end."""
    seen = dataclasses.replace(survey(), stuck=(("reclaim", "next_pte"),))
    item = Item("who waits for ever", "nobody", "reclaim at next_pte", "differs")
    assert item in compare(POINT, seen, "all")
    assert item in compare(POINT, seen, "safety")
    endless = dataclasses.replace(EXPECTED, violated=(*EXPECTED.violated, "Ends"))
    assert item not in compare(dataclasses.replace(POINT, expected=endless), seen, "safety")
    assert item not in compare(POINT, survey(), "all")


def test_vacuous_is_the_users_to_write() -> None:
    """New expectations keep what the user named under `vacuous`, and never what was found."""
    seen = dataclasses.replace(survey(), vacuous=("contpte",))
    made = expect(POINT, seen)
    assert made is not None
    assert made.vacuous == ()
    named = dataclasses.replace(POINT, expected=dataclasses.replace(EXPECTED, vacuous=("fault",)))
    kept = expect(named, seen)
    assert kept is not None
    assert kept.vacuous == ("fault",)


def test_no_final_state() -> None:
    """A complete search without a final state is not green, whatever was expected of it."""
    point = dataclasses.replace(POINT, expected=dataclasses.replace(EXPECTED, outcomes=()))
    items = compare(point, survey(outcomes={}), "safety")
    assert _differing(items) == {"final states": "differs"}
    assert items[-1] == Item("final states", "some", "none", "differs")
    # With no pass of reclaim there is nothing that could end.
    parameters = dataclasses.replace(point.spec.scenario.parameters, passes=0)
    idle = _scenario(point, parameters=parameters)
    assert _differing(compare(idle, survey(outcomes={}, of=idle.spec), "safety")) == {}


def test_a_new_final_state() -> None:
    """A final state that was not expected differs, though all expected ones are there."""
    new = Outcome("SP", "kept", False, False, 2, 0, True)
    items = compare(POINT, survey(outcomes={KEPT: 1, TORN: 2, new: 1}), "safety")
    assert _differing(items) == {"outcomes": "differs"}
    assert items[-1].difference == "new 1 *> SP  folio kept; 2 slots"
    assert items[-1].expected == 2


def test_a_final_state_that_is_gone() -> None:
    """An expected final state that is not reached any more differs."""
    items = compare(POINT, survey(outcomes={KEPT: 1}), "safety")
    assert _differing(items) == {"outcomes": "differs"}
    assert items[-1].difference == "not 2 *> PS  folio kept; 2 slots"


@pytest.mark.parametrize(
    ("counts", "what"),
    [
        (Counts(99, 40, 0, 9), "generated"),
        (Counts(101, 40, 0, 9), "generated"),
        (Counts(100, 39, 0, 9), "distinct"),
        (Counts(100, 41, 0, 9), "distinct"),
        (Counts(None, 40, 0, 9), "generated"),
    ],
)
def test_other_numbers_of_states(counts: Counts, what: str) -> None:
    """One state more or less differs, and so does a number that is not there."""
    assert _differing(compare(POINT, survey(counts=counts), "safety")) == {what: "differs"}


def test_a_band_of_states() -> None:
    """Both ends of a band are inside of it."""
    banded = dataclasses.replace(EXPECTED, generated=(90, 100), distinct=(40, 50), reason="varies")
    point = dataclasses.replace(POINT, expected=banded)
    for generated, distinct in ((90, 40), (100, 50)):
        counts = Counts(generated, distinct, 0, 9)
        assert _differing(compare(point, survey(counts=counts), "safety")) == {}
    items = compare(point, survey(counts=Counts(89, 51, 0, 9)), "safety")
    assert _differing(items) == {"generated": "differs", "distinct": "differs"}
    assert next(item.expected for item in items if item.what == "generated") == (90, 100)


@pytest.mark.parametrize(("found", "prop"), [("holds", "Whole"), ("violated", "Locked")])
def test_another_verdict(found: str, prop: str) -> None:
    """A property that holds or is violated against expectation differs."""
    verdicts = {"Whole": "violated", "Locked": "holds", prop: found}
    items = compare(POINT, survey(verdicts), "safety")  # type: ignore[arg-type]
    assert _differing(items) == {prop: "differs"}


def test_an_undecided_property() -> None:
    """A property that is not decided leaves it and the final states open."""
    items = compare(POINT, survey({"Whole": "undecided", "Locked": "holds"}), "safety")
    assert _differing(items) == dict.fromkeys(
        ("Whole", "generated", "distinct", "outcomes"), "not decided"
    )


def test_a_search_that_is_not_complete() -> None:
    """Numbers and final states of a search that was cut off are not compared."""
    for counts in (PART, None):
        items = compare(POINT, survey(counts=counts), "safety")
        assert _differing(items) == dict.fromkeys(
            ("generated", "distinct", "outcomes"), "not decided"
        )


def test_liveness_alone() -> None:
    """The live lane compares temporal properties and no states."""
    items = compare(POINT, survey({"Ends": "holds"}, outcomes={}, counts=None), "liveness")
    assert [(item.what, item.word) for item in items] == [("Ends", "as expected")]
    items = compare(POINT, survey({"Ends": "undecided"}, outcomes={}, counts=None), "liveness")
    assert _differing(items) == {"Ends": "not decided"}


def test_another_text() -> None:
    """What was expected of another text is not what this one is held to."""
    point = dataclasses.replace(POINT, digest="e" * 64)
    assert _differing(compare(point, survey(), "safety")) == {"text": "differs"}


def test_no_expectation() -> None:
    """A point without an expectation is never as expected."""
    point = dataclasses.replace(POINT, expected=None)
    assert [item.word for item in compare(point, survey(), "safety")] == ["differs"]


def test_properties_of_one_side() -> None:
    """A property that only the spec, or only the expectation has, differs."""
    fewer = dataclasses.replace(EXPECTED, holds=("Ends",))
    point = dataclasses.replace(POINT, expected=fewer)
    items = compare(point, survey(), "safety")
    assert _differing(items) == {"Locked": "differs"}
    assert items[1] == Item("Locked", "not there", "holds", "differs")

    more = dataclasses.replace(EXPECTED, violated=("Whole", "Gone"), holds=("Locked", "Lost"))
    items = compare(dataclasses.replace(POINT, expected=more), survey(), "safety")
    assert _differing(items) == {"Gone": "differs", "Lost": "differs"}
    assert Item("Gone", "violated", "not there", "differs") in items
    assert Item("Lost", "holds", "not there", "differs") in items


def test_the_worst_word() -> None:
    """A tool that failed is worse than what is open, and that worse than a difference."""
    order = ("as expected", "differs", "not decided", "tool failed")
    for at, word in enumerate(order):
        assert worst(order[: at + 1]) == word  # type: ignore[arg-type]
        assert worst(reversed(order[: at + 1])) == word  # type: ignore[arg-type]
    assert worst(()) == "as expected"


def test_what_is_going_to_be_expected() -> None:
    """An expectation is what was found, with the point's lane and digest."""
    point = dataclasses.replace(POINT, expected=dataclasses.replace(EXPECTED, violated=()))
    verdicts = {"Whole": "violated", "Locked": "holds", "Ends": "holds"}
    assert expect(point, survey(verdicts)) == EXPECTED  # type: ignore[arg-type]
    assert expect(dataclasses.replace(point, expected=None), survey()) == dataclasses.replace(
        EXPECTED, lane="full", holds=("Locked",)
    )


def test_nothing_is_expected_of_what_was_not_decided() -> None:
    """No expectation is made of a search that a limit has ended."""
    assert expect(POINT, survey(reason="no time")) is None
    assert expect(POINT, survey(counts=PART)) is None
    assert expect(POINT, survey(counts=None)) is None


def test_a_band_grows() -> None:
    """A band with a reason is widened by what was found, and keeps its reason."""
    banded = dataclasses.replace(EXPECTED, generated=(90, 95), distinct=(45, 50), reason="varies")
    new = expect(dataclasses.replace(POINT, expected=banded), survey())
    assert new is not None
    assert (new.generated, new.distinct, new.reason) == ((90, 100), (40, 50), "varies")


def test_lines_of_final_states() -> None:
    """A line has the number of states, whether the condition holds, the PTEs and the folio."""
    gone = Outcome("SS", "reclaimed", True, False, 0, 1, False)
    assert outcome_lines({gone: 3}) == ("3 :> SS  folio reclaimed, split; I/O for 1 page",)


def test_what_is_said_of_a_text() -> None:
    """A missing expectation and another text are items of their own, digests by their beginning."""
    bare = dataclasses.replace(POINT, expected=None)
    assert compare(bare, survey(), "safety") == (Item("text", "an expectation", "none", "differs"),)
    other = dataclasses.replace(POINT, digest="e" * 64)
    assert compare(other, survey(), "safety")[0] == Item("text", "d" * 12, "e" * 12, "differs")


def test_what_is_said_of_numbers() -> None:
    """A number is compared with a number, a band with a number; what is not there is None."""
    by_name = {item.what: item for item in compare(POINT, survey(counts=None), "safety")}
    assert by_name["generated"] == Item("generated", 100, None, "not decided")
    assert by_name["generated"].expected_in_words == "100"
    assert by_name["generated"].found_in_words == "unknown"
    banded = dataclasses.replace(EXPECTED, generated=(1000, 2000), reason="varies")
    items = compare(dataclasses.replace(POINT, expected=banded), survey(), "safety")
    (item,) = (item for item in items if item.what == "generated")
    assert (item.expected_in_words, item.found_in_words) == ("1,000 to 2,000", "100")
    assert (items[0].expected_in_words, items[0].found_in_words) == ("violated", "violated")


def test_all_final_states_that_differ_are_said() -> None:
    """What is gone comes first, then what is new, each with its line."""
    new = Outcome("SP", "kept", False, False, 2, 0, True)
    item = compare(POINT, survey(outcomes={KEPT: 1, new: 1}), "safety")[-1]
    said = "not 2 *> PS  folio kept; 2 slots; new 1 *> SP  folio kept; 2 slots"
    assert item == Item("outcomes", 2, 2, "differs", said)
    assert item.found_in_words == said


def test_a_search_that_went_on_is_expected_with_what_it_counted() -> None:
    """Of a search that went on from a checkpoint the states generated are not known."""
    new = expect(POINT, survey(counts=Counts(None, 40, 0, 9)))
    assert new is not None
    assert (new.generated, new.distinct) == ((0, 0), (40, 40))
