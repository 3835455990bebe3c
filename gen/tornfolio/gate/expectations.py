"""Reads and writes what the gate expects of each point and mutant: spec/expectations.toml."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tornfolio.model.folders import Model, our_model
from tornfolio.support.errors import BadInput
from tornfolio.support.files import is_file
from tornfolio.support.naming import shown
from tornfolio.support.toml import Kinds, check_keys, read_tables

__all__ = [
    "LANES",
    "Expectations",
    "Expected",
    "Killed",
    "differences",
    "expectations_text",
    "read_expectations",
]

# A point has the first lane in which it is decided; each later one decides it as well.
LANES = ("smoke", "full", "nightly")

_POINT: dict[str, Kinds] = {
    "lane": str,
    "violated": list,
    "holds": list,
    "generated": (int, list),
    "distinct": (int, list),
    "outcomes": list,
    "digest": str,
}
_UNKNOWN = {
    "violated": [],
    "holds": [],
    "generated": 1,
    "distinct": 1,
    "outcomes": [],
    "digest": "",
}
_KILLED: dict[str, Kinds] = {"killed_by": list, "digest": str}
_HEADER = """\
# What TLC says of each point of the gate, and which properties notice each mutant.
#
# A point is a scenario of spec/scenarios, and settings after it: "torn-pte0 nr_pages=16".
#   lane       the first lane that decides it: smoke, full or nightly.  Yours to choose.
#   violated, holds
#              the properties that TLC finds violated, and all others.
#   generated, distinct
#              the states of the complete search; [least, most] where a release of TLC or the
#              number of workers makes them vary, with a reason.
#   outcomes   every final state, as `tornfolio outcomes` lists them.
#   vacuous    the CPUs that never act there, where that is the point.  Yours to write.
#   digest     of the rendered module and its .cfg: other text, other expectations.
#
# All but lane, bands, reason and vacuous is written by `tornfolio gate --update --write`; a new
# point needs its lane alone.
"""
_OWN = _HEADER.replace(" of spec/scenarios,", ",")
_OWN_HEADER = f"{_OWN}# To the command --spec-dir is added, with the folder of this file.\n"

Band = tuple[int, int]


@dataclass(frozen=True)
class Expected:
    """What is expected of one point.

    `generated` and `distinct` are the least and the most numbers of states, equal unless `reason`
    says why they vary. `idle` names the properties that are known to look at nothing that changes.
    says why they vary. `vacuous` are the CPUs that never act, where that is the purpose.
    """

    point: str
    lane: str
    violated: tuple[str, ...]
    holds: tuple[str, ...]
    generated: Band
    distinct: Band
    outcomes: tuple[str, ...]
    digest: str
    reason: str = ""
    idle: tuple[str, ...] = ()
    vacuous: tuple[str, ...] = ()

    def verdict(self, prop: str) -> str:
        """The expected word for a property: violated, holds, or "" if it is not there."""
        if prop in self.violated:
            return "violated"
        return "holds" if prop in self.holds else ""


@dataclass(frozen=True)
class Killed:
    """The properties that notice a mutant, and the digest of the text in which they do."""

    mutant: str
    killed_by: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Expectations:
    """All that is expected, by the names of points and of mutants, and where it stands."""

    file: Path
    points: Mapping[str, Expected] = field(default_factory=dict)
    mutants: Mapping[str, Killed] = field(default_factory=dict)


def read_expectations(path: Path, model: Model | None = None) -> Expectations:
    """Read the file; BadInput says what is wrong with it, and so if it is missing.

    `model` is the one that it is of, ours by default.
    """
    mend = (model or our_model()).command("gate", "--update", "--write")
    if not is_file(path):
        raise BadInput(
            f"{path} does not exist, so there is nothing to compare with",
            f"make it with '{mend}'",
        )
    tables = read_tables(path)
    for name in tables:
        if name not in ("points", "mutants"):
            raise BadInput(
                f"{path}: unknown table {shown(name)}", "the tables are points and mutants"
            )
    points = {
        name: _expected(name, table, f"{path}: {shown(name)}", mend)
        for name, table in _tables(tables, "points", path)
    }
    mutants = {}
    for name, table in _tables(tables, "mutants", path):
        where = f"{path}: {shown(name)}"
        check_keys(table, where, _KILLED, {})
        mutants[name] = Killed(name, _words(table, "killed_by", where), table["digest"])
    return Expectations(path, points, mutants)


def expectations_text(expectations: Expectations) -> str:
    """The file's text. Equal expectations give equal bytes."""
    ours = expectations.file.parent.absolute() == our_model().ours
    parts = [_HEADER if ours else _OWN_HEADER]
    for expected in sorted(expectations.points.values(), key=lambda each: each.point):
        values: dict[str, Any] = {
            "lane": expected.lane,
            "violated": expected.violated,
            "holds": expected.holds,
            "generated": _band_value(expected.generated),
            "distinct": _band_value(expected.distinct),
        }
        if expected.reason:
            values["reason"] = expected.reason
        if expected.idle:
            values["idle"] = expected.idle
        if expected.vacuous:
            values["vacuous"] = expected.vacuous
        values |= {"outcomes": expected.outcomes, "digest": expected.digest}
        parts.append(_table("points", expected.point, values))
    for killed in sorted(expectations.mutants.values(), key=lambda each: each.mutant):
        values = {"killed_by": killed.killed_by, "digest": killed.digest}
        parts.append(_table("mutants", killed.mutant, values))
    return "\n".join(parts)


def differences(old: Expectations, new: Expectations) -> list[str]:
    """The lines in which two files differ, each under the name of its point or mutant."""
    lines = []
    for name in ("points", "mutants"):
        before: Mapping[str, Any] = getattr(old, name)
        after: Mapping[str, Any] = getattr(new, name)
        for key in sorted(before.keys() | after.keys()):
            if before.get(key) != after.get(key):
                lines += _difference(key, before.get(key), after.get(key), name)
    return lines


def _difference(key: str, before: Any, after: Any, kind: str) -> list[str]:
    one = {"points": "point", "mutants": "mutant"}[kind]
    if before is None or not before.digest:
        return [f"new {one} {key}"]
    if after is None:
        return [f"gone: {one} {key}"]
    lines = [f"{one} {key}"]
    for field_name in before.__dataclass_fields__:
        old, new = getattr(before, field_name), getattr(after, field_name)
        if old == new:
            continue
        if field_name == "digest":
            lines.append("    the rendered text has changed")
        elif isinstance(old, tuple) and all(isinstance(item, str) for item in old + new):
            changed = [line for line in difflib.ndiff(old, new) if line.startswith(("- ", "+ "))]
            lines += [f"    {field_name}: {line}" for line in changed]
        else:
            lines.append(f"    {field_name}: {_shown(old)} -> {_shown(new)}")
    return lines


def _shown(value: object) -> str:
    if isinstance(value, tuple) and value[0] == value[1]:
        return f"{value[0]:,}"
    return f"{value[0]:,} to {value[1]:,}" if isinstance(value, tuple) else str(value)


def _tables(
    tables: Mapping[str, dict[str, Any]], name: str, path: Path
) -> Iterable[tuple[str, dict[str, Any]]]:
    for key, table in tables.get(name, {}).items():
        if not isinstance(table, dict):
            raise BadInput(f"{path}: {shown(key)} is not a table")
        yield key, table


def _expected(name: str, table: Mapping[str, Any], where: str, mend: str) -> Expected:
    if table.keys() == {"lane"}:
        # A point that somebody has added by hand: --update fills it in.
        table = {**table, **_UNKNOWN}
    check_keys(table, where, _POINT, {"reason": str, "idle": list, "vacuous": list})
    if table["lane"] not in LANES:
        raise BadInput(f"{where}: unknown lane {shown(table['lane'])}", f"use {', '.join(LANES)}")
    expected = Expected(
        point=name,
        lane=table["lane"],
        violated=_words(table, "violated", where),
        holds=_words(table, "holds", where),
        generated=_band(table, "generated", where),
        distinct=_band(table, "distinct", where),
        outcomes=_words(table, "outcomes", where),
        digest=table["digest"],
        reason=table.get("reason", ""),
        idle=_words({"idle": [], **table}, "idle", where),
        vacuous=_words({"vacuous": [], **table}, "vacuous", where),
    )
    for prop in expected.violated:
        if prop in expected.holds:
            raise BadInput(
                f"{where}: {shown(prop)} is both violated and holds", "leave one of them out"
            )
    varies = any(low != high for low, high in (expected.generated, expected.distinct))
    if varies != bool(expected.reason):
        raise BadInput(
            f"{where}: a band of states and a reason go together",
            "say why the number of states varies, or give one number",
        )
    if expected.digest and not expected.violated and not expected.holds:
        raise BadInput(f"{where} expects nothing", f"run '{mend}'")
    return expected


def _words(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    words = table[key]
    if not all(isinstance(word, str) for word in words):
        raise BadInput(f"{where}: {key} is not a list of texts")
    return tuple(words)


def _band(table: Mapping[str, Any], key: str, where: str) -> Band:
    value = table[key]
    band = value if isinstance(value, list) else [value, value]
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in band)
    if len(band) != 2 or not whole or not 0 < band[0] <= band[1]:
        raise BadInput(f"{where}: {key} = {shown(value)} is neither a number of states nor a band")
    return band[0], band[1]


def _band_value(band: Band) -> object:
    return band[0] if band[0] == band[1] else band


def _table(kind: str, name: str, values: Mapping[str, Any]) -> str:
    lines = [f"[{kind}.{_text(name)}]"]
    for key, value in values.items():
        if key == "outcomes" and len(value) > 1:
            lines += [f"{key} = [", *(f"    {_text(line)}," for line in value), "]"]
        elif isinstance(value, tuple):
            items = (_text(item) if isinstance(item, str) else str(item) for item in value)
            lines.append(f"{key} = [{', '.join(items)}]")
        else:
            lines.append(f"{key} = {_text(value) if isinstance(value, str) else value}")
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's, but for DEL, which JSON leaves."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
