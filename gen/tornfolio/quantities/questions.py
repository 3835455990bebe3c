"""The quantities: what each is called, the sentence that it answers, and how Storm is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tornfolio.quantities.chain import Chain
from tornfolio.quantities.markov import COUNTED, Markov
from tornfolio.quantities.rates import Rates
from tornfolio.quantities.waits import begun, waited_for

__all__ = ["LAST", "Asked", "Question", "questions_about"]

# The state behind all last ones, where what is asked of a last state has been counted.
LAST = "over"
# Writers that put back what they take, so that none of them wants the folio to stay.
_PUT_BACK = frozenset({"contpte", "protect", "protect-batched", "numa"})
_MISSED = "missed"
_RECLAIMED = "reclaimed_in"
# What the thread calls one or two.
_FEW = 2
_QUOTED = re.compile(r'"(\w+)"')


@dataclass(frozen=True)
class Question:
    """A quantity: its name, the sentence that it answers, and a formula of Storm without bounds.

    `operator` is P or R{...}. `in_time` says that it is a time; else it is a number or, of P, a
    probability. `values` are those of a distribution, each with the label of its states, which
    begins with `prefix`.
    """

    name: str
    sentence: str
    operator: str
    path: str
    in_time: bool = False
    values: tuple[int, ...] = ()
    prefix: str = _MISSED

    @property
    def reward(self) -> str:
        """The name of the reward that is asked for; nothing where it is a probability."""
        return self.operator.removeprefix('R{"').removesuffix('"}') if self.operator != "P" else ""

    def formula(self, direction: str = "") -> str:
        """The formula; `direction` is min or max, for an MDP."""
        return f"{self.operator}{direction}=? [{self.path}]"

    def formula_of(self, value: int, direction: str = "") -> str:
        """The formula of one value of the distribution."""
        return f'P{direction}=? [F "{self.prefix}_{value}"]'


@dataclass(frozen=True)
class Asked:
    """All questions about a chain, and what a Markov model of it needs for them.

    `tables` is the number of PTLs; `ptl_labels` are those at which a CPU takes a PTL. Where there
    are several PTLs, `waited_for` says which a CPU waits for in a state of the chain. `passes` has
    how many have begun by each of its states, if that does not depend on the way there.
    """

    questions: tuple[Question, ...]
    cpus: tuple[str, ...]
    tables: int
    ptl_labels: frozenset[str]
    waited_for: Mapping[tuple[int, int], int] = field(default_factory=dict)
    passes: Sequence[int] = ()

    @property
    def rewards(self) -> tuple[str, ...]:
        """The names of all rewards: what is spent in a state, then what is counted at a step."""
        return (*self._spent(), *COUNTED, _MISSED)

    @property
    def every_label(self) -> tuple[str, ...]:
        """All labels that formulas name, though no state may have them."""
        named = {label for each in self.questions for label in _QUOTED.findall(each.path)}
        named |= {f"{each.prefix}_{n}" for each in self.questions for n in each.values}
        return tuple(sorted(named - {LAST}))

    def labels(self, markov: Markov, state: int) -> Iterator[str]:
        """The labels of a state, by which formulas speak of it."""
        number = markov.state_of[state]
        facts = markov.chain.facts(number)
        for name in sorted(facts.violated):
            yield f"violates_{name}"
        if facts.walk_holds:
            yield "held"
            yield "from_pte0" if facts.from_pte0 else "from_later"
        if markov.chain.is_last(number):
            yield "last"
            yield f"{_MISSED}_{facts.missed}"
            if facts.missed:
                yield "few" if facts.missed <= _FEW else "many"
            if facts.condition:
                yield "condition"
            if not facts.reclaimed:
                yield "kept"
        if facts.reclaimed:
            yield "reclaimed"
            if self.passes:
                yield f"{_RECLAIMED}_{self.passes[number]}"

    def spent(self, markov: Markov, state: int) -> list[int]:
        """What is spent in a state for each unit of time, in the order of `rewards`."""
        number = markov.state_of[state]
        if markov.chain.is_last(number):
            return [0] * len(self._spent())
        holders = markov.chain.facts(number).holders
        labels = markov.chain.labels(number)
        waiting = {at for at in markov.waiting(state) if labels[at] in self.ptl_labels}
        values = [int(cpu in holders) for cpu in self.cpus]
        if self.tables > 1:
            values += [int(holder == cpu) for cpu in self.cpus for holder in holders]
        values += [int(at in waiting) for at in range(len(self.cpus))]
        if self.tables > 1:
            for at in range(len(self.cpus)):
                table = self.waited_for.get((number, at)) if at in waiting else None
                values += [int(each == table) for each in range(self.tables)]
        return values

    def counted(self, markov: Markov, state: int, counts: Sequence[float]) -> list[float]:
        """What a choice in a state counts, in the order of `rewards` after what is spent."""
        number = markov.state_of[state]
        last = markov.chain.is_last(number)
        return [*counts, markov.chain.facts(number).missed if last else 0]

    def _spent(self) -> list[str]:
        numbers = range(len(self.cpus))
        names = [f"hold_{at}" for at in numbers]
        if self.tables > 1:
            names += [f"hold_{at}_{table}" for at in numbers for table in range(self.tables)]
        names += [f"wait_{at}" for at in numbers]
        if self.tables > 1:
            names += [f"wait_{at}_{table}" for at in numbers for table in range(self.tables)]
        return names

    def spent_index(self, question: Question) -> int | None:
        """The place of what a question asks for in what is spent in a state; None if it is not."""
        name = question.reward
        names = self._spent()
        return names.index(name) if name in names else None


def questions_about(chain: Chain, rates: Rates, properties: Sequence[str]) -> Asked:
    """The questions that can be asked of a chain; `properties` are those TLC has looked at."""
    kinds = {label: rates.kind(text) for label, text in chain.primitives.items()}
    lasts = [chain.facts(state) for state in range(chain.states) if chain.is_last(state)]
    tables = len(chain.seen.facts[0].holders)
    passes = begun(chain, COUNTED["passes"])
    reclaimed = [state for state in range(chain.states) if chain.facts(state).reclaimed]
    questions = [
        *_of_properties(chain, properties),
        *_of_the_walk(sorted({facts.missed for facts in lasts})),
        *_of_the_end(chain, [passes[at] for at in reclaimed] if passes else []),
        *(each for at, cpu in enumerate(chain.cpus) for each in _of_locks(at, cpu, tables)),
    ]
    ptl_labels = frozenset(label for label, kind in kinds.items() if kind == "ptl")
    waits = waited_for(chain, ptl_labels) if tables > 1 else {}
    return Asked(tuple(questions), chain.cpus, tables, ptl_labels, waits, passes)


def _of_properties(chain: Chain, properties: Sequence[str]) -> Iterator[Question]:
    if "NotTornByReclaim" in properties:
        yield Question(
            "P(torn)",
            "How likely is it that reclaim leaves the large folio torn?",
            "P",
            'F "violates_NotTornByReclaim"',
        )
    scenario = chain.scenario
    for name in properties:
        if name in (scenario.property_name, "NoExtraFaults") or len(properties) > 4:
            yield Question(
                f"P({name} violated)", f"How likely is it that {name} is violated?", "P",
                f'F "violates_{name}"',
            )  # fmt: skip
    if scenario.condition is not None:
        yield Question(
            f"P({scenario.condition})",
            f"How likely is it that {scenario.condition} holds in the end?",
            "P",
            'F "condition"',
        )


def _of_the_walk(missed: Sequence[int]) -> Iterator[Question]:
    yield Question(
        "P(PTL at PTE0)",
        "How likely is it that the first PTL of the walk is taken at the first PTE?",
        "P",
        '!"held" U "from_pte0"',
    )
    yield Question(
        "P(PTL later)",
        "How likely is it that the walk passes PTEs before it takes a PTL?",
        "P",
        '!"held" U "from_later"',
    )
    yield Question(
        "P(PTL never taken)",
        "How likely is it that the walk takes no PTL at all?",
        "P",
        '!"held" U "last"',
    )
    yield Question(
        "P(1 or 2 PTEs skipped)",
        "How likely is it that the last walk skips one or two PTEs that map the folio?",
        "P",
        'F "few"',
    )
    yield Question(
        "P(more PTEs skipped)",
        "How likely is it that the last walk skips three PTEs or more?",
        "P",
        'F "many"',
    )
    yield Question(
        "E(PTEs skipped)",
        "How many PTEs that map the folio does the last walk skip, as it saw them as none?",
        f'R{{"{_MISSED}"}}',
        f'F "{LAST}"',
        values=tuple(missed),
    )


def _of_the_end(chain: Chain, passes: Sequence[int]) -> Iterator[Question]:
    p = chain.scenario.parameters
    unwanted = set(p.kinds) <= _PUT_BACK and not p.shortages and not p.mlocked
    yield Question(
        "P(kept though nobody wanted it)" if unwanted else "P(kept)",
        "How likely is it that the folio is not reclaimed"
        + (", though every writer puts back what it takes?" if unwanted else "?"),
        "P",
        'F "kept"',
    )
    yield Question(
        "E(passes)",
        "How many passes does reclaim begin?",
        'R{"passes"}',
        f'F "{LAST}"',
    )
    yield Question(
        "E(passes until reclaimed)",
        "In which pass does reclaim get the folio? Infinite if it may never do.",
        'R{"passes"}',
        'F "reclaimed"',
        values=tuple(sorted({number for number in passes if number > 0})),
        prefix=_RECLAIMED,
    )
    if "fault" in p.kinds:
        yield Question(
            "E(faults)",
            "How many page faults find a swap entry?",
            'R{"faults"}',
            f'F "{LAST}"',
        )


def _of_locks(at: int, cpu: str, tables: int) -> Iterator[Question]:
    any_ptl = "the PTL" if tables == 1 else "any PTL"
    of_each = range(tables) if tables > 1 else range(0)
    for reward, verb in (("hold", "hold"), ("wait", "wait for")):
        asked = [(f"{cpu}", f"{reward}_{at}", any_ptl)]
        asked += [
            (f"{cpu}, PTL {table + 1}", f"{reward}_{at}_{table}", f"PTL {table + 1}")
            for table in of_each
        ]
        for who, name, what in asked:
            yield Question(
                f"E({reward}, {who})", f"How long does {cpu} {verb} {what}?",
                f'R{{"{name}"}}', f'F "{LAST}"', in_time=True,
            )  # fmt: skip
