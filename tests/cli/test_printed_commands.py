"""What commands print can be pasted where they were printed, and does what it says."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kinds import Call
from tornfolio.views import explorer_page

_OWN = "my own/model"
_RUNS = "my runs"
_WRITER = f"{_OWN}/templates/writers/my-writer.tla"
_LOCK = "    spin_lock(self, TableOf(VmaOf(self), my_writer_i));"


@pytest.fixture
def broken(tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a model in a folder with a blank, whose writer has lost its lock."""
    monkeypatch.chdir(tmp_path)
    Path(_OWN).mkdir(parents=True)
    assert call("new", "writer", "my-writer", "--spec-dir", _OWN).status == 0
    asked = ("gate", "--spec-dir", _OWN, "--only", "writer-my-writer", "--update", "--write")
    ended = call(*asked)
    assert ended.status == 0, ended.stderr
    file = Path(_WRITER)
    text = file.read_text(encoding="utf-8")
    assert _LOCK in text
    file.write_text(text.replace(_LOCK, "    skip;"), encoding="utf-8")
    return tmp_path


def pasted(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a shell does, where the program of these tests is the one that is found."""
    place = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": f"{place}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def printed(text: str) -> set[str]:
    """The whole commands that a text has: to the end of their line."""
    return set(re.findall(r"tornfolio (?:check|gate|trace|graph|list) [^\n\"]*", text))


@pytest.mark.long
def test_what_the_gate_prints_can_be_pasted(broken: Path, call: Call) -> None:
    """Each command of the lines, of JUnit, SARIF and the summary runs there, and finds it again."""
    reports = ("--junit", "gate.xml", "--sarif", "gate.sarif", "--markdown", "gate.md")
    ended = call("gate", "--spec-dir", _OWN, "--only", "writer-my-writer", *reports)
    assert ended.status == 1
    junit = "\n".join("".join(case.itertext()) for case in ElementTree.parse("gate.xml").iter())
    results = json.loads(Path("gate.sarif").read_text())["runs"][0]["results"]
    sarif = "\n".join(result["properties"]["command"] for result in results)
    texts = [ended.stdout, junit, sarif, Path("gate.md").read_text()]
    for text in texts:
        assert printed(text), text
    commands = {command for text in texts for command in printed(text)}
    assert any("--property LockDiscipline" in command for command in commands)
    for command in sorted(commands):
        done = pasted(command, broken)
        assert "--spec-dir 'my own/model'" in command
        assert done.returncode == 1, (command, done.stderr)


@pytest.fixture
def policy(tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a model in a folder with a blank, which has a policy of its own."""
    monkeypatch.chdir(tmp_path)
    Path(_OWN).mkdir(parents=True)
    assert call("new", "policy", "my-policy", "--spec-dir", _OWN).status == 0
    file = tmp_path / _OWN / "policies" / "my-policy.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\n# flags", "\nflags"), encoding="utf-8")
    return tmp_path


def quoted(text: str) -> list[str]:
    """The commands that stand between quotes in a text, whose own words may be quoted too."""
    return re.findall(r"'(tornfolio(?: (?:'[^']*'|[^\s'])+?)*?)'(?![^\s;,.)])", text)


@pytest.mark.long
@pytest.mark.parametrize(
    "asked",
    [
        ("torn-pte0", "--set", "policy=my-policy", "--spec-dir", _OWN),
        ("torn-pte0", "--set", "ttu=none", "--set", "writers=none"),
        ("whole-with-sync", "--set", "ttu=TTU_SYNC"),
    ],
    ids=["own policy", "nothing", "ours"],
)
def test_the_command_that_goes_on_can_be_pasted(
    policy: Path, call: Call, asked: tuple[str, ...]
) -> None:
    """A check that a limit ends says how to go on, in one piece, and so it does where pasted."""
    ended = call("check", *asked, "--runs", _RUNS, "--max-states", "2", "--workers", "1")
    # A search so small may end before TLC says how far it is.
    commands = quoted(ended.stdout)
    for command in commands:
        assert f"'{command}'" in ended.stdout
        done = pasted(command, policy)
        assert done.returncode in (0, 1), (command, done.stderr)
        assert "not decided" not in done.stdout
    assert commands if ended.status == 5 else not commands


@pytest.mark.parametrize(
    "settings", [("ttu=none", "writers=none"), ("policy=my-policy",)], ids=["nothing", "own"]
)
def test_explore_names_a_command_that_draws(
    policy: Path, call: Call, monkeypatch: pytest.MonkeyPatch, settings: tuple[str, ...]
) -> None:
    """Where there are too many states for a page, the command that it names draws them."""
    monkeypatch.setattr(explorer_page, "MOST_STATES", 5)
    sets = [word for setting in settings for word in ("--set", setting)]
    said = call("explore", "torn-pte0", *sets, "--spec-dir", _OWN, "--runs", _RUNS).refused()
    (command,) = quoted(said)
    assert all(setting in command for setting in settings)
    assert pasted(command, policy).returncode == 0, command
    assert (policy / "states.svg").exists()


def test_resume_asks_for_the_model_of_the_check(policy: Path, call: Call) -> None:
    """A run with an own policy is not one of ours: the option that is missing can be pasted."""
    asked = ("--set", "policy=my-policy", "--spec-dir", _OWN, "--runs", _RUNS)
    assert call("check", "torn-pte0", *asked, "--property", "AllOrNothing").status in (0, 1)
    (run,) = (policy / _RUNS).glob("torn-pte0-*")
    said = call("resume", str(run)).refused()
    assert "checks a model of your own" in said
    option = shlex.split(said.partition("add ")[2])
    assert option == ["--spec-dir", str(policy / _OWN)]
    assert call("resume", str(run), *option).status in (0, 1)


def test_what_a_change_can_find_is_shown_by_the_command_that_is_named(
    policy: Path, call: Call
) -> None:
    """A policy whose text is not there names the template with the model that it belongs to."""
    file = policy / _OWN / "policies" / "my-policy.toml"
    change = 'template = "page_vma_mapped_walk.tla"\nfind = "no such text"\nreplace = "skip"'
    file.write_text(f"{file.read_text(encoding='utf-8')}\n[[change]]\n{change}\n", encoding="utf-8")
    said = call("check", "torn-pte0", "--set", "policy=my-policy", "--spec-dir", _OWN).refused()
    (command,) = quoted(said)
    assert "--spec-dir 'my own/model'" in command
    assert pasted(command, policy).returncode == 0, command


@pytest.mark.long
def test_what_init_prints_and_writes_can_be_pasted(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its note, and each command in the files for CI, run in the root, and are green."""
    monkeypatch.chdir(tmp_path)
    Path(".gitlab-ci.yml").write_text("other: {}\n", encoding="utf-8")
    ended = call("init", "--model", "of-mine")
    assert ended.status == 0, ended.stderr
    (noted,) = quoted(ended.stderr)
    written = [Path(name).read_text(encoding="utf-8") for name in ended.stdout.split()]
    found = {
        line for text in written for line in re.findall(r"\btornfolio gate --spec-dir.*", text)
    }
    # GitHub's workflow and pre-commit's hook; what the expectations name has no model in it.
    assert len(found) == 2, found
    for command in (noted, *sorted(found)):
        assert "--spec-dir of-mine" in command
        done = pasted(command, tmp_path)
        assert done.returncode == 0, (command, done.stderr)


def test_what_watch_prints_can_be_pasted(policy: Path, call: Call) -> None:
    """A look that a limit ends says how to go on, with the model that was watched."""
    asked = ("torn-pte0", "--set", "policy=my-policy", "--spec-dir", _OWN, "--runs", _RUNS)
    limited = ("--property", "LockDiscipline", "--max-states", "2", "--looks", "1")
    ended = call("watch", *asked, *limited)
    assert ended.status == 5, ended.stderr  # as a check that a limit ends
    (command,) = quoted(ended.stdout)
    assert "--spec-dir" in command
    done = pasted(command, policy)
    assert done.returncode == 0, (command, done.stderr)
    assert "holds     LockDiscipline" in done.stdout


@pytest.mark.parametrize(
    "args",
    [("check", "no-such-scenario"), ("watch", "no-such-scenario"), ("template", "no-such-text")],
)
def test_the_next_step_of_an_error_can_be_pasted(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    """What an error names as the next step runs there, with the model of one's own."""
    monkeypatch.chdir(tmp_path)
    Path(_OWN).mkdir(parents=True)
    said = call(*args, "--spec-dir", _OWN).refused()
    (command,) = re.findall(r"'(tornfolio [^']*(?:'my own/model'|$))'", said)
    assert pasted(command, tmp_path).returncode == 0, command


def test_gen_names_the_commands_that_check_its_spec_by_hand(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They translate and check in a folder with a blank, and the one invariant named is searched.

    12 is TLC's own status for an invariant that is violated; all of them begin with NoPteSkipped.
    """
    monkeypatch.chdir(tmp_path)
    # Two JVMs must not unpack TLC's modules to one place at a time.
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", f"-Djava.io.tmpdir={tmp_path}")
    for asked in ((), ("--property", "AllOrNothing", "--force")):
        ended = call("gen", "torn-pte0", "--set", "nr_pages=2", "-o", "my specs", *asked)
        assert ended.status == 0
        translate, check = re.findall(r"^  (\S*java.* 'my specs/.*)$", ended.stderr, re.MULTILINE)
        file = tmp_path / "my specs" / "torn_pte0.tla"
        written = file.read_text()
        translation = r"(?s)(BEGIN TRANSLATION)[^\n]*\n.*\n(\\\* END TRANSLATION)[^\n]*"
        file.write_text(re.sub(translation, r"\1\n\2", written))
        assert "Init ==" not in file.read_text()
        assert pasted(translate, tmp_path).returncode == 0
        assert "Init ==" in file.read_text()
        done = pasted(check, tmp_path)
        assert done.returncode == 12, done.stdout
        first = "AllOrNothing" if asked else "NoPteSkipped"
        assert f"Invariant {first} is violated" in done.stdout
        assert ("stops at the first violated invariant" in ended.stderr) == (not asked)
        file.write_text(written)


def test_gen_with_a_liveness_property_has_its_cfg_alone(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Termination alone is in the .cfg for what must happen in the end, and TLC finds no error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", f"-Djava.io.tmpdir={tmp_path}")
    ended = call("gen", "torn-pte0", "--set", "nr_pages=2", "--property", "Termination")
    assert ended.stdout.split() == ["torn_pte0.tla", "torn_pte0_live.cfg"]
    (_, check) = re.findall(r"^  (\S*java.*)$", ended.stderr, re.MULTILINE)
    assert pasted(check, tmp_path).returncode == 0
    said = call("gen", "torn-pte0", "--property", "Terminatoin").refused()
    assert "did you mean Termination" in said
