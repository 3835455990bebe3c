"""Finds the places of a variable at which two values differ, and what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tornfolio.tla.values import Function, Value

__all__ = ["differing", "value_at", "value_with"]


def differing(
    old: Value | None, new: Value, place: tuple[Value, ...] = ()
) -> Iterator[tuple[Value, ...]]:
    """The places at which a value is not as before, each as deep as both have it.

    >>> list(differing((1, (2, 3)), (1, (2, 4))))
    [(2, 2)]
    """
    if old == new:
        return
    if isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        for at, (one, other) in enumerate(zip(old, new, strict=True), start=1):
            yield from differing(one, other, (*place, at))
    elif isinstance(old, Function) and isinstance(new, Function) and old.keys() == new.keys():
        for key in old:
            yield from differing(old[key], new[key], (*place, key))
    else:
        yield place


def value_at(value: Value, place: Sequence[Value]) -> Value | None:
    """What stands at a place of a value, None if the value has no such place.

    >>> value_at((1, (2, 4)), (2, 2))
    4
    """
    for key in place:
        if isinstance(value, tuple) and isinstance(key, int) and 0 < key <= len(value):
            value = value[key - 1]
        elif isinstance(value, Function) and key in value:
            value = value[key]
        else:
            return None
    return value


def value_with(value: Value, place: Sequence[Value], new: Value) -> Value:
    """A value with something else at a place that it has.

    >>> value_with((1, (2, 4)), (2, 2), 3)
    (1, (2, 3))
    """
    if not place:
        return new
    key, *rest = place
    if isinstance(value, tuple) and isinstance(key, int):
        return (*value[: key - 1], value_with(value[key - 1], rest, new), *value[key:])
    if isinstance(value, Function):
        return Function({**value, key: value_with(value[key], rest, new)})
    raise TypeError("no value that has places")
