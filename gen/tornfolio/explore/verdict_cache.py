"""Remembers what TLC has decided, by the digest of all that the decision rests on."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from tornfolio.check.verdict import Word
from tornfolio.explore.outcomes import Outcome
from tornfolio.explore.survey import Survey
from tornfolio.model.digests import code_digest
from tornfolio.model.spec import Spec, digest_of
from tornfolio.support.cache import digest, read_sealed, write_sealed
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.toolchain import Toolchain, identity_of

__all__ = ["Decided", "Kinds"]

Kinds = Literal["safety", "liveness", "all"]


class Decided:
    """The store of decisions in a folder; whatever is wrong with an entry, it is as if not there.

    An entry rests on the spec's text, the kind of its properties, the jar, the JVM, and the code of
    this package. Only what was decided completely is kept.
    """

    def __init__(self, folder: Path, tools: Toolchain) -> None:
        self._folder = folder
        self._tools = digest(identity_of(tools).encode(), code_digest().encode())

    def find(self, spec: Spec, kinds: Kinds) -> Survey | None:
        """The survey of a spec for some kinds of properties, None if it is not known."""
        return self._read(spec, kinds, kinds) or self._read(spec, "all", kinds)

    def keep(self, survey: Survey, kinds: Kinds) -> None:
        """Remember a survey if it is complete; a folder that cannot be written to is no error."""
        if survey.reason or "undecided" in survey.verdicts.values():
            return
        # Whoever reads a verdict on safety back compares the numbers and final states beside it.
        if kinds != "liveness" and not survey.complete:
            return
        body = {
            "verdicts": dict(survey.verdicts),
            "outcomes": [[*asdict(outcome).values(), n] for outcome, n in survey.outcomes.items()],
            "vacuous": list(survey.vacuous),
            "unasked": list(survey.unasked),
            "stuck": [list(each) for each in survey.stuck],
            "counts": asdict(survey.counts) if survey.counts else None,
        }
        write_sealed(self._path(survey.spec, kinds), body)

    def _read(self, spec: Spec, entry_kinds: Kinds, kinds: Kinds) -> Survey | None:
        """Read the entry for some kinds, and give of it what other kinds ask for."""
        body = read_sealed(self._path(spec, entry_kinds))
        try:
            return _survey(spec, body, _names(spec, entry_kinds), _names(spec, kinds))
        except (ValueError, TypeError, KeyError):
            return None

    def _path(self, spec: Spec, kinds: Kinds) -> Path:
        key = digest(digest_of(spec).encode(), kinds.encode(), self._tools.encode())
        return self._folder / f"{spec.scenario.name[:60]}-{key[:32]}.json"


def _names(spec: Spec, kinds: Kinds) -> set[str]:
    return {prop.name for prop in spec.properties if kinds in (prop.kind, "all")}


def _survey(spec: Spec, body: dict[str, Any], kept: set[str], asked: set[str]) -> Survey | None:
    verdicts: dict[str, Word] = body["verdicts"]
    if verdicts.keys() != kept or not set(verdicts.values()) <= {"holds", "violated"}:
        return None
    verdicts = {name: word for name, word in verdicts.items() if name in asked}
    outcomes = {Outcome(*fields): number for *fields, number in body["outcomes"]}
    counts = Counts(**body["counts"]) if body["counts"] else None
    vacuous, unasked = tuple(body["vacuous"]), tuple(body["unasked"])
    stuck = tuple((str(cpu), str(label)) for cpu, label in body["stuck"])
    return Survey(
        spec, verdicts, outcomes, {}, counts, vacuous=vacuous, unasked=unasked, stuck=stuck
    )
