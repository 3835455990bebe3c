"""The gate's report in Markdown, and what GitHub's runner is told."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from diagrams import is_diagram
from gates import Gated, hostile_report
from hostile import HOSTILE, hostile_text
from tornfolio.gate.differences import RULES, list_unexpected
from tornfolio.gate.reports.github import append_summary, workflow_commands
from tornfolio.gate.reports.markdown import gate_markdown
from tornfolio.support.errors import BadInput
from tornfolio.views.markdown import escaped, fenced

COMMAND = re.compile(r"::error file=([^,:]*),line=(\d+),title=([^,:]*)::(.*)")


def rendered(text: str) -> str:
    """The HTML of Markdown with tables."""
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def test_a_good_report_is_short(gated: Gated) -> None:
    """The verdict and one line; no table, no advice."""
    text = gate_markdown(gated.good)

    assert text.startswith("## tornfolio gate: as expected\n\nlane full: 2 points, 2 as expected")
    assert text.count("\n") == 3


def test_a_bad_report_says_what_where_and_what_to_do(gated: Gated) -> None:
    """A row for each difference, a line for each problem, a diagram for each counterexample."""
    text = gate_markdown(gated.bad)
    html = rendered(text)
    found = list_unexpected(gated.bad)

    assert html.count("<tr>") == 1 + sum(1 for each in found if each.bounds)
    assert html.count("<li>") == sum(1 for each in found if not each.bounds)
    assert "<td>AllOrNothing</td>\n<td>holds</td>\n<td>violated</td>" in html
    assert "\ntornfolio gate --lane full --update\n" in text
    diagrams = re.findall(r"^```mermaid\n(.*?\n)```$", text, re.MULTILINE | re.DOTALL)
    assert len(diagrams) == 2
    assert all(map(is_diagram, diagrams))
    assert text.count("<details>") == text.count("</details>") == 2
    assert "tornfolio check torn-pte0 --property NoPteSkipped" in text


def test_what_was_not_decided_and_what_failed_have_their_own_advice(gated: Gated) -> None:
    """Nobody is told to update expectations because time was short or Java was broken."""
    undecided, failed = gate_markdown(gated.open), gate_markdown(gated.failed)

    assert "was decided: raise --max-states." in undecided
    assert "the state limit was reached" in undecided
    assert "tornfolio doctor" in failed
    assert "no % luck, here: at all" in failed
    assert "--update" not in undecided + failed


def test_hostile_names_are_text(gated: Gated) -> None:
    """Whatever things are called, the table has its rows, and nothing becomes markup."""

    @settings(max_examples=25, deadline=None)
    @given(text=hostile_text)
    def named(text: str) -> None:
        report = hostile_report(gated, text)
        html = rendered(gate_markdown(report))
        items = sum(item.word != "as expected" for each in report.points for item in each.items)

        assert html.count("<tr>") == 1 + items
        assert html.count("<td>") == 5 * items
        allowed = r"</?(?:h2|h3|p|table|thead|tbody|tr|th|td|ul|li|pre|code|details|summary)"
        for tag in re.findall(r"</?[a-z]\w*", html):
            assert re.fullmatch(allowed, tag), tag

    named()


@pytest.mark.parametrize("most", [0, 100, 400, 1000, 3000, 5000])
def test_a_report_is_cut_between_its_pieces(gated: Gated, most: int) -> None:
    """What does not fit is left out, with a note, and what is there is whole."""
    whole, text = gate_markdown(gated.bad), gate_markdown(gated.bad, most=most)

    assert len(whole.encode()) > 5000
    assert text.endswith("The rest does not fit here: see the output of the command.\n")
    assert len(text.encode()) <= max(most, 80)
    assert whole.startswith(text.rpartition("\n\nThe rest")[0])
    assert text.count("<details>") == text.count("</details>")
    assert text.count("```") % 2 == 0
    assert gate_markdown(gated.bad, most=len(whole.encode())) == whole


def test_a_diagram_that_nobody_would_draw_is_left_out(gated: Gated) -> None:
    """A counterexample whose diagram is too long for GitHub is named, with the command."""
    each = next(each for each in gated.bad.points if each.traces)
    trace = each.traces[0]
    steps = tuple(
        dataclasses.replace(step, number=number) for number, step in enumerate(trace.steps * 100)
    )
    points = (dataclasses.replace(each, traces=(dataclasses.replace(trace, steps=steps),)),)
    text = gate_markdown(dataclasses.replace(gated.bad, points=points))

    assert "```mermaid" not in text
    assert "too long to be drawn" in text
    assert f"tornfolio check torn-pte0 --property {trace.property}" in text


def test_text_and_fences_are_escaped() -> None:
    """A bar ends no cell, a fence no block, and a name calls nobody."""
    assert escaped("a|b `c` *d*\n@e") == r"a\|b \`c\` \*d\* &#64;e"
    assert fenced("```\nx\n") == "````\n```\nx\n````"


def test_github_gets_an_annotation_for_each_line_that_differs(gated: Gated) -> None:
    """Each is a command that the runner reads; it counts what else differs at its line."""
    found = list_unexpected(gated.bad)
    matches = [COMMAND.fullmatch(line) for line in workflow_commands(gated.bad)]
    several, rules = 0, []
    for match in matches:
        assert match is not None
        here = [
            each
            for each in found
            if (each.location.file, each.location.line) == (match[1], int(match[2]))
            and match[3].startswith(each.place.replace(":", "%3A"))
        ]
        (each,) = (each for each in here if match[3] == each.title.replace(":", "%3A"))
        rules.append(each.rule in RULES)
        # A violation says more than a count of states.
        assert each.rule not in RULES or all(other.rule in RULES for other in here)
        shown = "final states" if each.rule == "outcomes" else each.message[:100]
        assert shown in match[4] and len(match[4]) < 200
        assert ("more difference" in match[4]) == (len(here) > 1)
        if len(here) > 1:
            assert f" (and {len(here) - 1} more difference" in match[4]
            several += 1
    places = {(each.location, each.place) for each in found}
    assert len(matches) == len(places) < len(found)
    assert several > 0
    # What was violated comes before what differs because of it, and both are there.
    assert rules == sorted(rules) and len(set(rules)) == 2
    assert workflow_commands(gated.good) == []
    assert "no %25 luck, here: at all" in workflow_commands(gated.failed)[0]


@pytest.mark.parametrize("text", [*HOSTILE, "a,line=9,b::c\r\n::error::d %0A"])
def test_no_name_is_a_command(gated: Gated, text: str) -> None:
    """A name cannot end its property, its message or its line."""
    for line in workflow_commands(hostile_report(gated, text)):
        assert COMMAND.fullmatch(line), line


def test_the_summary_is_appended_as_far_as_there_is_room(gated: Gated, tmp_path: Path) -> None:
    """What stands there stays, and the whole is never more than a mebibyte."""
    path = tmp_path / "summary.md"
    path.write_text("before\n", encoding="utf-8")
    append_summary(gated.bad, path)
    assert path.read_text(encoding="utf-8") == "before\n" + gate_markdown(gated.bad)

    path.write_text("x" * (1024 * 1024 - 2000), encoding="utf-8")
    append_summary(gated.bad, path)
    assert 1024 * 1024 - 2000 < path.stat().st_size <= 1024 * 1024
    assert "does not fit" in path.read_text(encoding="utf-8")

    path.write_text("x" * (1024 * 1024), encoding="utf-8")
    append_summary(gated.bad, path)
    assert path.stat().st_size == 1024 * 1024

    with pytest.raises(BadInput, match="GITHUB_STEP_SUMMARY"):
        append_summary(gated.bad, tmp_path / "no" / "such")
