"""Writes a Markov model in DRN, the text that Storm reads, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tornfolio.quantities.markov import COUNTED, Markov, Row
from tornfolio.quantities.questions import LAST, Asked

__all__ = ["VARIED", "drn_head", "drn_lines"]

# The variable of a model in which a rate varies.
VARIED = "r"
_NAMES = {"dtmc": "DTMC", "ctmc": "CTMC", "mdp": "MDP"}


def drn_head(
    kind: str, *, states: int, choices: int, rewards: Sequence[str] = (), parameter: str = ""
) -> str:
    """What stands before the states of a model."""
    return (
        f"@type: {_NAMES[kind]}\n@parameters\n{parameter}\n@reward_models\n{' '.join(rewards)}\n"
        f"@nr_states\n{states}\n@nr_choices\n{choices}\n@model\n"
    )


def drn_lines(markov: Markov, asked: Asked, *, varies: bool = False) -> Iterator[str]:
    """All lines of the model, with the labels and rewards that the questions need.

    With `varies`, a rate of it is the variable `r`, and there are no rewards. Each last state leads
    to one more, which nothing leaves. A state that nothing reaches has every label and every
    reward, as Storm refuses formulas with what it has not seen.
    """
    rewards = () if varies else asked.rewards
    choices = sum(max(len(markov.rows(state)), 1) for state in range(markov.states))
    yield drn_head(
        markov.kind,
        states=markov.states + 2,
        choices=choices + 2,
        rewards=rewards,
        parameter=VARIED if varies else "",
    )
    for state in range(markov.states):
        yield from _state(markov, asked, state, varies=varies)
    exit_rate = "!1 " if markov.kind == "ctmc" else ""
    nothing = _listed([0] * len(rewards))
    for number, reward, names in (
        (markov.states, 0, (LAST,)),
        (markov.states + 1, 1, asked.every_label),
    ):
        spent = _listed([reward] * len(rewards))
        yield f"state {number} {exit_rate}{spent} {' '.join(names)}\n"
        yield f"\taction 0 {nothing}\n\t\t{markov.states} : 1\n"


def _state(markov: Markov, asked: Asked, state: int, *, varies: bool) -> Iterator[str]:
    rows = markov.rows(state)
    if not rows:
        rows = (Row(LAST, (markov.states,), (1.0,), (), (0.0,) * len(COUNTED)),)
    spent = asked.spent(markov, state)
    words = ["state", str(state)]
    if markov.kind == "ctmc":
        words.append(f"!{_weight(sum(rows[0].weights), sum(rows[0].slopes))}")
    if not varies:
        words.append(_listed([*spent, *[0] * (len(asked.rewards) - len(spent))]))
    words += ["init"] if state == 0 else []
    yield " ".join([*words, *asked.labels(markov, state)]) + "\n"
    for number, row in enumerate(rows):
        name = row.name if markov.kind == "mdp" else str(number)
        events = [*[0] * len(spent), *asked.counted(markov, state, row.counted)]
        yield f"\taction {name}{'' if varies else ' ' + _listed(events)}\n"
        slopes = row.slopes or (0.0,) * len(row.targets)
        for target, weight, slope in zip(row.targets, row.weights, slopes, strict=True):
            yield f"\t\t{target} : {_weight(weight, slope)}\n"


def _weight(weight: float, slope: float) -> str:
    if not slope:
        return f"{weight!r}"
    return f"({slope!r})*{VARIED}" if not weight else f"{weight!r}+({slope!r})*{VARIED}"


def _listed(values: list[int] | list[float]) -> str:
    """Rewards as they stand in DRN; nothing where there are none."""
    return f"[{', '.join(f'{value!r}' for value in values)}]" if values else ""
