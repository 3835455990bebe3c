"""Small inputs that once got a wrong answer or none, each as a user types it in an empty folder.

What a report prints for a model of one's own is run by test_printed_commands.py.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

import cli
from kinds import Call
from places import ROOT
from tornfolio.views.trace_looks import A4, PRINTED, SMALLEST

_CASES = ROOT / "tests" / "data" / "cases"
_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder but for the models, which is the current one."""
    folder = tmp_path / "here"
    shutil.copytree(_CASES, folder)
    monkeypatch.chdir(folder)
    return folder


def verdicts(call: Call, *args: str) -> dict[str, str]:
    """What `check` says of each property."""
    ended = call("check", *args, "--json")
    assert ended.status in (0, 1), ended.stderr
    found: dict[str, str] = json.loads(ended.stdout)["properties"]
    return found


def test_a_change_in_a_branch_that_is_not_rendered(call: Call) -> None:
    """Line 14 of the walk begins the branch for hugetlb, and the folio is anonymous."""
    said = call("check", "begin-again", "--spec-dir", "dead-branch").refused()
    assert "dead-branch/policies/begin-again.toml: change 1 changes nothing" in said
    assert "in the branch 'if folio == \"hugetlb\"' of line 14, which is not rendered" in said


_AGAIN = ("begin-again", "--spec-dir", "restart")


@pytest.mark.parametrize(
    ("settings", "prop", "verdict"),
    [
        # What the walk stepped over is in the same table, so it finds it when it begins again.
        ((), "NotTornByReclaim", "holds"),
        # It begins again at the first PTE of the second table, and PTE0 is in the first.
        (("straddle=2",), "NotTornByReclaim", "violated"),
        # In the second mm it steps over all PTEs, and takes no PTL with which to begin again.
        (("vmas=2", "writers=contpte@2"), "AllOrNothingAcrossMms", "violated"),
        (("vmas=2", "writers=contpte@2"), "NotTornByReclaim", "holds"),
    ],
)
def test_a_walk_that_begins_again(
    call: Call, settings: tuple[str, ...], prop: str, verdict: str
) -> None:
    """It closes the race within a page table, and not over two of them or over two mms."""
    sets = [word for each in settings for word in ("--set", each)]
    assert verdicts(call, *_AGAIN, *sets, "--property", prop) == {prop: verdict}


def test_a_pte_that_is_found_again_is_not_too_late(call: Call) -> None:
    """Of PTE2, which begins the second table, the walk finds what it stepped over in that table."""
    asked = ("--set", "straddle=2", "--property", "NotTornByReclaim")
    said = " ".join(call("trace", *_AGAIN, *asked).stdout.split())
    late = re.findall(r"(PTE\S+) (?:is|are) set again in steps? [^,]+, too late for the walk", said)
    assert late
    stay = re.search(r"In the end (PTE0\S*) stays? present", said)
    assert stay is not None
    assert late == [stay[1]]


def test_what_cannot_be_evaluated_is_told_with_its_behaviour(call: Call) -> None:
    """TLC begins a tuple at 1, and no PTE is present once reclaim has cleared the last of four."""
    ended = call(
        *("check", "ends-in-tuple", "--spec-dir", "evaluation-error", "--property", "EndsInTuple")
    )
    sentence, behaviour = ended.refused(), ended.behaviour
    assert "evaluation-error/templates/properties/EndsInTuple.tla:1: " in sentence
    assert all(len(line) <= 72 for line in behaviour)
    rows = [line.split() for line in behaviour if re.match(r" *\d+(?:-\d+)?  ", line)]
    assert (rows[0][1], rows[-1][1]) == ("PPPP", "SSS0")


def test_an_operator_that_tlc_evaluates_wrongly(call: Call) -> None:
    """The verdict says so, with the operator and the line."""
    said = call(
        "check", "second-cell-kept", "--spec-dir", "subseq", "--property", "SecondCellKept"
    ).stdout
    warned = " ".join(said.split())
    assert "subseq/templates/properties/SecondCellKept.tla:3: SubSeq meets a known fault" in warned


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "check torn-pte0 --set nr_pages=8 --set cont_ptes=8 --set writers=contpte:0-3"
            " --property AllOrNothing",
            "no whole CONT block of 8 PTEs is in the range of writer contpte:0-3",
        ),
        ("sweep torn-pte0 --set nr_pages=4 --set ttu=none,TTU_SNYC", "did you mean TTU_SYNC?"),
        ("gate --only torn-pte0 --junit no/such/folder/x.xml", "no/such/folder/x.xml cannot be"),
        # The flag is what the kernel passes for such a folio.
        ("check mlocked-kept --set kernel=latest --set pmd_mapped=1", "add it to ttu"),
    ],
)
def test_what_is_refused_before_anything_is_searched(call: Call, line: str, said: str) -> None:
    """It ends with 2 and one sentence, and leaves no run behind."""
    assert said in call(*line.split()).refused()
    assert not Path("tlc-runs").exists()


def test_nothing_to_unmap(call: Call) -> None:
    """What holds where no PTE maps the folio is said after that, and never alone."""
    lines = call("check", "torn-pte0", "--set", "initial=0000").stdout.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("  holds"))
    assert "there is nothing to unmap" in " ".join(lines[:first])


@pytest.mark.parametrize(
    ("line", "prop"),
    [
        # Without a writer, no PTE that the walk steps over maps the folio.
        ("straddle-with-sync --set writers=none --set initial=0PPP", "PtlFromPte0"),
        # The folio is mlocked, so it leaves the swap cache.
        (
            "mlocked-kept --set kernel=latest --set pmd_mapped=1 --set ttu=TTU_SPLIT_HUGE_PMD",
            "NoSwapSpaceForKeptFolio",
        ),
    ],
)
def test_what_was_said_to_be_violated_holds(call: Call, line: str, prop: str) -> None:
    """No CPU does anything wrong there."""
    assert verdicts(call, *line.split(), "--property", prop) == {prop: "holds"}


def test_nobody_reads_the_verdict(here: Path) -> None:
    """A standard output that is closed is no fault: the status is that of the verdict."""
    command = 'exec 1>&-; exec "$0" -m tornfolio check whole-with-sync --property TypeOK'
    process = cli.start("-c", command, cwd=here, program=("-c", _SHELL))
    ended = cli.ended(process)
    assert (ended.status, ended.stderr) == (0, "")


_SHELL = "import os, sys; os.execv('/bin/sh', ['sh', *sys.argv[1:], sys.executable])"


def test_options_for_java_do_no_harm(here: Path) -> None:
    """With another collector in a variable TLC runs, and finds the violation."""
    ended = cli.run(
        *("check", "missed-small-folio", "--property", "NoPteSkipped"),
        cwd=here,
        env={"JAVA_TOOL_OPTIONS": "-XX:+UseG1GC"},
    )
    assert (ended.status, ended.stderr) == (1, "")


def test_the_suffix_decides(call: Call) -> None:
    """A .png is a PNG, a .graphml is GraphML, and ITF has numbers as its standard has them."""
    small = ("torn-pte0", "--set", "nr_pages=2")
    assert call("trace", *small, "-o", "x.png").status == 1
    assert Path("x.png").read_bytes().startswith(b"\x89PNG")
    assert call("graph", *small, "-o", "x.graphml").status == 0
    assert ElementTree.parse("x.graphml").getroot().tag.endswith("graphml")
    states = json.loads(call("trace", *small, "-f", "itf").stdout)["states"]
    assert states[0]["pass"] == {"#bigint": "1"}
    assert states[-1]["vma"] == {"#bigint": "1"}


def test_a_diagram_that_is_too_long(call: Call) -> None:
    """Each of 96 PTEs has several steps, too many for GitHub: file and standard error say so."""
    asked = ("--set", "nr_pages=96", "--set", "granularity=fine", "--unfold", "-f", "mermaid")
    ended = call("trace", "torn-pte0", *asked)
    assert len(ended.stdout) > 50_000
    assert "GitHub draws no diagram of more than 50,000" in ended.stdout.splitlines()[1]
    assert "GitHub draws no diagram of more than 50,000" in ended.stderr


def test_two_blocks_that_are_missed_fit_a_page(call: Call) -> None:
    """The way to 64 PTEs present can be read on one page of A4, upright or not."""
    sets = ("nr_pages=128", "cont_ptes=32", "writers=contpte,contpte")
    asked = [word for each in sets for word in ("--set", each)]
    assert call("trace", "torn-pte0", *asked, "--outcome", "P64 S64", "-o", "two.svg").status == 0
    root = ElementTree.parse("two.svg").getroot()
    width, height = (float(root.attrib[side].removesuffix("pt")) for side in ("width", "height"))
    long, short = max(A4), min(A4)
    scale = max(min(long / width, short / height), min(short / width, long / height))
    assert scale * SMALLEST >= PRINTED
    texts = " ".join("".join(each.itertext()) for each in root.iter(f"{_SVG}text"))
    assert "contpte1" in texts and "contpte2" in texts
