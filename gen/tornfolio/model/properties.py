"""The properties of the model, from spec/properties.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from tornfolio.model.folders import Model
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import shown
from tornfolio.support.toml import Kinds, check_keys, parse_tables, read_bytes, texts_of

__all__ = ["NAME", "Property", "load_properties", "own_properties"]

NAME = re.compile(r"[A-Z][A-Za-z0-9]{0,60}")


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


def load_properties(model: Model) -> tuple[Property, ...]:
    """Read the properties of a model: ours, then the user's own.

    They are in the order in which they are reported. Raises BadInput.
    """
    found = {prop.name: prop for prop in _read(model.ours / "properties.toml")}
    found |= {prop.name: prop for prop in _named(model)}
    return tuple(found.values())


def own_properties(model: Model) -> tuple[Property, ...]:
    """The properties whose words or whose formula are the user's own.

    Those of the user's properties.toml, and those of ours for which the user has a template.
    """
    if model.own is None:
        return ()
    named = {prop.name for prop in _named(model)}
    return tuple(
        prop
        for prop in load_properties(model)
        if prop.name in named or model.own_file(f"templates/properties/{prop.name}.tla")
    )


def _named(model: Model) -> tuple[Property, ...]:
    path = model.own_file("properties.toml")
    return _read(path) if path else ()


def _read(path: Path) -> tuple[Property, ...]:
    return _parsed(path, read_bytes(path))


# The same file is asked for at each point of a catalogue.
@lru_cache(maxsize=4)
def _parsed(path: Path, contents: bytes) -> tuple[Property, ...]:
    return tuple(_each(path, contents))


def _each(path: Path, contents: bytes) -> Iterator[Property]:
    for name, entry in parse_tables(path, contents).items():
        where = f"{path}: {shown(name)}"
        required: dict[str, Kinds] = {"kind": str, "sentence": str, "source": str}
        check_keys(entry, where, required, {"needs": list})
        if not NAME.fullmatch(name):
            raise BadInput(f"{where} is not a name for a property", "use only letters and digits")
        if entry["kind"] not in ("safety", "liveness"):
            raise BadInput(f"{where} has the unknown kind {shown(entry['kind'])}")
        # Each is shown in one line, and stands in a comment to the end of its line.
        entry |= {key: " ".join(entry[key].split()) for key in ("sentence", "source")}
        yield Property(name, **entry | {"needs": texts_of(entry, "needs", where)})
