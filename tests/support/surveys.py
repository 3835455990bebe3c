"""Surveys specs with real TLC, each once in a session of tests, whichever test asks first.

Specs that differ in comments and in the module's name alone are one, as they are to TLC.
"""

from __future__ import annotations

import contextlib
import pickle
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tornfolio.explore.survey import Survey, survey, survey_all
from tornfolio.model.spec import Spec
from tornfolio.support.cache import digest
from tornfolio.support.paths import cache_dir
from tornfolio.tla.tokens import opened
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.session import Ask
from tornfolio.tlc.toolchain import Toolchain


def surveyed(specs: Sequence[Spec], tools: Toolchain) -> list[Survey]:
    """TLC's survey of each spec: safety properties and final states, no liveness."""
    return survey_once(specs, Tlc(tools), liveness=lambda spec: False)


def survey_once(
    specs: Sequence[Spec],
    tlc: Tlc,
    *,
    liveness: Callable[[Spec], bool] = lambda spec: True,
    coverage: bool = False,
) -> list[Survey]:
    """What survey_all() says of specs without limits; it is asked only where it was not before.

    Of liveness nothing is kept.
    """
    places = [_place(spec) for spec in specs]
    known = {
        place: kept
        for place, spec in zip(places, specs, strict=True)
        if (kept := _read(place, spec)) is not None and (kept.labels or not coverage)
    }
    asked = {(place, liveness(spec)): spec for place, spec in zip(places, specs, strict=True)}
    left = {key: spec for key, spec in asked.items() if key[0] not in known}
    searched = survey_all(list(left.values()), tlc, liveness=liveness, coverage=coverage)
    found = dict(zip(left, keep(searched), strict=True))

    def work(spec: Spec, ask: Ask | None) -> Survey:
        return survey(spec, ask, safety=False, liveness=True)

    temporal = {key: spec for key, spec in asked.items() if key[1] and key[0] in known}
    for key, more in zip(temporal, tlc.for_each(list(temporal.values()), work), strict=True):
        before = known[key[0]]
        verdicts = {**before.verdicts, **more.verdicts}
        found[key] = replace(before, verdicts=verdicts, reason=before.reason or more.reason)
    return [
        replace(found.get((place, liveness(spec))) or known[place], spec=spec)
        for place, spec in zip(places, specs, strict=True)
    ]


def keep(surveys: list[Survey]) -> list[Survey]:
    """Keep surveys for other tests, in whatever process they are; give them back."""
    for found in surveys:
        if found.reason:
            continue
        place = _place(found.spec)
        safety = {prop.name for prop in found.spec.properties if prop.kind == "safety"}
        kept = {name: value for name, value in vars(found).items() if name != "spec"}
        kept["verdicts"] = {name: w for name, w in found.verdicts.items() if name in safety}
        draft = place.with_suffix(f".{secrets.token_hex(3)}")
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(pickle.dumps(kept))
        draft.replace(place)
    return surveys


def _place(spec: Spec) -> Path:
    """The file of a survey, in the folder that is new in each session of tests."""
    asked = [(prop.name, prop.kind) for prop in spec.properties]
    text = (_code(spec, spec.tla), _code(spec, spec.mc), repr(dict(spec.constants)), repr(asked))
    return cache_dir() / "surveys" / digest(*(part.encode() for part in text))


def _code(spec: Spec, module: str) -> str:
    """The code of a module and of its algorithm, in its columns, without the module's own name."""
    lines = (opened(module) or module).replace(spec.module, "Module").splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _read(place: Path, spec: Spec) -> Survey | None:
    with contextlib.suppress(FileNotFoundError):
        return Survey(spec, **pickle.loads(place.read_bytes()))
    return None
