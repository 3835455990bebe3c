"""What is judged from the results of all runs of a check, made by hand."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from made import ALL, ENDS, LOCKED, PART, WHOLE, result, spec
from recorded import SAFETY, recorded
from tornfolio.check.second import Answer, Second
from tornfolio.check.verdict import Verdict, judge
from tornfolio.model.folders import our_model
from tornfolio.tlc.jvm import Jvm
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question

SEARCH = Question("safety", (WHOLE, LOCKED), watch=True)
ALONE = Question("Ends", (ENDS,))


def _judge(*results: Result) -> Verdict:
    return judge(spec(), spec().properties, results, seconds=2.0, folder=Path("run"))


def _words(verdict: Verdict) -> dict[str, str]:
    return {prop.property.name: prop.verdict for prop in verdict.properties}


def test_everything_holds() -> None:
    """Properties hold if a search that asked for them saw all states."""
    verdict = _judge(result(SEARCH, "holds"), result(ALONE, "holds"))

    assert _words(verdict) == {"Whole": "holds", "Locked": "holds", "Ends": "holds"}
    assert (verdict.verdict, verdict.exit_status, verdict.trace) == ("holds", 0, None)
    assert verdict.to_json()["reasons"] == {}


def test_a_search_decides_only_what_it_was_asked() -> None:
    """A property whose own search was cut off does not hold because another search was complete."""
    cut = result(ALONE, "undecided", PART, status=-9, reason="the time limit was reached")
    verdict = _judge(result(SEARCH, "holds"), cut)

    assert _words(verdict) == {"Whole": "holds", "Locked": "holds", "Ends": "undecided"}
    assert verdict.verdict == "undecided"
    assert verdict.to_json()["reasons"] == {"Ends": "the time limit was reached"}
    assert verdict.exit_status == -9


def test_the_other_search_is_cut_off() -> None:
    """The same the other way round: a complete search of liveness says nothing of invariants."""
    cut = result(SEARCH, "undecided", PART, status=-9, reason="the state limit was reached")
    verdict = _judge(cut, result(ALONE, "holds"))

    assert _words(verdict) == {"Whole": "undecided", "Locked": "undecided", "Ends": "holds"}


def test_what_nobody_asked_for() -> None:
    """A property that no run was begun for is undecided, and the reason says so."""
    verdict = _judge(result(SEARCH, "holds"))
    assert _words(verdict)["Ends"] == "undecided"
    reason = verdict.to_json()["reasons"]["Ends"]
    assert reason == "the time limit was reached before the search"

    nothing = _judge()
    assert set(_words(nothing).values()) == {"undecided"}
    assert (nothing.verdict, nothing.counts, nothing.exit_status) == ("undecided", None, None)
    assert (nothing.tlc_version, nothing.runs) == ("", ())
    assert nothing.to_json()["states"]["distinct"] is None


def test_a_search_within_a_condition() -> None:
    """No violation in the states of a condition does not mean that there is none anywhere."""
    within = Question("condition", (WHOLE,), condition="Torn")
    assert _words(_judge(result(within, "holds")))["Whole"] == "undecided"


def test_a_report_of_a_search_that_was_cut_off() -> None:
    """What a search has reported is violated, though it saw not all; the rest is undecided."""
    cut = result(SEARCH, "undecided", PART, status=-9, reported=(WHOLE,), reason="no time")
    words = _words(_judge(cut, result(ALONE, "holds")))
    assert words == {"Whole": "violated", "Locked": "undecided", "Ends": "holds"}


def test_a_report_of_a_complete_search() -> None:
    """What a complete search for all did not report holds, beside what it did."""
    verdict = _judge(result(SEARCH, "violated", reported=(LOCKED,)), result(ALONE, "holds"))
    assert _words(verdict) == {"Whole": "holds", "Locked": "violated", "Ends": "holds"}
    assert (verdict.verdict, verdict.exit_status) == ("violated", 0)


def test_counts_are_those_of_the_most_complete_search() -> None:
    """A complete search counts before one that saw more states and was cut off."""
    more = Counts(900, 500, 20, 30)
    cut = result(ALONE, "undecided", more, status=-9, reason="no time")
    assert _judge(result(SEARCH, "holds"), cut).counts == ALL
    assert _judge(cut, result(SEARCH, "holds")).counts == ALL


def test_counts_of_searches_that_are_alike() -> None:
    """Of several complete searches, or several that are not, the larger one counts."""
    few, many = Counts(10, 5, 0, 2), Counts(20, 15, 0, 4)
    assert _judge(result(SEARCH, "holds", many), result(ALONE, "holds", few)).counts == many
    some = Counts(10, 5, 3, 2)
    cut = [
        result(question, "undecided", counts, status=-9)
        for question, counts in ((SEARCH, PART), (ALONE, some))
    ]
    verdict = _judge(*cut)
    assert verdict.counts == PART
    assert verdict.to_json()["states"] == {
        "generated": 90,
        "distinct": 35,
        "left_on_queue": 5,
        "diameter": 7,
    }


def test_a_run_in_json() -> None:
    """Each run is there with its question, status, counts, and the name of its output."""
    (run,) = _judge(result(SEARCH, "holds")).to_json()["tlc"]["runs"]
    assert run == {
        "question": "safety",
        "outcome": "holds",
        "exit_status": 0,
        "states": {"generated": 100, "distinct": 40, "left_on_queue": 0, "diameter": 9},
        "seconds": 1.5,
        "output": "tlc.out",
        "jvm": "",
    }


def test_the_counterexample_that_is_shown() -> None:
    """It comes from the run that found it, whose exit status stands for the verdict."""
    found = recorded("tlc-2.15", "invariant-violated", 12, *SAFETY)
    selected = found.run.question.properties
    search = Question("safety", selected, watch=True)
    reports = result(search, "violated", of=found.run.spec, reported=(found.violated,))
    verdict = judge(found.run.spec, selected, [reports, found], seconds=1, folder=Path("run"))

    assert verdict.trace is not None
    assert verdict.trace.property == "NoPteSkipped"
    assert verdict.exit_status == 12
    assert verdict.to_json()["violated_property"] == "NoPteSkipped"
    assert len(verdict.to_json()["trace"]) == len(found.states)


def test_a_counterexample_in_the_condition_comes_first() -> None:
    """Of two behaviours that violate a property, the one that ends in the condition is shown."""
    within = recorded(
        "tlc-2.15",
        "invariant-violated-in-condition",
        12,
        "AllOrNothing",
        condition="Pte0PresentRestSwap",
    )
    (prop,) = within.run.question.properties
    early = result(
        Question("safety", (prop,)),
        "violated",
        of=within.run.spec,
        status=12,
        violated=prop,
        states=within.states[:1],
    )
    for results in ([early, within], [within, early]):
        verdict = judge(within.run.spec, (prop,), results, seconds=1, folder=Path("run"))
        assert verdict.trace is not None
        assert len(verdict.trace.steps) == len(within.states)


def test_the_scenarios_own_property_is_shown_first() -> None:
    """With counterexamples of several properties, the one that the scenario asks about is shown."""
    found = recorded("tlc-2.15", "invariant-violated", 12, *SAFETY)
    own = next(p for p in found.run.spec.properties if p.name == "AllOrNothing")
    assert found.run.spec.scenario.property_name == own.name
    others = result(
        Question("own", (own,)),
        "violated",
        of=found.run.spec,
        status=12,
        violated=own,
        states=found.states,
    )
    selected = found.run.question.properties
    assert [p.name for p in selected].index("NoPteSkipped") < len(selected) - 1
    verdict = judge(found.run.spec, selected, [found, others], seconds=1, folder=Path("run"))
    assert verdict.trace is not None
    assert verdict.trace.property == "AllOrNothing"


def test_the_whole_verdict_in_json() -> None:
    """JSON has each documented key with its value, and times to the millisecond."""
    cut = result(ALONE, "undecided", None, status=-9, reason="no time")
    made = [result(SEARCH, "holds"), cut]
    verdict = judge(spec(), spec().properties, made, seconds=2.00049, folder=Path("run"))
    parameters = spec().scenario.parameters
    got = verdict.to_json()
    runs = got["tlc"].pop("runs")
    assert [run["question"] for run in runs] == ["safety", "Ends"]
    assert runs[1]["states"] == dict.fromkeys(
        ("generated", "distinct", "left_on_queue", "diameter")
    )
    known = {
        "scenario": "torn-pte0",
        "model": our_model().in_words,
        "parameters": parameters.to_json(),
        "verdict": "undecided",
        "properties": {"Whole": "holds", "Locked": "holds", "Ends": "undecided"},
        "reasons": {"Ends": "no time"},
        "states": {"generated": 100, "distinct": 40, "left_on_queue": 0, "diameter": 9},
        "tlc": {"version": "TLC of a test", "exit_status": -9},
        "seconds": 2.0,
        "run_dir": "run",
        "notes": list(parameters.notes()),
        "empty": list(parameters.empty()),
        "violated_property": None,
        "trace": [],
    }
    assert {key: got[key] for key in known} == known
    assert verdict.bounds == parameters.in_words()
    later = judge(spec(), spec().properties, made, seconds=2.0006, folder=Path("run"))
    assert later.to_json()["seconds"] == 2.001


def test_a_run_says_how_its_jvm_was_chosen() -> None:
    """The choice of a JVM is in JSON in words, and the time of a run to the millisecond."""
    jvm = Jvm(("-Xmx1g",), 1, False, 50)
    found = result(SEARCH, "holds")
    execution = dataclasses.replace(found.run.execution, seconds=1.23449)
    run = dataclasses.replace(found.run, jvm=jvm, execution=execution)
    (summary,) = _judge(dataclasses.replace(found, run=run)).to_json()["tlc"]["runs"]
    assert summary["jvm"] == "-Xmx1g, 1 worker; about 50 states expected"
    assert summary["seconds"] == 1.234


def test_what_is_said_of_a_search_about_nothing() -> None:
    """CPUs that never acted, and that no state is final, are known of the search that looked."""
    looked = result(SEARCH, "holds", vacuous=("contpte",), endless=True)
    found = _judge(result(ALONE, "holds"), looked).to_json()
    assert (found["vacuous"], found["endless"]) == (["contpte"], True)
    found = _judge(result(SEARCH, "holds", vacuous=())).to_json()
    assert (found["vacuous"], found["endless"]) == ([], False)
    found = _judge(result(SEARCH, "holds")).to_json()
    assert (found["vacuous"], found["endless"]) == (None, False)


def test_warnings_in_json() -> None:
    """A property of which no state is what it speaks of is warned about, and no other."""
    looked = result(SEARCH, "holds", unasked=("LockedAsked2",))
    mc = "---- MODULE MCm ----\nLockedAsked1 ==\n  a\n\\* what\nLockedAsked2 ==\n  a /\\ b\n====\n"
    run = dataclasses.replace(looked.run, spec=dataclasses.replace(looked.run.spec, mc=mc))
    looked = dataclasses.replace(looked, run=run)
    found = _judge(looked, result(ALONE, "holds")).to_json()
    assert found["warnings"] == [
        "Locked is put to the test in part: `a /\\ b`, on which it depends, is true in no state "
        "that is reached"
    ]
    assert found["second"] is None


def test_what_another_tlc_says_is_in_json() -> None:
    """A second decision stands beside the first."""
    second = Second(Answer("other.jar", "TLC of another", {"Whole": "holds"}, 40), (), ())
    verdict = dataclasses.replace(_judge(result(SEARCH, "holds")), second=second)
    assert verdict.to_json()["second"] == {
        "jar": "other.jar",
        "version": "TLC of another",
        "verdicts": {"Whole": "holds"},
        "distinct": 40,
        "same": True,
        "differences": [],
    }
