"""How mutants are read, made and asked about, without TLC."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from made import spec, survey
from only_file import Write, only_file
from tornfolio.explore import mutants
from tornfolio.explore.mutants import Finding, run_mutants, silent_properties
from tornfolio.explore.survey import Survey
from tornfolio.model import mutants as making
from tornfolio.model.folders import find_model, our_model
from tornfolio.model.mutants import Mutant, load_mutants, mutated, own_mutants
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.spec import Spec
from tornfolio.model.templates import find_templates
from tornfolio.support.errors import BadInput
from tornfolio.tlc.batch import Tlc

SLIP = Mutant("slip", "a.tla", "one", "two", spec().scenario, "Locked", "")
ONE = """
[slip]
template = "a.tla"
find = "one"
replace = "two"
scenario = "torn-pte0"
"""
KILLED = ONE + 'killer = "LockDiscipline"\n'


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """A function that writes the only catalogue there is."""
    return only_file(tmp_path / "mutants.toml", monkeypatch)


def test_a_mutant_is_read(write: Write) -> None:
    """Each key of a table is a part of the mutant; what may be left out is empty then."""
    write(KILLED)
    torn = load_scenario("torn-pte0")
    slip = Mutant("slip", "a.tla", "one", "two", torn, "LockDiscipline", "", ())
    assert load_mutants() == [slip]

    write(ONE + 'reason = "nobody sees it"\nset = ["nr_pages=2"]\nalso = [["a", "b"]]\n')
    assert load_mutants() == [
        dataclasses.replace(
            slip,
            scenario=load_scenario("torn-pte0", ["nr_pages=2"]),
            killer=None,
            reason="nobody sees it",
            also=(("a", "b"),),
        )
    ]


def test_some_mutants(write: Write) -> None:
    """Of a catalogue only those that are named are read, in the order of the catalogue."""
    write("".join(KILLED.replace("slip", name) for name in ("first", "second", "third")))
    assert [mutant.name for mutant in load_mutants()] == ["first", "second", "third"]
    assert [mutant.name for mutant in load_mutants(["third", "first"])] == ["first", "third"]


def test_an_unknown_mutant(write: Write) -> None:
    """A name that is not there is refused with the nearest one."""
    write(KILLED)
    with pytest.raises(BadInput) as refused:
        load_mutants(["slop"])
    assert refused.value.problem == "unknown mutant 'slop', did you mean slip?"
    assert refused.value.next_step == "'tornfolio mutate --list' shows all"


def test_a_killer_that_is_no_property(write: Write) -> None:
    """A typo in a killer is bad input; no other property may seem to notice the mistake."""
    path = write(KILLED.replace("LockDiscipline", "LockDisciplin"))
    with pytest.raises(BadInput) as refused:
        load_mutants()
    assert refused.value.problem == (
        f"{path}: slip: torn-pte0 has no property 'LockDisciplin', did you mean LockDiscipline?"
    )


@pytest.mark.parametrize(
    ("text", "problem", "step"),
    [
        (ONE, "slip needs either a killer or a reason", ""),
        (KILLED + 'reason = "why"\n', "slip needs either a killer or a reason", ""),
        (
            KILLED + "zzz = 1\n",
            "slip: unknown key 'zzz'",
            "the keys are template, find, replace, scenario, set, killer, reason, also",
        ),
        (
            KILLED.replace('find = "one"\n', ""),
            "slip: find is missing",
            "the keys are template, find, replace, scenario, set, killer, reason, also",
        ),
        (KILLED + "set = [1]\n", "slip: set = [1] is not a list of words", ""),
        (KILLED + "also = [1]\n", "slip: also = [1] is not a list of pairs of texts", ""),
        (
            KILLED + 'also = [["a", "b", "c"]]\n',
            "slip: also = [['a', 'b', 'c']] is not a list of pairs of texts",
            "",
        ),
        *(
            (
                KILLED.replace("a.tla", template),
                "slip changes what properties say",
                "change a step of the algorithm",
            )
            for template in ("properties.tla", "properties/TypeOK.tla", "mc.tla")
        ),
    ],
)
def test_a_table_that_is_refused(write: Write, text: str, problem: str, step: str) -> None:
    """What cannot be used is named with its file and its table."""
    path = write(text)
    with pytest.raises(BadInput) as refused:
        load_mutants()
    assert refused.value.problem == f"{path}: {problem}"
    assert refused.value.next_step == step


def test_mutants_of_ones_own(tmp_path: Path) -> None:
    """A model of the user's own without mutants has none; one with a file has those alone."""
    ours = own_mutants(our_model())
    assert ours == load_mutants()
    assert len(ours) > 1
    model = find_model(tmp_path)
    assert own_mutants(model) == []
    (tmp_path / "mutants.toml").write_text(KILLED, encoding="utf-8")
    assert [mutant.name for mutant in own_mutants(model)] == ["slip"]


def test_a_mutant_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """All its texts are changed in its template, and in no other."""
    asked: list[tuple[Any, Any]] = []

    def note(scenario: Any, changed: Any = None, *, remember: bool = False) -> Spec:
        if changed is None:
            return spec("unchanged")
        asked.append((scenario, changed))
        return spec("a mutant")

    class Sources:
        def source(self, name: str) -> str:
            """A text of a template."""
            assert name == "a.tla"
            return "one and three"

    monkeypatch.setattr(making, "find_templates", lambda model: Sources())
    monkeypatch.setattr(making, "render", note)
    both = dataclasses.replace(SLIP, also=(("three", "four"),))
    assert mutated(both).tla == "a mutant"
    assert asked == [(SLIP.scenario, {"a.tla": "two and four"})]
    with pytest.raises(BadInput, match=r"mutant slip: its text is not in a\.tla"):
        mutated(dataclasses.replace(SLIP, also=(("five", "six"),)))


def test_a_mutant_of_our_model() -> None:
    """A change of a real template is in the module, and nothing else has changed."""
    mutant = next(each for each in load_mutants() if each.killer and not each.also)
    assert find_templates(mutant.scenario.model).source(mutant.template).count(mutant.find) == 1
    assert mutated(mutant) != render(mutant.scenario)


def test_a_finding_in_json() -> None:
    """JSON says which mutant it was, what was expected to kill it, and what has."""
    finding = Finding(dataclasses.replace(SLIP, reason="why"), "other", ("Whole", "Ends"))
    assert finding.to_json() == {
        "mutant": "slip",
        "template": "a.tla",
        "scenario": "torn-pte0",
        "killer": "Locked",
        "verdict": "other",
        "killed_by": ["Whole", "Ends"],
        "reason": "why",
    }


@pytest.mark.parametrize(
    ("killer", "word", "killed_by", "said"),
    [
        ("Locked", "killed", ("Locked",), "Locked notices it"),
        ("Locked", "killed", ("Ends", "Locked"), "Ends and Locked notice it"),
        ("Locked", "survived", (), "Locked was to notice it, and nothing does"),
        (None, "excused", (), "nothing notices it"),
        ("Locked", "other", ("Whole",), "Locked was to notice it, and Whole does"),
        ("Locked", "other", tuple("ABC"), "Locked was to notice it, and A, B and C do"),
        ("Locked", "other", tuple("ABCDE"), "Locked was to notice it, and A, B, C and 2 more do"),
        (None, "other", ("Whole",), "nothing was to notice it, and Whole does"),
    ],
)
def test_a_finding_in_words(
    killer: str | None, word: Any, killed_by: tuple[str, ...], said: str
) -> None:
    """A sentence says which property was to notice the mutant, and which ones do."""
    mutant = dataclasses.replace(SLIP, killer=killer)
    assert Finding(mutant, word, killed_by).in_words == said


def test_a_mutant_that_a_limit_leaves_open_names_the_limit() -> None:
    """Whichever of the two searches was ended, its reason is a part of the sentence."""
    ended = dataclasses.replace(
        survey({"Locked": "undecided"}), reason="the state limit was reached"
    )
    for pair in [(ended, survey({"Locked": "holds"})), (survey({"Locked": "holds"}), ended)]:
        said = mutants.finding_of(SLIP, *pair).in_words
        assert said == (
            "Locked was to notice it, and that is not decided: the state limit was reached"
        )


def test_where_a_mutant_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The user's own has its file and line as one types them here; ours has our file."""
    monkeypatch.chdir(tmp_path)
    own = dataclasses.replace(SLIP, place=f"{tmp_path / 'm' / 'mutants.toml'}:7: slip")
    assert own.written_in == "m/mutants.toml:7"
    assert SLIP.written_in == str(our_model().ours / "mutants.toml")


def test_an_open_mutant_keeps_what_was_seen() -> None:
    """A mutant that is not decided says which properties killed it so far."""
    before = survey({"Whole": "holds", "Locked": "undecided"})
    after = survey({"Whole": "violated", "Locked": "undecided"})
    assert mutants.finding_of(SLIP, before, after) == Finding(SLIP, "undecided", ("Whole",))


def test_mutants_are_run_beside_the_unchanged_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each scenario is searched once without a mistake, then each mutant."""
    other = dataclasses.replace(SLIP.scenario, name="other")
    third = dataclasses.replace(SLIP, name="third", scenario=other, killer="Ends")
    second = dataclasses.replace(SLIP, name="second", killer="Ends")
    seen: list[Tlc] = []
    texts: list[tuple[str, bool]] = []

    def note(specs: list[Spec], tlc: Tlc, *, liveness: Any) -> list[Survey]:
        texts.extend((each.tla, liveness(each)) for each in specs)
        seen.append(tlc)
        killed = {"slip": "Locked", "second": "Ends"}
        return [
            survey(
                {"Locked": "holds", "Ends": "holds"}
                | ({killed[each.tla]: "violated"} if each.tla in killed else {})  # type: ignore[arg-type]
            )
            for each in specs
        ]

    monkeypatch.setattr(mutants, "survey_all", note)
    monkeypatch.setattr(mutants, "render", lambda scenario: spec(scenario.name))
    monkeypatch.setattr(mutants, "mutated", lambda mutant, unchanged: spec(mutant.name))
    tlc: Any = object()
    found = run_mutants([SLIP, second, third], tlc)
    assert texts == [
        ("torn-pte0", True),
        ("other", True),
        ("slip", False),
        ("second", True),
        ("third", True),
    ]
    assert seen == [tlc]
    assert found == [
        Finding(SLIP, "killed", ("Locked",)),
        Finding(second, "killed", ("Ends",)),
        Finding(third, "survived", ()),
    ]


def test_an_own_property_that_notices_nothing(tmp_path: Path) -> None:
    """It is named, but not if a mutant violates it, nor while a mutant is undecided."""
    (tmp_path / "properties.toml").write_text(
        "".join(
            f'[{name}]\nkind = "{kind}"\nsentence = "It is."\nsource = "a test"\n'
            for name, kind in (("Always", "safety"), ("Seldom", "safety"), ("Ends", "liveness"))
        ),
        encoding="utf-8",
    )
    model = find_model(tmp_path)
    killed = Finding(SLIP, "killed", ("Locked", "Seldom"))
    assert silent_properties([killed], model) == ("Always",)
    assert silent_properties([Finding(SLIP, "killed", ("Locked",))], model) == ("Always", "Seldom")
    assert silent_properties([killed, Finding(SLIP, "undecided", ())], model) == ()
    # Of ours the catalogue knows that each can fail.
    assert silent_properties([killed], our_model()) == ()
