"""Gives a trace in any of its formats, as bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tornfolio.trace.trace import Trace

__all__ = ["CHOICES_FORMATS", "TEXT_FORMATS", "TRACE_FORMATS", "page_bytes", "trace_bytes"]

TRACE_FORMATS = ("svg", "png", "pdf", "html", "txt", "md", "mermaid", "dot", "json", "itf", "sarif")
CHOICES_FORMATS = ("svg", "png", "pdf", "html", "txt", "md", "dot", "json")
TEXT_FORMATS = ("svg", "txt", "md", "mermaid", "dot", "json", "itf", "sarif")


def page_bytes(
    traces: Sequence[Trace], sources: Sequence[str | None], *, unfold: bool = False
) -> bytes:
    """One page of several traces, each with the text of its module."""
    from tornfolio.views.page import html

    return html(traces, sources, unfold=unfold).encode()


def trace_bytes(
    trace: Trace,
    trace_format: str,
    *,
    unfold: bool = False,
    source: str | None = None,
    width: int | None = None,
) -> bytes:
    """A trace in one of TRACE_FORMATS; with `unfold`, with every step of every loop.

    `source` is the text of the trace's module, which a page shows beside the steps. No line of
    text is longer than `width`.
    """
    if trace_format == "txt":
        from tornfolio.views.spans import plain
        from tornfolio.views.trace_text import trace_lines

        return plain(trace_lines(trace, unfold=unfold, width=width)).encode()
    if trace_format == "json":
        from tornfolio.trace.trace_json import trace_to_text

        return trace_to_text(trace).encode()
    if trace_format == "itf":
        from tornfolio.trace.itf import itf, itf_text

        return itf_text(itf(trace)).encode()
    if trace_format == "sarif":
        from tornfolio.views.sarif import sarif_text

        return sarif_text(trace).encode()
    if trace_format == "html":
        return page_bytes([trace], [source], unfold=unfold)
    if trace_format == "md":
        from tornfolio.views.story import story

        return story(trace, unfold=unfold).encode()
    if trace_format == "mermaid":
        from tornfolio.views.mermaid import mermaid

        return mermaid(trace, unfold=unfold).encode()
    from tornfolio.views.lanes import build_graph
    from tornfolio.views.trace_picture import FORMATS, draw

    picture_format = next(known for known in FORMATS if known == trace_format)
    return draw(build_graph(trace, unfold=unfold), picture_format).data
