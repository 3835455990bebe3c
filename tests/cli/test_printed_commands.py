"""What commands print can be pasted where they were printed, and does what it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kinds import Call

_OWN = "my own/model"
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


@pytest.mark.parametrize("args", [("check", "no-such-scenario"), ("template", "no-such-text")])
def test_the_next_step_of_an_error_can_be_pasted(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    """What an error names as the next step runs there, with the model of one's own."""
    monkeypatch.chdir(tmp_path)
    Path(_OWN).mkdir(parents=True)
    said = call(*args, "--spec-dir", _OWN).refused()
    (command,) = re.findall(r"'(tornfolio [^']*(?:'my own/model'|$))'", said)
    assert pasted(command, tmp_path).returncode == 0, command
