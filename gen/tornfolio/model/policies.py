"""Loads the policies of the user's own model: each a change to the templates, in one file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tornfolio.model.folders import Model
from tornfolio.model.kernels import POLICIES
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import check_name, did_you_mean, shown
from tornfolio.support.toml import check_keys, read_table

__all__ = [
    "OwnPolicy",
    "TextChange",
    "branch_of",
    "changed_text",
    "check_flags",
    "own_policies",
]

_STATEMENT = re.compile(r"@%-? *(\w.*?) *-?%@")
# A word in quotes and capitals: labels, values and CPUs have none.
_FLAG = re.compile(r'"([A-Z][A-Z0-9_]*_[A-Z0-9_]+|[A-Z]{3,})"')


@dataclass(frozen=True)
class TextChange:
    """In a template, `find`, which stands there exactly once, becomes `replace`."""

    template: str
    find: str
    replace: str


@dataclass(frozen=True)
class OwnPolicy:
    """What a policy says of itself, the flags that it adds (TLA+ text), and what it changes."""

    name: str
    about: str
    flags: str | None
    changes: tuple[TextChange, ...]
    file: Path

    kind: ClassVar[str] = "the policy"
    header: ClassVar[str] = "change"

    @property
    def where(self) -> str:
        """Name it in an error."""
        return f"{self.file}: the policy"


def own_policies(model: Model) -> Mapping[str, OwnPolicy]:
    """Load the policies in policies/*.toml of the user's own model. Raises BadInput."""
    if model.own is None:
        return {}
    policies = {}
    for stem in model.first_names("policies", ".toml"):
        path = model.own / "policies" / f"{stem}.toml"
        name = check_name(stem, "policy name")
        if name in POLICIES:
            raise BadInput(
                f"{path}: {name} is the name of a policy of tornfolio", "give it another name"
            )
        table = read_table(path)
        check_keys(table, str(path), {"about": str}, {"flags": str, "change": list})
        changes = []
        for change in table.get("change", []):
            if not isinstance(change, dict):
                raise BadInput(
                    f"{path}: change = {shown(change)} is not a table", "write [[change]]"
                )
            keys = {"template": str, "find": str, "replace": str}
            check_keys(change, f"{path}: change", keys, {})
            changes.append(TextChange(change["template"], change["find"], change["replace"]))
        policies[name] = OwnPolicy(name, table["about"], table.get("flags"), tuple(changes), path)
    return policies


def changed_text(change: TextChange, text: str, where: str, model: Model) -> str:
    """Make a change to a template's text. Raises BadInput if it does not fit exactly once.

    `model` is the one whose template it is.
    """
    if not change.find:
        raise BadInput(f"{where}: find is empty", f"give a text of {change.template}")
    times = text.count(change.find)
    if times > 1:
        lines = ", ".join(str(line) for line in _lines_of(change.find, text))
        raise BadInput(
            f"{where}: its text is in {change.template} {times} times, in lines {lines}",
            "find a longer text, which is there only once",
        )
    if not times:
        raise BadInput(
            f"{where}: its text is not in {change.template}",
            f"'{model.command('template', change.template)}' shows what can be found",
        )
    return text.replace(change.find, change.replace)


def branch_of(change: TextChange, text: str) -> str:
    """Name the branch of a template in which the text of a change stands, with its line."""
    first = _first_line(change.find, text, text.index(change.find))
    stack: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines()[: first - 1], start=1):
        for statement in _STATEMENT.findall(line):
            word = statement.split()[0]
            if word in ("endif", "endfor", "else", "elif") and stack:
                stack.pop()
            if word in ("if", "elif", "else", "for"):
                stack.append((number, statement))
    place = f"line {first} of {change.template}"
    if not stack:
        return f"{place}, which is not rendered here"
    number, statement = stack[-1]
    return f"{place}, in the branch '{statement}' of line {number}, which is not rendered here"


def check_flags(policy: OwnPolicy, known: Collection[str]) -> None:
    """Check that the flags that a policy names are TTU flags. Raises BadInput."""
    for text in (policy.flags or "", *(change.replace for change in policy.changes)):
        for word in _FLAG.findall(text):
            if word not in known:
                raise BadInput(
                    f"{policy.file}: unknown TTU flag {shown(word)}{did_you_mean(word, known)}",
                    f"the TTU flags are {', '.join(known)}",
                )


def _lines_of(part: str, text: str) -> Iterator[int]:
    """The lines in which a part of a text begins, wherever it stands."""
    at = text.find(part)
    while at >= 0:
        yield _first_line(part, text, at)
        at = text.find(part, at + len(part))


def _first_line(part: str, text: str, at: int) -> int:
    """The line of a part's first character that is no line break."""
    blank = len(part) - len(part.lstrip("\n"))
    return text.count("\n", 0, at + blank) + 1
