"""Says how fast the steps of a CPU are: the kinds of steps, and what the user says of them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tornfolio.model.folders import Model
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import did_you_mean, shown
from tornfolio.support.toml import check_keys, read_tables, texts_of

__all__ = ["ARRIVAL", "FILE", "MOST_PHASES", "Kind", "Rates", "read_rates"]

FILE = "rates.toml"
# In place of a label: how often a writer comes, before its first step.
ARRIVAL = "arrival"
# What fits no beginning, as in a model of the user's own.
_OTHER = "step"
_KIND: Mapping[str, type | tuple[type, ...]] = {
    "ns": (int, float),
    "source": str,
    "primitives": list,
}
_SETTING = re.compile(r"(?P<name>[A-Za-z]\w*)=(?P<value>.+)", re.ASCII)
MOST_PHASES = 64
_LEAST, _MOST = 1e-9, 1e9


@dataclass(frozen=True)
class Kind:
    """A kind of step: its mean time in nanoseconds, where that comes from, and what is of it."""

    name: str
    ns: float
    source: str
    primitives: tuple[str, ...]


@dataclass(frozen=True)
class Rates:
    """Rates in steps for each microsecond, of kinds and of single labels.

    `changed` has what the user says of kinds, labels or the arrival of writers; `phases` in how
    many equal parts a step passes, for kinds and labels: the more, the less its time varies.
    """

    kinds: Mapping[str, Kind]
    changed: Mapping[str, float] = field(default_factory=dict)
    phases: Mapping[str, int] = field(default_factory=dict)

    def kind(self, primitive: str) -> str:
        """The kind of a step, by the longest beginning of its comment that a kind names."""
        fitting = [
            (len(beginning), kind.name)
            for kind in self.kinds.values()
            for beginning in kind.primitives
            if primitive.startswith(beginning)
        ]
        return max(fitting)[1] if fitting else _OTHER

    def named(self, primitive: str) -> bool:
        """Tell whether a kind names the step, so that it is not just any other."""
        return any(
            primitive.startswith(beginning)
            for kind in self.kinds.values()
            for beginning in kind.primitives
        )

    def rate(self, label: str, primitive: str) -> float:
        """The rate of a label."""
        kind = self.kind(primitive)
        if label in self.changed:
            return self.changed[label]
        return self.changed.get(kind, 1000 / self.kinds[kind].ns)

    def phases_of(self, label: str, primitive: str) -> int:
        """In how many phases a label's step passes."""
        return self.phases.get(label, self.phases.get(self.kind(primitive), 1))

    @property
    def arrival(self) -> float | None:
        """How often a writer comes; None if all writers begin at once."""
        return self.changed.get(ARRIVAL)

    def with_settings(
        self, rates: Sequence[str], phases: Sequence[str], labels: Mapping[str, str]
    ) -> Rates:
        """Take in `NAME=VALUE` of rates and `NAME=COUNT` of phases. Raises BadInput."""
        names = [*self.kinds, *labels]
        changed = {
            name: _rate(value, name)
            for name, value in (_setting(text, [ARRIVAL, *names]) for text in rates)
        }
        counts = {
            name: _count(value, name) for name, value in (_setting(text, names) for text in phases)
        }
        return replace(self, changed={**self.changed, **changed}, phases={**self.phases, **counts})

    def scaled(self, factor: float, labels: Mapping[str, str]) -> Rates:
        """The same with everything faster by a factor; `labels` has each label's primitive."""
        changed = {label: factor * self.rate(label, text) for label, text in labels.items()}
        if self.arrival is not None:
            changed[ARRIVAL] = factor * self.arrival
        return replace(self, changed=changed)

    def in_words(self) -> str:
        """Name what the user has changed, and say that the rest is as in the file."""
        parts = [f"{name} has rate {value:g}/us" for name, value in self.changed.items()]
        parts += [f"{name} passes in {count} phases" for name, count in self.phases.items()]
        return ", ".join(parts)


def read_rates(model: Model, file: Path | None = None) -> Rates:
    """Read the rates of a model, or a file of the user's own. Raises BadInput."""
    path = file or model.file(FILE)
    kinds: dict[str, Kind] = {}
    for name, table in read_tables(path).items():
        where = f"{path}: {name}"
        check_keys(table, where, _KIND, {})
        ns = float(table["ns"])
        if not math.isfinite(ns) or not _LEAST <= ns <= _MOST:
            raise BadInput(f"{where}: ns = {shown(str(ns))} is not a time for a step")
        if not table["source"].strip():
            raise BadInput(f"{where} has no source", 'write where the number is from, or "assumed"')
        kinds[name] = Kind(name, ns, table["source"], texts_of(table, "primitives", where))
    if missing := {_OTHER, "ptl"} - kinds.keys():
        raise BadInput(
            f"{path} has no kind {', '.join(sorted(missing))}", f"begin with a copy of {FILE}"
        )
    return Rates(kinds)


def _setting(text: str, names: Sequence[str]) -> tuple[str, str]:
    found = _SETTING.fullmatch(text.strip())
    if found is None:
        raise BadInput(f"{shown(text)} is not NAME=VALUE", "write for instance flush=0.5")
    check_known(found["name"], names)
    return found["name"], found["value"]


def check_known(name: str, names: Sequence[str]) -> None:
    """Raise BadInput if a name is none of those that have a rate."""
    if name not in names:
        raise BadInput(
            f"{shown(name)} is neither a label of this scenario nor a kind of step"
            f"{did_you_mean(name, names)}",
            f"use one of {', '.join(names)}",
        )


def _rate(text: str, name: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not _LEAST <= value <= _MOST:
        raise BadInput(
            f"the rate {shown(text)} of {name} is not a number from {_LEAST:g} to {_MOST:g}",
            "give a number of steps per microsecond",
        )
    return value


def _count(text: str, name: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= MOST_PHASES:
        return int(text)
    raise BadInput(f"{name} cannot pass in {shown(text)} phases", f"choose 1 to {MOST_PHASES}")
