"""Keeps runs in folders of their own: stores verdicts and traces, and finds them again."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from tornfolio.check.verdict import Verdict, Word
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.support.files import is_file, read_whole
from tornfolio.support.naming import random_digits, shown
from tornfolio.tlc.resumable import has_plan
from tornfolio.trace.trace import Trace
from tornfolio.trace.trace_json import object_text, trace_from_json, trace_to_text

__all__ = ["StoredRun", "find_run", "load_run", "module_text", "store"]

_VERDICT = "verdict.json"
_TRACE = "trace_{}.json"


@dataclass(frozen=True)
class StoredRun:
    """What a run found: its verdict, and the trace of a violation."""

    verdict: Word
    trace: Trace | None


def store(verdict: Verdict) -> None:
    """Write a verdict and its traces into the run's folder."""
    _write(verdict.folder / _VERDICT, object_text(verdict.to_json(), rows="trace"))
    for prop in verdict.properties:
        if prop.trace is not None:
            path = verdict.folder / _TRACE.format(prop.property.name)
            _write(path, trace_to_text(prop.trace))


def find_run(runs: Path, name: str) -> Path | None:
    """Find a run by its folder's path or name, None if there is none.

    Raises BadInput if it has not come to its end.
    """
    for folder in (Path(name), runs / name):
        if is_file(folder / _VERDICT):
            return folder
        if has_plan(folder):
            raise BadInput(
                f"{shown(name)} is a check that was cut off, and has no verdict",
                f"'tornfolio resume {shlex.quote(str(folder))}' goes on with it",
            )
    return None


def load_run(folder: Path, prop: str | None = None) -> StoredRun:
    """Load what a run found, of one property or of all with the trace to show.

    Raises BadInput if the run did not check that property, or its files are not as store() wrote
    them.
    """
    path = folder / _VERDICT
    verdict = _read(path)
    properties, name = verdict.get("properties"), verdict.get("violated_property")
    if not isinstance(properties, dict) or not all(
        word in get_args(Word) for word in properties.values()
    ):
        raise BadInput(f"{path} is not a verdict of this version", "check the scenario again")
    if prop is not None:
        if prop not in properties:
            raise BadInput(
                f"run {folder.name} did not check {shown(prop)}",
                f"it checked {', '.join(properties)}",
            )
        word, name = properties[prop], prop
    else:
        word = verdict.get("verdict")
    violated = isinstance(name, str) and properties.get(name) == "violated"
    if word not in get_args(Word) or violated != (word == "violated"):
        raise BadInput(f"{path} contradicts itself", "check the scenario again")
    if not violated:
        return StoredRun(word, None)
    trace = folder / _TRACE.format(name)
    return StoredRun(word, trace_from_json(_read(trace), str(trace)))


def module_text(folder: Path, trace: Trace) -> str | None:
    """The text of the module that a run checked, None if its folder has it no more."""
    if not trace.module.isidentifier():
        return None
    try:
        return read_whole(folder / f"{trace.module}.tla").decode("utf-8")
    except (OSError, ValueError):
        return None


def _write(path: Path, text: str) -> None:
    """Write a file so that the file is there as a whole or not at all."""
    draft = path.with_name(f".{path.name}.{random_digits()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ToolFailed(f"{path} cannot be written: {error.strerror}") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(read_whole(path).decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadInput(f"{path} cannot be read: {error}", "check the scenario again") from None
    if not isinstance(value, dict):
        raise BadInput(f"{path} is not what tornfolio wrote", "check the scenario again")
    return value
