"""One parameter of a scenario: what it is, its kind, and its default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tornfolio.model.parameter_kinds import Given, Kind
from tornfolio.support.errors import BadInput

__all__ = ["Parameter", "always"]


def _required(given: Given) -> object:
    return None


@dataclass(frozen=True)
class Parameter:
    """One parameter: what it is in a line and in a paragraph, its kind, and its default.

    `default` gives the value where none is given, as a scenario file would have it, and None where
    one must be. `each` explains the single values, where they have names.
    """

    name: str
    about: str
    explained: str
    kind: Kind
    default: Callable[[Given], object] = _required
    each: Mapping[str, str] | None = None

    @property
    def required(self) -> bool:
        """Tell whether a scenario must have it."""
        return self.default is _required

    def read(self, table: Mapping[str, object], where: str, given: Given) -> object:
        """Read the value from a table of plain values. Raises BadInput or RuleBroken."""
        value = table.get(self.name)
        if value is None and self.required:
            raise BadInput(f"{where}: parameter {self.name} is missing", self.kind.missing)
        value = self.default(given) if value is None else value
        return self.kind.read(value, self.name, where, given)


def always(value: object) -> Callable[[Given], object]:
    """The same default whatever else is given."""
    return lambda given: value
