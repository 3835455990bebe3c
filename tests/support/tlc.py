"""Runs real TLC on a spec, whole or mutated, and reads all states that it reaches."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tornfolio.model.spec import Spec
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Ask, lone_session
from tornfolio.tlc.toolchain import Toolchain


@contextmanager
def asking(
    spec: Spec, tools: Toolchain, folder: Path, limits: Limits | None = None
) -> Iterator[Ask]:
    """Translate a spec into a folder and give a function that puts questions about it to TLC."""
    with lone_session(spec, tools, limits or Limits(), folder) as ask:
        assert ask is not None
        yield ask


def decide(spec: Spec, names: list[str], tools: Toolchain, folder: Path) -> Result:
    """Ask real TLC about some properties of a spec, in one run."""
    folder.mkdir(parents=True)
    with asking(spec, tools, folder, Limits(timeout=120)) as ask:
        return ask(Question("mutant", spec.select(names)))


def mutated(spec: Spec, old: str, new: str) -> Spec:
    """Change one place of a spec; the place must be there exactly once."""
    assert spec.tla.count(old) == 1, f"{old!r} is there {spec.tla.count(old)} times"
    return dataclasses.replace(spec, tla=spec.tla.replace(old, new))
