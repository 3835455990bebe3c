"""Runs the examples in the docstrings of the package."""

from __future__ import annotations

import doctest
import importlib

import pytest

from places import ROOT

_PACKAGE = ROOT / "gen"
_MODULES = [
    ".".join(path.relative_to(_PACKAGE).with_suffix("").parts)
    for path in sorted(_PACKAGE.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


def test_there_are_examples() -> None:
    """They are where values are read and written, and where names are compared."""
    assert {"tornfolio.tla.values", "tornfolio.support.naming"} <= {*_MODULES}


@pytest.mark.parametrize("name", _MODULES)
def test_examples_give_what_they_show(name: str) -> None:
    """Each example of a module gives the value below it."""
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0
    assert found.failed == 0
