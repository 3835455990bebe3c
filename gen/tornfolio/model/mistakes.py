"""Reads the mistakes of real bugs: each a change to the templates, asked for by parameter `bug`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from tornfolio.model.folders import Model
from tornfolio.model.policies import TextChange
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import shown
from tornfolio.support.toml import check_keys, read_tables

__all__ = ["NO_BUG", "Mistake", "bug_names", "changes_of", "find_mistake", "read_bugs"]

NO_BUG = "none"
_CATALOGUE = "bugs.toml"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,39}", re.ASCII)
_KEYS = {"template": str, "find": str, "replace": str}


@dataclass(frozen=True)
class Mistake:
    """The mistake of one bug: its title, and what it changes in which file's words."""

    name: str
    about: str
    changes: tuple[TextChange, ...]
    file: Path

    kind: ClassVar[str] = "the mistake of a bug"

    @property
    def where(self) -> str:
        """Name it in an error."""
        return f"{self.file}: bug {self.name}"

    @property
    def header(self) -> str:
        """How the header of the table of a change is written in the file."""
        return f"{self.name}.change"


def read_bugs(model: Model) -> Mapping[str, dict[str, Any]]:
    """The tables of the catalogue of real bugs, by their names. Raises BadInput."""
    return _read(model.file(_CATALOGUE))


def _read(path: Path) -> Mapping[str, dict[str, Any]]:
    tables = read_tables(path)
    for name in tables:
        if name == NO_BUG or not _NAME.fullmatch(name):
            raise BadInput(f"{path}: {shown(name)} is not a name for a bug", "use for instance B01")
    return tables


def bug_names(model: Model) -> tuple[str, ...]:
    """What `bug` can be: none, or the name of a bug that is made by a change to the templates.

    A catalogue of the user's own is beside ours here: our scenarios name bugs of ours.
    """
    return (NO_BUG, *(name for name, (_, table) in _known(model).items() if "change" in table))


def _known(model: Model) -> dict[str, tuple[Path, dict[str, Any]]]:
    """All bugs with the file of each; one of the user's own takes the place of ours."""
    own = model.own_file(_CATALOGUE)
    files = [model.ours / _CATALOGUE, *([own] if own is not None else [])]
    return {name: (path, table) for path in files for name, table in _read(path).items()}


def find_mistake(name: str, model: Model) -> Mistake | None:
    """The mistake of a bug, None for `none`. Raises BadInput."""
    if name == NO_BUG:
        return None
    path, table = _known(model)[name]
    return Mistake(name, str(table.get("title", "")), changes_of(table, f"{path}: {name}"), path)


def changes_of(table: Mapping[str, Any], where: str) -> tuple[TextChange, ...]:
    """The changes of a bug's table. Raises BadInput."""
    found = table.get("change", [])
    if not isinstance(found, list):
        raise BadInput(
            f"{where}: change = {shown(found)} is not a list of tables", "write [[ID.change]]"
        )
    changes = []
    for change in found:
        if not isinstance(change, dict):
            raise BadInput(
                f"{where}: change = {shown(change)} is not a table", "write [[ID.change]]"
            )
        check_keys(change, f"{where}: change", _KEYS, {})
        changes.append(TextChange(change["template"], change["find"], change["replace"]))
    return tuple(changes)
