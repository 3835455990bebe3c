"""Writes a Markov decision process in the language of PRISM, which Storm reads as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tornfolio.quantities.markov import Markov
from tornfolio.quantities.questions import LAST, Asked

__all__ = ["prism_lines"]


def prism_lines(markov: Markov, asked: Asked) -> Iterator[str]:
    """All lines of the process: `s` is the number of the state, and actions have names of labels.

    Its labels and rewards are those of DRN. Each last state leads to one more, which nothing
    leaves.
    """
    last = markov.states
    yield f"mdp\n\nmodule tornfolio\n    s : [0..{last}] init 0;\n"
    for state in range(markov.states):
        for row in markov.rows(state):
            ways = zip(row.targets, row.weights, strict=True)
            onward = " + ".join(f"{weight!r} : (s'={target})" for target, weight in ways)
            yield f"    [{row.name}] s={state} -> {onward};\n"
        if not markov.rows(state):
            yield f"    [{LAST}] s={state} -> (s'={last});\n"
    yield f"    [{LAST}] s={last} -> (s'={last});\nendmodule\n\n"
    yield from _labels(markov, asked)
    yield from _rewards(markov, asked)


def _labels(markov: Markov, asked: Asked) -> Iterator[str]:
    states: dict[str, list[int]] = {name: [] for name in asked.every_label}
    states[LAST] = [markov.states]
    for state in range(markov.states):
        for name in asked.labels(markov, state):
            states.setdefault(name, []).append(state)
    for name, having in states.items():
        yield f'label "{name}" = {_within(having) or "false"};\n'


def _rewards(markov: Markov, asked: Asked) -> Iterator[str]:
    """What is spent in a state, and what is counted at a step, by the name of its action."""
    spent: dict[str, list[int]] = {name: [] for name in asked.rewards}
    counted: dict[str, dict[tuple[str, float], list[int]]] = {name: {} for name in asked.rewards}
    for state in range(markov.states):
        here = asked.spent(markov, state)
        for name, value in zip(asked.rewards, here, strict=False):
            if value:
                spent[name].append(state)
        names = asked.rewards[len(here) :]
        rows = [(row.name, row.counted) for row in markov.rows(state)] or [(LAST, (0.0, 0.0))]
        for action, counts in rows:
            for name, count in zip(names, asked.counted(markov, state, counts), strict=True):
                if count:
                    counted[name].setdefault((action, count), []).append(state)
    for name in asked.rewards:
        yield f'\nrewards "{name}"\n'
        if spent[name]:
            yield f"    {_within(spent[name])} : 1;\n"
        for (action, count), having in counted[name].items():
            yield f"    [{action}] {_within(sorted(set(having)))} : {count!r};\n"
        if not spent[name] and not counted[name]:
            yield "    true : 0;\n"
        yield "endrewards\n"


def _within(states: Iterable[int]) -> str:
    """That the state is one of some, which rise: neighbours stand together."""
    runs: list[list[int]] = []
    for state in states:
        if runs and runs[-1][1] == state - 1:
            runs[-1][1] = state
        else:
            runs.append([state, state])
    return " | ".join(
        f"s={first}" if first == last else f"(s>={first} & s<={last})" for first, last in runs
    )
