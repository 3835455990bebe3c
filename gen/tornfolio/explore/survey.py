"""Surveys a scenario by one search of all states: properties, outcomes and labels at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tornfolio.check.verdict import Word
from tornfolio.explore.outcomes import Outcome, count_outcomes
from tornfolio.model.no_effect import kept_anyway
from tornfolio.model.spec import Spec
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.messages import Counts
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Ask
from tornfolio.tlc.vacuous import stuck_in_words, vacuous_in_words

__all__ = ["Survey", "survey", "survey_all"]


@dataclass(frozen=True)
class Survey:
    """What one search of all states of a spec shows, and a second one for each liveness property.

    `verdicts` has a word for each property that was asked for; `outcomes` counts the distinct final
    states; `labels` counts how often each label was reached, if that was asked for; `vacuous` are
    the CPUs that never acted; those of `stuck` wait for ever in some behaviour, each at its label.
    """

    spec: Spec
    verdicts: Mapping[str, Word]
    outcomes: Mapping[Outcome, int]
    labels: Mapping[str, int]
    counts: Counts | None
    reason: str = ""
    vacuous: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    stuck: tuple[tuple[str, str], ...] = ()

    @property
    def complete(self) -> bool:
        """Tell whether the search for invariants and outcomes saw all states."""
        return self.counts is not None and self.counts.left_on_queue == 0

    @property
    def endless(self) -> bool:
        """Tell whether a search of all states has seen no end, though all work is bounded."""
        bounded = self.spec.scenario.parameters.passes > 0
        return self.complete and not self.reason and bounded and not self.outcomes

    @property
    def nothing(self) -> tuple[str, ...]:
        """Say of what the verdicts say nothing: what is not there, who never acts, and no end."""
        said = vacuous_in_words(self.vacuous, endless=self.endless)
        return (*self.spec.scenario.parameters.empty(), *said)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Each reason for which the verdicts say less than it seems, as a line without its end."""
        nothing = (f"nothing is asked: {what}" for what in self.nothing)
        kept = filter(None, [kept_anyway(self.spec.scenario.parameters)])
        return (*nothing, *kept, *stuck_in_words(self.stuck))

    @property
    def violated(self) -> tuple[str, ...]:
        """The names of the violated properties."""
        return tuple(name for name, word in self.verdicts.items() if word == "violated")


def survey_all(
    specs: Sequence[Spec],
    tlc: Tlc,
    *,
    liveness: Callable[[Spec], bool] = lambda spec: True,
    coverage: bool = False,
) -> list[Survey]:
    """Survey specs; no file of it is kept.

    `liveness` tells whether a spec's temporal properties are asked for. Raises BadInput,
    ToolMissing or ToolFailed; no program is left running in any case.
    """

    def work(spec: Spec, ask: Ask | None) -> Survey:
        return survey(spec, ask, liveness=liveness(spec), coverage=coverage)

    return tlc.for_each(specs, work)


def survey(
    spec: Spec, ask: Ask | None, *, safety: bool = True, liveness: bool, coverage: bool = False
) -> Survey:
    """Survey one spec; `ask` is None if there was no time for it. Without `safety`, only liveness.

    The reason why anything is undecided is the first one.
    """
    invariants = tuple(prop for prop in spec.properties if prop.kind == "safety" and safety)
    temporal = tuple(prop for prop in spec.properties if prop.kind == "liveness" and liveness)
    if ask is None:
        undecided: dict[str, Word] = {prop.name: "undecided" for prop in (*invariants, *temporal)}
        return Survey(spec, undecided, {}, {}, None, "the time limit was reached")
    found = Survey(spec, {}, {}, {}, None)
    if invariants:
        result = ask(Question("survey", invariants, watch=True, outcomes=True, coverage=coverage))
        found = Survey(
            spec=spec,
            verdicts={p.name: _word(result, violated=p in result.reported) for p in invariants},
            outcomes=count_outcomes(result),
            labels=result.labels,
            counts=result.counts,
            reason=result.reason,
            vacuous=result.vacuous or (),
            unasked=result.unasked,
            stuck=result.stuck,
        )
    verdicts, reason = dict(found.verdicts), found.reason
    for prop in temporal:
        result = ask(Question(prop.name, (prop,)))
        verdicts[prop.name] = result.outcome
        reason = reason or result.reason
    return dataclasses.replace(found, verdicts=verdicts, reason=reason)


def _word(result: Result, *, violated: bool) -> Word:
    if violated:
        return "violated"
    return "holds" if result.complete else "undecided"
