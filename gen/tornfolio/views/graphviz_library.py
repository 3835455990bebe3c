"""Draws DOT with the Graphviz libraries of the pygraphviz wheel, in this process."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from typing import Literal

from tornfolio.support.errors import ToolMissing

__all__ = ["Layout", "draw_dot"]

Layout = Literal["neato", "dot"]


def draw_dot(dot: str, output_format: str, layout: Layout = "neato") -> bytes:
    """Draw a graph as svg, png or pdf, laid out by a Graphviz engine.

    The default keeps the positions that the graph gives its nodes; "dot" arranges them in ranks.
    Raises ToolMissing if the libraries are not there or cannot draw this format here.
    """
    try:
        import pygraphviz
    except ImportError as error:
        raise ToolMissing(
            f"pygraphviz cannot be used: {error}", "pip install --force-reinstall pygraphviz"
        ) from None
    problem = "nothing was drawn"
    with _standard_error_kept() as kept:
        try:
            data = pygraphviz.AGraph(string=dot).draw(format=output_format, prog=layout)
        except (OSError, ValueError) as error:
            data, problem = None, str(error)
    if not data:
        said = " ".join(kept[0].split())[:200]
        raise ToolMissing(
            f"Graphviz cannot draw {output_format} here: {problem} {said}",
            "choose the format svg or dot; png and pdf need a font on the machine",
        )
    return bytes(data)


@contextlib.contextmanager
def _standard_error_kept() -> Iterator[list[str]]:
    """Keep from the terminal what the C libraries say there; give it when the block is left.

    Fontconfig warns about configuration files that are newer than itself, which harms nothing.
    """
    kept: list[str] = []
    sys.stderr.flush()  # noqa: TID251
    with tempfile.TemporaryFile() as file:
        saved = os.dup(2)
        os.dup2(file.fileno(), 2)
        try:
            yield kept
        finally:
            os.dup2(saved, 2)
            os.close(saved)
            file.seek(0)
            kept.append(file.read().decode("utf-8", "replace"))
