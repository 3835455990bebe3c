"""Tests of the package's own rules that linters cannot say: rooms, docstrings, what is public.

Who may import whom stands in pyproject.toml and is held by import-linter; banned calls are ruff's.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import tornfolio

PACKAGE = Path(tornfolio.__file__).parent
FILES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
MODULES = [path for path in FILES if path.name not in ("__init__.py", "__main__.py")]
ROOMS = sorted(path.parent for path in FILES if path.name == "__init__.py")
LONGEST = 300
LONGEST_FUNCTION = 60
MOST_AT_THE_ROOT = 6


def dotted(path: Path) -> str:
    """Name a module, or a package, as Python does: `tlc.search`."""
    return ".".join(path.with_suffix("").parts)


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse((PACKAGE / path).read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """The modules of ours that a module imports, at its top or elsewhere: `tlc.search`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            if node.module and node.module.startswith("tornfolio."):
                yield node.module.removeprefix("tornfolio.")


def public(path: Path) -> list[str]:
    """What a module lists in `__all__`."""
    return next(
        ast.literal_eval(node.value)
        for node in tree(path).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )


def test_modules_have_rooms() -> None:
    """Modules live in packages; at the root there is only what begins the program."""
    assert len([path for path in FILES if len(path.parts) == 1]) <= MOST_AT_THE_ROOT
    assert {path.parent for path in FILES} == set(ROOMS)


@pytest.mark.parametrize("room", [room for room in ROOMS if room.parts], ids=dotted)
def test_a_room_lists_what_others_use(room: Path) -> None:
    """A package lists the modules that other packages import, and no others."""
    listed = public(room / "__init__.py")
    prefix = dotted(room) + "."
    used = {
        name.removeprefix(prefix)
        for path in FILES
        if path.parent != room
        for name in imported(path)
        if name.startswith(prefix) and "." not in name.removeprefix(prefix)
    }
    assert listed == sorted(used)


@pytest.mark.parametrize("path", FILES, ids=dotted)
def test_docstrings(path: Path) -> None:
    """A module says in the first line of its docstring, in one sentence, what it is for."""
    first, *rest = (ast.get_docstring(tree(path)) or "").split("\n")
    assert first.endswith(".")
    assert ". " not in first
    assert not rest or not rest[0]


@pytest.mark.parametrize("path", FILES, ids=dotted)
def test_modules_are_short(path: Path) -> None:
    """No module has more than 300 lines."""
    assert len((PACKAGE / path).read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", FILES, ids=dotted)
def test_functions_are_short(path: Path) -> None:
    """No function has more than 60 lines, its docstring among them."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_what_is_public_is_there(path: Path) -> None:
    """What a module calls public it defines itself, and in order."""
    body = tree(path).body
    defined = {node.name for node in body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    for node in body:
        if isinstance(node, ast.Assign):
            defined |= {ast.unparse(target) for target in node.targets}
        elif isinstance(node, ast.AnnAssign):
            defined.add(ast.unparse(node.target))
    names = public(path)
    assert set(names) <= defined
    assert names == sorted(set(names), key=lambda name: (not name.isupper(), name))
