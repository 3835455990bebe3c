"""Draws the pictures of docs/ with Graphviz, from the DOT beside them.

The DOT of the packages is made from the imports. A test compares it, and the names in each picture
with those of its DOT; coordinates differ from one release of Graphviz to the next.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import networkx as nx

import tornfolio
from tornfolio.views.graphviz_library import draw_dot
from tornfolio.views.svg_words import with_words

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PACKAGE = Path(tornfolio.__file__).parent
# What each picture shows, and what a reader learns from it who does not see it.
WORDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "packages": (
        "Which package imports which",
        ("Each package of tornfolio with its purpose; those above import those below.",),
    ),
    "data-flow": (
        "What becomes of a scenario",
        ("From a scenario file to a spec, a run of TLC, its result, a trace and pictures.",),
    ),
    "pte": (
        "What a PTE of the folio can be",
        ("The states of a PTE, and on the arrows who changes it: writers, reclaim and others.",),
    ),
}
_HEAD = """\
// Which package imports which, without the arrows that follow from others. Made from the imports.
digraph packages {
    graph [rankdir=TB, fontname="Helvetica", nodesep=0.4, ranksep=0.4]
    node [shape=box, style="rounded,filled", fillcolor=white, fontname="Helvetica", fontsize=13]

"""


def packages_dot() -> str:
    """The DOT of the packages, each with the first line of its docstring."""
    rooms = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(rooms)
    for room in rooms:
        graph.add_edges_from((room, other) for other in _imported(room) if other != room)
    few = nx.transitive_reduction(graph)
    nodes = [f'    {room} [label="{room}\\n{_purpose(room)}"]' for room in rooms]
    arrows = [f"    {one} -> {other}" for one, other in sorted(few.edges)]
    return _HEAD + "\n".join([*nodes, "", *arrows, "}", ""])


def _imported(room: str) -> Iterator[str]:
    """The packages that a package imports, at the top of its modules or elsewhere."""
    for path in (PACKAGE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                first, _, rest = node.module.partition(".")
                if first == "tornfolio" and rest:
                    yield rest.partition(".")[0]


def _purpose(room: str) -> str:
    """What a package's docstring says of it, in lines that fit a box."""
    doc = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text("utf-8"))) or ""
    words = doc.split("\n", 1)[0].rstrip(".").split()
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > 34:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\\n".join(lines)


def write() -> None:
    """Draw each picture again."""
    (FOLDER / "packages.dot").write_text(packages_dot(), encoding="utf-8")
    for dot in sorted(FOLDER.glob("*.dot")):
        drawn = draw_dot(dot.read_text(encoding="utf-8"), "svg", "dot")
        dot.with_suffix(".svg").write_bytes(with_words(drawn, *WORDS[dot.stem]))
