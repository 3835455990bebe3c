"""Tests of modules that are kept as they were rendered: used again if nothing else could come."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from spoil import spoil
from tornfolio.model.folders import find_model
from tornfolio.model.render import render
from tornfolio.model.rendered import keep_rendered, place_of, read_rendered
from tornfolio.model.scenario import load_scenario


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have an empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "tornfolio" / "rendered"


def test_the_same_text(kept: Path) -> None:
    """What was rendered before is what would be rendered now, and only if it was asked for."""
    scenario = load_scenario("torn-pte0")
    fresh = render(scenario)
    assert not kept.exists()
    assert render(scenario, remember=True) == fresh
    assert read_rendered(place_of(scenario)) == (fresh.tla, fresh.mc)
    assert render(scenario, remember=True) == fresh
    assert len(list(kept.iterdir())) == 1
    changed = {"properties.tla": "\\* nothing\n"}
    assert render(scenario, changed, remember=True).tla != fresh.tla
    assert render(scenario, remember=True) == fresh


def test_another_scenario(kept: Path) -> None:
    """Each set of parameters has a module of its own."""
    render(load_scenario("torn-pte0"), remember=True)
    for settings in (("nr_pages=2",), ("writers=numa",), ("granularity=lock",)):
        scenario = load_scenario("torn-pte0", settings)
        assert read_rendered(place_of(scenario)) is None
        assert render(scenario, remember=True) == render(scenario)
    assert read_rendered(place_of(load_scenario("whole-with-sync"))) is None


def test_a_changed_model(kept: Path, tmp_path: Path) -> None:
    """A file of the user's own model that appears, changes or goes makes it another text."""
    own = tmp_path / "own"
    template = own / "templates" / "writers" / "numa.tla"
    template.parent.mkdir(parents=True)
    model = find_model(own)
    scenario = load_scenario("torn-pte0", (), model)
    texts = ("a", "b")
    keep_rendered(place_of(scenario), texts)
    assert read_rendered(place_of(scenario)) == texts
    template.write_text("one", encoding="utf-8")
    assert read_rendered(place_of(scenario)) is None
    keep_rendered(place_of(scenario), texts)
    template.write_text("two", encoding="utf-8")
    assert read_rendered(place_of(scenario)) is None
    keep_rendered(place_of(scenario), texts)
    two = place_of(scenario)
    template.unlink()
    assert place_of(scenario) != two


@pytest.mark.parametrize("how", ["cut", "other", "list", "text", "folder"])
def test_spoilt_files_are_not_used(kept: Path, how: str) -> None:
    """A file that was cut off or changed is as if it were not there."""
    scenario = load_scenario("torn-pte0")
    fresh = render(scenario, remember=True)
    (file,) = kept.iterdir()
    spoil(file, how)
    assert read_rendered(place_of(scenario)) is None
    assert render(scenario, remember=True) == fresh


def test_a_second_check_needs_no_jinja(tmp_path: Path) -> None:
    """A check that was made before starts without the templates."""
    code = (
        "import sys\n"
        "if sys.argv[1:]: sys.modules['jinja2'] = None\n"
        "from tornfolio.cli.main import main\n"
        "settings = ['--set', 'nr_pages=2', '--set', 'straddle=1']\n"
        "main(['check', 'torn-pte0', *settings, '--property', 'TypeOK'])"
    )
    environment = os.environ | {"TORNFOLIO_RUNS": str(tmp_path / "runs")}
    for more, status in ((["without"], 4), ([], 0), (["without"], 0)):
        done = subprocess.run(
            [sys.executable, "-c", code, *more],
            cwd=tmp_path,
            env=environment,
            check=False,
            timeout=60,
            capture_output=True,
        )
        assert done.returncode == status, done.stderr
