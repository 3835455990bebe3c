"""Finds a shortest way to an ending that is asked for, be it good or bad."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tornfolio.model.given_condition import with_condition
from tornfolio.model.properties import Property
from tornfolio.model.ptes import parse_pattern, short_pattern
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import shown
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.run_folder import new_run
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import Progress, lone_session
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.trace.build import build_trace
from tornfolio.trace.clearest import clearest
from tornfolio.trace.trace import Trace

__all__ = ["Way", "Wish", "find_way", "outcome_wish", "witness_wish"]

_ABSENT = "NoWayThere"
# The labels of reclaim before and after try_to_unmap(), and without it.
_NOT_IN_WALK = ("shrink_", "poison_")


@dataclass(frozen=True)
class Wish:
    """An ending that is asked for, in which every CPU has finished.

    `formula` is what else holds there, in TLA+; `between` asks that a writer has changed something
    for the first time while the walk was under way. `name`, `verb` and `sentence` say it in words.
    """

    scenario: Scenario
    formula: str
    name: str
    verb: str
    sentence: str
    between: bool = False


@dataclass(frozen=True)
class Way:
    """A shortest way to the ending, None if there is none or a limit ended the search.

    `reason` says which limit that was.
    """

    trace: Trace | None
    folder: Path
    reason: str = ""


def witness_wish(scenario: Scenario, condition: str | None = None) -> Wish:
    """The wish to see the scenario's property hold although a writer got in between.

    With a condition, the name of one or a formula, the ending satisfies that as well. Raises
    BadInput.
    """
    if condition is not None and condition.isidentifier():
        scenario = replace(scenario, condition=condition)
    else:
        scenario = with_condition(scenario, condition)
    spec = render(scenario)
    (prop,) = spec.select([scenario.property_name])
    said = f" with {condition}" if condition else ""
    if not spec.writers:
        raise BadInput(f"{scenario.name} has no writer that could get in between", "add writers")
    formulas = [prop.name] if prop.kind == "safety" else []
    return Wish(
        spec.scenario,
        " /\\ ".join([*formulas, *([str(scenario.condition)] if condition else [])]) or "TRUE",
        prop.name,
        f"holds{said}, and a writer got in between",
        f"{prop.sentence} A shortest behaviour in which a writer first changes something while the"
        f" walk is under way, and in the end every CPU has finished{said}.",
        between=True,
    )


def outcome_wish(scenario: Scenario, pattern: str) -> Wish:
    """The wish to see how a final state comes about: a pattern of the PTEs, as `outcomes` has it.

    Raises BadInput.
    """
    vmas, pages = scenario.parameters.vmas, scenario.parameters.nr_pages
    parts = pattern.split("|")
    if len(parts) != vmas:
        raise BadInput(
            f"--outcome {shown(pattern)} has the PTEs of {len(parts)} VMAs, not of {vmas}",
            "separate VMAs with |, as 'tornfolio outcomes' does",
        )
    tables = [parse_pattern(part, "--outcome", pages) for part in parts]
    words = short_pattern(tables)
    spec = render(scenario)
    return Wish(
        scenario,
        " /\\ ".join(_table(vma, ptes, spec) for vma, ptes in enumerate(tables, start=1)),
        words,
        "is how it can end",
        f"A shortest behaviour after which every CPU has finished and the PTEs are {words}.",
    )


def _table(vma: int, ptes: Sequence[str], spec: Spec) -> str:
    """The PTEs of a VMA in TLA+, neighbours that are equal together.

    A PMD entry of the folio, or of another one, stands for all of them.
    """
    if set(ptes) == {"huge"}:
        return f'pmd[{vma}] \\in {{"huge", "invalid"}}'
    said = [f'pmd[{vma}] \\notin {{"huge", "invalid", "other"}}']
    first = 0
    for page in range(1, len(ptes) + 1):
        if page == len(ptes) or ptes[page] != ptes[first]:
            said.append(f'\\A i \\in {first}..{page - 1} : pte[{vma}][i] = "{ptes[first]}"')
            first = page
    table = " /\\ ".join(f"({each})" for each in said)
    return f'(pmd[{vma}] = "other" \\/ ({table}))' if set(ptes) == {"other"} else table


def find_way(
    wish: Wish,
    *,
    tools: Toolchain,
    runs: Path,
    limits: Limits | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Way:
    """Let TLC look for the ending; one worker finds a shortest way. The run folder is a new one.

    Raises BadInput, ToolMissing or ToolFailed.
    """
    spec = _asking(render(wish.scenario), wish)
    folder = new_run(runs, wish.scenario.name)
    absent = Property(_ABSENT, "safety", wish.sentence, "")
    lone = replace(limits or Limits(), workers=1)
    with lone_session(spec, tools, lone, folder, on_progress) as ask:
        result = ask(Question("way", (absent,))) if ask else None
        if ask and result and result.outcome == "violated":
            result = clearest(result, ask)
    if result is None or result.outcome == "undecided":
        return Way(None, folder, result.reason if result else "the time limit was reached")
    if result.outcome == "holds":
        return Way(None, folder)
    trace = build_trace(result)
    told = replace(trace, property=wish.name, sentence=wish.sentence, verb=wish.verb)
    return Way(told, folder)


def _asking(spec: Spec, wish: Wish) -> Spec:
    """The spec with an invariant that says that there is no such ending."""
    ending = f'(\\A cpu \\in ProcSet : pc[cpu] = "Done") /\\ ({wish.formula})'
    body = spec.mc[: spec.mc.rindex("\n====")]
    if not wish.between:
        text = f"{body}\n{_ABSENT} == ~({ending})\n{'=' * 77}\n"
        return replace(spec, mc=text)
    labels = ", ".join(
        f'"{label}"'
        for label, action in spec.annotations.actions.items()
        if action.process == "reclaim" and not label.startswith(_NOT_IN_WALK)
    )
    text = f"""{body}
-----------------------------------------------------------------------------
\\* A WAY: the CPUs that have changed something, and those that did it first during the walk

VARIABLES way_acted, way_between

InWalk == pc["reclaim"] \\in {{{labels}}}

way_vars == <<vars, way_acted, way_between>>

WayInit == Init /\\ way_acted = {{}} /\\ way_between = {{}}
WayNext ==
    /\\ Next
    /\\ LET did == IF Shared' = Shared THEN {{}}
                  ELSE {{cpu \\in ProcSet \\ {{"reclaim"}} : StepOf(cpu)}}
       IN /\\ way_acted' = way_acted \\union did
          /\\ way_between' = way_between \\union (IF InWalk THEN did \\ way_acted ELSE {{}})
WaySpec == WayInit /\\ [][WayNext]_way_vars

{_ABSENT} == ~({ending} /\\ way_between # {{}})
{"=" * 77}
"""
    return replace(spec, mc=text, specification="WaySpec")
