"""Puts to each step of a trace its place in a tree of Linux."""

from __future__ import annotations

import dataclasses

from tornfolio.linux.steps import Label, Place, access_of, places_of
from tornfolio.linux.tree import Tree
from tornfolio.trace.trace import CPlace, Trace

__all__ = ["with_places"]

# How many lines of the tree are shown before and after that of a step.
_AROUND = 8


def with_places(trace: Trace, tree: Tree) -> Trace:
    """A trace whose steps know their file and line, and the lines around it.

    A step whose function the tree does not have stays as it is. Raises BadInput, ToolMissing.
    """
    labels = {
        step.action: Label(step.action, step.function, step.primitive, access_of(step.primitive))
        for step in trace.steps
        if step.function is not None
    }
    places = {
        label: _with_code(place, tree) for label, place in places_of(tree, labels.values()).items()
    }
    return dataclasses.replace(
        trace,
        steps=tuple(
            dataclasses.replace(step, c=places.get(step.action)) if step.function else step
            for step in trace.steps
        ),
    )


def _with_code(place: Place, tree: Tree) -> CPlace:
    lines = tree.read(place.file).decode("utf-8", "replace").split("\n")
    first = max(1, place.line - _AROUND)
    code = tuple(line.rstrip() for line in lines[first - 1 : place.line + _AROUND])
    return CPlace(place.function, place.file, place.line, first, code)
