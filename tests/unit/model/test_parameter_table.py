"""Tests of the table of parameters: all that follows from it does."""

from __future__ import annotations

import dataclasses

import pytest

from tornfolio.model.folders import our_model
from tornfolio.model.parameter import Parameter
from tornfolio.model.parameter_kinds import Integer
from tornfolio.model.parameter_table import PARAMETERS
from tornfolio.model.parameter_words import WRITERS
from tornfolio.model.parameters import Parameters
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, writer_kinds

_INTEGERS = [each for each in PARAMETERS.values() if isinstance(each.kind, Integer)]


def test_the_table_has_what_parameters_have() -> None:
    """Each field of Parameters has one row, and there are no others."""
    assert set(PARAMETERS) == {field.name for field in dataclasses.fields(Parameters)}


def test_each_writer_is_explained() -> None:
    """The writers that the table explains are those of the templates."""
    assert sorted(WRITERS) == writer_kinds(our_model())


@pytest.mark.parametrize("parameter", _INTEGERS, ids=lambda each: each.name)
def test_the_module_assumes_the_same_bounds(parameter: Parameter) -> None:
    """The ASSUME of each number in a rendered module has the bounds of the table."""
    assert isinstance(parameter.kind, Integer)
    bounds = parameter.kind.bounds()
    assert f" == {parameter.name.upper()} \\in {bounds}" in render(load_scenario("torn-pte0")).tla
