"""Draws a state graph, or its quotient, with Graphviz: behaviours go downward."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape
from typing import Literal

import graphviz

from tornfolio.explore.quotient import Block, Quotient
from tornfolio.explore.state_graph import StateGraph
from tornfolio.support.counting import number_of
from tornfolio.views.cells import CELL_FILL, CELL_INK, MEANINGS
from tornfolio.views.colours import ALARM, BORDER
from tornfolio.views.graphviz_library import draw_dot
from tornfolio.views.state_words import graph_words, quotient_words
from tornfolio.views.svg_words import with_words

__all__ = ["PICTURE_FORMATS", "draw_states", "states_dot"]

PictureFormat = Literal["svg", "png", "dot"]
PICTURE_FORMATS: tuple[PictureFormat, ...] = ("svg", "png", "dot")

_ALL_FILL = "#F4B9B3"
_SOME_FILL = "#FDECEA"
_FAINT = "#666666"
_SANS = "Helvetica,Arial,sans-serif"
_MONO = "Courier New,Courier,monospace"
# Okabe and Ito's darker colours, one for each process; the labels say who it is as well.
_INKS = ("#444444", "#0072B2", "#00795A", "#A8447F", "#A65200")
_WIDTH = 96
_MOST_ACTIONS = 3
_PNG_DPI = 96


def draw_states(quotient: Quotient, picture_format: PictureFormat) -> bytes:
    """Draw a graph as svg, png or dot. Raises ToolMissing if Graphviz cannot draw here."""
    dot = states_dot(quotient, dpi=_PNG_DPI if picture_format == "png" else None)
    if picture_format == "dot":
        return dot.encode()
    data = draw_dot(dot, picture_format, layout="dot")
    if picture_format == "svg":
        found = quotient.source
        parameters = f"{found.scenario.parameters.in_words()}."
        said = [parameters, *graph_words(found), *quotient_words(quotient)]
        data = with_words(data, f"All states of {found.scenario.name}", said)
    return data


def states_dot(quotient: Quotient, dpi: int | None = None) -> str:
    """The picture as DOT text, which `dot -Tsvg` lays out and draws."""
    dot = graphviz.Digraph(
        "states",
        graph_attr={
            "label": f"<{_title(quotient)}>",
            "labelloc": "t",
            "labeljust": "l",
            "bgcolor": "white",
            "pad": "0.2",
            "nodesep": "0.25",
            "ranksep": "0.3",
            "fontname": _SANS,
            "fontsize": "10",
            **({"dpi": str(dpi)} if dpi else {}),
        },
        node_attr={"fontname": _SANS, "fontsize": "9", "margin": "0.06,0.03", "height": "0.2"},
        edge_attr={"fontname": _SANS, "fontsize": "8", "arrowsize": "0.6"},
    )
    for index, block in enumerate(quotient.blocks):
        _node(dot, quotient, index, block)
    for source, target, data in quotient.graph.edges(data=True):
        _edge(dot, quotient.source, source, target, data["actions"], marked=data["marked"])
    return str(dot.source)


def _title(quotient: Quotient) -> str:
    found = quotient.source
    scenario = found.scenario
    lines = [f'<FONT POINT-SIZE="14"><B>All states of {_html(scenario.name)}</B></FONT>']
    faint = f"{scenario.parameters.in_words()}; {found.tlc_version}"
    lines += [f'<FONT COLOR="{_FAINT}">{_html(line)}</FONT>' for line in _wrap(faint)]
    for sentence in graph_words(found) + quotient_words(quotient):
        lines += [f"<B>{_html(line)}</B>" for line in _wrap(sentence)]
    if found.counterexample:
        lines.append(
            f'<FONT COLOR="{ALARM}"><B>Thick red edges</B></FONT>, thick borders: the shortest '
            "counterexample, with the number of its step where it first comes."
        )
    if found.violating:
        name = _html(found.invariant.name) if found.invariant else ""
        partly = any(0 < block.violating < block.states for block in quotient.blocks)
        some = "; dashed: some of its states do" if partly else ""
        lines.append(f'<FONT COLOR="{ALARM}"><B>Red octagon, V</B></FONT>: violates {name}{some}.')
    ends = " <B>Double border, END</B>: final." if found.terminal else ""
    lines.append(f"<B>START</B>: initial.{ends}")
    if quotient.by:
        lines.append(
            "A path or a circle need not be a behaviour: its steps may start in different states."
        )
    held = any(block.holders not in (None, "-") for block in quotient.blocks)
    lock = " PTL: who holds the page table lock." if held else ""
    lines.append(f"Steps of {', '.join(_processes(quotient))}.{lock}")
    lines.append(f"PTEs: {_samples(quotient)}.")
    rows = "".join(f'<TR><TD ALIGN="LEFT">{line}</TD></TR>' for line in lines)
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">{rows}</TABLE>'


def _processes(quotient: Quotient) -> Iterator[str]:
    """The processes whose steps are edges of the picture, each in its colour."""
    found = quotient.source
    actions = set[str]().union(*(named for *_, named in quotient.graph.edges(data="actions")))
    acting = {found.processes.get(action) for action in actions}
    for process in dict.fromkeys(found.processes.values()):
        if process in acting:
            yield f'<FONT COLOR="{_ink(found, process)}"><B>{_html(process)}</B></FONT>'


def _ink(found: StateGraph, process: str | None) -> str:
    processes = list(dict.fromkeys(found.processes.values()))
    return _INKS[processes.index(process) % len(_INKS)] if process in processes else _FAINT


def _samples(quotient: Quotient) -> str:
    used = {char for block in quotient.blocks for char in block.pattern}
    return ", ".join(
        f'<FONT FACE="{_MONO}"><B>{letter}</B></FONT> {meaning}'
        for letter, meaning in MEANINGS.items()
        if letter in used
    )


def _cell(run: str) -> str:
    letter = run[0]
    return (
        f'<TD BGCOLOR="{CELL_FILL.get(letter, "white")}" COLOR="{BORDER}">'
        f'<FONT FACE="{_MONO}" COLOR="{CELL_INK.get(letter, "black")}">{_html(run)}</FONT></TD>'
    )


def _node(dot: graphviz.Digraph, quotient: Quotient, index: int, block: Block) -> None:
    every = block.violating == block.states
    look = {"shape": "box", "style": "filled", "fillcolor": "white", "color": BORDER}
    if block.violating:
        look |= {
            "shape": "octagon",
            "color": ALARM,
            "fillcolor": _ALL_FILL if every else _SOME_FILL,
            "style": "filled" if every else "filled,dashed",
        }
    if block.step is not None:
        look |= {"penwidth": "2.5", "color": look["color"] if block.violating else "black"}
    if block.terminal:
        look["peripheries"] = "2"
    tooltip = ", ".join(f"{cpu} at {label}" for cpu, label in block.pcs)
    dot.node(
        f"n{index}",
        label=f"<{_label(quotient, block)}>",
        tooltip=graphviz.escape(f"state {block.first}: {tooltip or block.pattern}"),
        **look,
    )


def _label(quotient: Quotient, block: Block) -> str:
    parts = block.pattern.split("|")
    cells = '<TD BORDER="0"> </TD>'.join(
        "".join(map(_cell, part.split() if " " in part or not _plain(part) else part))
        for part in parts
    )
    words = []
    if block.initial:
        words.append("<B>START</B>")
    if block.violating:
        words.append(f'<FONT COLOR="{ALARM}"><B>V{_share(block, block.violating)}</B></FONT>')
    if block.terminal:
        stuck = "" if block.done == block.terminal else ", stuck"
        words.append(f"<B>END{_share(block, block.terminal)}{stuck}</B>")
    if block.step:
        words.append(f'<FONT COLOR="{ALARM}">step {block.step}</FONT>')
    lines = words if quotient.by else [" ".join(words)]
    if block.holders not in (None, "-"):
        lines.append(f"PTL {_html(block.holders or '')}")
    if quotient.by:
        lines += [f"{_html(cpu)}: {_html(label)}" for cpu, label in block.pcs]
        lines.append(f'<FONT COLOR="{_FAINT}">{number_of(block.states, "state")}</FONT>')
    strip = (
        f'<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="2"><TR>{cells}</TR></TABLE>'
    )
    rows = "".join(f"<TR><TD>{line}</TD></TR>" for line in [strip, *filter(None, lines)])
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">{rows}</TABLE>'


def _plain(part: str) -> bool:
    return not any(char.isdecimal() and char != "0" for char in part)


def _share(block: Block, count: int) -> str:
    """Say how many of a block's states are meant, unless all are."""
    return "" if count == block.states else f" {count:,} of {block.states:,}"


def _edge(
    dot: graphviz.Digraph,
    found: StateGraph,
    source: int,
    target: int,
    actions: set[str],
    *,
    marked: bool,
) -> None:
    names = sorted(actions)
    shown = names[:_MOST_ACTIONS] + (["..."] if len(names) > _MOST_ACTIONS else [])
    # A thick edge would cover the first letter.
    gap = "\N{NO-BREAK SPACE}" * (4 if marked else 1)
    processes = {found.processes.get(name) for name in names}
    ink = _ink(found, processes.pop() if len(processes) == 1 else None)
    dot.edge(
        f"n{source}",
        f"n{target}",
        label=graphviz.escape("\n".join(gap + name for name in shown)),
        color=ALARM if marked else ink,
        fontcolor=ink,
        penwidth="4" if marked else "0.8",
        edgetooltip=graphviz.escape(", ".join(names)),
        **({"weight": "8"} if marked else {}),
    )


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH) or [""]


def _html(text: str) -> str:
    """Escape text for an HTML-like label, in which Graphviz expands backslashes as well."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return escape(printable).replace("\\", "\\\\")
