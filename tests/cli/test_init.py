"""A repository of one's own that `init` begins: it is green, a break is red, and stays red."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from kinds import Call
from tornfolio import __version__

_FILES = {
    ".github/workflows/tornfolio.yml",
    ".gitlab-ci.yml",
    ".pre-commit-config.yaml",
    "model/expectations.toml",
    "model/scenarios/writer-my-writer.toml",
    "model/templates/writers/my-writer.tla",
    "tests/test_model.py",
}
_WRITER = "model/templates/writers/my-writer.tla"
_LOCK = "    spin_lock(self, TableOf(VmaOf(self), my_writer_i));"


@pytest.fixture
def repository(tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty git repository, which is the current folder, after `init`."""
    folder = tmp_path / "repository"
    folder.mkdir()
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    monkeypatch.chdir(folder)
    ended = call("init")
    assert (ended.status, ended.stderr) == (0, "")
    assert set(ended.stdout.splitlines()) == _FILES
    return folder


def _break(repository: Path) -> int:
    """Let the writer take no PTL any more; give the line of the step that clears a PTE then."""
    file = repository / _WRITER
    text = file.read_text(encoding="utf-8")
    assert _LOCK in text
    file.write_text(text.replace(_LOCK, "    skip;"), encoding="utf-8")
    lines = text.split("\n")
    return lines.index("my_writer_clear:") + 1


def test_what_init_writes_is_green(repository: Path, call: Call) -> None:
    """All files are there and nothing else, and the gate finds what was decided at first."""
    found = {
        path.relative_to(repository).as_posix()
        for path in repository.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(repository).parts
    }
    assert {path for path in found if not path.startswith("tlc-runs/")} == _FILES
    assert "1 point, 1 as expected" in call("gate", "--spec-dir", "model").stdout


def test_the_files_of_ci_do_what_they_name(repository: Path) -> None:
    """Each program's file is as its schema says, and runs commands on files that are there."""
    checked = {
        "vendor.github-workflows": ".github/workflows/tornfolio.yml",
        "vendor.gitlab-ci": ".gitlab-ci.yml",
    }
    for schema, file in checked.items():
        argv = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, file]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout
    workflow = yaml.safe_load((repository / checked["vendor.github-workflows"]).read_text())
    hooks = yaml.safe_load((repository / ".pre-commit-config.yaml").read_text())
    scripts = [step["run"] for step in workflow["jobs"]["gate"]["steps"] if "run" in step]
    scripts += yaml.safe_load((repository / ".gitlab-ci.yml").read_text())["tornfolio"]["script"]
    scripts += [hook["entry"] for hook in hooks["repos"][0]["hooks"]]
    words = [shlex.split(script) for script in scripts]
    gates = [argv[1:] for argv in words if argv[0] == "tornfolio"]
    assert len(gates) == 3 and all(argv[:3] == ["gate", "--spec-dir", "model"] for argv in gates)
    assert [argv[-1] for argv in words if "pytest" in argv[:3]] == ["tests/test_model.py"] * 2
    installed = [argv for argv in words if "pip" in argv]
    assert all(f"tornfolio=={__version__}" in argv for argv in installed) and len(installed) == 2
    assert re.match(hooks["repos"][0]["hooks"][0]["files"], _WRITER)


def test_the_test_of_the_repository_passes(repository: Path) -> None:
    """Pytest finds the fixture, and the writer tears the folio only without TTU_SYNC."""
    argv = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/test_model.py"]
    done = subprocess.run(argv, cwd=repository, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_a_break_is_red_at_its_own_file_and_line(repository: Path, call: Call) -> None:
    """A writer that forgets the PTL: the annotation is one sentence at its step in the template."""
    line = _break(repository)
    ended = call("gate", "--spec-dir", "model", "--github", "--junit", "gate.xml")
    assert ended.status == 1
    title = "title=writer-my-writer%3A LockDiscipline"
    said = "LockDiscipline is violated, expected holds"
    # Those beyond the first few have no counterexample of their own, and stand where these do.
    (more,) = re.findall(
        rf"^::error file={_WRITER},line={line},{title}::{said} \(and (\d+) more", ended.stdout, re.M
    )
    assert int(more) > 2
    annotated = set(re.findall(r"^::error file=([^,]+),", ended.stdout, re.MULTILINE))
    assert annotated <= _FILES
    cases = ElementTree.parse("gate.xml").iter("testcase")
    names = {case.attrib["name"]: len(case) for case in cases}
    assert names["NotTornByReclaim is violated, as expected"] == 0
    assert names["LockDiscipline"] == 1


def test_a_mistake_is_annotated_too(repository: Path, call: Call) -> None:
    """What the translator does not read decides nothing, and stands at its line all the same."""
    writer = repository / _WRITER
    text = writer.read_text(encoding="utf-8")
    line = text[: text.index("spin_lock(")].count("\n") + 1
    writer.write_text(text.replace("spin_lock(", "spin_lokc(", 1), encoding="utf-8")
    ended = call("gate", "--spec-dir", "model", "--github")
    assert ended.status == 2
    assert ended.stdout.startswith(f"::error file={_WRITER},line={line},title=tornfolio gate::")
    assert ended.stdout.count("::error") == 1 and "spin_lokc" in ended.stdout
    assert ",;" not in ended.stderr


def test_nothing_blesses_what_the_scenario_forbids(repository: Path, call: Call) -> None:
    """--update refuses another verdict than the scenario's, and expectations of it are red."""
    file = Path("model/expectations.toml")
    _break(repository)
    before = file.read_bytes()
    said = call("gate", "--spec-dir", "model", "--update", "--write").refused()
    assert "LockDiscipline is violated" in said and "expect = holds" in said
    assert file.read_bytes() == before
    text = before.decode().replace('"LockDiscipline", ', "", 1)
    file.write_text(
        text.replace("violated = [", 'violated = ["LockDiscipline", '), encoding="utf-8"
    )
    ended = call("gate", "--spec-dir", "model")
    assert ended.status == 1
    assert "LockDiscipline: violated, expected holds" in ended.stdout


def test_what_is_there_stays(tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is there is refused; a file that other jobs share is kept, and that is said."""
    monkeypatch.chdir(tmp_path)
    Path(".gitlab-ci.yml").write_text("other: {}\n", encoding="utf-8")
    ended = call("init")
    assert ended.status == 0
    assert ".gitlab-ci.yml was there and stays" in ended.stderr
    assert Path(".gitlab-ci.yml").read_text(encoding="utf-8") == "other: {}\n"
    assert "model exists" in call("init").refused()


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("--model", "../x"), "folder name '../x'"),
        (("--writer", "contpte"), "there is a writer contpte already"),
        (("--requirement", "a'b"), "cannot contain a quote"),
    ],
)
def test_bad_input_writes_nothing(
    args: tuple[str, ...],
    complaint: str,
    tmp_path: Path,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that cannot be used leaves the repository as it was."""
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    assert complaint in call("init", *args).refused()
    assert set(tmp_path.iterdir()) == before


_COMMAND = re.compile(r"tornfolio (?:check|gate|list|mutate|resume|trace) [^'\"`\n]*")


def _commands(text: str) -> set[str]:
    return {found.strip() for found in _COMMAND.findall(text)}


def test_every_command_that_is_printed_can_be_pasted(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What reports and errors of a model of one's own print runs where they were printed."""
    monkeypatch.chdir(tmp_path)
    assert call("init", "--model", "of-mine").status == 0
    text = Path("of-mine/expectations.toml").read_text(encoding="utf-8")
    assert '"MapcountExact", ' in text
    wrong = text.replace('"MapcountExact", ', "").replace(
        "violated = [", 'violated = ["MapcountExact", '
    )
    wrong = wrong.replace("distinct = ", "distinct = 1")
    Path("of-mine/expectations.toml").write_text(wrong, encoding="utf-8")
    given = ("--spec-dir", "of-mine")
    reports = ("--github", "--junit", "g.xml", "--sarif", "g.sarif", "--markdown", "g.md")
    ended = call("gate", *given, *reports)
    assert ended.status == 1
    said = [ended.stdout, *(Path(name).read_text(encoding="utf-8") for name in reports[2::2])]
    said.append(call("check", "writer-mine", *given).refused())
    said.append(call("gate", "--only", "nothing", *given).refused())
    cut = call("check", "writer-my-writer", "--max-states", "20", *given)
    assert cut.status == 5
    said.append(cut.stdout)
    Path("of-mine/expectations.toml").unlink()
    said.append(call("gate", *given).refused())
    Path("of-mine/expectations.toml").write_text(wrong, encoding="utf-8")
    commands = sorted(set().union(*map(_commands, said)))
    assert {command.split()[1] for command in commands} == {"check", "gate", "list", "resume"}
    for command in commands:
        ended = call(*shlex.split(command)[1:])
        assert ended.status in (0, 1) and ended.stdout, (command, ended.stderr)


def test_a_folder_in_which_init_cannot_end_stays_as_it_is(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in a folder's place, or a link that leads nowhere, is told before anything is made."""
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "tests").touch()
    ended = call("init")
    assert ended.status == 2 and "tests is no folder" in ended.stderr
    assert [path.name for path in folder.iterdir()] == ["tests"]
    (folder / "tests").unlink()
    (folder / "model").symlink_to("nowhere")
    ended = call("init")
    assert ended.status == 2 and "model exists" in ended.stderr
    assert [path.name for path in folder.iterdir()] == ["model"]
