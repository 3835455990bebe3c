"""Reads the tables of the catalogue from TOML files in spec/, and checks their keys and types."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tornfolio.support.errors import BadInput
from tornfolio.support.files import read_whole
from tornfolio.support.naming import did_you_mean, shown

__all__ = [
    "Kinds",
    "check_keys",
    "decoded",
    "lines_of_tables",
    "parse_tables",
    "read_bytes",
    "read_table",
    "read_tables",
    "texts_of",
]


Kinds = type | tuple[type, ...]

_HEADER = re.compile(r"""\s*\[\s*(["']?)(?P<name>[^"'\[\]]+)\1\s*\]\s*(#.*)?""")
_KINDS = {
    str: "text",
    list: "a list",
    dict: "a table",
    int: "a number",
    float: "a number",
    bool: "true or false",
}


def read_tables(path: Path) -> dict[str, dict[str, Any]]:
    """Read a TOML file that has nothing but tables at its top. Raises BadInput."""
    return parse_tables(path, read_bytes(path))


def parse_tables(path: Path, contents: bytes) -> dict[str, dict[str, Any]]:
    """The tables that contents of such a file are. Raises BadInput."""
    tables = parse_table(path, contents)
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise BadInput(f"{path}: {shown(name)} is not a table")
    return tables


def read_table(path: Path) -> dict[str, Any]:
    """Read a TOML file. Raises BadInput."""
    return parse_table(path, read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """What a TOML file contains. Raises BadInput."""
    try:
        return read_whole(path)
    except OSError as error:
        raise BadInput(f"{path} cannot be used: {error.strerror}") from None


def parse_table(path: Path, contents: bytes) -> dict[str, Any]:
    """The table that contents of a TOML file are. Raises BadInput."""
    try:
        return tomllib.loads(decoded(contents))
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text", "save it as UTF-8") from None
    except (ValueError, RecursionError) as error:  # not all of tomllib's have one class
        raise BadInput(f"{path} cannot be used: {error}") from None


def decoded(contents: bytes) -> str:
    """The text of a TOML file, without the mark with which some editors begin it.

    Raises UnicodeDecodeError.
    """
    return contents.decode("utf-8-sig")


def lines_of_tables(path: Path) -> dict[str, int]:
    """Map the names of a TOML file's tables to the lines of their headers. Raises BadInput."""
    try:
        lines = decoded(read_whole(path)).splitlines()
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be used: {error}") from None
    found = ((_HEADER.fullmatch(line), number) for number, line in enumerate(lines, start=1))
    return {header["name"].strip(): number for header, number in found if header}


def check_keys(
    table: Mapping[str, Any],
    where: str,
    required: Mapping[str, Kinds],
    optional: Mapping[str, Kinds],
) -> None:
    """Check that a table has all required keys, no unknown ones, and the right types."""
    known: dict[str, Kinds] = {**required, **optional}
    for key, value in table.items():
        if key not in known:
            raise BadInput(
                f"{where}: unknown key {shown(key)}{did_you_mean(key, known)}",
                f"the keys are {', '.join(known)}",
            )
        kinds = known[key]
        several = kinds if isinstance(kinds, tuple) else (kinds,)
        # To Python true is the number 1.
        if not isinstance(value, several) or (isinstance(value, bool) and bool not in several):
            names = " or ".join(dict.fromkeys(_KINDS[kind] for kind in several))
            raise BadInput(f"{where}: {key} = {shown(value)} is not {names}")
    for key in required:
        if key not in table:
            raise BadInput(f"{where}: {key} is missing", f"the keys are {', '.join(known)}")


def texts_of(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """A list of texts, empty if there is none. Raises BadInput if it is of another kind."""
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadInput(f"{where}: {key} = {shown(values)} is not a list of words")
    return tuple(values)
