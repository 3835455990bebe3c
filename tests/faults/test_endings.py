"""Tests of how the command line ends where nothing is as it should be: never as "violated"."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

import cli
from kinds import Call
from tornfolio.model import scenario
from tornfolio.support.files import is_file, is_folder

_SMALL = ("check", "whole-with-sync", "--set", "nr_pages=2", "--property", "TypeOK")


def _crash(sentence: str) -> str:
    """What the file says that a sentence names."""
    return Path(sentence.rpartition("the details are in ")[2]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            UnicodeEncodeError("ascii", "\u00fc", 0, 1, "what"),
            "a fault of tornfolio itself: Unicode",
        ),
        (
            AttributeError("None has no write\nsecond line"),
            "a fault of tornfolio itself: Attribute",
        ),
        (MemoryError(), "this process has no memory left"),
        (RuntimeError("can't start new thread"), "the system lets this user start no more threads"),
        (OSError(24, "Too many open files"), "the system refused something: Too many open files"),
        (AssertionError(), "a fault of tornfolio itself: AssertionError"),
    ],
)
def test_what_nobody_foresaw(
    call: Call, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    """Any error ends with 4 and a sentence that names the file in which its details are."""

    def fail(model: object = None) -> list[str]:
        raise error

    monkeypatch.setattr(scenario, "scenario_names", fail)
    sentence = call("list").refused(4)
    assert said in sentence
    details = _crash(sentence)
    assert "Traceback" in details
    assert type(error).__name__ in details


def test_no_place_for_the_details(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where no file can be kept, the sentence says so, and the status is the same."""

    def fail() -> list[str]:
        raise AssertionError

    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    monkeypatch.setattr(scenario, "scenario_names", fail)
    assert "the details could not be kept" in call("list").refused(4)


def _close(*numbers: int) -> None:
    for number in numbers:
        os.close(number)


@pytest.mark.parametrize(
    "args",
    [("list",), ("list", "--json"), ("--help",), ("check", "--help"), _SMALL],
    ids=lambda args: " ".join(args[:2]),
)
def test_closed_output(tmp_path: Path, args: tuple[str, ...]) -> None:
    """Standard output that is closed from the start is one that nobody reads."""
    ended = cli.run(*args, cwd=tmp_path, before=lambda: _close(1))
    assert (ended.status, ended.stderr) == (0, "")


def test_closed_errors(tmp_path: Path) -> None:
    """Without standard error there is no sentence, and the same status; no file gets its place."""
    assert cli.run("check", "torn-pte1", cwd=tmp_path, before=lambda: _close(2)).status == 2
    assert cli.run(*_SMALL, cwd=tmp_path, before=lambda: _close(0, 2)).status == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "args", [("--help",), ("gate", "--help"), ("--version",), ("mutate", "--list")]
)
def test_no_room_for_any_output(tmp_path: Path, args: tuple[str, ...]) -> None:
    """Whatever a command writes to a full device, the status is that of a failure."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        assert cli.run(*args, cwd=tmp_path, stdout=full.fileno()).refused(4)


@pytest.mark.parametrize("env", [{"PYTHONIOENCODING": "latin-1"}, {"PYTHONIOENCODING": "ascii"}])
def test_output_is_utf_8(tmp_path: Path, env: dict[str, str]) -> None:
    """What is written is UTF-8, whatever the locale would have."""
    ended = cli.run("check", "gr\u00f6\u00dfe\u20ac.toml", cwd=tmp_path, env=env)
    assert "gr\u00f6\u00dfe\u20ac.toml" in ended.refused()


@pytest.mark.parametrize("args", [("list",), _SMALL], ids=["list", "check"])
def test_no_home(tmp_path: Path, args: tuple[str, ...]) -> None:
    """A user without a home, whom the system does not know, can do all but keep caches."""
    process = cli.start(*args, cwd=tmp_path, program=("-c", _WITHOUT_HOME))
    ended = cli.ended(process)
    assert (ended.status, ended.stderr) == (0, "")
    assert {path.name for path in tmp_path.iterdir()} <= {"runs"}


def test_a_home_of_somebody_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What may not be looked at is not there."""

    def refuse(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    assert not is_file(tmp_path / "x")
    assert not is_folder(tmp_path)


_WITHOUT_HOME = """
import os, pwd
for name in ("HOME", "XDG_CACHE_HOME"):
    os.environ.pop(name, None)
def unknown(number):
    raise KeyError(number)
pwd.getpwuid = unknown
from tornfolio.entry import run
run()
"""
_INTERRUPTED = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path, target=None):
        if name == "tornfolio.cli.main":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
from tornfolio.entry import run
run()
"""


def test_interrupt_while_modules_are_loaded(tmp_path: Path) -> None:
    """Ctrl-C before the command line is there ends in the same sentence as later."""
    process = cli.start("list", cwd=tmp_path, program=("-c", _INTERRUPTED))
    assert cli.ended(process).refused(130) == "tornfolio: interrupted"


@pytest.mark.parametrize("option", ["--java", "--jar", "--spec-dir"])
@pytest.mark.parametrize("name", ["x" * 300, "x/" * 3000, "a\x00b"], ids=["long", "deep", "nul"])
def test_names_that_no_file_can_have(call: Call, option: str, name: str) -> None:
    """A name that the system does not allow is refused like one that is not there."""
    status = 2 if option == "--spec-dir" or "\0" in name else 3
    call("check", "torn-pte0", option, name).refused(status)


@pytest.mark.parametrize("variable", ["JAVA_HOME", "TLA2TOOLS_JAR", "TORNFOLIO_SPEC"])
def test_names_in_variables(call: Call, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """The same for the variables that name them."""
    monkeypatch.setenv(variable, "x" * 300)
    call("check", "torn-pte0").refused(2 if variable == "TORNFOLIO_SPEC" else 3)


def test_options_from_the_environment_of_java(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """What variables would make JVMs do is not done by ours, and `doctor` says so."""
    for name in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"):
        monkeypatch.setenv(name, "-XX:+UseG1GC")
    ended = call(*_SMALL)
    assert (ended.status, ended.stderr) == (0, "")
    said = " ".join(call("doctor").stdout.split())
    assert "Picked up" not in said
    assert "not given to it: JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS, _JAVA_OPTIONS" in said


def test_an_interrupt_while_a_text_is_evaluated(tmp_path: Path) -> None:
    """Python would end itself by the signal then, as when a module with a dataclass is loaded."""
    code = (
        "import os, signal, sys\n"
        "from tornfolio import entry\n"
        # What is loaded later would evaluate another text, and then Python forgets this one.
        "from tornfolio.cli import console, interrupts, main, streams\n"
        "from tornfolio.model import scenario\n"
        "def names(*args):\n"
        "    exec('os.kill(os.getpid(), signal.SIGINT); signal.sigtimedwait([], 1)')\n"
        "scenario.scenario_names = names\n"
        "sys.argv[1:] = ['list']\n"
        "entry.run()\n"
    )
    (tmp_path / "begin.py").write_text(code, encoding="utf-8")
    process = cli.start(cwd=tmp_path, program=("-m", "begin"))
    assert cli.ended(process).refused(130) == "tornfolio: interrupted"
