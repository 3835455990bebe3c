"""Finds where a finding of the gate stands: a file, relative where it can be, and a line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tornfolio import __version__
from tornfolio.gate.audit import Problem
from tornfolio.gate.comparison import Item
from tornfolio.gate.expectations import Expectations
from tornfolio.gate.run import PointReport
from tornfolio.model.folders import Model
from tornfolio.trace.trace import Step, Trace

__all__ = ["Location", "Locator"]

# A label of a template; a part of its name may be a Jinja expression.
_LABEL = re.compile(r"\s*(?P<label>(?:\w|@\{[^}]*\}@)+):(?!=)", re.ASCII)
_EXPRESSION = re.compile(r"@\{[^}]*\}@")
# What is written for any caller has the name of one in the module.
_CALLER = re.compile(r"^caller_")
_QUOTED = re.compile(r"['\"](\w+)['\"]", re.ASCII)
_PACKAGE = Path(f"tornfolio-{__version__}") / "spec"
_OWN = re.compile(r"\s*property\s*=")
_EXPECT = re.compile(r"\s*(?:\[\s*)?expect\b")


@dataclass(frozen=True)
class Location:
    """A line, from 1, of a file, relative to the user's repository if it is inside, else absolute.

    A file of ours beside a model of the user's own begins with our name and version.
    """

    file: str
    line: int

    @property
    def uri(self) -> str:
        """The file as a URI reference, with what a URI cannot have percent-encoded."""
        absolute = self.file.startswith("/")
        uri = PurePosixPath("/", self.file).as_uri()
        return uri if absolute else uri.removeprefix("file:///")

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class _Label:
    """A label of a template: which names it can have, and the lines of the comment above it."""

    pattern: re.Pattern[str]
    plain: bool
    comment: tuple[str, ...]
    location: Location
    own: bool


class Locator:
    """Finds places in the files of spec/, each of which is read once.

    What is not found stands in line 1 of the file where it should be.
    """

    def __init__(self, expectations: Expectations, model: Model) -> None:
        self._model = model
        self._specs = model.folders
        self._expectations = expectations.file
        self._texts: dict[Path, list[str]] = {}
        self._headers: dict[Path, dict[tuple[str, ...], int]] = {}
        self._labels: list[_Label] | None = None

    def of_item(self, each: PointReport, item: Item, trace: Trace | None = None) -> Location:
        """The place of a comparison at a point.

        For the scenario's own property that is where the scenario names it, for another one where
        the templates define it, and for all else the point's expectations. In a model of the
        user's own it is the last of his own steps that the counterexample has, if it has any, and
        never a file of ours. The gate makes counterexamples of the first violations alone: one that
        has none stands where they do.
        """
        scenario = each.point.spec.scenario
        own = self._model.own is not None
        traces = each.traces if trace is None and item.found == "violated" else (trace,)
        for step in (s for t in traces if own and t is not None for s in reversed(t.steps)):
            found = self._label_of(step)
            if found is not None and found.own:
                return found.location
        if item.what == scenario.property_name:
            return self._line(scenario.file, _OWN)
        defined = self._definition(item.what)
        if defined is not None and (not own or self._model.own_file(f"templates/{defined[0]}")):
            return defined[1]
        if defined is not None:
            return self._line(scenario.file, _OWN)
        if each.point.expected is None:
            return self._place(scenario.file, 1)
        return self._table(self._expectations, "points", each.point.name)

    def of_problem(self, problem: Problem) -> Location:
        """The place of what is wrong with the catalogue."""
        match problem.kind:
            case "replaced":
                return self._line(self._model.file(f"scenarios/{problem.place}.toml"), _EXPECT)
            case "missing":
                return self._place(self._model.file(f"scenarios/{problem.place}.toml"), 1)
            case "mutant":
                return self._table(self._model.file("mutants.toml"), problem.place)
            case "unproven":
                return self._table(self._model.file("properties.toml"), problem.place)
        tables = self._tables(self._expectations)
        kind = "points" if ("points", problem.place) in tables else "mutants"
        return self._table(self._expectations, kind, problem.place)

    def of_step(self, step: Step) -> Location | None:
        """The line of the template where the label of a step stands, None if there is none.

        A label that stands in several templates, for several kinds of folio, is told by its
        comment.
        """
        found = self._label_of(step)
        return found.location if found else None

    def _label_of(self, step: Step) -> _Label | None:
        if self._labels is None:
            self._labels = list(self._find_labels())
        found = [label for label in self._labels if label.pattern.fullmatch(step.action)]
        said = f"{step.function}(): {step.primitive}"
        found.sort(key=lambda label: (said not in label.comment, not label.plain))
        return found[0] if found else None

    def _definition(self, prop: str) -> tuple[str, Location] | None:
        """The template that defines a property, and the place where it does."""
        # The translation defines Termination; its template has the definition in a comment.
        defines = re.compile(rf"(?:\\\* )?{re.escape(prop)} ==")
        for name in (
            f"properties/{prop}.tla",
            *(f"{n}.tla" for n in self._model.names("templates", ".tla")),
        ):
            path = self._model.file(f"templates/{name}")
            for number, line in enumerate(self._text(path), start=1):
                if defines.match(line):
                    return name, self._place(path, number)
        return None

    def _find_labels(self) -> Iterator[_Label]:
        own = self._model.own
        # The text of a policy has labels too.
        policies = sorted((own / "policies").glob("*.toml")) if own is not None else []
        templates = (p for f in self._specs for p in sorted((f / "templates").rglob("*.tla")))
        for path in (*policies, *templates):
            comment: list[str] = []
            for number, line in enumerate(self._text(path), start=1):
                stripped = line.strip()
                if stripped.startswith("\\*"):
                    comment.append(stripped.removeprefix("\\*").strip())
                    continue
                if stripped.startswith("@%"):  # a comment may differ by the kind of folio
                    continue
                if match := _LABEL.match(line):
                    pattern = _EXPRESSION.sub(_names, match["label"])
                    pattern = _CALLER.sub(r"\\w+_", pattern)
                    yield _Label(
                        pattern=re.compile(pattern, re.ASCII),
                        plain=pattern == match["label"],
                        comment=tuple(comment),
                        location=self._place(path, number),
                        own=own is not None and path.is_relative_to(own),
                    )
                comment = []

    def _line(self, path: Path, pattern: re.Pattern[str]) -> Location:
        lines = enumerate(self._text(path), start=1)
        return self._place(path, next((n for n, line in lines if pattern.match(line)), 1))

    def _table(self, path: Path, *name: str) -> Location:
        return self._place(path, self._tables(path).get(name, 1))

    def _tables(self, path: Path) -> dict[tuple[str, ...], int]:
        """The lines at which the tables of a TOML file begin, by their names."""
        if path not in self._headers:
            lines = enumerate(self._text(path), start=1)
            found = ((_header(line), number) for number, line in lines if line.startswith("["))
            self._headers[path] = {name: number for name, number in found if name}
        return self._headers[path]

    def _text(self, path: Path) -> list[str]:
        if path not in self._texts:
            try:
                # Only these end a line in an editor and in TOML; splitlines() knows more.
                self._texts[path] = path.read_text(encoding="utf-8").split("\n")
            except (OSError, ValueError):
                self._texts[path] = []
        return self._texts[path]

    def _place(self, path: Path, line: int) -> Location:
        file, own = path.absolute(), self._model.own
        if (
            own is not None
            and not file.is_relative_to(own)
            and file.is_relative_to(self._model.ours)
        ):
            inside = _PACKAGE / file.relative_to(self._model.ours)
        else:
            root = _repository(self._specs[0])
            inside = file.relative_to(root) if file.is_relative_to(root) else file
        # A lone surrogate stands in no report.
        return Location(inside.as_posix().encode(errors="replace").decode(), line)


def _repository(spec: Path) -> Path:
    """The repository that has a folder of a model, or else the folder that has it."""
    found = (folder for folder in spec.parents if (folder / ".git").exists())
    return next(found, spec.parent)


def _names(expression: re.Match[str]) -> str:
    """A pattern of what an expression can be: one of its texts if it has any."""
    texts = "|".join(_QUOTED.findall(expression[0]))
    return f"(?:{texts})" if texts else r"\w+"


def _header(line: str) -> tuple[str, ...]:
    """The name of the table that a line begins, part by part; nothing if it begins none."""
    try:
        table: object = tomllib.loads(line)
    except (ValueError, RecursionError):
        return ()
    name: list[str] = []
    while isinstance(table, dict) and len(table) == 1:
        (part, table), *_ = table.items()
        name.append(part)
    return tuple(name)
