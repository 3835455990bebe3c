"""The files that CI reads: the action, the workflows, the hook, and the snippets of docs/ci.md."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import junitparser
import pytest
import yaml

from gates import Gated
from places import ROOT
from tornfolio.cli.gate_command import gate
from tornfolio.gate.points import KINDS

ACTION = ROOT / "action.yml"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
OURS = re.compile(r"\b(inputs|steps)\.([\w-]+)((?:\.[\w-]+)*)")


def load(path: Path) -> Any:
    """Read YAML."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps() -> list[dict[str, Any]]:
    """The steps of the action."""
    found: list[dict[str, Any]] = load(ACTION)["runs"]["steps"]
    return found


def conforms(schema: str, *paths: Path) -> None:
    """Assert that files are as a schema of GitHub's or GitLab's says."""
    argv = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    done = subprocess.run([*argv, *paths], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_files_are_as_their_schemas_say() -> None:
    """GitHub knows all keys of the action and of the workflows."""
    assert len(WORKFLOWS) == 3
    conforms("vendor.github-actions", ACTION)
    conforms("vendor.github-workflows", *WORKFLOWS)


def test_each_input_is_used_and_each_that_is_used_is_there() -> None:
    """Inputs, outputs and steps that expressions name exist, and none is there for nothing."""
    action = load(ACTION)
    ids = {step["id"]: step for step in steps() if "id" in step}
    used = [
        match
        for expression in EXPRESSION.findall(ACTION.read_text(encoding="utf-8"))
        for match in OURS.findall(expression)
    ]

    assert {name for kind, name, _ in used if kind == "inputs"} == set(action["inputs"])
    for kind, name, rest in used:
        if kind == "steps":
            _, outputs, output = rest.split(".")
            assert outputs == "outputs"
            assert f'"{output}=$' in ids[name]["run"]


def test_no_input_is_a_part_of_a_script() -> None:
    """A script has no expression in it; what it needs comes by the environment."""
    scripts = [step for step in steps() if "run" in step]

    assert len(scripts) == 2
    for step in scripts:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
        for name in step["env"]:
            assert f"${name}" in step["run"]


def test_every_option_of_the_script_is_one_of_the_command() -> None:
    """The action gives `tornfolio gate` nothing that it does not know."""
    (script,) = (step["run"] for step in steps() if step.get("id") == "gate")
    known = {option for param in gate.params for option in param.opts}

    given = set(re.findall(r'"(--[a-z-]+)', script)) | {"--github"}
    assert {"--lane", "--only", "--runs", "--junit", "--sarif", "--markdown"} <= given <= known


def test_the_workflow_asks_each_question_once() -> None:
    """There is a job for each lane, which uses this checkout's action with inputs that it has."""
    workflow = load(ROOT / ".github" / "workflows" / "gate.yml")
    inputs = load(ACTION)["inputs"]

    assert list(workflow["jobs"]) == list(KINDS)
    for lane, job in workflow["jobs"].items():
        (step,) = (step for step in job["steps"] if step["uses"] == "./")
        assert step["with"]["lane"] == lane
        assert set(step["with"]) <= set(inputs)
    artifacts = [job["steps"][-1]["with"]["artifact"] for job in workflow["jobs"].values()]
    assert len(set(artifacts)) == len(artifacts)


def test_the_hook_runs_a_command_that_there_is() -> None:
    """The hook has the keys that pre-commit demands, and its command line is understood."""
    (hook,) = load(ROOT / ".pre-commit-hooks.yaml")
    name, command, *options = hook["entry"].split()

    assert {"id", "name", "entry", "language"} <= set(hook)
    assert (hook["id"], hook["files"], hook["pass_filenames"]) == (
        "tornfolio-gate",
        "^spec/",
        False,
    )
    assert (name, command) == ("tornfolio", "gate")
    assert gate.make_context("gate", options).params["lane"] == "smoke"


def test_the_snippets_of_the_page_are_as_their_schemas_say(tmp_path: Path) -> None:
    """The steps for GitHub and the job for GitLab in docs/ci.md are understood by both."""
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    github, gitlab, hook = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    job = {"runs-on": "ubuntu-latest", "steps": yaml.safe_load(github)}
    (tmp_path / "github.yml").write_text(
        yaml.safe_dump({"name": "a", "on": "push", "jobs": {"gate": job}}), encoding="utf-8"
    )
    (tmp_path / "gitlab.yml").write_text(gitlab, encoding="utf-8")

    conforms("vendor.github-workflows", tmp_path / "github.yml")
    conforms("vendor.gitlab-ci", tmp_path / "gitlab.yml")
    assert set(job["steps"][-1]["with"]) <= set(load(ACTION)["inputs"])
    (repo,) = yaml.safe_load(hook)["repos"]
    (published,) = load(ROOT / ".pre-commit-hooks.yaml")
    del published["description"]
    assert repo == {"repo": "local", "hooks": [published]}


@pytest.fixture(scope="module")
def installed(_gated: Gated, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the action's step that installs, of a checkout with the small catalogue, into a folder.

    What tornfolio needs is in the environment of the tests already.
    """
    folder = tmp_path_factory.mktemp("action")
    source = folder / "source"
    shutil.copytree(ROOT / "gen", source / "gen", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "bench", source / "bench")
    shutil.copytree(_gated.root / "spec", source / "spec")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    own = {
        "TORNFOLIO_SOURCE": str(source),
        "PIP_TARGET": str(folder / "site"),
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads this one the other way round
    }
    done = run_step(folder, "Install tornfolio", own)
    assert done.returncode == 0, done.stderr
    return folder


def run_step(folder: Path, name: str, own: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the script of a step as the runner does: bash with these flags, and this environment."""
    (step,) = (step for step in steps() if step.get("name") == name)
    script = folder / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    path = [folder / "site" / "bin", Path(sys.executable).parent, *os.get_exec_path()]
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=folder,
        env=os.environ
        | {"PATH": os.pathsep.join(map(str, path)), "PYTHONPATH": str(folder / "site")}
        | own,
        capture_output=True,
        text=True,
        timeout=120,
    )


def run_the_gate(
    folder: Path, *, lane: str = "full", only: str = "", args: str = ""
) -> tuple[int, dict[str, str], str, str]:
    """Run the action's step: its status, its outputs, its standard output, and the summary."""
    output, summary = folder / "output", folder / "summary"
    output.write_text("", encoding="utf-8")
    summary.write_text("", encoding="utf-8")
    own = {
        "TORNFOLIO_FOLDER": str(folder / "temp dir"),
        "TORNFOLIO_LANE": lane,
        "TORNFOLIO_ONLY": only,
        "TORNFOLIO_ARGS": args,
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    done = run_step(folder, "Run the gate", own)
    lines = output.read_text(encoding="utf-8").splitlines()
    outputs = dict(line.split("=", 1) for line in lines)
    assert outputs["status"] == str(done.returncode), done.stderr
    return done.returncode, outputs, done.stdout, summary.read_text(encoding="utf-8")


def test_the_action_is_green_if_all_is_as_expected(installed: Path) -> None:
    """Status 0, no annotation, a short summary, and both files where the outputs say."""
    status, outputs, stdout, summary = run_the_gate(installed, only="\ntorn-*\n\n")

    assert status == 0, stdout
    assert "::error" not in stdout
    assert "1 as expected" in summary
    assert junitparser.JUnitXml.fromfile(outputs["junit"]).failures == 0
    assert Path(outputs["sarif"]).is_file()


def test_the_action_is_red_if_something_differs(installed: Path) -> None:
    """Status 1, annotations, and a summary with the diagram; the reports are there as well."""
    spec = installed / "site" / "tornfolio" / "spec"
    right = (spec / "expectations.toml").read_text(encoding="utf-8")
    shutil.copy(spec / "spoiled.toml", spec / "expectations.toml")
    try:
        status, outputs, stdout, summary = run_the_gate(installed, only="torn-pte0")
    finally:
        (spec / "expectations.toml").write_text(right, encoding="utf-8")

    assert status == 1
    assert "\n::error file=spec/scenarios/torn-pte0.toml,line=" in stdout
    assert "```mermaid" in summary
    assert junitparser.JUnitXml.fromfile(outputs["junit"]).failures > 2
    names = {path.name for path in Path(outputs["junit"]).parent.iterdir()}
    assert names == {"gate.xml", "gate.sarif", "gate.md", "gate.json"}


@pytest.mark.parametrize(
    "inputs",
    [
        {"lane": 'full"; touch pwned; "'},
        {"only": "$(touch pwned)\n`touch pwned`"},
        {"args": "--timeout=1; touch pwned"},
        {"args": "-v --timeout=1"},
    ],
)
def test_no_input_is_run(installed: Path, inputs: dict[str, str]) -> None:
    """What looks like a command is bad input, and no report is named that is not there."""
    status, outputs, _, summary = run_the_gate(installed, **inputs)

    assert status == 2
    assert set(outputs) == {"status"}
    assert summary == ""
    assert not list(installed.rglob("pwned"))
