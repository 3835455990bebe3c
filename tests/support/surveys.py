"""Surveys specs with real TLC, each once in a session of tests, whichever test asks first."""

from __future__ import annotations

import contextlib
import pickle
import secrets
from collections.abc import Sequence
from pathlib import Path

from tornfolio.explore.survey import Survey, survey_all
from tornfolio.model.spec import Spec
from tornfolio.support.cache import digest
from tornfolio.support.paths import cache_dir
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.toolchain import Toolchain


def surveyed(specs: Sequence[Spec], tools: Toolchain) -> list[Survey]:
    """TLC's survey of each spec: safety properties and final states, no liveness."""
    places = [_place(spec) for spec in specs]
    known = {place: _read(place, spec) for place, spec in zip(places, specs, strict=True)}
    left = {place: spec for place, spec in zip(places, specs, strict=True) if known[place] is None}
    found = survey_all(list(left.values()), Tlc(tools), liveness=lambda spec: False)
    known |= zip(left, keep(found), strict=True)
    return [each for place in places if (each := known[place]) is not None]


def keep(surveys: list[Survey]) -> list[Survey]:
    """Keep surveys for other tests, in whatever process they are; give them back."""
    for found in surveys:
        place = _place(found.spec)
        kept = (
            found.verdicts,
            found.outcomes,
            found.labels,
            found.counts,
            found.reason,
            found.vacuous,
        )
        draft = place.with_suffix(f".{secrets.token_hex(3)}")
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(pickle.dumps(kept))
        draft.replace(place)
    return surveys


def _place(spec: Spec) -> Path:
    """The file of a survey, in the folder that is new in each session of tests."""
    text = (spec.tla, spec.mc, repr(dict(spec.constants)), repr(spec.properties))
    return cache_dir() / "surveys" / digest(*(part.encode() for part in text))


def _read(place: Path, spec: Spec) -> Survey | None:
    with contextlib.suppress(FileNotFoundError):
        return Survey(spec, *pickle.loads(place.read_bytes()))
    return None
