"""Tests of mutants that change what the model is held to, instead of the model."""

from __future__ import annotations

from pathlib import Path

import pytest

from tornfolio.gate import audit
from tornfolio.gate.audit import find_problems
from tornfolio.gate.expectations import Expectations, Killed
from tornfolio.gate.points import Catalogue
from tornfolio.model.folders import Model, find_model
from tornfolio.model.mutants import Mutant, mutated
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.spec import Spec, digest_of
from tornfolio.model.yardstick import changed_yardstick
from tornfolio.support.errors import BadInput


def _spec() -> Spec:
    return render(load_scenario("torn-pte0"))


def _mutant(template: str, find: str, replace: str, model: Model | None = None) -> Mutant:
    scenario = load_scenario("torn-pte0", (), model)
    return Mutant("slip", template, find, replace, scenario, "AllOrNothing", "")


@pytest.mark.parametrize(
    ("template", "find", "replace", "what"),
    [
        ("properties/LockDiscipline.tla", "== aux_locked", "== FALSE", "behind"),
        ("conditions/Pte0PresentRestSwap.tla", " ==", " == TRUE \\/", "behind"),
        ("module.tla", "@% block own_definitions %@", "More == FALSE\n@% block own_definitions %@",
         "behind"),
        ("mc.tla", "IF property \\/", "IF FALSE /\\", "reports"),
        ("pages/definitions.tla", "== 0..(NR_PAGES - 1)", "== 0..0", "operator Pages"),
        ("module.tla", "THEN VMAS + v ELSE v", "THEN v ELSE VMAS + v", "operator TableOf"),
        ("writers/contpte.tla", "contpte_i = 0;  ", "contpte_i = 1;  ", "behind"),
    ],
)  # fmt: skip
def test_what_properties_say_is_no_mistake_of_the_model(
    template: str, find: str, replace: str, what: str
) -> None:
    """Properties, conditions, what reports them, and operators that they rest on stay as they are.

    `Undisturbed` says how a writer begins, so the value that its variables begin with stays too.
    """
    with pytest.raises(BadInput, match=what):
        mutated(_mutant(template, find, replace))


def test_a_step_may_change() -> None:
    """A change of the algorithm, and of operators that no property mentions, is a mutant."""
    spec = mutated(
        _mutant("writers/contpte.tla", "contpte_i := 0;\n    contpte_left", "contpte_left")
    )
    assert spec.tla != _spec().tla
    before = _spec()
    text = before.tla.replace("VmaOf(cpu)   == 1", "VmaOf(cpu)   == 2")
    assert text != before.tla
    assert changed_yardstick((before.tla, before.mc), (text, before.mc)) == ""


def test_a_property_of_ones_own_is_proven_by_a_change_of_the_model_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recorded result of a mutant that makes a property false by itself proves nothing."""
    (tmp_path / "templates" / "properties").mkdir(parents=True)
    (tmp_path / "templates" / "properties" / "Mine.tla").write_text("Mine == pte = pte\n")
    (tmp_path / "properties.toml").write_text(
        "[Mine]\nkind = 'safety'\nsentence = 's'\nsource = 's'\n"
    )
    slip = _mutant("properties/Mine.tla", "pte = pte", "pte # pte", find_model(tmp_path))
    monkeypatch.setattr(audit, "own_mutants", lambda model: [slip])
    text = {slip.template: "Mine == pte # pte\n"}
    recorded = {"slip": Killed("slip", ("Mine",), digest_of(render(slip.scenario, text)))}
    problems = find_problems(
        Catalogue((), (), ()), Expectations(tmp_path, {}, recorded), (), find_model(tmp_path)
    )
    assert [(each.kind, each.place) for each in problems] == [
        ("mutant", "slip"), ("unproven", "Mine"),
    ]  # fmt: skip
    assert "changes the text behind the algorithm" in problems[0].text
