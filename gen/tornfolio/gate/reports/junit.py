"""Writes what the gate found as JUnit XML, which CI servers show test by test."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable

from tornfolio.gate.comparison import Item
from tornfolio.gate.differences import Unexpected, list_unexpected
from tornfolio.gate.reports.lines import stale
from tornfolio.gate.run import GateReport, PointReport
from tornfolio.views.spans import plain
from tornfolio.views.trace_text import trace_lines

__all__ = ["junit"]

_ELEMENTS = {"differs": "failure", "tool failed": "error", "not decided": "skipped"}
_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}
_MOST_LINES = 300
# All that XML 1.0 cannot have, not even as a character reference.
_NO_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: GateReport) -> bytes:
    """The XML: a suite for each point, a test for each comparison, and the catalogue's suite.

    A difference is a failure, a tool that failed an error, and what was not decided is skipped.
    """
    unexpected = {(found.place, found.rule): found for found in list_unexpected(report)}
    root = ET.Element("testsuites", name=_clean(f"tornfolio gate, lane {report.lane}"))
    for each in report.points:
        root.append(_suite(each, report, unexpected))
    catalogue = ET.SubElement(root, "testsuite", name="catalogue")
    for problem in report.problems:
        name = f"{problem.kind} {problem.place}"
        case = ET.SubElement(catalogue, "testcase", name=_clean(name), classname="catalogue")
        _say(case, unexpected[problem.place, problem.kind], problem.text, [stale(report)])
    if not report.problems:
        # So that a test that fails one day has been there before.
        name = "nothing is missing, nothing is extra, and every property can fail"
        ET.SubElement(catalogue, "testcase", name=name, classname="catalogue")
    for suite in root:
        _count(suite)
    _count(root, report.seconds)
    # This attribute is a suite's alone.
    del root.attrib["skipped"]
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _suite(
    each: PointReport, report: GateReport, unexpected: dict[tuple[str, str], Unexpected]
) -> ET.Element:
    name, scenario = each.point.name, each.point.spec.scenario
    suite = ET.Element("testsuite", name=_clean(name), time=_seconds(each.seconds))
    properties = ET.SubElement(suite, "properties")
    for key, value in (
        ("lane", report.lane),
        ("scenario", scenario.name),
        ("parameters", scenario.parameters.in_words()),
        ("decided before", "yes" if each.cached else "no"),
    ):
        ET.SubElement(properties, "property", name=key, value=_clean(value))
    for item in each.items:
        case = ET.SubElement(suite, "testcase", name=_clean(_name(item)), classname=_clean(name))
        found = unexpected.get((name, item.what))
        if found is not None:
            prop = report.properties.get(item.what)
            known = [prop.sentence] if prop else []
            _say(case, found, found.message, [*known, f"{name}: {found.bounds}", found.command])
    return suite


def _name(item: Item) -> str:
    """What a test asserts, the same whether or not it passes."""
    return f"{item.what} is violated, as expected" if item.expected == "violated" else item.what


def _say(case: ET.Element, found: Unexpected, message: str, more: Iterable[str]) -> None:
    """Add what is wrong; the body repeats the message, as some servers show no other."""
    lines = [message, *more, str(found.location)]
    if found.trace is not None:
        shown = plain(trace_lines(found.trace)).split("\n")
        lines += ["", *shown[:_MOST_LINES]]
        if len(shown) > _MOST_LINES:
            lines.append(f"and {len(shown) - _MOST_LINES} more lines: {found.command}")
    element = _ELEMENTS[found.word]
    said = ET.SubElement(case, element, type=found.word, message=_clean(message))
    said.text = _clean("\n".join(lines))


def _count(element: ET.Element, seconds: float | None = None) -> None:
    """Set the numbers of an element, which are those of all tests within it."""
    element.set("tests", str(sum(1 for _ in element.iter("testcase"))))
    for name, kind in _COUNTED.items():
        element.set(name, str(sum(1 for _ in element.iter(kind))))
    if seconds is not None:
        element.set("time", _seconds(seconds))


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
