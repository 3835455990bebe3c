"""What gen writes, TLC takes as it is: started as a user would start it, with nothing of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tornfolio.model.scenario import load_scenario
from tornfolio.support.processes import Processes
from tornfolio.tlc.generate import generate
from tornfolio.tlc.toolchain import Toolchain


@pytest.mark.parametrize(
    ("settings", "config", "status"),
    [
        ([], "torn_pte0.cfg", 12),
        ([], "torn_pte0_live.cfg", 0),
        (["ttu=TTU_SYNC", "writers=contpte,protect"], "torn_pte0.cfg", 0),
        (["ttu=TTU_SYNC,TTU_BATCH_FLUSH", "writers=none", "nr_pages=1"], "torn_pte0_live.cfg", 0),
    ],
)
def test_tlc_takes_the_files_as_they_are(
    tools: Toolchain, tmp_path: Path, settings: list[str], config: str, status: int
) -> None:
    """TLC with its own defaults, check for deadlock included, ends with the right status."""
    generate(load_scenario("torn-pte0", settings), tools, tmp_path / "specs")
    argv = [str(tools.java.path), f"-Djava.io.tmpdir={tmp_path}", "-cp", str(tools.jar.path)]
    argv += ["tlc2.TLC", "-metadir", str(tmp_path / "states"), "-config", config, "torn_pte0.tla"]

    with Processes() as processes:
        run = processes.execute(
            argv, folder=tmp_path / "specs", output=tmp_path / "tlc.out", timeout=120
        )

    said = (tmp_path / "tlc.out").read_text(encoding="utf-8")
    assert run.exit_status == status, said
    assert ("Invariant NoPteSkipped is violated" in said) == (status == 12)


def test_nothing_else_is_left_in_the_folder(tools: Toolchain, tmp_path: Path) -> None:
    """The folder has the three files that were promised, and they are given in this order."""
    paths = generate(load_scenario("torn-pte0"), tools, tmp_path)

    assert [path.name for path in paths] == ["torn_pte0.tla", "torn_pte0.cfg", "torn_pte0_live.cfg"]
    assert sorted(tmp_path.iterdir()) == sorted(paths)
