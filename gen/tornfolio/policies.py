"""Loads the policies of the user's own model: each a change to the templates, in one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tornfolio.errors import BadInput
from tornfolio.names import check_name, shown
from tornfolio.paths import own_dir
from tornfolio.profiles import POLICIES
from tornfolio.tables import check_keys, read_table

__all__ = ["OwnPolicy", "TextChange", "changed_text", "own_policies"]


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


def own_policies() -> Mapping[str, OwnPolicy]:
    """Load the policies in policies/*.toml of the user's own model. Raises BadInput."""
    own = own_dir()
    if own is None:
        return {}
    policies = {}
    for path in sorted((own / "policies").glob("*.toml")):
        name = check_name(path.stem, "policy name")
        if name in POLICIES:
            raise BadInput(f"{path}: {name} is the name of one of ours", "give it another name")
        table = read_table(path)
        check_keys(table, str(path), {"about": str}, {"flags": str, "change": list})
        changes = []
        for change in table.get("change", []):
            if not isinstance(change, dict):
                raise BadInput(f"{path}: change = {shown(change)} is not a table", "[[change]]")
            keys = {"template": str, "find": str, "replace": str}
            check_keys(change, f"{path}: change", keys, {})
            changes.append(TextChange(change["template"], change["find"], change["replace"]))
        policies[name] = OwnPolicy(name, table["about"], table.get("flags"), tuple(changes), path)
    return policies


def changed_text(change: TextChange, text: str, where: str) -> str:
    """Make a change to a template's text. Raises BadInput if it does not fit exactly once."""
    times = text.count(change.find)
    if times != 1:
        raise BadInput(
            f"{where}: its text is {times} times in {change.template}",
            "the template has changed: mend it",
        )
    return text.replace(change.find, change.replace)
