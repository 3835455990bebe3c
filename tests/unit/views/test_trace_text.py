"""Tests of a trace as lines of text."""

from __future__ import annotations

import pytest

from tornfolio.trace.fold import fold
from tornfolio.trace.misses import summary
from tornfolio.views.folded import folded
from tornfolio.views.spans import Span, plain
from tornfolio.views.trace_text import trace_lines
from traces import KEEPS_UP, ZAPPED, make_trace, seed_events

SEED = """\
AllOrNothing is violated  torn-pte0: nr_pages = 4, ttu = 0, writers = contpte
No page is mapped while another is a swap entry.

step   PTEs  PTL      actor    function                     what
    0  PPPP  -                                              the initial state
    1  PPPP  -        reclaim  try_to_unmap_one()           if (flags & TTU_SYNC) pvmw.flags = PVMW_SYNC
    2  PPPP  contpte  contpte  contpte_function()           takes the PTL
    3  0PPP  contpte  contpte  contpte_function()           PTE0: present -> none
    4  0PPP  contpte  reclaim  map_pte()                    reads PTE0 = none without the PTL, goes on
    5  0PPP  contpte  reclaim  page_vma_mapped_walk()       ptep_get() of the next PTE, while pte_none()
  6-8  0000  contpte  contpte  contpte_function()           PTE1..PTE3: present -> none
    9  0000  contpte  contpte  contpte_convert()            __flush_tlb_range() over the block
10-13  PPPP  contpte  contpte  contpte_function()           PTE0..PTE3: none -> present
   14  PPPP  -        contpte  contpte_function()           drops the PTL
   15  PPPP  reclaim  reclaim  page_vma_mapped_walk()       takes the PTL
16-30  PSSS  reclaim  reclaim  try_to_unmap_one()           PTE1..PTE3: present -> swap
   31  PSSS  -        reclaim  page_vma_mapped_walk_done()  drops the PTL

"""  # noqa: E501


def test_the_seed_story() -> None:
    """The whole table of the seed's story, and below it the summary and the letters."""
    text = plain(trace_lines(make_trace()))
    below = "\n".join([*summary(make_trace()), "P present   0 none   S swap entry", ""])
    assert text == SEED + below


@pytest.mark.parametrize("width", [40, 60, 72, 100])
@pytest.mark.parametrize("events", [None, KEEPS_UP, ZAPPED])
def test_no_line_is_longer_than_the_width(events: tuple[str, ...] | None, width: int) -> None:
    """All words of the table without a width are there, in lines that are no longer than that."""
    text = plain(trace_lines(make_trace(events), width=width))
    whole = plain(trace_lines(make_trace(events)))

    assert max(map(len, text.splitlines())) <= width
    for row in fold(make_trace(events)):
        assert "".join(row.what().split()) in "".join(text.split())
    assert set(whole.split()) - {"function", "what"} <= {
        *text.replace(":", "").split(),
        *text.split(),
    }


def test_a_wide_terminal_shows_the_whole_table() -> None:
    """Where all columns have room, nothing is folded."""
    table = plain(trace_lines(make_trace(), width=110)).split("\n\n")[1]

    assert table + "\n" == SEED.split("\n\n")[1] + "\n"


def test_what_happened_goes_on_below_itself() -> None:
    """The second line of a row is indented as far as its column, and has nothing before it."""
    lines = plain(trace_lines(make_trace(), width=72)).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("    1  PPPP"))

    column = lines[at].index("try_to_unmap_one")
    assert lines[at + 1][:column].isspace()
    assert not lines[at + 1][column].isspace()


@pytest.mark.parametrize("events", [None, KEEPS_UP, ZAPPED])
def test_unfold_gives_a_row_a_step(events: tuple[str, ...] | None) -> None:
    """With unfold, each step has a line of its own, in order."""
    trace = make_trace(events)
    lines = trace_lines(trace, unfold=True)[4 : 4 + len(trace.steps)]
    assert [plain([line]).split()[0] for line in lines] == [str(s.number) for s in trace.steps]


def test_columns_are_aligned() -> None:
    """The cells of all rows begin in the same columns as their heads."""
    lines = plain(trace_lines(make_trace(KEEPS_UP))).splitlines()[3:]
    rows = lines[: lines.index("")]
    for head in ("PTEs", "PTL", "actor", "function", "what"):
        column = rows[0].index(head)
        assert all(row[column - 2 : column] == "  " for row in rows)
        assert any(row[column : column + 1].strip() for row in rows[1:])


@pytest.mark.parametrize(
    ("nr_pages", "shown"), [(32, "P" + "S" * 31), (33, "P1 S32"), (512, "P1 S511")]
)
def test_long_strips_have_run_lengths(nr_pages: int, shown: str) -> None:
    """Up to 32 PTEs are shown one by one; beyond that their runs are counted."""
    events = seed_events(nr_pages, cont_ptes=1)
    lines = plain(trace_lines(make_trace(events, nr_pages=nr_pages))).splitlines()
    last = lines[lines.index("", 4) - 1]
    assert f"  {shown}  " in last


def test_only_the_missed_read_is_an_alarm() -> None:
    """The style marks the load that missed a PTE, the letters, and nothing that is in order."""
    lines = trace_lines(make_trace())
    table = lines[4:17]
    assert [line[0].text.strip() for line in table if line[-1].style == "alarm"] == ["4"]
    assert table[3][1:5] == (
        Span("0", "none"),
        Span("P", "present"),
        Span("P", "present"),
        Span("P", "present"),
    )
    spans = [span for line in trace_lines(make_trace(ZAPPED))[4:] for span in line]
    assert "alarm" not in [span.style for span in spans]


def test_plain_has_no_trailing_blanks() -> None:
    """Plain text has no blanks at the ends of lines and ends with a newline."""
    text = plain(trace_lines(make_trace()))
    assert text.endswith("\n")
    assert all(line == line.rstrip() for line in text.split("\n"))
    assert plain([]) == ""
    assert plain([(Span("a", "alarm"), Span(" b  ")), ()]) == "a b\n\n"


@pytest.mark.parametrize(
    "command",
    [
        "tornfolio resume '/a b/torn-pte0-20261127T204307Z' --spec-dir '/home/me/my own/model'",
        "tornfolio resume runs/torn-pte0-20261127T204307Z-2892b1 --jar /opt/tla/tla2tools.jar",
    ],
)
def test_a_command_is_not_folded(command: str) -> None:
    """It stands in one line, whatever its words are, and what is beside it is folded."""
    text = f"Note: the limit was reached; '{command}' goes on with this check, and with no other."
    lines = plain(folded([(Span(text, "faint"),)], 40)).splitlines()

    assert sum(f"'{command}'" in line for line in lines) == 1
    assert all(len(line) <= 40 for line in lines if command not in line)
    assert " ".join(" ".join(lines).split()) == text


@pytest.mark.parametrize(
    "option", ["--set writers=contpte@2", "--property AllOrNothing", "-o x.svg", "--of 'P(a b)'"]
)
@pytest.mark.parametrize("before", range(12))
def test_an_option_is_not_parted_from_its_value(option: str, before: int) -> None:
    """Wherever the line is full, the two stand in one line; the words beside them are folded."""
    text = f"{'a' * (before + 10)} again with {option}, --quiet, or -v: one of these is enough."
    lines = plain(folded([(Span(text),)], 30)).splitlines()

    assert any(option in line for line in lines)
    assert all(len(line) <= 30 for line in lines)
    assert " ".join(" ".join(lines).split()) == text
