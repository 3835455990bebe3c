"""The templates read like the C: little Jinja, short lines, no TLA+ in strings of Jinja."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from pathlib import Path

import pytest

from places import ROOT
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.model.templates import as_part_of

_TEMPLATES = ROOT / "spec" / "templates"
_JINJA = re.compile(r"@\{|\}@|@%|%@|@\*|\*@")
_INSIDE = re.compile(r"@\{.*?\}@|@%.*?%@")
_STRING = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_NAME = re.compile(r"(?:\\n *|[\w ./:(),\"-])*", re.ASCII)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _paths() -> list[Path]:
    paths = sorted(_TEMPLATES.rglob("*.tla"))
    assert len(paths) > 80
    return paths


def test_one_line_in_ten_has_jinja() -> None:
    """Of all lines of the templates at most one in ten has anything of Jinja."""
    lines = [line for path in _paths() for line in _lines(path)]
    jinja = [line for line in lines if _JINJA.search(line)]
    assert jinja
    assert len(jinja) * 10 <= len(lines), f"{len(jinja)} of {len(lines)} lines"


def test_no_line_is_long() -> None:
    """No line of a template has more than 100 columns."""
    long = [
        f"{path.relative_to(_TEMPLATES)}:{number}: {len(line)}"
        for path in _paths()
        for number, line in enumerate(_lines(path), start=1)
        if len(line) > 100
    ]
    assert not long


def test_no_formula_stands_in_a_string() -> None:
    """What stands in strings of Jinja are names: of files, labels, CPUs, kernels; no formula."""
    found = [
        f"{path.relative_to(_TEMPLATES)}:{number}: {text}"
        for path in _paths()
        for number, line in enumerate(_lines(path), start=1)
        for inside in _INSIDE.findall(line)
        for text in _STRING.findall(inside)
        if not _NAME.fullmatch(text[1:-1]) or ":=" in text
    ]
    assert not found


@pytest.mark.parametrize("name", scenario_names())
def test_a_spec_has_no_blemish(name: str) -> None:
    """No conjunct TRUE, no list of one conjunct, no braces of Jinja, no two empty lines."""
    spec = render(load_scenario(name))
    for text in (spec.tla, spec.mc):
        lines = text.split("\n")
        assert not _JINJA.search(text)
        assert not [line for line in lines if line != line.rstrip()]
        assert not [pair for pair in pairwise(lines) if pair == ("", "")]
        assert not [line for line in lines if line.strip() in ("/\\ TRUE", "\\/ FALSE")]
        assert not [line for line in lines if re.fullmatch(r" +\{", line)]
        assert not list(_lone_conjuncts(lines))


def _lone_conjuncts(lines: Sequence[str]) -> Iterator[str]:
    """The definitions that are a list of a single conjunct or disjunct."""
    for number, (line, first) in enumerate(pairwise(lines)):
        bullet = re.match(r" +(?:/\\|\\/) ", first)
        if not line.endswith("==") or bullet is None:
            continue
        body = takewhile(str.strip, lines[number + 1 :])
        if sum(each.startswith(bullet[0]) for each in body) == 1:
            yield line


def test_one_step_of_the_kernel_has_one_label() -> None:
    """What a step of reclaim stands for has the same label in every scenario."""
    named: dict[tuple[str, str], list[set[str]]] = {}
    for name in scenario_names():
        here: dict[tuple[str, str], set[str]] = {}
        for action in render(load_scenario(name)).annotations.actions.values():
            if action.process == "reclaim":
                here.setdefault((action.function, action.primitive), set()).add(action.label)
        for step, labels in here.items():
            named.setdefault(step, []).append(labels)
    assert named["shrink_folio_list", "pageout()"][0] == {"shrink_pageout"}
    # Several steps of one module may do the same; then one scenario has all of their labels.
    assert {step for step, each in named.items() if set().union(*each) not in each} == set()


def test_a_label_belongs_to_its_function() -> None:
    """Labels of shrink_folio_list() begin with shrink_, and no others do but of what it calls."""
    called = {"split_folio", "shrink_folio_list"}
    for name in scenario_names():
        spec = render(load_scenario(name))
        for action in spec.annotations.actions.values():
            if action.function == "try_memory_failure_hugetlb":
                assert action.label.startswith("poison_")
            if action.function in called:
                assert action.label.startswith("shrink_")


def test_a_shared_template_gets_the_names_of_the_one_that_includes_it() -> None:
    """Keywords replace their names, other names get the prefix, and marks stay."""
    text = "caller_lock: f(caller, caller_vma, recaller, callers, caller_i);"
    assert (
        as_part_of(text, "zap", cpu="self", vma="VmaOf(self)")
        == "zap_lock: f(self, VmaOf(self), recaller, callers, zap_i);"
    )
    assert as_part_of("\x0e1:/home/caller/a.tla\x0fcaller_x", "zap") == (
        "\x0e1:/home/caller/a.tla\x0fzap_x"
    )
    assert as_part_of("caller_x(caller)", "caller", done="caller_y") == "caller_x(caller)"
