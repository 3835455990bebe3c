"""Gives the reference page of JSON, from the schemas in docs/reference/json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference" / "json"
_SHARED = "common"
_INTRODUCTION = """\
# JSON

`--json` writes one object to standard output; `gate --json FILE` writes it to a file. Each has a
schema (JSON Schema 2020-12) in [docs/reference/json](json/check.json), and a test validates what
the commands print. Keys are added in time, but none is renamed or removed.

A key like `runs[].outcome` is the key `outcome` of each element of the list `runs`, and
`properties.*` is each value of an object whose keys are names.
"""


def schemas() -> Mapping[str, Mapping[str, Any]]:
    """Read all schemas, by the name of the command."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.glob("*.json"))
    }


def json_page() -> str:
    """The page: a table of keys for each command, and for what several of them print."""
    parts = [_INTRODUCTION.rstrip()]
    for name, schema in schemas().items():
        if name != _SHARED:
            title = name.replace("-", " ")
            parts.append(f"## {title}\n\n{schema['description']} [Schema](json/{name}.json).")
            parts.append(_table(schema))
    parts.append("## What several have\n\n[Schema](json/common.json).")
    for name, definition in schemas()[_SHARED]["$defs"].items():
        if "enum" in definition:
            parts.append(f"### {name}\n\n{_type(definition)}.")
        else:
            parts += [f"### {name}\n\n{definition['description']}", _table(definition)]
    return "\n\n".join(parts) + "\n"


def _table(schema: Mapping[str, Any]) -> str:
    rows = [f"| `{key}` | {kind} | {about} |" for key, kind, about in _rows(schema, "")]
    return "\n".join(["| key | is | meaning |", "|---|---|---|", *rows])


def _rows(schema: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str, str]]:
    for key, value in schema["properties"].items():
        name = prefix + key
        optional = "" if key in schema["required"] else " Not always there."
        yield name, _type(value), value.get("description", "") + optional
        for suffix, inner in _inner(value):
            yield from _rows(inner, f"{name}{suffix}.")


def _inner(value: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects within a value whose keys have rows of their own."""
    for suffix, inner in (("", value), ("[]", value.get("items"))):
        if isinstance(inner, dict) and "properties" in inner:
            yield suffix, inner
    for inner in value.get("anyOf", ()):
        if "properties" in inner:
            yield "", inner


def _type(value: Mapping[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2].removesuffix(".json")
        return f"[{name}](#{name})"
    if "enum" in value:
        return ", ".join(f"`{word}`" for word in value["enum"])
    if "anyOf" in value:
        return " or ".join(_type(inner) for inner in value["anyOf"])
    kinds = value.get("type", "any")
    kind = " or ".join([kinds] if isinstance(kinds, str) else kinds)
    if kind == "array" and "properties" not in value.get("items", {}):
        return f"array of {_type(value['items'])}" if "items" in value else kind
    if kind == "object" and isinstance(value.get("additionalProperties"), dict):
        return f"object of {_type(value['additionalProperties'])}"
    return kind
