"""Tests of sweeps: the grid, what is decided again and what is not, the table, and bad input."""

from __future__ import annotations

import csv
import json
import re
import shlex
import signal
from pathlib import Path

import pytest

import cli
from kinds import Call, Fake
from tornfolio.explore.grid import make_grid
from tornfolio.support.errors import BadInput
from tornfolio.tlc.toolchain import Toolchain

_GRID = ("--set", "nr_pages=1,2", "--set", "ttu=none", "--set", "ttu=TTU_SYNC")
_MANY = ",".join(map(str, range(1, 513)))


def test_grid() -> None:
    """Every combination is a point, the smallest folio first; what breaks a rule is none."""
    grid = make_grid("torn-pte0", ["cont_ptes=2,1", "nr_pages=4,1", "writers=contpte,protect"])
    assert [tuple(point.values.values()) for point in grid.points] == [
        ("2", "1", "contpte,protect"),
        ("1", "1", "contpte,protect"),
        ("2", "4", "contpte,protect"),
        ("1", "4", "contpte,protect"),
    ]
    assert [point.spec is None for point in grid.points] == [True, False, False, False]
    assert "does not divide" in grid.points[0].reason


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        (["nr_pages=1,4", "writers=zap:3-3"], "no range of PTEs in a folio of 1"),
        (["nr_pages=2,8", "straddle=4", "writers=zap"], "straddle = 4 is out of range"),
        (["nr_pages=3,4", "initial=0PPP"], "no pattern of 3 PTEs"),
        (["nr_pages=2,4", "initial=P1 03"], "no pattern of 2 PTEs"),
        (["vmas=1,2", "mlocked=2"], "mlocked = 2 is no VMA"),
        (["vmas=1,2", "writers=zap@2"], "is in VMA 2"),
        (["vmas=1,2", "initial=PPPP|PPPP"], "is for 2 VMAs, there are 1"),
        (["cont_ptes=4,2", "writers=contpte:0-1"], "no whole CONT block of 4 PTEs"),
    ],
)
def test_a_rule_between_parameters_makes_no_point(settings: list[str], rule: str) -> None:
    """What fits with other values of the grid is no point where it does not, and the rule is named.

    The smaller folio or number comes first.
    """
    points = make_grid("torn-pte0", settings).points
    (left_out,) = [point for point in points if point.spec is None]
    assert rule in left_out.reason
    assert len(points) == 2


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        (["nr_pages"], "not KEY=VALUE"),
        (["nr_page=1"], "unknown parameter"),
        (["nr_pages=1,1"], "given twice"),
        (["ttu=none", "ttu=none"], "given twice"),
        (["nr_pages=0,1000"], "nr_pages"),
        (["nr_pages=x"], "nr_pages"),
        (["nr_pages=1,4x"], "nr_pages = '4x' is not a number"),
        (["ttu=none", "ttu=TTU_SNYC"], "did you mean TTU_SYNC"),
        (["nr_pages=4", "ttu=none,TTU_SNYC"], "did you mean TTU_SYNC"),
        (["policy=none,give-upp"], "did you mean give-up"),
        (["kernel=latest,lates"], "did you mean latest"),
        (["writers=zap", "writers=zapp"], "did you mean zap"),
        (["writers=zap", "writers=zap*9"], "runs too often"),
        (["writers=zap", "writers=zap:3-1"], "no range"),
        (["straddle=0,x"], "straddle"),
        (["initial=PPPP", "initial=PPPX"], "other letters"),
        (["mlocked=1", "mlocked=x"], "is no VMA"),
        (["kernel=v1.0"], "kernel"),
        ([f"nr_pages={_MANY}", "passes=1,2,3", "vmas=1,2,3", "straddle=0,1,2"], "points"),
    ],
)
def test_bad_grids(settings: list[str], complaint: str) -> None:
    """A value that cannot be used, one given twice, and a grid without end are bad input."""
    with pytest.raises(BadInput, match=complaint):
        make_grid("torn-pte0", settings)


def test_table_and_files(call: Call, here: Path) -> None:
    """Table, CSV and JSON say the same; the second time nothing is searched."""
    ended = call("sweep", "torn-pte0", *_GRID, "--csv", "grid.csv")
    assert (ended.status, ended.stderr) == (1, "")
    assert "AllOrNothing is violated from nr_pages = 2 on, for ttu = none\n" in ended.stdout
    rows = list(csv.DictReader((here / "grid.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["AllOrNothing"], row["distinct"]) for row in rows] == [
        ("holds", "137"),
        ("holds", "91"),
        ("violated", "207"),
        ("holds", "121"),
    ]

    ended = call("sweep", "torn-pte0", *_GRID, "--json", "--property", "NoPteSkipped")
    report = json.loads(ended.stdout)
    assert [point["cached"] for point in report["points"]] == [True] * 4
    assert [point["properties"]["NoPteSkipped"] for point in report["points"]] == [
        *("violated", "holds", "violated", "holds")
    ]
    assert report["smallest"] == [
        {
            "property": "NoPteSkipped",
            "set": {"ttu": "none"},
            "nr_pages": 1,
            "first": False,  # there is no smaller folio
            "on": True,
        }
    ]


def test_what_holds_everywhere(call: Call) -> None:
    """Where nothing is violated the status is 0; a liveness property can be asked for."""
    ended = call("sweep", "whole-with-sync", "--set", "nr_pages=1,2", "--property", "Termination")
    assert (ended.status, ended.stderr) == (0, "")
    assert re.search(r"^2 +holds +121 ", ended.stdout, re.MULTILINE)
    assert "violated" not in ended.stdout


def test_one_failure_is_not_that_of_others(call: Call, fake: Fake, tools: Toolchain) -> None:
    """A JVM that is killed at one point, or a limit that is reached there, leaves the others."""
    real = shlex.quote(str(tools.java.path))
    java = fake(f'grep -q "NR_PAGES = 1$" ../../*.cfg 2>/dev/null && kill -9 $$\nexec {real} "$@"')
    ended = call("sweep", "torn-pte0", *_GRID, "--java", java)
    assert ended.status == 4
    assert ended.stdout.count("tool failed") == 2
    assert "TLC was ended by signal 9" in ended.stdout
    assert re.search(r"^2 +none +violated +207 ", ended.stdout, re.MULTILINE)

    ended = call("sweep", "torn-pte0", *_GRID, "--budget", "0.001", "--no-cache")
    assert ended.status == 5
    assert ended.stdout.count("undecided") == 4


def test_the_smallest_folio_tried(call: Call) -> None:
    """Where no smaller folio was decided, nobody knows from which size on it is violated."""
    ended = call("sweep", "torn-pte0", "--set", "nr_pages=2,4")
    said = "AllOrNothing is violated at the smallest folio tried, nr_pages = 2\n"
    assert said in ended.stdout


def test_a_pivot(call: Call) -> None:
    """A column for each value of one parameter, a row for each combination of the others."""
    lines = call("sweep", "torn-pte0", *_GRID, "--pivot", "ttu").stdout.splitlines()
    assert [line.split() for line in lines[1:3]] == [
        ["1", "AllOrNothing", "holds", "holds"],
        ["2", "AllOrNothing", "violated", "holds"],
    ]
    assert lines[0].rstrip().endswith("ttu = none  ttu = TTU_SYNC")
    refused = call("sweep", "torn-pte0", *_GRID, "--pivot", "vmas").refused()
    assert "--pivot 'vmas' is not a parameter with several values" in refused


def test_an_interrupted_sweep_goes_on(tmp_path: Path) -> None:
    """What was decided before Ctrl-C is not searched again, and no JVM is left."""
    args = ("sweep", "torn-pte0", "--set", "nr_pages=1,2,4096", "--jobs", "1")
    process = cli.start(*args, cwd=tmp_path)
    decided = tmp_path / "runs" / "decided"
    assert cli.wait_for(lambda: decided.is_dir() and len(list(decided.glob("t*.json"))) == 2, 40)
    process.send_signal(signal.SIGINT)
    assert cli.ended(process, timeout=20).refused(130) == "tornfolio: interrupted"
    assert cli.java_processes(tmp_path) == []

    ended = cli.run(*args[:3], "nr_pages=1,2", "--json", cwd=tmp_path)
    assert [point["cached"] for point in json.loads(ended.stdout)["points"]] == [True, True]
