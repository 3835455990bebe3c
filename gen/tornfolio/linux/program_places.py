"""Says where in a tree something of a program is: addresses, and what cut a search short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tornfolio.linux.build import Program
from tornfolio.linux.schedule import Schedule, Searched
from tornfolio.linux.search import replay
from tornfolio.linux.steps import Place
from tornfolio.linux.tree import Tree
from tornfolio.support.processes import Processes

__all__ = ["program_places", "with_last_accesses"]

# What the engine finds of an access by itself.
_WRONG_ACCESSES = ("NoCrash", "NoEscape")

_REPLAYED = "cut_short.jsonl"


def program_places(program: Program, tree: Tree, addresses: frozenset[int]) -> dict[int, Place]:
    """The places of addresses, with files as they are named within the tree."""
    # What reads debugging information takes a moment to load, and most searches need none.
    from tornfolio.linux.lines import find_places

    return {
        address: Place(found.function, _within(tree, Path(found.file)), found.line)
        for address, found in find_places(program.path, addresses).items()
    }


def with_last_accesses(
    found: Searched,
    program: Program,
    tree: Tree,
    settings: Mapping[str, str | int],
    processes: Processes,
    folder: Path,
) -> Searched:
    """The same findings; of a wrong access it is told which access came last before it.

    Their schedules are run again in `folder`, with the `settings` of the search. Raises ToolFailed.
    """
    told = []
    for each in found.violated:
        said = ""
        if each.property in _WRONG_ACCESSES:
            again = replay(program.path, processes, folder / _REPLAYED, each.moves, settings)
            said = _last_access(again, program, tree)
        told.append(replace(each, text=f"{each.text}; {said}") if said else each)
    return replace(found, violated=tuple(told))


def _last_access(schedule: Schedule, program: Program, tree: Tree) -> str:
    if not schedule.steps or not schedule.steps[-1].accesses:
        return ""
    last = schedule.steps[-1].accesses[-1]
    place = program_places(program, tree, frozenset({last.pc})).get(last.pc)
    if place is None:
        return ""
    return f"the last access before that is in {place.function}() at {place.file}:{place.line}"


def _within(tree: Tree, path: Path) -> str:
    """Name a file within the tree; one of ours by its name."""
    if path.is_relative_to(tree.path):
        return str(path.relative_to(tree.path))
    return f"shim/{path.name}"
