"""Whatever names and values a trace has, they stay text in every format."""

from __future__ import annotations

import json
import unicodedata
from xml.etree import ElementTree

import pygraphviz
import pytest
from hypothesis import given, settings

from hostile import HOSTILE, hostile_text, hostile_trace
from tornfolio.trace.trace import Trace
from tornfolio.trace.trace_json import trace_from_json
from tornfolio.views.export import TRACE_FORMATS, page_bytes, trace_bytes

SVG = "{http://www.w3.org/2000/svg}"
PLAIN = hostile_trace("plain")
quick = settings(max_examples=25, deadline=None)


def tags(svg: bytes) -> set[str]:
    """The names of the elements of a picture."""
    return {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}


def parts(graph: pygraphviz.AGraph) -> list[str]:
    """The nodes, the legend as one: it has as many lines as the width of the picture asks for."""
    return sorted({"legend" if each.startswith("legend") else str(each) for each in graph.nodes()})


def is_sound(name: str, data: bytes, trace: Trace) -> bool:
    """Tell whether a file is what a reader of its format expects, and no more than that."""
    if name == "svg":
        return tags(data) == tags(trace_bytes(PLAIN, "svg"))
    if name == "dot":
        ours, plain = (
            pygraphviz.AGraph(string=text.decode()) for text in (data, trace_bytes(PLAIN, "dot"))
        )
        return (parts(ours), ours.edges()) == (parts(plain), plain.edges())
    if name in ("png", "pdf"):
        return data.startswith((b"\x89PNG", b"%PDF"))
    text = data.decode()
    if name == "json":
        return trace_from_json(json.loads(text), "trace.json") == trace
    if name == "itf":
        return len(json.loads(text)["states"]) == len(trace.steps)
    # What is left is read line by line, in a terminal, a browser or a comment.
    return not [
        c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")
    ]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", sorted({*TRACE_FORMATS} - {"png", "pdf"}))
def test_hostile_names_and_values(name: str, text: str) -> None:
    """Each of those that are known to break out of some format breaks out of none."""
    trace = hostile_trace(text)

    assert is_sound(name, trace_bytes(trace, name), trace)


@pytest.mark.parametrize("name", ["png", "pdf"])
def test_pictures_of_hostile_names(name: str) -> None:
    """All of them at once can be drawn as well, but for the very long one: no bitmap is as high."""
    trace = hostile_trace("".join(text for text in HOSTILE if len(text) < 1000))

    assert is_sound(name, trace_bytes(trace, name), trace)


@quick
@given(hostile_text)
def test_any_text(text: str) -> None:
    """The same for any text, in every format that is not drawn."""
    trace = hostile_trace(text)
    for name in sorted({*TRACE_FORMATS} - {"svg", "png", "pdf"}):
        assert is_sound(name, trace_bytes(trace, name), trace), name


@quick
@given(hostile_text)
def test_any_text_in_a_picture(text: str) -> None:
    """And in a picture, which is well-formed XML with the elements of any other."""
    trace = hostile_trace(text)

    assert is_sound("svg", trace_bytes(trace, "svg"), trace)


@quick
@given(hostile_text, hostile_text)
def test_a_page_of_hostile_traces(one: str, other: str) -> None:
    """No text ends the element that holds the data of all traces, and all come back."""
    page = page_bytes([hostile_trace(one), hostile_trace(other)], [one, other]).decode()
    _, _, rest = page.partition('<script type="application/json" id="data">')
    data, _, _ = rest.partition("</script>")

    assert page.count("<script") == page.count("</script>") == 2
    assert len(json.loads(data)["traces"]) == 2
