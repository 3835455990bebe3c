"""Compares the functions of a tree that the model stands for with those that it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from tornfolio.linux.functions import Found
from tornfolio.linux.misfits import Misfit, misfits
from tornfolio.linux.read_before import Read, load_read
from tornfolio.linux.runs import Runs, Whose, labels_in_scope, what_runs
from tornfolio.linux.steps import NO_FUNCTION, Label, find_named, labels_of_catalogue
from tornfolio.linux.tree import Tree
from tornfolio.model.folders import Model
from tornfolio.support.errors import BadInput

__all__ = [
    "Drift",
    "Drifted",
    "Helper",
    "drift",
    "find_drift",
    "read_tree",
]

State = Literal["same", "changed", "gone"]


@dataclass(frozen=True)
class Drifted:
    """One function that the model stands for, as a tree has it.

    `releases` are those in which it was read just so; a function that neither the tree nor the
    release has that the tree is nearest to, is the same. `runs` says whose it is where the C runs:
    the tree's, a short one of ours in its place (`mini`), or nobody's.
    """

    name: str
    state: State
    labels: tuple[str, ...]
    releases: tuple[str, ...] = ()
    found: Found | None = None
    runs: Whose = ""

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
            "runs": self.runs,
        }


@dataclass(frozen=True)
class Helper:
    """A function of the tree that runs in C and that no label names.

    It is `new` if no release that was read had it among those that run.
    """

    name: str
    state: Literal["same", "changed", "new"]
    file: str
    line: int
    digest: str
    releases: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The function as JSON has it."""
        return vars(self) | {"releases": list(self.releases)}


@dataclass(frozen=True)
class Drift:
    """All functions of a tree that the model stands for.

    `nearest` is the release, of those that were read, to which the tree has most in common.
    `unread` are functions that labels name and nobody has read in any release, `unnamed` those
    that were read and no label names. `helpers` are a matter of information. A misfit is an error
    of the model; `not_taken` says why nothing can run, "" if it can.
    """

    tree: Tree
    nearest: str
    functions: tuple[Drifted, ...]
    unread: tuple[str, ...]
    unnamed: tuple[str, ...]
    helpers: tuple[Helper, ...] = ()
    misfits: tuple[Misfit, ...] = ()
    not_taken: str = ""

    @property
    def same(self) -> bool:
        """Tell whether nothing has drifted, on the side of the tree or of the model."""
        return all(each.state == "same" for each in self.functions) and not (
            self.unread or self.unnamed or self.misfits
        )

    def to_json(self) -> dict[str, Any]:
        """All as JSON has it."""
        return {
            "tree": self.tree.to_json(),
            "nearest": self.nearest,
            "functions": [each.to_json() for each in self.functions],
            "unread": list(self.unread),
            "unnamed": list(self.unnamed),
            "helpers": [each.to_json() for each in self.helpers],
            "misfits": [each.to_json() for each in self.misfits],
            "not_taken": self.not_taken,
        }


def find_drift(tree: Tree, model: Model | None = None) -> Drift:
    """Compare a tree with what was read. Raises BadInput, ToolMissing."""
    read = load_read(model)
    labels = labels_of_catalogue(model)
    found = drift(tree, labels, read)
    try:
        runs = what_runs(tree)
    except BadInput as error:
        return replace(found, not_taken=str(error))
    return replace(
        found,
        functions=tuple(replace(each, runs=runs.whose(each.name)) for each in found.functions),
        helpers=helpers_of(runs, read),
        misfits=misfits(tree, labels, labels_in_scope(tree, model), runs),
    )


def helpers_of(runs: Runs, read: Read) -> tuple[Helper, ...]:
    """The functions of a tree that run and that no label names, each as it was read, or not."""
    helpers = []
    for name, each in runs.tree.items():
        if name not in read.functions:
            digests = read.helpers.get(name, {})
            releases = tuple(r for r, digest in digests.items() if digest == each.digest)
            state: Literal["same", "changed", "new"] = (
                "same" if releases else "changed" if digests else "new"
            )
            helpers.append(Helper(name, state, each.file, each.line, each.digest, releases))
    return tuple(helpers)


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
