"""The properties of the model, from spec/properties.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tornfolio.errors import BadInput

__all__ = ["Property", "load_properties"]


@dataclass(frozen=True)
class Property:
    """A named property: an invariant ("safety") or a temporal formula ("liveness").

    `needs` names what a scenario must have, one of them at least, for the property to be able to
    fail in it.
    """

    name: str
    kind: Literal["safety", "liveness"]
    sentence: str
    source: str
    needs: tuple[str, ...] = ()


def load_properties(spec: Path) -> tuple[Property, ...]:
    """Read the properties in the order in which they are reported. Raises BadInput."""
    path = spec / "properties.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        properties = tuple(
            Property(name, **entry | {"needs": tuple(entry.get("needs", ()))})
            for name, entry in table.items()
        )
    except (OSError, TypeError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path} cannot be used: {error}") from None
    for prop in properties:
        if prop.kind not in ("safety", "liveness"):
            raise BadInput(f"{path}: {prop.name} has the unknown kind {prop.kind!r}")
    return properties
