"""Tests of the command that checks again whenever a model changes, with real TLC."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

import cli
from own_policies import GO_BACK


def test_watch(tmp_path: Path) -> None:
    """A change is checked, a mistake is told, watching goes on, and nothing is left."""
    policy = tmp_path / "mine" / "policies" / "back.toml"
    policy.parent.mkdir(parents=True)
    policy.write_text(GO_BACK, encoding="utf-8")
    said, told = tmp_path / "stdout", tmp_path / "stderr"
    settings = ("--set", "nr_pages=2", "--set", "policy=back", "--property", "AllOrNothing")
    with said.open("w") as out, told.open("w") as beside:
        process = cli.start("watch", "torn-pte0", "--spec-dir", "mine", *settings, cwd=tmp_path,
                            stdout=out.fileno(), stderr=beside.fileno())  # fmt: skip
        try:
            assert cli.wait_for(lambda: said.read_text().count("All files of this check") == 1)
            assert "  holds     AllOrNothing" in said.read_text()
            policy.write_text(GO_BACK.replace("addr := First;", "addr := addr;"), encoding="utf-8")
            assert cli.wait_for(lambda: said.read_text().count("All files of this check") == 2)
            assert "  violated  AllOrNothing" in said.read_text()
            policy.write_text(GO_BACK.replace("about", "abuot"), encoding="utf-8")
            assert cli.wait_for(lambda: "abuot" in told.read_text())
            policy.write_text(GO_BACK, encoding="utf-8")
            assert cli.wait_for(lambda: said.read_text().count("All files of this check") == 3)
            # One run folder: that of the last check.
            assert len(list((tmp_path / "runs").iterdir())) == 1
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    assert cli.processes_with(tmp_path) == []


def test_a_mistake_in_the_command_line(tmp_path: Path) -> None:
    """What was wrong from the beginning is no reason to wait for a change."""
    ended = cli.run("watch", "torn-pt0", cwd=tmp_path)
    assert "torn-pte0" in ended.refused(2)


@pytest.mark.parametrize(
    ("more", "status"),
    [((), 1), (("--set", "ttu=TTU_SYNC"), 0), (("--sweep",), 1), (("--max-states", "2"), 5)],
)
def test_the_last_look_decides_the_status(
    tmp_path: Path, more: tuple[str, ...], status: int
) -> None:
    """A watch that ends by itself ends as a check of the same would."""
    asked = ("torn-pte0", "--set", "nr_pages=2", "--property", "AllOrNothing")
    ended = cli.run("watch", *asked, *more, "--looks", "1", cwd=tmp_path)
    assert ended.status == status, ended.stderr


def test_a_mistake_that_tlc_finds_decides_the_status(tmp_path: Path) -> None:
    """A property that SANY does not read is told, and is bad input."""
    own = tmp_path / "mine" / "templates" / "properties" / "Mine.tla"
    own.parent.mkdir(parents=True)
    own.write_text("Mine == pte[1] = =\n", encoding="utf-8")
    table = '[Mine]\nkind = "safety"\nsentence = "The first PTE is itself."\nsource = "x"\n'
    (tmp_path / "mine" / "properties.toml").write_text(table, encoding="utf-8")
    asked = ("torn-pte0", "--spec-dir", "mine", "--set", "nr_pages=2", "--property", "Mine")
    ended = cli.run("watch", *asked, "--looks", "1", cwd=tmp_path)
    assert ended.status == 2, ended.stderr
    assert "Mine.tla:1" in ended.stderr
