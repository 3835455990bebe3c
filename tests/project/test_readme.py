"""README.md tells the truth: every command in it is run, every table compared."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from places import ROOT
from tables import with_tables
from tornfolio.cli.exit_status import HELP
from tornfolio.model.kernels import KERNELS, POLICIES
from tornfolio.model.parameters import FOLIOS, PARAMETERS, SHORTAGES, TTU_FLAGS
from tornfolio.model.scenario import writer_kinds

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)

# What ends with another status than 0, and why.
STATUSES = {
    "tornfolio check torn-pte0 --set writers=protect,zap --property AllOrNothing": 1,
    "tornfolio check torn-pte0 --set nr_pages=16 --set cont_ptes=4 --timeout 60": 1,
    "tornfolio trace torn-pte0 --set nr_pages=16 -f svg -o torn.svg": 1,
    "tornfolio trace torn-pte0 -f txt": 1,
    "tornfolio sweep torn-pte0 --set nr_pages=1,2,4 --set ttu=none --set ttu=TTU_SYNC": 1,
    "tornfolio trace torn-pte0 --set nr_pages=16 -f html -o torn.html": 1,
    "tornfolio trace torn-pte0 torn-by-protect whole-with-sync -f html -o page.html": 1,
    "tornfolio trace torn-pte0 --set nr_pages=16 --choices -f svg -o torn.svg": 1,
    "tornfolio trace torn-pte0 -f md": 1,
    "tornfolio trace torn-pte0 -f mermaid": 1,
    "tornfolio trace torn-pte0 -f itf -o torn.itf.json": 1,
    "tornfolio check torn-pte0 --set policy=give-up --set vmas=2 --set writers=contpte@2": 1,
}


def _commands() -> list[tuple[str, str]]:
    """Give each command of the console blocks with the output that stands below it."""
    commands = []
    for language, text in BLOCKS:
        if language == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                commands.append((command, output))
    return commands


@pytest.mark.parametrize(("command", "output"), _commands())
def test_each_command_of_the_readme_works(command: str, output: str, tmp_path: Path) -> None:
    """The command ends with the status it should have, and prints what the page shows."""
    argv = shlex.split(command)
    assert argv[0] == "tornfolio"

    done = subprocess.run(
        [sys.executable, "-m", *argv, *_runs(argv, tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == STATUSES.get(command, 0), done.stderr
    if output:
        assert _stable(done.stdout) == _stable(output)
    else:
        assert done.stdout or "-o" in argv


def test_the_set_up_block_is_what_make_knows() -> None:
    """The page begins with the two commands; make knows both."""
    shell = [text.split("\n") for language, text in BLOCKS if language == "sh"]

    assert shell == [["make demo", "make test", ""]]
    for target in ("demo", "test"):
        done = subprocess.run(
            ["make", "-n", target], cwd=ROOT, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0
        assert "tornfolio demo" in done.stdout or "pytest" in done.stdout


def test_the_demo_ends_well_and_draws(tmp_path: Path) -> None:
    """What make demo runs shows both verdicts, and writes the picture where it says."""
    environment = os.environ | {"TORNFOLIO_RUNS": str(tmp_path / "runs")}
    done = subprocess.run(
        [sys.executable, "-m", "tornfolio", "demo"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    assert "violated  AllOrNothing" in done.stdout
    assert "holds     AllOrNothing" in done.stdout
    assert str(tmp_path / "torn-pte0.svg") in done.stdout
    assert (tmp_path / "torn-pte0.svg").read_bytes().startswith(b"<?xml")


def test_the_tables_name_everything_there_is() -> None:
    """Parameters, writers, properties with their sentences, and exit statuses are all there."""
    for name in PARAMETERS:
        assert f"| `{name}` |" in README
    for kind in writer_kinds():
        assert f"| `{kind}` |" in README
    for word in (*KERNELS, *POLICIES, *FOLIOS, *SHORTAGES, *TTU_FLAGS):
        assert f"`{word}`" in README
    for line in HELP.splitlines():
        if match := re.match(r"  (\d+) +(.*)", line):
            assert f"| {match[1]} | {match[2]} |" in README


def test_the_generated_tables_are_up_to_date() -> None:
    """Properties, claims and scenarios are those of spec/; 'make tables' writes them."""
    assert with_tables(README) == README


def test_links_lead_somewhere() -> None:
    """Each relative link of the pages leads to a file of the checkout."""
    for page in ("README.md", "CONTRIBUTING.md", "traces/README.md", "docs/own-model.md"):
        path = ROOT / page
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{page}: {link}"


def _runs(argv: list[str], folder: Path) -> list[str]:
    keeps = argv[1] in ("check", "trace", "outcomes", "graph", "gate", "sweep")
    return ["--runs", str(folder / "tlc-runs")] if keeps else []


def _stable(text: str) -> str:
    text = re.sub(r" *\d+\.\d+( s)?$", " N", text, flags=re.MULTILINE)
    return re.sub(r"^(All files of this check: ).*$", r"\1F", text, flags=re.MULTILINE)
