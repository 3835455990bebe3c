"""Writes values as TLC prints them, for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Set

from tornfolio.tla.values import Function, ModelValue, Value

__all__ = ["printed", "set_printed"]

_FEWEST = 3


def printed(value: Value) -> str:
    """A value as TLC prints it.

    >>> printed(frozenset({10, 9})), printed((True, frozenset({"reclaim"})))
    ('{9, 10}', '<<TRUE, {"reclaim"}>>')
    """
    match value:
        case bool():
            return str(value).upper()
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case ModelValue():
            return value.name
        case tuple():
            return f"<<{', '.join(map(printed, value))}>>"
        case frozenset():
            return set_printed(value)
        case Function() if value and all(type(key) is str for key in value):
            fields = (f"{key} |-> {printed(item)}" for key, item in value.items())
            return f"[{', '.join(fields)}]"
        case Function() if value:
            return f"({' @@ '.join(f'{printed(k)} :> {printed(v)}' for k, v in value.items())})"
        case Function():
            return "<<>>"
        case _:
            return str(value)


def set_printed(values: Set[Value]) -> str:
    """A set as TLC prints it: numbers in their order, and an interval as one.

    >>> set_printed({0, 1, 2, 3}), set_printed({2, 10}), set_printed(set())
    ('0..3', '{2, 10}', '{}')
    """
    if _is_interval(values):
        numbers = [value for value in values if isinstance(value, int)]
        return f"{min(numbers)}..{max(numbers)}"
    return f"{{{', '.join(map(printed, _in_order(values)))}}}"


def _is_interval(values: Set[Value]) -> bool:
    numbers = [value for value in values if type(value) is int]
    return _FEWEST <= len(numbers) == len(values) == max(numbers) - min(numbers) + 1


def _in_order(values: Iterable[Value]) -> list[Value]:
    def key(value: Value) -> tuple[int, int, str]:
        return (0, value, "") if type(value) is int else (1, 0, printed(value))

    return sorted(values, key=key)
