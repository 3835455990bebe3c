"""Compares the functions of a tree that the model stands for with those that it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tornfolio.linux.functions import Found
from tornfolio.linux.steps import NO_FUNCTION, Label, find_named, labels_of_catalogue
from tornfolio.linux.tree import Tree
from tornfolio.model.folders import Model, our_model
from tornfolio.support.errors import BadInput
from tornfolio.support.toml import check_keys, read_table

__all__ = ["FILE", "Drift", "Drifted", "Read", "drift", "find_drift", "load_read", "read_tree"]

FILE = "functions.toml"

State = Literal["same", "changed", "gone"]


@dataclass(frozen=True)
class Read:
    """What was read: the releases, and for each function of the model its digest in them."""

    releases: tuple[str, ...]
    functions: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Drifted:
    """One function that the model stands for, as a tree has it.

    `releases` are those in which it was read just so; a function that neither the tree nor the
    release has that the tree is nearest to, is the same.
    """

    name: str
    state: State
    labels: tuple[str, ...]
    releases: tuple[str, ...] = ()
    found: Found | None = None

    def to_json(self) -> dict[str, Any]:
        """The function as JSON has it."""
        return {
            "name": self.name,
            "state": self.state,
            "labels": list(self.labels),
            "releases": list(self.releases),
            "file": self.found.file if self.found else None,
            "line": self.found.line if self.found else None,
            "digest": self.found.digest if self.found else None,
        }


@dataclass(frozen=True)
class Drift:
    """All functions of a tree that the model stands for.

    `nearest` is the release, of those that were read, to which the tree has most in common.
    `unread` are functions that labels name and nobody has read in any release, `unnamed` those
    that were read and no label names.
    """

    tree: Tree
    nearest: str
    functions: tuple[Drifted, ...]
    unread: tuple[str, ...]
    unnamed: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Tell whether nothing has drifted, on the side of the tree or of the model."""
        return all(each.state == "same" for each in self.functions) and not (
            self.unread or self.unnamed
        )

    def to_json(self) -> dict[str, Any]:
        """All as JSON has it."""
        return {
            "tree": self.tree.to_json(),
            "nearest": self.nearest,
            "functions": [each.to_json() for each in self.functions],
            "unread": list(self.unread),
            "unnamed": list(self.unnamed),
        }


def find_drift(tree: Tree, model: Model | None = None) -> Drift:
    """Compare a tree with what was read. Raises BadInput, ToolMissing."""
    return drift(tree, labels_of_catalogue(model), load_read(model))


def drift(tree: Tree, labels: Mapping[str, Iterable[Label]], read: Read) -> Drift:
    """Compare a tree with what was read, for the functions that labels name."""
    found = find_named(tree, read.functions)
    alike = {
        release: sum(
            release in digests and _digest(found.get(name)) == digests[release]
            for name, digests in read.functions.items()
        )
        for release in read.releases
    }
    # Of several the newest: releases stand in their order.
    nearest = max(read.releases, key=lambda release: (alike[release], read.releases.index(release)))
    functions = []
    for name, several in labels.items():
        if name in read.functions:
            names = tuple(dict.fromkeys(label.label for label in several))
            functions.append(_drifted(name, names, found.get(name), read.functions[name], nearest))
    return Drift(
        tree=tree,
        nearest=nearest,
        functions=tuple(functions),
        unread=tuple(
            name for name in labels if name not in read.functions and name not in NO_FUNCTION
        ),
        unnamed=tuple(name for name in read.functions if name not in labels),
    )


def read_tree(tree: Tree, labels: Mapping[str, Iterable[Label]]) -> dict[str, str]:
    """The digest of each function that labels name, of those that a tree has."""
    return {name: found.digest for name, found in find_named(tree, labels).items()}


def load_read(model: Model | None = None) -> Read:
    """Load what was read. Raises BadInput."""
    path = (model or our_model()).file(FILE)
    table = read_table(path)
    check_keys(table, str(path), {"read": list, "functions": dict}, {})
    releases, functions = tuple(map(str, table["read"])), table["functions"]
    for name, digests in functions.items():
        if not isinstance(digests, dict) or not digests.keys() <= set(releases):
            raise BadInput(f"{path}: {name} has a release that is not in `read`")
    if not releases:
        raise BadInput(f"{path}: nothing was read")
    return Read(releases, functions)


def _digest(found: Found | None) -> str | None:
    return found.digest if found is not None else None


def _drifted(
    name: str,
    labels: tuple[str, ...],
    found: Found | None,
    digests: Mapping[str, str],
    nearest: str,
) -> Drifted:
    if found is None:
        if nearest in digests:
            return Drifted(name, "gone", labels)
        return Drifted(name, "same", labels, (nearest,))
    releases = tuple(release for release in digests if digests[release] == found.digest)
    return Drifted(name, "same" if releases else "changed", labels, releases, found)
