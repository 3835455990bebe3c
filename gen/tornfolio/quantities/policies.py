"""Sets the quantities of a scenario under several policies beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tornfolio.quantities.quantify import Quantified

__all__ = ["Comparison"]


@dataclass(frozen=True)
class Comparison:
    """The quantities by policy, in the order in which the policies were asked for."""

    policies: Mapping[str, Quantified]

    def names(self) -> list[str]:
        """The names of all quantities, each once."""
        return list(
            dict.fromkeys(
                each.name for found in self.policies.values() for each in found.quantities
            )
        )

    def row(self, name: str) -> list[float | None]:
        """A quantity under each policy; None where that has no such quantity, or no one value."""
        return [
            next((each.value for each in found.quantities if each.name == name), None)
            for found in self.policies.values()
        ]

    def to_json(self) -> list[dict[str, Any]]:
        """The quantities of each policy as JSON has them."""
        return [
            {
                "policy": policy,
                "states": found.chain.states,
                "quantities": [each.to_json() for each in found.quantities],
            }
            for policy, found in self.policies.items()
        ]
