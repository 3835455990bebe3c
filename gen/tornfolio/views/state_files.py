"""Gives a state graph in any of its formats, as bytes: pictures of it, or all of it as data."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import networkx as nx

from tornfolio.explore.quotient import Quotient
from tornfolio.explore.state_graph import StateGraph
from tornfolio.views.state_picture import PICTURE_FORMATS, draw_states

__all__ = ["DATA_FORMATS", "data_bytes", "picture_bytes"]

DATA_FORMATS = ("graphml", "json")


def picture_bytes(quotient: Quotient, picture_format: str) -> bytes:
    """Draw a graph in one of PICTURE_FORMATS. Raises ToolMissing if Graphviz cannot draw here."""
    return draw_states(
        quotient, next(known for known in PICTURE_FORMATS if known == picture_format)
    )


def data_bytes(found: StateGraph, data_format: str) -> bytes:
    """All states and steps in one of DATA_FORMATS.

    The JSON is what networkx.node_link_graph() reads with `edges="edges"`; what is known of the
    graph as a whole is under `graph`. Fingerprints are texts, as they have more digits than the
    numbers of some readers.
    """
    if data_format == "json":
        return (json.dumps(_node_link(found)) + "\n").encode()
    return _graphml(found)


def _node_link(found: StateGraph) -> dict[str, Any]:
    return {
        "directed": True,
        "multigraph": False,
        "graph": found.to_json(),
        "nodes": [
            {"id": number, **_facts(found, number), "pc": dict(_pcs(found, number))}
            for number in found.graph
        ],
        "edges": [
            {"source": source, "target": target, "action": action}
            for source, target, action in found.graph.edges(data="action")
        ],
    }


def _graphml(found: StateGraph) -> bytes:
    flat: nx.DiGraph[int] = nx.DiGraph(
        scenario=found.scenario.name,
        model=found.scenario.model.in_words,
        parameters=found.scenario.parameters.in_words(),
        property=found.invariant.name if found.invariant else "",
        condition=found.condition or "",
        tlc_version=found.tlc_version,
    )
    for number in found.graph:
        labels = {f"pc_{cpu}": label for cpu, label in _pcs(found, number)}
        flat.add_node(number, **_facts(found, number), **labels)
    flat.add_edges_from(found.graph.edges(data=True))
    written = io.BytesIO()
    nx.write_graphml_xml(flat, written)
    return _with_booleans(written.getvalue())


def _with_booleans(graphml: bytes) -> bytes:
    """Write booleans as GraphML has them, `true` and `false`: networkx writes those of Python."""
    for key in re.findall(rb'<key id="(\w+)"[^>]*attr\.type="boolean"', graphml):
        graphml = re.sub(
            rb'(<data key="%s">)(True|False)(?=</data>)' % key,
            lambda found: found[1] + found[2].lower(),
            graphml,
        )
    return graphml


def _facts(found: StateGraph, number: int) -> dict[str, str | int | bool]:
    state = found.state(number)
    return {
        "fingerprint": str(state.fingerprint),
        "initial": number in found.initial,
        "terminal": number in found.terminal,
        "violates": number in found.violating,
        "counterexample": number in found.counterexample,
        "pte": state.pattern,
        "ptl": state.holders,
        "depth": found.depths[number],
    }


def _pcs(found: StateGraph, number: int) -> Iterator[tuple[str, str]]:
    return zip(found.cpus, found.state(number).pcs, strict=True)
