"""Remembers what TLC has decided, by the digest of all that the decision rests on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tornfolio import __version__
from tornfolio.messages import Counts
from tornfolio.outcomes import Outcome
from tornfolio.render import Spec, cfg_text
from tornfolio.survey import Survey
from tornfolio.toolchain import Toolchain, sha256_of
from tornfolio.verdict import Word

__all__ = ["Decided", "Kinds", "digest_of"]

_FORMAT = 1

Kinds = Literal["safety", "liveness", "all"]


def digest_of(spec: Spec) -> str:
    """Give a digest of all text of a spec: the module, what extends it, and its .cfg.

    The translation is not in it, so it is the same before and after translate().
    """
    if spec.translated:
        raise ValueError("the digest is that of the text before its translation")
    names: dict[str, list[str]] = {"safety": [], "liveness": []}
    for prop in spec.properties:
        names[prop.kind].append(prop.name)
    cfg = cfg_text(spec, invariants=names["safety"], properties=names["liveness"])
    return _sha256(*(text.encode() for text in (spec.tla, spec.mc, cfg)))


class Decided:
    """The store of decisions in a folder; whatever is wrong with an entry, it is as if not there.

    An entry rests on the spec's text, the kind of its properties, the jar, the JVM, and the code of
    this package. Only what was decided completely is kept.
    """

    def __init__(self, folder: Path, tools: Toolchain) -> None:
        self._folder = folder
        self._tools = _sha256(
            sha256_of(tools.jar.path).encode(), str(tools.java.path).encode(), _code_digest()
        )

    def find(self, spec: Spec, kinds: Kinds) -> Survey | None:
        """Give the survey of a spec for some kinds of properties, None if it is not known."""
        return self._read(spec, kinds, kinds) or self._read(spec, "all", kinds)

    def keep(self, survey: Survey, kinds: Kinds) -> None:
        """Remember a survey if it is complete; a folder that cannot be written to is no error."""
        if survey.reason or "undecided" in survey.verdicts.values():
            return
        body = {
            "verdicts": dict(survey.verdicts),
            "outcomes": [[*asdict(outcome).values(), n] for outcome, n in survey.outcomes.items()],
            "counts": asdict(survey.counts) if survey.counts else None,
        }
        path = self._path(survey.spec, kinds)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(3)}")
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            entry = {"sha256": _seal(body), "survey": body}
            try:
                draft.write_text(json.dumps(entry) + "\n", encoding="utf-8")
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)

    def _read(self, spec: Spec, entry_kinds: Kinds, kinds: Kinds) -> Survey | None:
        """Read the entry for some kinds, and give of it what other kinds ask for."""
        try:
            entry = json.loads(self._path(spec, entry_kinds).read_text(encoding="utf-8"))
            if entry["sha256"] != _seal(entry["survey"]):
                return None
            return _survey(spec, entry["survey"], _names(spec, entry_kinds), _names(spec, kinds))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def _path(self, spec: Spec, kinds: Kinds) -> Path:
        key = _sha256(digest_of(spec).encode(), kinds.encode(), self._tools.encode())
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
    return Survey(spec, verdicts, outcomes, {}, counts)


def _seal(body: object) -> str:
    return _sha256(f"{_FORMAT}".encode(), json.dumps(body, sort_keys=True).encode())


@cache
def _code_digest() -> bytes:
    """Give a digest of this package: other code may read the same output in another way."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return _sha256(__version__.encode(), *(file.read_bytes() for file in files)).encode()


def _sha256(*parts: bytes) -> str:
    """Hash parts, each with its length, so that no two lists of parts are taken for one another."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
