"""Where a finding of the gate stands."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from gates import Gated
from tornfolio.gate.audit import Problem
from tornfolio.gate.differences import list_unexpected
from tornfolio.gate.places import Location, Locator
from tornfolio.model.folders import our_model
from tornfolio.model.properties import load_properties
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.trace.trace import Step
from traces import make_trace


def line_at(root: Path, location: Location) -> str:
    """The text of a line that a location names."""
    return (root / location.file).read_text(encoding="utf-8").split("\n")[location.line - 1]


def test_each_finding_stands_where_it_can_be_mended(gated: Gated) -> None:
    """Every place is the line that names what is wrong, in a file relative to the checkout."""
    found = {(each.place, each.rule): each for each in list_unexpected(gated.bad)}
    lines = {key: line_at(gated.root, each.location) for key, each in found.items()}

    assert found["torn-pte0", "AllOrNothing"].location.file == "spec/scenarios/torn-pte0.toml"
    assert lines["torn-pte0", "AllOrNothing"] == 'property = "AllOrNothing"'
    assert (
        found["torn-pte0", "NoPteSkipped"].location.file
        == "spec/templates/properties/NoPteSkipped.tla"
    )
    assert lines["torn-pte0", "NoPteSkipped"] == "NoPteSkipped =="
    for rule in ("text", "distinct", "outcomes", "NoSuchProperty"):
        assert found["torn-pte0", rule].location.file == "spec/spoiled.toml"
        assert lines["torn-pte0", rule] == '[points."torn-pte0"]'
    for rule in ("text", "missing"):
        location = found["whole-with-sync", rule].location
        assert location == Location("spec/scenarios/whole-with-sync.toml", 1)
    assert lines["gone-for-ever", "extra"] == '[points."gone-for-ever"]'
    assert found["sync-forgotten", "mutant"].location.file == "spec/mutants.toml"
    assert lines["sync-forgotten", "mutant"] == "[sync-forgotten]"
    assert found["Uniform", "unproven"].location.file == "spec/properties.toml"
    assert lines["Uniform", "unproven"] == "[Uniform]"


def test_every_property_has_a_place(gated: Gated) -> None:
    """Each property is found where a template defines it, Termination where a comment does."""
    locator = Locator(gated.expectations, our_model())
    each = next(each for each in gated.good.points if each.point.name == "whole-with-sync")

    for prop in load_properties(our_model()):
        item = dataclasses.replace(each.items[0], what=prop.name)
        said = line_at(gated.root, locator.of_item(each, item))
        if prop.name == each.point.spec.scenario.property_name:
            assert said.startswith("property =")
        else:
            assert said.removeprefix("\\* ").startswith(f"{prop.name} ==")


def test_every_label_of_the_catalogue_has_a_place(gated: Gated) -> None:
    """A step is found where a template has its label, and of two with one name the right one."""
    locator = Locator(gated.expectations, our_model())
    step = make_trace().steps[0]
    for name in scenario_names():
        for label, action in render(load_scenario(name)).annotations.actions.items():
            found = locator.of_step(
                dataclasses.replace(
                    step, action=label, function=action.function, primitive=action.primitive
                )
            )
            assert found is not None, label
            stands, colon, _ = line_at(gated.root, found).strip().partition(":")
            assert colon
            rest = stands.removeprefix("caller_")
            assert label == stands or (rest != stands and label.endswith(f"_{rest}"))


def test_a_label_of_two_templates_is_told_by_its_comment(gated: Gated) -> None:
    """The newest kernels drop map counts in batches, at a label of the same name elsewhere."""
    locator = Locator(gated.expectations, our_model())
    step = make_trace().steps[0]

    def file_of(*settings: str) -> str:
        rmap = render(load_scenario("torn-pte0", settings)).annotations.actions["ttu_rmap"]
        found = locator.of_step(
            dataclasses.replace(
                step, action="ttu_rmap", function=rmap.function, primitive=rmap.primitive
            )
        )
        assert found is not None
        return found.file

    assert file_of().endswith("/try_to_unmap_one.tla")
    assert file_of("folio=lazyfree", "kernel=latest").endswith("/rmap_batch.tla")


def test_what_is_nowhere_stands_in_the_first_line(gated: Gated, tmp_path: Path) -> None:
    """A file that is gone, and a name that it has not, are no errors; outside is absolute."""
    gone = dataclasses.replace(gated.expectations, file=tmp_path / "a b" / "gone.toml")
    locator = Locator(gone, our_model())
    location = locator.of_problem(Problem("extra", "nobody", "there is no nobody"))

    assert location == Location((tmp_path / "a b" / "gone.toml").as_posix(), 1)
    assert location.uri == (tmp_path / "a b" / "gone.toml").as_uri()
    assert Location("spec/a b%.toml", 2).uri == "spec/a%20b%25.toml"
    assert locator.of_problem(Problem("mutant", "nobody", "")) == Location("spec/mutants.toml", 1)
    assert locator.of_step(_unknown()) is None


def _unknown() -> Step:
    return dataclasses.replace(make_trace().steps[-1], action="no_such_label")
