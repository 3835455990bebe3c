"""Gives a trace in any of its formats, as bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tornfolio.trace import Trace

__all__ = ["TEXT_FORMATS", "TRACE_FORMATS", "trace_bytes"]

TRACE_FORMATS = ("svg", "png", "pdf", "dot", "txt", "json")
TEXT_FORMATS = ("svg", "dot", "txt", "json")


def trace_bytes(trace: Trace, trace_format: str, *, unfold: bool = False) -> bytes:
    """Give a trace in one of TRACE_FORMATS; with `unfold`, with every step of every loop."""
    if trace_format == "txt":
        from tornfolio.text import plain, trace_lines

        return plain(trace_lines(trace, unfold=unfold)).encode()
    if trace_format == "json":
        from tornfolio.stored import trace_to_json

        return (json.dumps(trace_to_json(trace), indent=1) + "\n").encode()
    from tornfolio.graph import build_graph
    from tornfolio.picture import FORMATS, draw

    picture_format = next(known for known in FORMATS if known == trace_format)
    return draw(build_graph(trace, unfold=unfold), picture_format).data
