"""Reads what a PlusCal module says about itself: the comments at its labels and processes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tornfolio.support.errors import BadInput

__all__ = ["Action", "Actor", "Annotations", "Unexplained", "read_annotations"]

_LABEL = re.compile(r"\s*(?P<label>[A-Za-z]\w*):(?!=)", re.ASCII)
_PROCESS = re.compile(
    r"\s*(?:fair\+?\s+)?process \((?P<name>\w+) (?P<kind>=|\\in) (?P<ids>[^)]+)\)", re.ASCII
)
_COMMENT = "\\*"


@dataclass(frozen=True)
class Action:
    """One label: an atomic step, the C function that it belongs to, and what it does there.

    `primitive` is the C expression or words after the function's name; `about` the sentences in
    the comment's further lines; `line` is the label's line in the module, from 1.
    """

    label: str
    process: str
    function: str
    primitive: str
    about: str
    line: int


@dataclass(frozen=True)
class Actor:
    """One process of the algorithm: its name and what it is, in a phrase."""

    process: str
    about: str


class Unexplained(BadInput):
    """A label or a process without its comment, in the `line` of a module, from 1.

    `what` says so without the line, for whoever knows from which file that came.
    """

    def __init__(self, what: str, line: int, comment: str) -> None:
        super().__init__(
            f"line {line} of the rendered spec: {what}", f"write '\\* {comment}' above it"
        )
        self.what = what
        self.line = line


@dataclass(frozen=True)
class Annotations:
    """All actions by label, and all actors in the order of the module."""

    actions: Mapping[str, Action]
    actors: tuple[Actor, ...]


def read_annotations(tla: str) -> Annotations:
    r"""Read the comments of an algorithm.

    Above each label: `\* function(): primitive`, then sentences. Above each process:
    `\* process: what it is`. A label or process without one raises Unexplained, as nobody could
    say then what its steps stand for.
    """
    actions: dict[str, Action] = {}
    actors: list[Actor] = []
    for number, line, comment in _algorithm(tla):
        if match := _PROCESS.match(line):
            actors.append(Actor(match["name"], _about_process(match["name"], comment, number)))
        elif (match := _LABEL.match(line)) and actors:
            label = match["label"]
            function, primitive = _function(label, comment, number)
            actions[label] = Action(
                label, actors[-1].process, function, primitive, " ".join(comment[1:]), number
            )
    return Annotations(actions, tuple(actors))


def _algorithm(tla: str) -> Iterator[tuple[int, str, list[str]]]:
    """Each line of code of the algorithm with its number and the comment lines above it."""
    lines = iter(enumerate(tla.splitlines(), start=1))
    for _, line in lines:
        if line.startswith("(* --"):
            break
    comment: list[str] = []
    boxed = False
    for number, line in lines:
        stripped = line.strip()
        if stripped == "} *)" or stripped.startswith("\\* BEGIN TRANSLATION"):
            return
        if boxed or stripped.startswith("(*"):
            boxed = not stripped.endswith("*)")
        elif stripped.startswith(_COMMENT):
            comment.append(stripped.removeprefix(_COMMENT).strip())
        else:
            yield number, line, comment
            comment = []


def _about_process(name: str, comment: list[str], number: int) -> str:
    for text in comment:
        before, colon, about = text.partition(":")
        if colon and before.strip() == name:
            return about.strip()
    raise Unexplained(f"process {name} has no comment that says what it is", number, f"{name}: ...")


def _function(label: str, comment: list[str], number: int) -> tuple[str, str]:
    function, colon, primitive = comment[0].partition("():") if comment else ("", "", "")
    if not colon or not function.isidentifier() or not primitive.strip():
        raise Unexplained(
            f"label {label} does not say what it stands for", number, "function(): primitive"
        )
    return function, primitive.strip()
