"""Finds the labels at which a writer works on a page, or holds the folio lock, by its comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tornfolio.model.marks import MARKS
from tornfolio.model.writers import Writer
from tornfolio.support.errors import BadInput
from tornfolio.tla.literals import tla_literal

__all__ = ["AtWork", "at_work", "with_folio_lock"]

_WORKS_ON = re.compile(
    r"^\\\* works on: (?P<page>\w+), after (?P<after>\w+) up to (?P<last>\w+)$", re.MULTILINE
)
_FOLIO_LOCK = re.compile(
    r"^\\\* folio lock: after (?P<after>\w+) up to (?P<last>\w+)$", re.MULTILINE
)
_LABEL = re.compile(rf"^{MARKS}(?P<label>[a-z]\w*):$", re.MULTILINE)


@dataclass(frozen=True)
class AtWork:
    """The CPUs of a writer, and TLA+ text: the page of `cpu`, if any, and a set of labels."""

    cpus: str
    page: str
    labels: str


def at_work(kinds: Iterable[str], source: Callable[[str], str], algorithm: str) -> list[AtWork]:
    """Say which writers work on a page at which labels of an algorithm. Raises BadInput."""
    return [
        _found(kind, source, _WORKS_ON, algorithm) for kind in _saying(kinds, source, _WORKS_ON)
    ]


def with_folio_lock(
    kinds: Iterable[str], source: Callable[[str], str], algorithm: str
) -> list[AtWork]:
    """Say which writers hold the folio lock at which labels of an algorithm. Raises BadInput."""
    saying = _saying(kinds, source, _FOLIO_LOCK)
    return [_found(kind, source, _FOLIO_LOCK, algorithm) for kind in saying]


def _saying(
    kinds: Iterable[str], source: Callable[[str], str], comment: re.Pattern[str]
) -> list[str]:
    return [kind for kind in kinds if comment.search(source(f"writers/{kind}.tla"))]


def _found(
    kind: str, source: Callable[[str], str], comment: re.Pattern[str], algorithm: str
) -> AtWork:
    found = comment.search(source(f"writers/{kind}.tla"))
    assert found is not None
    labels = [label["label"] for label in _LABEL.finditer(algorithm)]
    for label in (found["after"], found["last"]):
        if label not in labels:
            raise BadInput(
                f"template writers/{kind}.tla: '{found[0]}' names {label}, which is no label of it",
                "name the label of the step that begins it and that of the one that ends it",
            )
    words = labels[labels.index(found["after"]) + 1 : labels.index(found["last"]) + 1]
    quoted = [tla_literal(label) for label in words]
    rows = [", ".join(quoted[at : at + 4]) for at in range(0, len(quoted), 4)]
    page = found["page"] if "page" in found.groupdict() else ""
    return AtWork(
        cpus=Writer(kind).process.upper(),
        page=page if page.isdecimal() else f"{page}[cpu]",
        labels="{\n            " + ",\n            ".join(rows) + "}",
    )
