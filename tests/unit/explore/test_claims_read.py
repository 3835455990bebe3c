"""How claims are read, asked about and given as JSON, without TLC."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from made import ALL, ENDS, LOCKED, WHOLE, spec, survey
from only_file import Write, only_file
from tornfolio.explore import claims
from tornfolio.explore.bugs import Decided, Side
from tornfolio.explore.claim_rule import Part
from tornfolio.explore.claims import Check, Checked, Claim, Decision, decide_claims, load_claims
from tornfolio.explore.survey import Survey
from tornfolio.model.scenario import Scenarios, load_scenario
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput
from tornfolio.tlc.batch import Tlc

HEAD = """
[C01]
claim = "It is torn."
verdict = "confirmed"
meaning = "It may be."
"""
HOLDS = '{ scenario = "torn-pte0", role = "for", property = "Locked", expect = "holds" }'
SEEN = '{ scenario = "torn-pte0", role = "for", observe = "Sometimes" }'
SCENARIO = load_scenario("torn-pte0")
KEYS = "scenario, role, set, property, expect, condition, observe, part, needs"
EITHER = "expect is holds or violated, observe is Always, Sometimes or Never"


def _claim(*checks: str, more: str = "") -> str:
    return f"{HEAD}checks = [{', '.join(checks)}]\n{more}"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """A function that writes the only claims there are."""
    return only_file(tmp_path / "claims.toml", monkeypatch)


def test_a_claim_is_read(write: Write) -> None:
    """A check of a property and an observation are read with all that stands there."""
    part = HOLDS.replace("}", ', set = ["nr_pages=2"], part = "of two" }')
    write(_claim(part, SEEN).replace('"confirmed"', '"confirmed (of two); confirmed"'))
    two = load_scenario("torn-pte0", ["nr_pages=2"])
    condition = SCENARIO.condition or "Torn"
    checks = (
        Check(two, ("nr_pages=2",), "Locked", False, "holds", "for", "", "of two"),
        Check(SCENARIO, (), condition, True, "Sometimes", "for", "", ""),
    )
    parts = (Part("of two", "confirmed"), Part("", "confirmed"))
    verdict = "confirmed (of two); confirmed"
    assert load_claims() == [Claim("C01", "It is torn.", verdict, "It may be.", checks, parts)]


def test_a_condition_and_a_need(write: Write) -> None:
    """A condition takes the place of the scenario's own; only-if says what is needed."""
    seen = SEEN.replace("}", ', condition = "Pte0PresentRestSwap" }')
    without = HOLDS.replace('"for"', '"only-if", needs = "a lock"').replace('"holds"', '"violated"')
    write(_claim(seen, without).replace('"confirmed"', '"confirmed only if a lock"'))
    (claim,) = load_claims()
    first, second = claim.checks
    assert (first.what, first.scenario.condition) == ("Pte0PresentRestSwap",) * 2
    assert (second.role, second.needs, second.expected) == ("only-if", "a lock", "violated")


def test_a_scenario_without_a_condition(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """An observation without any condition is one of torn folios."""
    bare = dataclasses.replace(SCENARIO, condition=None)
    monkeypatch.setattr(Scenarios, "load", lambda scenarios, name, settings: bare)
    write(_claim(SEEN))
    assert load_claims()[0].checks[0].what == "Torn"


NUMBER = (
    '{ part = "speed", role = "for", where = "it rains", scenario = "torn-pte0", '
    'rates = ["flush=2"], quantity = "P(torn)", most = 0.5 }'
)


def test_quantities(write: Write) -> None:
    """What no check can decide is a part of its own, with a number for it."""
    text = _claim(HOLDS, more=f"quantities = [{NUMBER}]\n")
    write(text.replace('"confirmed"', '"confirmed; confirmed where it rains (speed)"'))
    claim = load_claims()[0]
    assert claim.parts == (Part("", "confirmed"), Part("speed", "confirmed where it rains"))
    (estimate,) = claim.estimates
    assert estimate.in_words() == "torn-pte0, flush=2: P(torn) is at most 0.5"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (NUMBER.replace(", most = 0.5", ""), "has no bound"),
        (NUMBER.replace('part = "speed", ', ""), "part"),
        ('"speed"', "is not a table"),
    ],
)
def test_a_quantity_without_a_number_is_refused(write: Write, entry: str, said: str) -> None:
    """It has a bound, and says of what it speaks."""
    write(_claim(HOLDS, more=f"quantities = [{entry}]\n"))
    with pytest.raises(BadInput, match=said):
        load_claims()


def test_some_claims(write: Write) -> None:
    """Only those that are named are read, in the order of the file."""
    write("".join(_claim(HOLDS).replace("C01", name) for name in ("C01", "C02", "C03")))
    assert [claim.name for claim in load_claims()] == ["C01", "C02", "C03"]
    assert [claim.name for claim in load_claims(["C03", "C01"])] == ["C01", "C03"]
    with pytest.raises(BadInput) as refused:
        load_claims(["C01", "X"])
    assert refused.value.problem == "unknown claim 'X'"
    assert refused.value.next_step == "the claims are C01, C02, C03"


@pytest.mark.parametrize(
    ("text", "problem", "step"),
    [
        (_claim(), "C01 has no checks", "give it one at least"),
        (_claim("5"), "C01: a check is not a table", ""),
        (
            _claim(HOLDS, more="zzz = 1\n"),
            "C01: unknown key 'zzz'",
            "the keys are claim, verdict, meaning, checks, quantities",
        ),
        (
            _claim(HOLDS.replace(', role = "for"', "")),
            "C01: role is missing",
            f"the keys are {KEYS}",
        ),
        (
            _claim(HOLDS.replace("}", ", zzz = 1 }")),
            "C01: unknown key 'zzz'",
            f"the keys are {KEYS}",
        ),
        (_claim(HOLDS.replace("}", ", set = [1] }")), "C01: set = [1] is not a list of words", ""),
        *(
            (
                _claim(check),
                "C01: a check of torn-pte0 needs property and expect, or observe",
                EITHER,
            )
            for check in (
                HOLDS.replace('"holds"', '"Always"'),
                HOLDS.replace(', expect = "holds"', ""),
                HOLDS.replace(', property = "Locked"', ""),
                HOLDS.replace("}", ', observe = "Always" }'),
                SEEN.replace('"Sometimes"', '"holds"'),
            )
        ),
        (
            _claim(HOLDS).replace('"confirmed"', '"refuted"'),
            "C01: its verdict is 'refuted'",
            "by the roles of its checks it is 'confirmed'",
        ),
        (
            _claim(HOLDS.replace('"for"', '"maybe"')),
            "C01: the check of Locked needs a role, and with only-if its condition",
            "write role = for, against, or only-if with needs = the condition",
        ),
    ],
)
def test_a_claim_that_is_refused(write: Write, text: str, problem: str, step: str) -> None:
    """What cannot be used is named with its file and its claim."""
    path = write(text)
    with pytest.raises(BadInput) as refused:
        load_claims()
    assert refused.value.problem == f"{path}: {problem}"
    assert refused.value.next_step == step


CHECK = Check(SCENARIO, ("a=1", "b=2"), "Locked", False, "holds", "only-if", "a lock", "of two")
OTHER = Check(SCENARIO, (), "Torn", True, "Always", "for")
BOTH = Claim("C01", "a claim", "confirmed", "meaning", (CHECK, OTHER), (Part("", "confirmed"),))


def test_a_check_in_words() -> None:
    """A phrase has the scenario with its settings, what was found, and how many states."""
    assert Checked(CHECK, "holds", 1234).in_words() == (
        "torn-pte0 a=1 b=2: Locked holds (1,234 states)"
    )
    assert Checked(OTHER, "Never", None).in_words() == "torn-pte0: Torn Never"


def test_a_check_that_is_proved_for_all_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof is named only beside a check that came out as it says."""
    asked: list[Any] = []

    def note(*args: Any) -> bool:
        asked.append(args)
        return True

    monkeypatch.setattr(claims, "proved", note)
    assert Checked(CHECK, "holds", 5).in_words().endswith("(5 states), proved for all sizes")
    assert asked == [(SCENARIO.parameters, "Locked", "holds")]
    assert Checked(CHECK, "violated", 5).in_words().endswith("Locked violated (5 states)")
    assert CHECK.all_sizes


def test_a_check_in_json() -> None:
    """JSON has what was looked at, within which bounds, and what the check means."""
    known = {
        "scenario": "torn-pte0",
        "bounds": SCENARIO.parameters.in_words(),
        "parameters": SCENARIO.parameters.to_json(),
        "all_sizes": False,
        "empty": [],
        "vacuous": [],
    }
    assert Checked(CHECK, "violated", 5).to_json() == known | {
        "set": ["a=1", "b=2"],
        "property": "Locked",
        "expected": "holds",
        "found": "violated",
        "states": 5,
        "role": "only-if",
        "needs": "a lock",
        "part": "of two",
    }
    assert Checked(OTHER, "Always", None).to_json() == known | {
        "set": [],
        "condition": "Torn",
        "expected": "Always",
        "found": "Always",
        "states": None,
        "role": "for",
        "needs": None,
        "part": None,
    }


def test_a_decision_in_json() -> None:
    """JSON has the claim, its verdict, what it rests on, and within which bounds."""
    checked = (Checked(CHECK, "holds", 5), Checked(OTHER, "Never", None))
    assert Decision(BOTH, checked).to_json() == {
        "id": "C01",
        "claim": "a claim",
        "verdict": "differs",
        "parts": [{"name": "", "verdict": "confirmed"}],
        "bounds": BOTH.bounds,
        "scenario": "torn-pte0",
        "property": "Locked",
        "evidence": "torn-pte0 a=1 b=2: Locked holds (5 states); torn-pte0: Torn Never",
        "meaning": "meaning",
        "checks": [each.to_json() for each in checked],
        "quantities": [],
    }


def test_words_of_checks() -> None:
    """Each check has its word; what is open beside a difference leaves nothing open."""
    words = ("holds", "violated", "undecided", "Undecided")
    checked = tuple(Checked(CHECK, word, None) for word in words)
    decision = Decision(BOTH, checked)
    assert decision.words == ("as expected", "differs", "undecided", "undecided")
    assert (decision.verdict, decision.undecided) == ("differs", False)


def test_bounds() -> None:
    """The bounds have each value of each parameter once, in the order of the checks."""
    eight = load_scenario("torn-pte0", ["nr_pages=8", "writers=none"])
    again = dataclasses.replace(CHECK, scenario=eight)
    claim = dataclasses.replace(BOTH, checks=(CHECK, OTHER, again))
    p, q = SCENARIO.parameters, eight.parameters
    assert claim.bounds == {
        "nr_pages": [p.nr_pages, q.nr_pages],
        "writers": [", ".join(map(str, p.writers)), "none"],
        "kernel": [p.kernel],
        "ttu": [p.flags()],
        "policy": [p.policy],
        "folio": [p.folio],
        "vmas": [1],
        "passes": [1],
    }


def test_what_is_asked_of_tlc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each scenario is searched once; temporal properties only where a check is about one."""
    first, second, third = (
        dataclasses.replace(spec().scenario, name=name) for name in ("first", "second", "third")
    )
    made = {
        each: dataclasses.replace(spec(each.name, (WHOLE, LOCKED, ENDS)), scenario=each)
        for each in (first, second, third)
    }
    locked = Check(first, (), "Locked", False, "holds", "for")
    ends = Check(second, (), "Ends", False, "holds", "for")
    seen = Check(third, (), "Ends", True, "Always", "for")
    one = dataclasses.replace(BOTH, name="C01", checks=(locked, ends))
    two = dataclasses.replace(BOTH, name="C02", checks=(seen, locked))
    asked: list[tuple[str, bool]] = []
    passed: list[Tlc] = []

    def note(specs: list[Spec], tlc: Tlc, *, liveness: Any) -> list[Survey]:
        asked.extend((each.tla, liveness(each)) for each in specs)
        passed.append(tlc)
        words: Any = {"Whole": "holds", "Locked": "violated", "Ends": "holds"}
        return [survey(words, of=each, outcomes={}) for each in specs]

    monkeypatch.setattr(claims, "survey_all", note)
    monkeypatch.setattr(claims, "render", made.__getitem__)
    tlc: Any = object()
    found = decide_claims([one, two], tlc)
    assert asked == [("first", False), ("second", True), ("third", False)]
    assert passed == [tlc]
    states = ALL.distinct
    assert found == [
        Decision(one, (Checked(locked, "violated", states), Checked(ends, "holds", states))),
        Decision(two, (Checked(seen, "Undecided", states), Checked(locked, "violated", states))),
    ]


@pytest.mark.parametrize(
    ("idle", "counts"), [((), True), (("contpte",), True), (("reclaim",), False)]
)
def test_a_check_in_which_nothing_is_walked(idle: tuple[str, ...], counts: bool) -> None:
    """What holds where reclaim comes to no page table is no evidence; a writer may well be idle."""
    check = Check(SCENARIO, (), "Locked", False, "holds", "for")
    assert Checked(check, "holds", 3, idle).as_expected is counts


@pytest.mark.parametrize(
    ("settings", "idle", "word"),
    [
        ([], (), "as expected"),
        ([], ("contpte",), "differs"),
        (["initial=0000"], (), "differs"),
        (["writers=none"], (), "as expected"),
    ],
)
def test_a_side_of_a_bug_in_which_nothing_happens(
    settings: list[str], idle: tuple[str, ...], word: str
) -> None:
    """A bug is not mended where there is nothing to unmap, or where a writer never acts."""
    side = Side(load_scenario("torn-pte0", settings), tuple(settings), "holds")
    assert Decided(side, "holds", 3, idle).word == word
