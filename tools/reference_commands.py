"""Gives the reference page of the commands, from what click knows of them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from tornfolio.cli.main import cli


def commands() -> str:
    """The page: each command with its usage, its help, its arguments and its options."""
    parts = [
        "# Commands\n\n`tornfolio COMMAND --help` shows the same in the terminal. Every command"
        " ends with one of the [exit statuses](exit-status.md). `--json` is described in"
        " [JSON](json.md)."
    ]
    parts += [_command(name, command, context) for name, command, context in all_commands()]
    return "\n\n".join(parts) + "\n"


def options_of(command: click.Command) -> set[str]:
    """The long and short options that a command takes."""
    return {name for each in command.params for name in (*each.opts, *each.secondary_opts)}


def all_options() -> set[str]:
    """The options of all commands together, and those before a command."""
    commands = [cli, *(command for _, command, _ in all_commands())]
    return set().union(*map(options_of, commands))


def all_commands() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Each command with its name, and its context; those of a group after the group."""
    yield from _of_group(cli, click.Context(cli, info_name="tornfolio"), "")


def _of_group(
    group: click.Group, parent: click.Context, prefix: str
) -> Iterator[tuple[str, click.Command, click.Context]]:
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=parent)
        yield prefix + name, command, context
        if isinstance(command, click.Group):
            yield from _of_group(command, context, f"{prefix}{name} ")


def _command(name: str, command: click.Command, context: click.Context) -> str:
    usage = " ".join(command.get_usage(context).removeprefix("Usage: ").split())
    rows = [
        f"| {_flags(option)} | {_meaning(option, context)} |"
        for option in command.params
        if isinstance(option, click.Option)
    ]
    parts = [f"## {name}\n\n```text\n{usage}\n```", _help(command)]
    if rows:
        parts.append("\n".join(["| option | meaning |", "|---|---|", *rows]))
    return "\n\n".join(parts)


def _help(command: click.Command) -> str:
    """A command's help as Markdown: examples in blocks of their own, each option as code."""
    paragraphs = []
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        verbatim = paragraph.startswith("\b")
        lines = [line.strip() for line in paragraph.removeprefix("\b").strip().splitlines()]
        if verbatim:
            examples = [re.sub(r"^\w+: +", "", line) for line in lines]
            paragraphs.append("\n".join(["Example:", "", "```text", *examples, "```"]))
        else:
            paragraphs.append(re.sub(r"(?<![`\w])--[a-z-]+", r"`\g<0>`", " ".join(lines)))
    return "\n\n".join(paragraphs)


def _flags(option: click.Option) -> str:
    value = "" if option.is_flag else f" {_value(option)}"
    return ", ".join(f"`{flag}{value}`" for flag in [*option.opts, *option.secondary_opts])


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "\\|".join(map(str, option.type.choices))
    if option.metavar:
        return option.metavar
    return {"integer range": "N", "float range": "SECONDS", "text": "NAME"}.get(
        option.type.name, option.type.name.upper()
    )


def _meaning(option: click.Option, context: click.Context) -> str:
    meaning = (option.help or "").replace("|", "\\|")
    default = option.get_default(context)
    if option.show_default and default is not None:
        meaning += f" Default: {default}."
    return meaning
