"""Says in sentences what a state graph has, and what a picture of it leaves out."""

from __future__ import annotations

from tornfolio.explore.quotient import Quotient
from tornfolio.explore.state_graph import StateGraph
from tornfolio.support.counting import number_of
from tornfolio.tlc.vacuous import nothing_in_words

__all__ = ["graph_words", "quotient_words"]

_MOST_SIZES = 5


def graph_words(found: StateGraph) -> list[str]:
    """Say how large the graph is, what violates the property, and how behaviours end.

    That the question is an empty one, or that a CPU never acts, comes first: then there is nothing
    that could violate it.
    """
    states, steps = found.graph.number_of_nodes(), found.graph.number_of_edges()
    said = nothing_in_words(found.scenario.parameters.empty(), found.vacuous)
    said.append(f"{number_of(states, 'state')}, {number_of(steps, 'step')}.")
    said.append(_violations(found))
    stuck = len(found.terminal) - len(found.done)
    ends = number_of(len(found.terminal), "final state") if found.terminal else "No behaviour ends"
    said.append(f"{ends}{f', in {stuck:,} of them a CPU is stuck' if stuck else ''}.")
    if found.components:
        sizes = [f"{len(part):,}" for part in found.components[:_MOST_SIZES]]
        sizes += ["..."] if len(found.components) > _MOST_SIZES else []
        parts = number_of(len(found.components), "strongly connected part")
        said.append(f"{parts} of more than one state (states: {', '.join(sizes)}).")
    else:
        said.append("The states form no cycle.")
    return said


def quotient_words(quotient: Quotient) -> list[str]:
    """Say which states share a node of the picture; nothing if none do."""
    if not quotient.by:
        return []
    nodes = number_of(len(quotient.blocks), "node")
    more = "; with what was asked for there would be too many" if quotient.coarser else ""
    return [f"Drawn as {nodes}, each for the states with the same {quotient.by}{more}."]


def _violations(found: StateGraph) -> str:
    if found.invariant is None:
        return f"{found.scenario.property_name} is about behaviours: no state is marked."
    name = found.invariant.name
    if not found.violating:
        return f"No state violates {name}."
    many = number_of(len(found.violating), "state")
    verb = "violates" if len(found.violating) == 1 else "violate"
    where = f" where {found.condition} holds" if found.condition else ""
    away = number_of(len(found.counterexample) - 1, "step")
    return f"{many} {verb} {name}; a shortest way to one{where} has {away}."
