"""Loads which functions of the kernel were read for the model, in which releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tornfolio.linux.headers import shim_folder
from tornfolio.model.folders import Model, our_model
from tornfolio.support.errors import BadInput
from tornfolio.support.toml import check_keys, read_table

__all__ = ["FILE", "Read", "load_read", "mend_unknown"]

FILE = "functions.toml"


@dataclass(frozen=True)
class Read:
    """What was read: the releases, and for each function of the model its digest in them.

    `helpers` are functions that run in C although no label names them.
    """

    releases: tuple[str, ...]
    functions: Mapping[str, Mapping[str, str]]
    helpers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def load_read(model: Model | None = None) -> Read:
    """Load what was read. Raises BadInput."""
    path = (model or our_model()).file(FILE)
    table = read_table(path)
    check_keys(table, str(path), {"read": list, "functions": dict}, {"helpers": dict})
    releases, functions = tuple(map(str, table["read"])), table["functions"]
    helpers = table.get("helpers", {})
    for name, digests in (*functions.items(), *helpers.items()):
        if not isinstance(digests, dict) or not digests.keys() <= set(releases):
            raise BadInput(f"{path}: {name} has a release that is not in `read`")
    if not releases:
        raise BadInput(f"{path}: nothing was read")
    return Read(releases, functions, helpers)


def mend_unknown(names: Sequence[str]) -> str:
    """What a user can do about functions that neither a tree nor the shim defines.

    One that a kernel has which was read is missing from the tree, whatever the shim knows.
    """
    read = load_read()
    functions = {**read.helpers, **read.functions}
    for name in names:
        if name in functions:
            releases = " and ".join(each for each in read.releases if each in functions[name])
            return (
                f"{name}() is there in Linux {releases}: unpack the tree whole, or put the "
                "function back under its name"
            )
    known = ", ".join(names)
    return f"add {known} to a header in the folder {shim_folder()}, with its class and a reason"
