"""Finds among the shortest behaviours one with the fewest switches between CPUs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from tornfolio.model.spec import Spec
from tornfolio.tlc.behaviour import RawState
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Ask
from tornfolio.trace.actors import actor_of
from tornfolio.trace.build import build_trace
from tornfolio.trace.decisive import decisive
from tornfolio.trace.state import State, read_state
from tornfolio.trace.trace import Trace

__all__ = ["MOST_STATES", "clearest", "clearest_module", "switches", "without_history"]

# So many states are looked at; TLC needs some seconds for them. Beyond that its own behaviour
# is shown. A number of seconds would make the behaviour depend on the machine.
MOST_STATES = 100_000
_HISTORY = ("way_acted", "way_between", "clear_last", "clear_switches")


def switches(trace: Trace) -> int:
    """How often another CPU goes on in a trace than the one before."""
    actors = [step.actor for step in trace.steps[1:]]
    return sum(one != other for one, other in pairwise(actors))


def clearest(result: Result, ask: Ask) -> Result:
    """The result with a behaviour of the same length and the fewest switches between CPUs.

    It ends as that of `result` does: in a state that violates the same property, in the same
    condition. It is the same each time, as TLC has one worker. A loop stays as it is, and so does
    a behaviour with more than MOST_STATES states to look at. What decided its steps is known.
    """
    return decisive(_fewest_switches(result, ask), ask)


def _fewest_switches(result: Result, ask: Ask) -> Result:
    prop = result.violated
    if prop is None or prop.kind != "safety" or not result.states:
        return result
    plain = without_history(result)
    trace = build_trace(plain)
    found = switches(trace)
    if found < len({step.actor for step in trace.steps[1:]}):
        return plain
    spec, folder = result.run.spec, result.run.execution.output.parent
    question = Question(
        "clearest",
        (prop,),
        result.run.question.condition,
        shown=prop,
        specification="ClearSpec",
        clearest=f"CL{spec.module}",
    )
    text = clearest_module(spec, question, steps=len(trace.steps) - 1, fewer_than=found)
    (folder / f"{question.clearest}.tla").write_text(text, encoding="utf-8", newline="\n")
    better = ask(question)
    seen = better.counts.distinct if better.counts else MOST_STATES
    if not better.complete or seen >= MOST_STATES or len(better.states) != len(result.states):
        return plain
    return without_history(replace(result, states=better.states))


def clearest_module(spec: Spec, question: Question, *, steps: int, fewer_than: int) -> str:
    """The module in which TLC counts switches: one worker finds fewer and fewer of them.

    It goes on after each behaviour that it prints; the last has the fewest.
    """
    formulas = spec.specification.removesuffix("Spec")
    (violated,) = (name for name in Question("", question.properties, question.condition).asked())
    own = "vars" if not formulas else f"{formulas.lower()}_vars"
    return f"""---- MODULE CL{spec.module} ----
(***************************************************************************
 Finds among the behaviours of {steps} steps that end as the one that was
 found one with fewer than {fewer_than} switches between CPUs, and of these the fewest.
 ***************************************************************************)
EXTENDS MC{spec.module}

\\* The CPU that took the last step, and how often another one went on than before.
VARIABLES clear_last, clear_switches

\\* The fewest switches of those behaviours that are found.
ClearRegister == FirstRegister + 8
ASSUME TLCSet(ClearRegister, {fewer_than})

ClearInit == {formulas}Init /\\ clear_last = "" /\\ clear_switches = 0
ClearNext ==
    /\\ {formulas}Next
    /\\ clear_last' = IF \\E cpu \\in ProcSet : StepOf(cpu)
                     THEN CHOOSE cpu \\in ProcSet : StepOf(cpu)
                     ELSE "reclaim"
    /\\ clear_switches' = IF clear_last \\in {{"", clear_last'}} THEN clear_switches
                                                            ELSE clear_switches + 1
ClearSpec == ClearInit /\\ [][ClearNext]_<<{own}, clear_last, clear_switches>>

\\* What can still end in so many steps, and with fewer switches.
Clearer ==
    /\\ Progress
    /\\ TLCGet("level") <= {steps}
    /\\ clear_switches < TLCGet(ClearRegister)
    /\\ TLCGet("distinct") < {MOST_STATES}

Clearest ==
    \\/ {violated}
    \\/ clear_switches >= TLCGet(ClearRegister)
    \\/ ~TLCSet(ClearRegister, clear_switches)
=============================================================================
"""


def without_history(result: Result) -> Result:
    """The result with the states of the model alone, and with the labels of the steps.

    TLC names the actions of a formula that it can take apart, which it cannot where there is a
    history beside Next.
    """
    if not any(name in result.states[0].variables for name in _HISTORY):
        return result
    plain = [
        replace(
            state,
            variables={name: v for name, v in state.variables.items() if name not in _HISTORY},
        )
        for state in result.states
    ]
    spec = result.run.spec
    read = [read_state(state) for state in plain]
    told = [str(state.variables.get("clear_last", "")) for state in result.states[1:]]
    straddle = spec.scenario.parameters.straddle
    labels = [
        _label(before, after, cpu, spec.writers, straddle)
        for (before, after), cpu in zip(pairwise(read), told, strict=True)
    ]
    named: list[RawState] = [
        replace(state, action=label) for state, label in zip(plain[1:], labels, strict=True)
    ]
    return replace(result, states=(plain[0], *named))


def _label(before: State, after: State, told: str, writers: Sequence[str], straddle: int) -> str:
    """The label of a step: of the CPU that the history names, else of who is seen to take it.

    Reclaim has no variable to itself, so it is what remains.
    """
    if told in before.pc:
        return before.pc[told]
    return before.pc[actor_of(before, after, (*writers, "reclaim"), straddle) or "reclaim"]
