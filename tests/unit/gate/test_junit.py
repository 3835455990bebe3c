"""The gate's report as JUnit XML, read by its schema and by two programs that show it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import junitparser
import pytest
import xmlschema
from hypothesis import given, settings
from junit2htmlreport.parser import Junit

from gates import Gated, hostile_report
from hostile import HOSTILE, hostile_text
from places import DATA
from tornfolio.gate.comparison import GateWord
from tornfolio.gate.reports.junit import junit
from tornfolio.gate.run import GateReport

SCHEMA = xmlschema.XMLSchema10(DATA / "junit-10.xsd")


def counted(report: GateReport, *words: GateWord) -> int:
    """Count the comparisons that have one of some words; a problem of the catalogue differs."""
    items = [item.word for each in report.points for item in each.items]
    items += ["differs"] * len(report.problems) if report.problems else ["as expected"]
    return sum(word in words for word in items) if words else len(items)


@pytest.mark.parametrize("case", ["good", "bad", "open", "failed"])
def test_two_readers_count_what_the_gate_counted(gated: Gated, case: str, tmp_path: Path) -> None:
    """The schema is kept, and both programs read as many tests, failures, errors and skips."""
    report: GateReport = getattr(gated, case)
    path = tmp_path / "report.xml"
    path.write_bytes(junit(report))
    expected = [
        counted(report),
        counted(report, "differs"),
        counted(report, "tool failed"),
        counted(report, "not decided"),
    ]

    SCHEMA.validate(path)
    suites = list(junitparser.JUnitXml.fromfile(str(path)))
    assert [s.name for s in suites] == [*(e.point.name for e in report.points), "catalogue"]
    stated = [(s.tests, s.failures, s.errors, s.skipped) for s in suites]
    assert [sum(numbers) for numbers in zip(*stated, strict=True)] == expected
    results = [result for s in suites for case_ in s for result in case_.result]
    kinds = (junitparser.Failure, junitparser.Error, junitparser.Skipped)
    assert [sum(isinstance(r, kind) for r in results) for kind in kinds] == expected[1:]

    cases = [case_ for suite in Junit(filename=str(path)).suites for case_ in suite.all()]
    read = [len(cases), sum(bool(c.failed()) for c in cases), sum(bool(c.skipped) for c in cases)]
    assert read == [expected[0], expected[1] + expected[2], expected[3]]


def test_a_failure_says_everything_in_its_body(gated: Gated) -> None:
    """Found, expected, the property's sentence, the bounds, the place, and the counterexample."""
    root = ET.fromstring(junit(gated.bad))
    body = root.findtext(".//testcase[@name='AllOrNothing']/failure") or ""

    assert body.startswith("AllOrNothing is violated, expected holds\nOnce try_to_unmap() has")
    for said in (
        "torn-pte0: nr_pages = 2, ttu = 0, writers = contpte, cont_ptes = 2",
        "tornfolio check torn-pte0 --property AllOrNothing",
        "spec/scenarios/torn-pte0.toml:",
        "function",
        "the initial state",
        "the folio is torn, still mapped and not reclaimed",
    ):
        assert said in body


def test_what_was_not_decided_says_why(gated: Gated) -> None:
    """The reason of a skip is in its message; that of an error is what the tool said."""
    skipped = ET.fromstring(junit(gated.open)).findall(".//skipped")
    errors = ET.fromstring(junit(gated.failed)).findall(".//error")

    assert skipped
    assert all("the state limit was reached" in each.attrib["message"] for each in skipped)
    assert len(errors) == 2
    assert all("no % luck, here: at all" in each.attrib["message"] for each in errors)


def test_whatever_is_named_the_xml_is_valid(gated: Gated) -> None:
    """Names with markup, control characters or lone surrogates break nothing."""

    @settings(max_examples=25, deadline=None)
    @given(text=hostile_text)
    def named(text: str) -> None:
        hostile_names_are_kept(gated, text)

    named()


@pytest.mark.parametrize("text", [*HOSTILE, "\ud800 \ufffe \x00\x0b ]]>"])
def test_hostile_names(gated: Gated, text: str) -> None:
    """The known breakers of formats break nothing."""
    hostile_names_are_kept(gated, text)


def hostile_names_are_kept(gated: Gated, text: str) -> None:
    """Assert that a report full of a text is valid and has all tests."""
    report = hostile_report(gated, text)
    data = junit(report)

    SCHEMA.validate(ET.ElementTree(ET.fromstring(data)))
    read = junitparser.JUnitXml.fromstring(data)
    assert sum(suite.tests for suite in read) == counted(report)
