"""How the gate decides points and puts its report together, with surveys that are made by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from expected import EXPECTED, POINT
from made import WHOLE, result, spec, survey
from tornfolio.explore.mutants import Finding
from tornfolio.explore.survey import Survey
from tornfolio.gate import run as gating
from tornfolio.gate.audit import Problem
from tornfolio.gate.comparison import Item
from tornfolio.gate.expectations import Expectations
from tornfolio.gate.points import Catalogue, Point
from tornfolio.gate.run import GateReport, PointReport, decide_points, run_gate
from tornfolio.model.folders import find_model, our_model
from tornfolio.model.mutants import Mutant
from tornfolio.model.properties import load_properties
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question
from tornfolio.tlc.toolchain import Tool, Toolchain

TOOLS = Toolchain(Tool(Path("java"), "PATH"), Tool(Path("jar"), "--jar"))
GOOD, BAD = survey(), survey({"Whole": "holds", "Locked": "violated", "Ends": "violated"})


class Asked(Tlc):
    """A TLC that gives no answer but to the work itself, and notes for which specs it was asked."""

    specs: list[Spec]
    answer: Callable[[Question], Result] | None = None
    fails: str = ""

    def for_each(self, specs: Sequence[Spec], work: Any, failed: Any = None) -> list[Any]:
        """Do the work for each spec, or fail there."""
        object.__setattr__(self, "specs", [*specs])
        if self.fails:
            return [failed(each, ToolFailed(self.fails, "read it")) for each in specs]
        return [work(each, self.answer) for each in specs]


def _asked(answer: Callable[[Question], Result] | None = None, fails: str = "") -> Asked:
    tlc = Asked(TOOLS, Limits())
    object.__setattr__(tlc, "answer", answer)
    object.__setattr__(tlc, "fails", fails)
    return tlc


class Store:
    """A store of decisions that knows one survey, and notes what it is to keep."""

    def __init__(self, known: Survey | None = None) -> None:
        self.known = known
        self.kinds = "safety"
        self.kept: list[tuple[Survey, str]] = []

    def find(self, spec: Spec, kinds: str) -> Survey | None:
        """The survey that it knows."""
        assert kinds == self.kinds
        return self.known

    def keep(self, survey: Survey, kinds: str) -> None:
        """Note what was found."""
        self.kept.append((survey, kinds))


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a survey of any spec finds, and how it was asked."""
    found: dict[str, Any] = {"survey": GOOD}

    def find(of: Spec, ask: Any, *, safety: bool, liveness: bool) -> Survey:
        found["asked"], found["ask"] = (safety, liveness), ask
        surveyed: Survey = dataclasses.replace(found["survey"], spec=of)
        return surveyed

    monkeypatch.setattr(gating, "survey", find)
    return found


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [("safety", (True, False)), ("liveness", (False, True)), ("all", (True, True))],
)
def test_what_a_lane_asks(finds: dict[str, Any], kinds: Any, asked: tuple[bool, bool]) -> None:
    """A search asks for the properties of the lane's kinds and for no others."""

    def answer(question: Question) -> Result:
        return result(question, "holds")

    decide_points([POINT], kinds, _asked(answer))
    assert (finds["asked"], finds["ask"]) == (asked, answer)


def test_a_demand_is_decided_in_every_lane(finds: dict[str, Any]) -> None:
    """What a scenario demands of a liveness property is decided where safety alone is asked for."""
    finds["survey"] = dataclasses.replace(
        GOOD, verdicts={"Whole": "violated", "Locked": "holds", "Ends": "holds"}
    )
    for prop, word, asked, differs in (
        ("Ends", "violated", (True, True), ["Ends"]),
        ("Ends", "holds", (True, True), []),
        ("Locked", "holds", (True, False), []),
    ):
        scenario = dataclasses.replace(POINT.spec.scenario, required=((prop, word),))
        point = dataclasses.replace(
            POINT,
            spec=dataclasses.replace(POINT.spec, scenario=scenario),
            expected=dataclasses.replace(EXPECTED, holds=("Locked", "Ends")),
        )
        (report,) = decide_points([point], "safety", _asked())
        assert finds["asked"] == asked
        assert [each.what for each in report.items if each.word != "as expected"] == differs


def test_the_kinds_are_compared(finds: dict[str, Any]) -> None:
    """Where liveness alone is asked for, no number of states is compared, known or not."""
    known = Store(GOOD)
    known.kinds = "liveness"
    for store in (None, known):
        (report,) = decide_points([POINT], "liveness", _asked(), decided=store)  # type: ignore[arg-type]
        assert [item.what for item in report.items] == ["Whole", "Locked"]


def test_a_point_is_searched_and_kept(finds: dict[str, Any]) -> None:
    """What was found is compared and remembered; the report says that it is new."""
    store = Store()
    (report,) = decide_points([POINT], "safety", _asked(), decided=store)  # type: ignore[arg-type]
    assert (report.word, report.cached, report.point) == ("as expected", False, POINT)
    assert store.kept == [(report.survey, "safety")]
    assert 0 <= report.seconds < 60
    (report,) = decide_points([POINT], "safety", _asked())
    assert report.word == "as expected"


def test_what_is_known_is_not_searched(finds: dict[str, Any]) -> None:
    """A known survey that is as expected, or of which nothing is expected, is the report."""
    for point, word in ((POINT, "as expected"), (_new(POINT), "differs")):
        tlc, store = _asked(), Store(GOOD)
        (report,) = decide_points([point], "safety", tlc, decided=store)  # type: ignore[arg-type]
        assert (report.word, report.cached, report.survey) == (word, True, GOOD)
        assert (tlc.specs, store.kept) == ([], [])


def test_what_is_known_to_differ_is_searched_again(finds: dict[str, Any]) -> None:
    """Its counterexample is wanted, and the new search decides."""
    tlc, store = _asked(), Store(BAD)
    (report,) = decide_points([POINT], "safety", tlc, decided=store)  # type: ignore[arg-type]
    assert (report.word, report.cached) == ("as expected", False)
    assert tlc.specs == [POINT.spec]


def _new(point: Point) -> Point:
    return dataclasses.replace(point, expected=None)


def _named(name: str) -> Point:
    return dataclasses.replace(POINT, name=name, spec=spec(name))


def test_reports_are_in_the_order_of_points(finds: dict[str, Any]) -> None:
    """Whatever is known and whatever is searched, each point has its own report in its place."""
    points = [_named("b"), _named("a"), _named("c")]

    class Half(Store):
        def find(self, spec: Spec, kinds: str) -> Survey | None:
            """What is known of one point alone."""
            return GOOD if spec.tla == "a" else None

    tlc = _asked()
    reports = decide_points(points, "safety", tlc, decided=Half())  # type: ignore[arg-type]
    assert [report.point.name for report in reports] == ["b", "a", "c"]
    assert [report.cached for report in reports] == [False, True, False]
    assert [report.survey and report.survey.spec.tla for report in reports][::2] == ["b", "c"]
    assert [each.tla for each in tlc.specs] == ["b", "c"]


def test_a_tool_that_fails(finds: dict[str, Any]) -> None:
    """It is that point's finding, which no gate takes for a verdict."""
    (report,) = decide_points([POINT], "safety", _asked(fails="it broke"))
    assert report.items == (Item("TLC", "a verdict", "none", "tool failed"),)
    assert (report.word, report.reason, report.point) == ("tool failed", "it broke; read it", POINT)
    assert (report.survey, report.cached) == (None, False)


def test_the_reason_of_a_limit(finds: dict[str, Any]) -> None:
    """Why a point is not decided is in its report."""
    finds["survey"] = dataclasses.replace(GOOD, counts=None, reason="the time limit was reached")
    (report,) = decide_points([POINT], "safety", _asked())
    assert (report.word, report.reason) == ("not decided", "the time limit was reached")


def _four() -> Point:
    """A point of four properties that all should hold, but for one that is violated rightly."""
    props = [dataclasses.replace(WHOLE, name=name) for name in ("A", "B", "C", "D", "E")]
    expected = dataclasses.replace(EXPECTED, violated=("B",), holds=("A", "C", "D", "E"))
    return dataclasses.replace(POINT, spec=spec("five", props), expected=expected)


def test_counterexamples(finds: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The first three that are violated though they should hold are shown, each by a search."""
    finds["survey"] = survey(dict.fromkeys("ABCDE", "violated"))
    asked: list[Question] = []

    def answer(question: Question) -> Result:
        asked.append(question)
        (prop,) = question.properties
        if prop.name == "A":
            raise ToolFailed("it broke")
        return result(question, "violated", violated=prop if prop.name == "C" else None)

    monkeypatch.setattr(gating, "build_trace", lambda found: found.violated.name)
    point = _four()
    (report,) = decide_points([point], "safety", _asked(answer))
    wanted = [prop for prop in point.spec.properties if prop.name in "ACD"]
    assert asked == [Question(prop.name, (prop,)) for prop in wanted]
    assert [*map(str, report.traces)] == ["C"]

    asked.clear()
    (report,) = decide_points([_new(point)], "safety", _asked(answer))
    assert (report.traces, asked) == ((), [])
    (report,) = decide_points([point], "safety", _asked())
    assert report.traces == ()


def test_nothing_to_show(finds: dict[str, Any]) -> None:
    """What should be violated and is, or should hold and does, needs no counterexample."""

    def answer(question: Question) -> Result:
        raise AssertionError(question)

    (report,) = decide_points([POINT], "safety", _asked(answer))
    assert report.traces == ()


# The report as a whole.


def _report(word: Any) -> PointReport:
    items = (Item("Whole", "holds", "holds", "as expected"), Item("Locked", "holds", "", word))
    return PointReport(POINT, items, survey=survey(), seconds=1.239)


def test_the_worst_word_counts() -> None:
    """A point is as bad as its worst item, the gate as its worst point or problem."""
    assert _report("differs").word == "differs"
    good, open_ = _report("as expected"), _report("not decided")
    gate = GateReport("smoke", Expectations(Path("x"), {}), (good, open_), ())
    assert gate.word == "not decided"
    assert dataclasses.replace(gate, points=(good,)).word == "as expected"
    problem = Problem("unproven", "Whole", "nothing shows that Whole can fail")
    assert dataclasses.replace(gate, points=(good,), problems=(problem,)).word == "differs"


def test_json() -> None:
    """The report has every item of every point, and what the point says nothing of."""
    seen = dataclasses.replace(survey(), vacuous=("contpte",))
    point = dataclasses.replace(_report("differs"), survey=seen, reason="why", cached=True)
    problem = Problem("missing", "a", "no expectation")
    gate = GateReport("smoke", Expectations(Path("x"), {}), (point,), (problem,), 12.345)
    scenario = POINT.spec.scenario
    assert gate.to_json() == {
        "lane": "smoke",
        "model": our_model().in_words,
        "verdict": "differs",
        "seconds": 12.3,
        "points": [
            {
                "point": "made",
                "scenario": scenario.name,
                "parameters": scenario.parameters.to_json(),
                "verdict": "differs",
                "cached": True,
                "seconds": 1.24,
                "reason": "why",
                "items": [vars(item) for item in point.items],
                "empty": list(scenario.parameters.empty()),
                "vacuous": ["contpte"],
            }
        ],
        "problems": [vars(problem)],
    }
    failed = dataclasses.replace(gate, points=(dataclasses.replace(point, survey=None),))
    assert failed.to_json()["points"][0]["vacuous"] == []


class Runs:
    """run_gate() with points, mutants and problems that are made by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: dict[str, Any] = {}
        mutant = Mutant("slip", "a.tla", "one", "two", POINT.spec.scenario, "Locked", "")
        self.findings = [Finding(mutant, "killed", ("Locked",))]
        self.catalogue = Catalogue((POINT,), (), ())
        self.problems = [Problem("missing", "a", "no expectation")]
        monkeypatch.setattr(gating, "find_points", self._note("points", self.catalogue))
        monkeypatch.setattr(gating, "choose", self._note("choose", [POINT]))
        monkeypatch.setattr(gating, "own_mutants", self._note("mutants", [mutant]))
        monkeypatch.setattr(gating, "run_mutants", self._note("ran", self.findings))
        monkeypatch.setattr(gating, "find_problems", self._note("problems", self.problems))

    def _note(self, name: str, answer: object) -> Callable[..., object]:
        def noted(*args: object, **more: object) -> object:
            self.asked[name] = (*args, *more.values())
            return answer

        return noted


_EXPECTATIONS = Expectations(Path("x"), {"made": EXPECTED})


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, finds: dict[str, Any]) -> Runs:
    """A gate without TLC."""
    return Runs(monkeypatch)


@pytest.mark.parametrize(("lane", "only"), [("smoke", ()), ("full", ("m*",)), ("nightly", ("m",))])
def test_a_gate_without_mutants(runs: Runs, lane: str, only: tuple[str, ...]) -> None:
    """Only the whole nightly lane runs mutants; each report is complete all the same."""
    tlc, model = _asked(), our_model()
    report = run_gate(lane, tlc, expectations=_EXPECTATIONS, only=only)
    assert runs.asked["points"] == (_EXPECTATIONS, model)
    assert runs.asked["choose"] == ((POINT,), lane, only, model, ())
    assert runs.asked["problems"] == (runs.catalogue, _EXPECTATIONS, (), model)
    assert "ran" not in runs.asked
    assert (report.lane, report.expectations, report.model) == (lane, _EXPECTATIONS, model)
    assert [each.point for each in report.points] == [POINT]
    assert report.problems == tuple(runs.problems)
    assert report.properties == {prop.name: prop for prop in load_properties(model)}
    assert 0 <= report.seconds < 60


def test_the_nightly_gate(runs: Runs, tmp_path: Path) -> None:
    """It runs the model's mutants in what is left of the budget, and what they show is judged."""
    tlc, model = dataclasses.replace(_asked(), budget=100.0), find_model(tmp_path)
    report = run_gate("nightly", tlc, expectations=_EXPECTATIONS, model=model)
    assert report.model == model
    mutants, with_tlc = runs.asked["ran"]
    assert [mutant.name for mutant in mutants] == ["slip"]
    assert 40 < with_tlc.budget <= 100
    assert runs.asked["mutants"] == (model,)
    assert runs.asked["problems"] == (runs.catalogue, _EXPECTATIONS, runs.findings, model)


@pytest.mark.parametrize(
    ("lane", "asked"),
    [("smoke", (True, False)), ("full", (True, False)), ("live", (False, True))],
)
def test_the_kinds_of_a_lane(
    runs: Runs, finds: dict[str, Any], lane: str, asked: tuple[bool, bool]
) -> None:
    """A lane asks for what it is for, and remembers it as that."""
    run_gate(lane, _asked(), expectations=_EXPECTATIONS)
    assert finds["asked"] == asked


def test_decisions_are_remembered(runs: Runs) -> None:
    """The gate looks into the store that it is given, and keeps what it finds there."""
    store = Store()
    run_gate("smoke", _asked(), expectations=_EXPECTATIONS, decided=store)  # type: ignore[arg-type]
    assert [kinds for _, kinds in store.kept] == ["safety"]


def test_a_gate_of_nothing(runs: Runs) -> None:
    """Where nothing is expected, nothing is green."""
    with pytest.raises(BadInput) as refused:
        run_gate("smoke", _asked(), expectations=Expectations(Path("x"), {}))
    assert str(refused.value) == "x expects nothing; add points with --update --write"
