"""What a claim says of how likely or how long: the numbers that it needs, and under what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tornfolio.explore.claim_rule import Weighed
from tornfolio.model.scenario import Scenario, Scenarios
from tornfolio.support.errors import BadInput
from tornfolio.support.toml import check_keys, texts_of

__all__ = ["Estimate", "read_estimate"]

_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "part": str, "role": str, "where": str, "scenario": str, "quantity": str,
}  # fmt: skip
_OPTIONAL: Mapping[str, type | tuple[type, ...]] = {
    "set": list, "rates": list, "than": list, "than_quantity": str,
    "least": (int, float), "most": (int, float),
}  # fmt: skip


@dataclass(frozen=True)
class Estimate:
    """One number that speaks for a part of a claim or against it, under an assumption.

    `quantity` is one of `tornfolio quantify`, by `rates`. It is at least `least` and at most
    `most`; with `than`, that is so of its ratio to `than_quantity` of that scenario. `where` says
    under what the part of the claim is as `role` has it.
    """

    part: str
    role: str
    where: str
    scenario: Scenario
    settings: tuple[str, ...]
    rates: tuple[str, ...]
    quantity: str
    than: Scenario | None
    than_settings: tuple[str, ...]
    than_quantity: str
    least: float | None
    most: float | None

    @property
    def weighed(self) -> Weighed:
        """What the number says of the claim."""
        return Weighed(self.part, self.role, self.where)

    def in_words(self) -> str:
        """Say what the number is, in a phrase."""
        bounds = [f"at least {self.least:g}"] if self.least is not None else []
        bounds += [f"at most {self.most:g}"] if self.most is not None else []
        words = " ".join((self.scenario.name, *self.settings))
        rates = f", {', '.join(self.rates)}" if self.rates else ""
        times = ""
        if self.than is not None:
            settings = " ".join(self.than_settings)
            other = f" with {settings}" if self.than_settings != self.settings else ""
            times = f" times {self.than_quantity}{other}"
        return f"{words}{rates}: {self.quantity} is {' and '.join(bounds)}{times}"

    def to_json(self) -> dict[str, Any]:
        """The number as JSON has it."""
        return {
            "part": self.part,
            "role": self.role,
            "where": self.where,
            "scenario": self.scenario.name,
            "set": list(self.settings),
            "rates": list(self.rates),
            "quantity": self.quantity,
            "than": None if self.than is None else list(self.than_settings),
            "than_quantity": None if self.than is None else self.than_quantity,
            "min": self.least,
            "max": self.most,
        }


def read_estimate(entry: object, where: str, scenarios: Scenarios) -> Estimate:
    """Read an entry of `quantities` in claims.toml. Raises BadInput."""
    if not isinstance(entry, dict):
        raise BadInput(
            f"{where}: a quantity is not a table", "the head of claims.toml lists the keys"
        )
    check_keys(entry, where, _KEYS, _OPTIONAL)
    if "least" not in entry and "most" not in entry:
        raise BadInput(
            f"{where}: {entry['quantity']} has no bound", "write least, most, or both of them"
        )
    than = texts_of(entry, "than", where)
    settings = texts_of(entry, "set", where)
    return Estimate(
        part=entry["part"],
        role=entry["role"],
        where=entry["where"],
        scenario=scenarios.load(entry["scenario"], settings),
        settings=settings,
        rates=texts_of(entry, "rates", where),
        quantity=entry["quantity"],
        than=scenarios.load(entry["scenario"], than) if "than" in entry else None,
        than_settings=than,
        than_quantity=str(entry.get("than_quantity", entry["quantity"])),
        least=entry.get("least"),
        most=entry.get("most"),
    )
