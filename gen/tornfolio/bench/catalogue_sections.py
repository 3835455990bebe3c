"""Measures what asks a whole catalogue, against a loop of the bare commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tornfolio.bench.measure import Facts, Row
from tornfolio.bench.sides import Subject
from tornfolio.bench.stage import Stage
from tornfolio.explore.claims import load_claims
from tornfolio.gate.expectations import read_expectations
from tornfolio.gate.points import choose, find_points
from tornfolio.model.folders import our_model
from tornfolio.support.counting import number_of

__all__ = ["claim_rows", "gate_rows"]

_LANE = "full"
# A loop over the catalogue takes minutes.
_LIMIT = 3600.0


def gate_rows(stage: Stage) -> Iterator[Row]:
    """Measure the gate's full lane, with nothing decided and nothing translated before."""
    model, only = our_model(), stage.plan.gate
    expectations = read_expectations(model.file("expectations.toml"), model)
    points = choose(find_points(expectations, model).points, _LANE, only, model=model)
    words = [word for each in only for word in ("--only", each)]
    subjects = [_subject(*point.name.split(" ")) for point in points]
    yield _against_a_loop(stage, "gate", ["gate", "--lane", _LANE, "--no-cache", *words], subjects)


def claim_rows(stage: Stage) -> Iterator[Row]:
    """Measure the claims; the loop asks each point of theirs once."""
    asked = (check for claim in load_claims(stage.plan.claims) for check in claim.checks)
    subjects = dict.fromkeys(_subject(check.scenario.name, *check.settings) for check in asked)
    yield _against_a_loop(stage, "claims", ["claims", *stage.plan.claims], list(subjects))


def _subject(scenario: str, *settings: str) -> Subject:
    return Subject(scenario, settings)


def _against_a_loop(
    stage: Stage, section: str, argv: Sequence[str], subjects: Sequence[Subject]
) -> Row:
    return stage.pair(
        section,
        number_of(len(subjects), "point"),
        stage.sides.ours(f"tornfolio {argv[0]}", argv, lambda folder, runs: Facts(), new=True),
        stage.sides.bare(subjects, "loop of bare commands"),
        limit=_LIMIT,
        rounds=1,
        warm_up=False,
    )
