"""Makes the gallery of accepted counterexamples, and compares it with the one that is there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput, Undecided
from tornfolio.support.files import is_file, is_folder, write_file
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.limits import ENDED_BY, raise_limits
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Ask
from tornfolio.trace.build import build_trace
from tornfolio.trace.clearest import clearest
from tornfolio.trace.trace import Trace
from tornfolio.views.export import trace_bytes

__all__ = ["INDEX", "Change", "compare", "find_counterexamples", "gallery_files", "index", "write"]

INDEX = "README.md"
SUFFIXES = ("json", "dot", "svg", "md")


@dataclass(frozen=True)
class Change:
    """A file of the gallery, what it should be (None: it should not be there), and what differs."""

    path: Path
    data: bytes | None
    kind: Literal["new", "changed", "gone"]
    diff: tuple[str, ...] = ()


def find_counterexamples(
    scenarios: Sequence[Scenario],
    tlc: Tlc,
) -> list[Trace]:
    """Find the counterexamples of scenarios with TLC; a scenario whose property holds has none."""
    found = tlc.for_each(
        [render(scenario) for scenario in scenarios],
        _counterexample,
    )
    return [trace for trace in found if trace is not None]


def gallery_files(trace: Trace) -> dict[str, bytes]:
    """A counterexample in each format of the gallery, by file name."""
    return {f"{trace.scenario}.{suffix}": trace_bytes(trace, suffix) for suffix in SUFFIXES}


def index(scenarios: Iterable[Scenario]) -> bytes:
    """The page that shows the counterexamples of some scenarios."""
    parts = [
        "# Accepted counterexamples",
        "Each was found by TLC in the scenario of the same name; the tests find it again, and"
        "\n`tornfolio bless` writes it again. A torn folio is a benign inconsistency with a cost.",
    ]
    for scenario in scenarios:
        name = scenario.name
        parts += [
            f"## {name}",
            f"{scenario.intent.strip()}",
            f"`{scenario.property_name}` is violated. Source: {scenario.source}.",
            f"![The counterexample of {name} as a picture]({name}.svg)",
            f"The same as a [story]({name}.md), [DOT]({name}.dot) and [JSON]({name}.json).",
        ]
    return ("\n\n".join(parts) + "\n").encode()


def compare(folder: Path, files: Mapping[str, bytes], *, whole: bool) -> list[Change]:
    """Compare the files of a gallery with what they should be.

    With `whole`, a file of the gallery's formats that should not be there is `gone`.
    """
    changes = []
    for name, data in files.items():
        path = folder / name
        old = _read(path)
        if old is None:
            changes.append(Change(path, data, "new"))
        elif not _same(name, old, data):
            changes.append(Change(path, data, "changed", _diff(name, old, data)))
    if whole and is_folder(folder):
        changes += [
            Change(path, None, "gone")
            for path in sorted(folder.iterdir())
            if path.name not in files and path.suffix.removeprefix(".") in SUFFIXES
        ]
    return changes


def write(changes: Iterable[Change]) -> None:
    """Make the gallery what it should be. Raises BadInput if a file cannot be written."""
    for change in changes:
        if change.data is not None:
            write_file(change.path, change.data)
            continue
        try:
            change.path.unlink(missing_ok=True)
        except OSError as error:
            raise BadInput(f"{change.path} cannot be deleted: {error.strerror}") from None


def _counterexample(spec: Spec, ask: Ask | None) -> Trace | None:
    (prop,) = spec.select((spec.scenario.property_name,))
    condition = spec.scenario.condition
    questions = [Question("condition", (prop,), condition)] if condition else []
    for question in [*questions, Question("safety", (prop,))]:
        result = ask(question) if ask else None
        if result is None or result.outcome == "undecided":
            reason = result.reason if result else ENDED_BY["time"]
            raise Undecided(
                f"{spec.scenario.name}: {prop.name} is not decided: {reason}",
                raise_limits([reason]),
            )
        if ask and result.violated:
            return build_trace(clearest(result, ask))
    return None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if is_file(path) else None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None


def _same(name: str, old: bytes, new: bytes) -> bool:
    return _lines(name, old) == _lines(name, new)


def _lines(name: str, data: bytes) -> list[str]:
    """What counts of a file: of a picture its text, whose places depend on the fonts."""
    text = data.decode(errors="replace")
    if name.endswith(".svg"):
        return re.findall(r"<text[^>]*>([^<]*)</text>", text)
    return text.splitlines()


def _diff(name: str, old: bytes, new: bytes) -> tuple[str, ...]:
    lines = difflib.unified_diff(_lines(name, old), _lines(name, new), lineterm="", n=1)
    return tuple(lines)[2:]
