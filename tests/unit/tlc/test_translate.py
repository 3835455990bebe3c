"""Tests of translations that are kept: used again if they are whole, and else made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from spoil import spoil
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.spec import Spec
from tornfolio.support.processes import Processes
from tornfolio.tlc import translate as module
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.tlc.translate import translate


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have an empty cache folder, and nothing remembered."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "_remembered", {})
    return tmp_path / "cache" / "tornfolio" / "translated"


def _translated(tools: Toolchain, folder: Path) -> tuple[Spec, bool]:
    """Translate the seed; tell whether the translator was run for it."""
    module._remembered.clear()
    folder.mkdir()
    with Processes() as processes:
        spec = translate(render(load_scenario("torn-pte0")), tools, folder, processes)
    return spec, (folder / "pcal.out").exists()


def test_kept_translations_are_used(kept: Path, tmp_path: Path, tools: Toolchain) -> None:
    """Another process does not translate again what this one has."""
    first, ran = _translated(tools, tmp_path / "one")
    assert ran
    assert len(list(kept.iterdir())) == 1
    second, ran = _translated(tools, tmp_path / "two")
    assert not ran
    assert second.tla == first.tla
    assert (tmp_path / "two" / "torn_pte0.tla").read_text(encoding="ascii") == first.tla


@pytest.mark.parametrize("how", ["cut", "other", "text", "folder"])
def test_spoilt_translations_are_not(
    kept: Path, tmp_path: Path, tools: Toolchain, how: str
) -> None:
    """A file that was cut off or changed is as if it were not there."""
    first, _ = _translated(tools, tmp_path / "one")
    (file,) = kept.iterdir()
    spoil(file, how)

    second, ran = _translated(tools, tmp_path / "two")
    assert ran
    assert second.tla == first.tla
