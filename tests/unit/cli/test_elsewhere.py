"""Tests of the commands that stand in modules of their own."""

from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest

from tornfolio.cli.elsewhere import ELSEWHERE
from tornfolio.cli.main import cli

_ASKED = """\
import sys
from tornfolio.cli import main
try:
    main.main({args})
except SystemExit:
    pass
print(*(name for name in sys.modules if name.startswith("tornfolio.")), file=sys.stderr)
"""


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_list_says_what_a_command_says_of_itself(name: str) -> None:
    """The help of all commands has of each the first line of its own help."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help is not None
    assert command.help.split("\n\n")[0] == ELSEWHERE[name][1]
    assert command.name == name
    assert not command.hidden


def _imported(*args: str) -> set[str]:
    """The modules of ours that a command line has imported in the end."""
    done = subprocess.run(
        [sys.executable, "-c", _ASKED.format(args=list(args))],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "80"},
    )
    return set(done.stderr.split())


def test_help_imports_no_command() -> None:
    """The help of all commands lists each of them, and imports neither them nor the library."""
    imported = _imported("--help")
    assert "tornfolio.cli.main" in imported
    assert _packages(imported) == {"cli", "support"}
    assert not imported & {f"tornfolio.cli.{module}" for module, _ in ELSEWHERE.values()}


def test_the_list_of_scenarios_needs_no_tool() -> None:
    """To list the scenarios, nothing is imported that renders, runs or draws."""
    imported = _imported("list")
    assert "tornfolio.model.scenario" in imported
    assert "tornfolio.model.render" not in imported
    assert _packages(imported) == {"cli", "model", "support", "views"}


def _packages(modules: set[str]) -> set[str]:
    return {module.split(".")[1] for module in modules if module != "tornfolio.entry"}
