"""Makes command lines and files of all kinds, most of which no command can use."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from hypothesis import strategies as st

from tornfolio.cli.main import cli

Command = tuple[str, ...]

# What nobody expects where a text, a number or a list is expected.
_ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *("", "x", "none", "..", "/", "x" * 300, "a\nb", "::error::x", "\x1b[31m", "\u00fc\u4e2d"),
        *(0, 1, -1, 10**30, 1.5, float("inf"), float("nan"), True, False),
        *([], [1], [[1]], ["x", 1], {}, {"a": 1}, [{}], [{"a": []}], [True]),
        *(datetime.date(2026, 1, 1), datetime.time(1)),
    ]
)
_DATES = (datetime.date, datetime.time)
WORDS = st.sampled_from(
    [
        *("torn-pte0", "whole-with-sync", "no-such", "own", "own.toml", "", ".", "..", "-", "--"),
        *("AllOrNothing", "TypeOK", "Termination", "nr_pages=1", "nr_pages=x", "nr_pages=1,2"),
        *("ttu=none", "writers=none", "writers=own", "policy=own", "initial=P", "kernel=latest"),
        *("0", "1", "-1", "9" * 30, "nan", "1e9", "svg", "html", "smoke", "pte", "C01", "writer"),
        *("x" * 300, "x/" * 3000, "a\nb", "\u00fc", "\udcff", "\x1b[2J", "::error::", "%s{x}@{y}@"),
        *("127.0.0.1:1", "localhost:0", "file", "folder", "run", "missing/x", "/dev/null", "a\0b"),
    ]
)


def commands() -> dict[str, click.Command]:
    """All commands, with their options, as the command line itself knows them.

    One of a group is named with that, as it is typed: `linux check`.
    """
    return dict(_commands(cli, ""))


def _commands(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")
        elif command is not None:
            yield before + name, command


@st.composite
def lines(draw: st.DrawFn, java: Path) -> Command:
    """Make a command line: a command, some of its options with values of all kinds, and words.

    Whatever it asks for, no search begins: the Java that it names ends at once.
    """
    name = draw(st.sampled_from(sorted(commands())))
    command = commands()[name]
    options = [p for p in command.params if isinstance(p, click.Option)]
    line = name.split()
    for option in draw(st.lists(st.sampled_from(options), max_size=4)) if options else ():
        line.append(draw(st.sampled_from(option.opts)))
        if not option.is_flag:
            line.append(draw(_value(option)))
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    words = draw(st.lists(WORDS, min_size=len(arguments), max_size=len(arguments) + 1))
    line += [word for word in words if draw(st.integers(0, 9))]
    return harmless(name, tuple(line), java)


def harmless(name: str, line: Command, java: Path) -> Command:
    """Add to a command line what keeps it short: a Java that fails, no waiting, no measuring."""
    added: Command = ()
    options = {opt for p in commands()[name].params for opt in p.opts}
    if "--java" in options:
        added += ("--java", str(java))
    if name == "worker":
        added += ("--wait", "0.01")
    if name == "watch":
        added += ("--looks", "1")
    if name == "bench":
        added += ("--from", "missing.json")
    if "--distributed" in line:
        added += ("--timeout", "0.01")
    words = tuple(name.split())
    rest = line[len(words) :]
    return (*words, *rest, *added) if "--" not in line else (*words, *added, *rest)


def _value(option: click.Option) -> st.SearchStrategy[str]:
    if isinstance(option.type, click.Choice):
        return st.sampled_from([*map(str, option.type.choices), "x", ""])
    return WORDS


@st.composite
def changed(draw: st.DrawFn, good: Mapping[str, Any], *, dates: bool = True) -> Any:
    """Change one thing in a table or object: a value somewhere, a key too many or too few.

    `dates`: also to dates, which TOML has and JSON has not.
    """
    odd = _ODD if dates else _ODD.filter(lambda value: not isinstance(value, _DATES))
    table = json.loads(json.dumps(good))
    at: Any = table
    while True:
        keys: list[Any] = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return table
        key = draw(st.sampled_from(keys))
        if isinstance(at[key], dict | list) and at[key] and draw(st.booleans()):
            at = at[key]
            continue
        break
    what = draw(st.sampled_from(["change", "change", "change", "null", "delete", "add"]))
    if what == "delete":
        del at[key]
    elif what == "add" and isinstance(at, dict):
        at[draw(st.sampled_from(["x", "", "a b", "nr_pages", "needs", "check"]))] = draw(odd)
    else:
        at[key] = None if what == "null" else draw(odd)
    return table


def toml_text(value: Any) -> str:
    """A table as TOML; null, which TOML has not, is left out."""
    return "".join(f"{_key(k)} = {_toml(v)}\n" for k, v in value.items() if v is not None)


def _key(key: str) -> str:
    return json.dumps(key)


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case datetime.date() | datetime.time():
            return value.isoformat()
        case list():
            return f"[{', '.join(_toml(item) for item in value if item is not None)}]"
        case dict():
            items = (f"{_key(k)} = {_toml(v)}" for k, v in value.items() if v is not None)
            return f"{{{', '.join(items)}}}"
    raise TypeError(value)
