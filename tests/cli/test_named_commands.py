"""Each command that our code names, in errors, helps and reports, is one that there is."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from places import ROOT
from reference_commands import all_options, options_of
from tornfolio.cli.main import cli

PACKAGE = ROOT / "gen" / "tornfolio"
PACKAGES = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
_QUOTED = re.compile(r"['`\"]tornfolio ([a-z][^'`\"\n]*)|Example: +tornfolio ([^\n]+)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
# Those of click, of pip, of PlusCal, and of the engine that runs C.
FOREIGN = {"--help", "--force-reinstall", "--algorithm", "--replay"}


@functools.cache
def said(package: str) -> list[tuple[str, str]]:
    """Each text of a package, with its place; X stands for what is put into one."""
    return [
        (f"{path.relative_to(PACKAGE)}:{line}", text)
        for path in sorted((PACKAGE / package).rglob("*.py"))
        for line, text in texts_of(path)
    ]


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """Each text of a module, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
              for part in node.values}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [p.value if isinstance(p, ast.Constant) else "X" for p in node.values]
            yield node.lineno, "".join(map(str, parts))
            continue
        value = getattr(node, "value", None)
        if isinstance(node, ast.Constant) and isinstance(value, str) and id(node) not in inside:
            yield node.lineno, value


def command_of(words: list[str]) -> click.Command:
    """The command that words begin with, as the shell would find it."""
    found: click.Command = cli
    context = click.Context(cli)
    for word in words:
        if not isinstance(found, click.Group):
            break
        inner = found.get_command(context, word)
        assert inner is not None, f"there is no command {word!r}"
        found = inner
    return found


def test_commands_are_found_in_texts() -> None:
    """What the next tests look at: helps, next steps of errors, and notes of the library."""
    texts = [text for package in PACKAGES for _, text in said(package)]
    found = [each for text in texts for each in _QUOTED.findall(text)]
    named = {(quoted or example).split()[0] for quoted, example in found}
    assert {"check", "resume", "doctor", "outcomes", "bless", "linux"} <= named


@pytest.mark.parametrize("package", PACKAGES)
def test_a_text_names_commands_and_options_that_there_are(package: str) -> None:
    """`tornfolio X --option` in a text of ours is a command that has that option."""
    for place, text in said(package):
        for quoted, example in _QUOTED.findall(text):
            words = (quoted or example).split()
            command = command_of(words)
            given = set(_OPTION.findall(" ".join(words)))
            assert given <= options_of(command) | FOREIGN, (place, words)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_text_names_options_that_there_are(package: str) -> None:
    """Each `--option` that a text of ours tells somebody to use is one of some command."""
    known = all_options() | FOREIGN
    for place, text in said(package):
        if text.startswith("--") and " " not in text:
            continue  # what a program is given, or a command is defined by
        for option in _OPTION.findall(text):
            assert option in known, (place, option, text)
