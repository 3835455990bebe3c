"""What all tests share: the tools, and checks that several tests look at."""

from __future__ import annotations

import fcntl
import os
import shlex
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import hypothesis
import pytest

import cli
import gates
from kinds import Call, Checked, Fake
from shared_jvms import SharedJvms
from tornfolio.check.check import check
from tornfolio.check.verdict import Verdict
from tornfolio.model.scenario import load_scenario
from tornfolio.support import paths
from tornfolio.tlc.class_archive import with_archive
from tornfolio.tlc.toolchain import Toolchain, find_toolchain

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")

# Tests that look at what TLC says, and not at how its process begins and ends.
_ABOUT_ANSWERS = (
    *("cli/", "model/", "unit/cli/", "unit/explore/", "unit/gate/", "unit/model/"),
    *("unit/quantities/", "unit/tla/", "unit/trace/", "unit/views/"),
    *("unit/check/test_shown.py", "project/test_pages.py"),
)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Begin with an empty cache folder, and leave the developer's own alone."""
    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        # That of all workers: none translates what another one has.
        place = place.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(place / "cache"))
        yield


@pytest.fixture(autouse=True)
def _wheels_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a developer's own Java and jar out of the tests, which count states exactly."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.delenv("TLA2TOOLS_JAR", raising=False)
    monkeypatch.delenv("TORNFOLIO_RUNS", raising=False)


@pytest.fixture(scope="session", autouse=True)
def tools(_own_cache: None) -> Toolchain:
    """The tools of the wheels, with an archive of classes, which makes the tests faster."""
    place = Path(os.environ["XDG_CACHE_HOME"])
    place.mkdir(exist_ok=True)
    with (place / "tools.lock").open("w") as lock:
        # One worker makes the archive; the others find it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        return with_archive(find_toolchain())


@pytest.fixture(scope="session", autouse=True)
def shared_jvms(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedJvms]:
    """JVMs for all checks that are made in this process, instead of new ones for each."""
    shared = SharedJvms(tools, lambda: tmp_path_factory.mktemp("jvms"))
    with pytest.MonkeyPatch.context() as patch:
        shared.take_the_place(patch)
        yield shared
    shared.end()


@pytest.fixture(autouse=True)
def _lending(
    request: pytest.FixtureRequest, shared_jvms: SharedJvms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lend the shared JVMs to tests that look at answers; all others begin their own."""
    path = request.path.relative_to(Path(__file__).parent).as_posix()
    monkeypatch.setattr(shared_jvms, "lending", path.startswith(_ABOUT_ANSWERS))


@pytest.fixture(scope="session")
def checked(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """A function that checks a scenario with real TLC, once for each set of arguments."""
    runs = tmp_path_factory.mktemp("runs")

    @cache
    def checked_once(
        name: str, *settings: str, properties: tuple[str, ...] = (), clear: bool = False
    ) -> Verdict:
        scenario = load_scenario(name, settings)
        return check(scenario, tools=tools, runs=Path(runs), properties=properties, clear=clear)

    return checked_once


@pytest.fixture(scope="session")
def _gated(
    tools: Toolchain, shared_jvms: SharedJvms, tmp_path_factory: pytest.TempPathFactory
) -> gates.Gated:
    """Run the gate over a small catalogue, once for all tests."""
    root = tmp_path_factory.mktemp("gate")
    gates.copy_spec(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "_PACKAGE", root / "gen" / "tornfolio")
        patch.setattr(shared_jvms, "lending", True)
        return gates.run_gates(root, tools)


@pytest.fixture
def gated(_gated: gates.Gated, monkeypatch: pytest.MonkeyPatch) -> gates.Gated:
    """What the gate says of a small catalogue, and let that be the catalogue."""
    monkeypatch.setattr(paths, "_PACKAGE", _gated.root / "gen" / "tornfolio")
    return _gated


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, with the run folders beside it."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TORNFOLIO_RUNS", str(tmp_path / "runs"))
    return folder


@pytest.fixture
def call(here: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """A function that runs the command line in the empty folder."""

    def run_there(*args: str | Path) -> cli.Ended:
        return cli.call(capsys, *args)

    return run_there


@pytest.fixture
def fake(tmp_path: Path, tools: Toolchain) -> Fake:
    """A function that makes a java of shell commands; the translator is the real one."""

    def make(tlc: str = "", *, translator: str | None = None) -> Path:
        real = f'exec {shlex.quote(str(tools.java.path))} "$@"'
        program = tmp_path / "java"
        program.write_text(
            '#!/bin/sh\ncase "$*" in *pcal.trans*)\n'
            f"{translator if translator is not None else real}\n"
            f"exit;;\nesac\n{tlc}\n",
            encoding="utf-8",
        )
        program.chmod(0o755)
        return program

    return make


@pytest.fixture(scope="session")
def _reader(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A java whose TLC does what stands beside it: for one program, a module is translated once."""
    program = tmp_path_factory.mktemp("reader") / "java"
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *pcal.trans*) exec {shlex.quote(str(tools.java.path))} "$@";;\n'
        'esac\n. "${0%/*}/tlc"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    return program


@pytest.fixture
def tlc_that_says(_reader: Path) -> Callable[[str | bytes, int], Path]:
    """A function that makes a java whose TLC prints an output and exits with a status."""

    def make(output: str | bytes, status: int) -> Path:
        said = _reader.with_name("said")
        said.write_bytes(output.encode() if isinstance(output, str) else output)
        does = f"cat {shlex.quote(str(said))}\nexit {status}\n"
        _reader.with_name("tlc").write_text(does, encoding="utf-8")
        return _reader

    return make
