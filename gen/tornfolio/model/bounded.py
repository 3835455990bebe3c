"""Bounds what a template may do: steps of loops and calls, and the size of what it makes."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import jinja2
import jinja2.sandbox
import jinja2.visitor
from jinja2 import nodes

__all__ = ["BoundedEnvironment"]

# Hundreds of times what our own templates take.
_MOST_STEPS = 1_000_000
_LARGEST = 1 << 22
_COUNTED = "tornfolio_counted"
_JOINED = "tornfolio_joined"


class BoundedEnvironment(jinja2.sandbox.ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which no template takes more than a second or so, or much memory."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._steps = threading.local()
        for name, function in list(self.filters.items()):
            self.filters[name] = self._bounded(function)
        self.filters[_COUNTED] = self._counted
        self.filters[_JOINED] = self._joined

    def begin(self) -> None:
        """Begin to count, for one template that this thread is going to render."""
        self._steps.taken = 0
        self._steps.asked = set()

    def is_new(self, name: str) -> bool:
        """Tell whether this is the first question about a name since begin(), in this thread."""
        asked: set[str] = self._steps.__dict__.setdefault("asked", set())
        is_new = name not in asked
        asked.add(name)
        return is_new

    def call(self, context: Any, called: Any, /, *args: Any, **named: Any) -> Any:
        """Call what a template calls, a number of times."""
        self._step()
        self._check_numbers(args, named)
        return self._checked(super().call(context, called, *args, **named))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Calculate what a template calculates, unless it is too large."""
        both = (left, right)
        numbers = all(isinstance(value, int) for value in both)
        sizes = [len(value) if hasattr(value, "__len__") else abs(value) for value in both
                 if hasattr(value, "__len__") or isinstance(value, int)]  # fmt: skip
        if operator == "*" and not numbers and len(sizes) == 2 and sizes[0] * sizes[1] > _LARGEST:
            raise _too_large()
        if operator == "**" and any(size > 1000 for size in sizes):
            raise _too_large()
        if operator == "%" and _has_width(left):
            raise jinja2.TemplateRuntimeError("a width in a format is not for templates")
        return self._checked(super().call_binop(context, operator, left, right))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Let loops count their turns, and `~` look at what it makes."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = _filtered(loop.iter, _COUNTED)
        return tree if next(tree.find_all(nodes.Concat), None) is None else _Joins().visit(tree)

    def _step(self) -> None:
        taken = getattr(self._steps, "taken", 0) + 1
        self._steps.taken = taken
        if taken > _MOST_STEPS:
            raise jinja2.TemplateRuntimeError(f"it takes more than {_MOST_STEPS:,} steps")

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._step()
            yield value

    def _joined(self, values: Iterable[Any]) -> str:
        texts = [str(value) for value in values]
        if sum(map(len, texts)) > _LARGEST:
            raise _too_large()
        return "".join(texts)

    def _bounded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def bounded(*args: Any, **named: Any) -> Any:
            self._step()
            self._check_numbers(args, named)
            return self._checked(function(*args, **named))

        return bounded

    @staticmethod
    def _check_numbers(args: Iterable[Any], named: dict[str, Any]) -> None:
        """Refuse widths and counts with which a filter or method would make something huge."""
        for value in (*args, *named.values()):
            if isinstance(value, int) and abs(value) > _LARGEST:
                raise _too_large()

    @staticmethod
    def _checked(value: Any) -> Any:
        if isinstance(value, str | bytes | list | tuple | dict) and len(value) > _LARGEST:
            raise _too_large()
        return value


class _Joins(jinja2.visitor.NodeTransformer):
    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        """Make a filter of `~`, with a list of what it joins."""
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), _JOINED)


def _has_width(value: object) -> bool:
    return isinstance(value, str) and any(char.isdecimal() or char == "*" for char in value)


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _too_large() -> jinja2.TemplateRuntimeError:
    return jinja2.TemplateRuntimeError("it makes something too large for a module")
