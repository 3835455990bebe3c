"""The built wheel is complete: it checks a scenario in a fresh environment by itself."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

import pages
from places import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    _run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder)], ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, and nothing else, into a fresh environment; give its folder."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    _run([*pip, "install", "--quiet", str(wheel)], folder.parent)
    return folder


def test_the_wheel_has_the_package_and_the_model(wheel: Path) -> None:
    """The package, spec/ and the model in Promela are there as a whole, and nothing else."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = ROOT / "gen" / "tornfolio"
    expected = {
        f"tornfolio/{path.relative_to(package)}"
        for path in package.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    expected |= {
        f"tornfolio/spec/{path.relative_to(ROOT / 'spec')}"
        for path in (ROOT / "spec").rglob("*")
        if path.is_file()
    }

    assert names == expected | {"tornfolio/bench/torn_pte0.pml"}


@pytest.mark.long
def test_the_worked_example_of_an_own_model(installed: Path, tmp_path: Path) -> None:
    """The page on models of one's own is carried out, step by step, without a checkout."""
    environment = {"PATH": str(tmp_path / "nothing"), "HOME": str(tmp_path)}
    program = str(installed / "bin" / "tornfolio")
    page = (ROOT / "docs" / "own-model.md").read_text(encoding="utf-8")
    violated = ("--property NotTornByReclaim", "-o clear-refs.svg")
    for step in pages.steps(page):
        if isinstance(step, pages.Block):
            assert step.title and (tmp_path / step.title).is_file()
            (tmp_path / step.title).write_text(step.body, encoding="utf-8")
        elif step.line == "mkdir model":
            (tmp_path / "model").mkdir()
        else:
            status = 1 if step.line.endswith(violated) else 0
            argv = [program, *shlex.split(step.line)[1:]]
            _run(argv, tmp_path, environment, status=status)
    assert (tmp_path / "clear-refs.svg").is_file()

    # And a deliberate break is red.
    writer = tmp_path / "model" / "templates" / "writers" / "clear-refs.tla"
    text = writer.read_text(encoding="utf-8")
    lock = "    spin_lock(self, TableOf(VmaOf(self), clear_refs_i));"
    writer.write_text(text.replace(lock, "    skip;"), encoding="utf-8")
    said = _run([program, "gate", "--spec-dir", "model"], tmp_path, environment, status=1)
    assert "LockDiscipline: violated, expected holds" in said


@pytest.mark.long
def test_a_repository_that_init_begins(installed: Path, tmp_path: Path) -> None:
    """In an empty git repository the gate is green, a break of the writer is red and stays so."""
    _run(["git", "init", "--quiet", str(tmp_path)], tmp_path)
    environment = {"PATH": str(tmp_path / "nothing"), "HOME": str(tmp_path)}
    program = str(installed / "bin" / "tornfolio")
    for file in _run([program, "init"], tmp_path, environment).splitlines():
        assert (tmp_path / file).is_file()
    hooks = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    name, *gate = shlex.split(hooks["repos"][0]["hooks"][0]["entry"])
    assert name == "tornfolio"
    assert "1 as expected" in _run([program, *gate], tmp_path, environment)

    writer = tmp_path / "model" / "templates" / "writers" / "my-writer.tla"
    text = writer.read_text(encoding="utf-8")
    lock = "    spin_lock(self, TableOf(VmaOf(self), my_writer_i));"
    writer.write_text(text.replace(lock, "    skip;"), encoding="utf-8")
    said = _run([program, *gate, "--github"], tmp_path, environment, status=1)
    assert "::error file=model/templates/writers/my-writer.tla," in said
    _run([program, *gate, "--update", "--write"], tmp_path, environment, status=2)


def test_the_installed_wheel_checks_without_any_system_tools(
    installed: Path, tmp_path: Path
) -> None:
    """No Java, no Graphviz and no checkout: the seed is checked, and its picture drawn."""
    environment = {"PATH": str(tmp_path / "nothing"), "HOME": str(tmp_path)}
    tornfolio = str(installed / "bin" / "tornfolio")

    done = _run([tornfolio, "check", "torn-pte0", "--json"], tmp_path, environment, status=1)
    answer = json.loads(done)
    _run(
        [tornfolio, "trace", answer["run_dir"], "-f", "svg", "-o", "torn.svg"],
        tmp_path,
        environment,
        status=1,
    )

    assert answer["properties"]["AllOrNothing"] == "violated"
    assert answer["trace"][-1]["state"]["pte"] == ["present", "swap", "swap", "swap"]
    assert Path(answer["run_dir"]).is_relative_to(tmp_path / ".cache")
    assert (tmp_path / "torn.svg").read_bytes().startswith(b"<?xml")


def test_the_installed_wheel_knows_its_scenarios(installed: Path, tmp_path: Path) -> None:
    """The scenarios come with the wheel."""
    done = _run([str(installed / "bin" / "tornfolio"), "list", "--json"], tmp_path)

    names = {scenario["name"] for scenario in json.loads(done)["scenarios"]}
    assert names == {path.stem for path in (ROOT / "spec" / "scenarios").glob("*.toml")}


def _run(
    argv: list[str], folder: Path, environment: dict[str, str] | None = None, status: int = 0
) -> str:
    done = subprocess.run(
        argv,
        cwd=folder,
        env=environment or dict(os.environ),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == status, done.stderr
    return done.stdout
