"""Which of ours a model of one's own replaces, and what the gate says of a demand on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tornfolio.gate.audit import find_problems
from tornfolio.gate.expectations import Expectations
from tornfolio.gate.points import find_points
from tornfolio.model.folders import find_model
from tornfolio.model.replaced import is_ground, replaced_in_words, replaced_templates
from tornfolio.support.paths import spec_dir

Demanding = Callable[[dict[str, str]], list[str]]
_SCENARIO = """intent = "i"
source = "s"
property = "TypeOK"

[expect]
LockDiscipline = "holds"

[parameters]
nr_pages = 2
ttu = []
writers = ["contpte"]
"""
_MODULE = '@% extends "tornfolio/module.tla" %@\n'
_BLOCK = "@% block own_definitions %@\nMine == TRUE\n@% endblock %@\n"


def _ours(name: str) -> str:
    return (spec_dir() / "templates" / name).read_text(encoding="utf-8")


@pytest.fixture
def demanding(tmp_path: Path) -> Demanding:
    """A function that says what the gate has against a model whose scenario demands a verdict."""

    def problems(files: dict[str, str]) -> list[str]:
        for name, text in {"scenarios/mine.toml": _SCENARIO, **files}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        model, expectations = find_model(tmp_path), Expectations(tmp_path / "expectations.toml")
        found = find_problems(find_points(expectations, model), expectations, (), model)
        return [each.text for each in found if each.kind == "replaced"]

    return problems


def test_a_formula_of_ours_that_is_replaced(demanding: Demanding) -> None:
    """A demand on it is a problem that names the file: another formula has another name."""
    name = "templates/properties/LockDiscipline.tla"
    [said] = demanding({name: "LockDiscipline == aux_locked \\/ NR_PAGES = 4\n"})
    assert f"{name} replaces LockDiscipline of tornfolio: give your property another name" in said
    assert "(expect in " in said and "scenarios/mine.toml)" in said


def test_a_property_of_ours_with_other_words(demanding: Demanding) -> None:
    """A list of properties that has one of ours may make it a temporal one, so it is as bad."""
    words = '[LockDiscipline]\nkind = "liveness"\nsource = "s"\nsentence = "s"\n'
    [said] = demanding({"properties.toml": words})
    assert "properties.toml replaces LockDiscipline of tornfolio" in said


@pytest.mark.parametrize("name", ["pages/macros.tla", "state/locked.tla", "module.tla"])
def test_what_keeps_the_history(demanding: Demanding, name: str) -> None:
    """A demand on a property of ours is a problem if its macros or its state are replaced."""
    [said] = demanding({f"templates/{name}": f"{_ours(name)}\n"})
    assert f"templates/{name} replaces {name}, on which LockDiscipline of tornfolio rest" in said


def test_a_policy_that_changes_a_macro(demanding: Demanding) -> None:
    """It replaces the macro as a template would: a store that notes nothing breaks no rule."""
    line = "    aux_locked := aux_locked /\\ ptl[table] = cpu;\n"
    assert _ours("module.tla").count(line) == 1
    change = f"template = 'module.tla'\nfind = '''\n{line}'''\nreplace = ''\n"
    parameters = _SCENARIO.replace("ttu = []", "ttu = []\npolicy = 'mine'")
    [said] = demanding(
        {
            "policies/mine.toml": f"about = 'a'\n[[change]]\n{change}",
            "scenarios/mine.toml": parameters,
        }
    )
    assert "policies/mine.toml changes module.tla, on which LockDiscipline" in said


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"templates/module.tla": _MODULE + _BLOCK},
        {"templates/pages/macros.tla": _ours("pages/macros.tla")},
        {"templates/writers/zap.tla": _ours("writers/zap.tla") + "\n"},
        {"templates/conditions/Torn.tla": _ours("conditions/Torn.tla") + "\n"},
    ],
    ids=["nothing", "definitions", "copy", "writer", "condition"],
)
def test_what_is_no_problem(demanding: Demanding, files: dict[str, str]) -> None:
    """More definitions, a copy, and other steps: ours still judges."""
    assert demanding(files) == []


def test_what_is_replaced_is_said(tmp_path: Path) -> None:
    """In a few words, and nothing of what is only added."""
    model = find_model(tmp_path)
    assert replaced_in_words(model) == ""
    names = ("writers/zap.tla", "writers/mine.tla", "pages/macros.tla", "header.tla", "fold.tla")
    for name in names:
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\\* mine\n", encoding="utf-8")
    assert sorted(replaced_templates(model)) == sorted({*names} - {"writers/mine.tla"})
    said = "replaces fold, header, pages/macros and 1 more of tornfolio"
    assert replaced_in_words(model) == said
    # What the module is made of can be decided outside of a block as well.
    text = f"{_MODULE}@% set macros = [] %@\n{_BLOCK}"
    (tmp_path / "templates" / "module.tla").write_text(text, encoding="utf-8")
    assert "module.tla" in replaced_templates(model)


def test_every_template_with_macros_of_the_history_is_ground() -> None:
    """Those of ours that define a macro by which properties see a store, a lock or a walk."""
    folder = spec_dir() / "templates"
    found = []
    for path in folder.rglob("*.tla"):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(folder).as_posix()
        if "\nmacro " in f"\n{text}" and "aux_" in text:
            found.append(name)
            assert is_ground(name), name
    assert {"module.tla", "pages/macros.tla", "runs/macros.tla", "pmd_macros.tla"} <= {*found}
