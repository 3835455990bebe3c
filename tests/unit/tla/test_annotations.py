"""Tests of the comments by which a spec says what its steps stand for."""

from __future__ import annotations

import dataclasses
import re

import pytest

from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.model.spec import Spec
from tornfolio.model.writers import Writer
from tornfolio.support.errors import BadInput
from tornfolio.tla.annotations import Action, Actor, read_annotations

ALGORITHM = """\\* map_pte(): no algorithm yet
(* --fair algorithm a {
variables
    x = 0;
{SHARED}
\\* Words above.
\\* walk: the CPU that walks
process (walk = "walk")
{
    \\* map_pte(): ptep_get() without the PTL
    \\* The first PTE.
    \\* And no other.
first:
    x := 1;
    (* another():
       boxed(): words *)
    \\* check_pte(): a load
second: skip;
}

\\* writers: they write
fair process (writers \\in WRITERS)
{
    \\* set_ptes(): a store
store:
    x := 2;
} *)
\\* BEGIN TRANSLATION
later: without a comment
process (p = 1)
\\* END TRANSLATION
"""


# All kinds that go with one folio, two of them twice.
EVERYWHERE = (
    *("contpte", "cow", "fault", "madvise", "mremap", "numa", "protect", "protect-batched"),
    *("shrinker", "zap", "contpte"),
)


def all_writers() -> Spec:
    """Render a scenario in which many writers run beside each other, and one of them twice."""
    scenario = load_scenario("torn-pte0", ["vmas=2"])
    writers = tuple(map(Writer, EVERYWHERE))
    parameters = dataclasses.replace(scenario.parameters, writers=writers)
    return render(dataclasses.replace(scenario, parameters=parameters))


@pytest.mark.parametrize("name", [*scenario_names(), "all writers"])
def test_every_label_and_process_is_annotated(name: str) -> None:
    """Every label has a function and a primitive, every process says what it is."""
    spec = all_writers() if name == "all writers" else render(load_scenario(name))
    algorithm = spec.tla.partition("\n(* --")[2].partition("\\* BEGIN TRANSLATION")[0]
    labels = re.findall(r"^([a-z]\w*):$", algorithm, re.MULTILINE)
    assert list(spec.annotations.actions) == labels
    processes = re.findall(r"^(?:fair\+? )?process \((\w+) ", algorithm, re.MULTILINE)
    assert [actor.process for actor in spec.annotations.actors] == processes == list(spec.cpus)
    for actor in spec.annotations.actors:
        assert actor.about
    lines = spec.tla.splitlines()
    for label, action in spec.annotations.actions.items():
        assert lines[action.line - 1] == f"{label}:"
        assert action.function.isidentifier()
        assert action.primitive
        assert action.process in processes


def test_all_labels_of_the_templates_are_seen() -> None:
    """The algorithm with all writers has the steps of the walk and of each writer."""
    actions = all_writers().annotations.actions
    assert {action.process for action in actions.values()} == {
        "reclaim",
        *(Writer(kind).process for kind in EVERYWHERE),
    }
    assert actions["ttu_clear"].function == "try_to_unmap_one"
    assert actions["contpte_clear"].primitive == "__ptep_get_and_clear() in a loop over the block"


def test_what_is_read() -> None:
    """Function, primitive, sentences, process and line are read; the translation is not."""
    annotations = read_annotations(ALGORITHM)
    walk, writers = annotations.actors
    assert (walk, writers) == (Actor("walk", "the CPU that walks"), Actor("writers", "they write"))
    assert list(annotations.actions.values()) == [
        Action(
            label="first",
            process="walk",
            function="map_pte",
            primitive="ptep_get() without the PTL",
            about="The first PTE. And no other.",
            line=13,
        ),
        Action("second", "walk", "check_pte", "a load", "", 18),
        Action("store", "writers", "set_ptes", "a store", "", 25),
    ]


def test_no_algorithm() -> None:
    """Text without an algorithm has no steps."""
    annotations = read_annotations("---- MODULE a ----\nlabel:\n====\n")
    assert not annotations.actions
    assert not annotations.actors


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    \\* set_ptes(): a store\n", "", "line 24 .* label store does not say"),
        ("set_ptes(): a store", "set_ptes a store", "label store does not say"),
        ("set_ptes(): a store", "set_ptes():", "label store does not say"),
        ("set_ptes(): a store", "set ptes(): a store", "label store does not say"),
        ("set_ptes(): a store\n", "set_ptes(): a store\n\n", "line 26 .* label store"),
        ("\\* writers: they write\n", "", "line 21 .* process writers has no comment"),
        ("writers: they write", "writer: they write", "process writers has no comment"),
        ("writers: they write", "they write", "process writers has no comment"),
    ],
)
def test_missing_comments(old: str, new: str, message: str) -> None:
    """A label or a process that does not say what it stands for is refused, with its line."""
    text = ALGORITHM.replace(old, new)
    assert text != ALGORITHM
    with pytest.raises(BadInput, match=message):
        read_annotations(text)
