"""The plugin with which a project's own tests check scenarios."""

from __future__ import annotations

import subprocess
import sys

import pytest

from places import ROOT

pytest_plugins = ["pytester"]

SCENARIO = ROOT / "spec" / "scenarios" / "torn-pte0.toml"


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project that has a scenario of its own beside its tests."""
    folder = pytester.mkdir("checks")
    text = SCENARIO.read_text(encoding="utf-8").replace("nr_pages = 4", "nr_pages = 2")
    (folder / "my.toml").write_text(text, encoding="utf-8")
    return pytester


def run(project: pytest.Pytester, body: str) -> pytest.RunResult:
    """Run one test with the fixture, in a process of its own."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    (project.path / "checks" / "test_it.py").write_text(
        f"def test_it(tornfolio_check):\n{lines}", encoding="utf-8"
    )
    return project.runpytest_subprocess("checks")


def test_a_project_asserts_its_own_scenario_in_one_line(project: pytest.Pytester) -> None:
    """A scenario beside the test file, with settings, one property or all."""
    result = run(
        project,
        'assert tornfolio_check("my.toml", "ttu=TTU_SYNC").verdict == "holds"\n'
        'found = tornfolio_check("my.toml", properties=("AllOrNothing",))\n'
        'assert found.trace.steps[-1].state.pte == ("present", "swap")\n'
        'assert found.parameters["nr_pages"] == 2',
    )

    result.assert_outcomes(passed=1)


def test_a_test_that_fails_shows_the_counterexample(project: pytest.Pytester) -> None:
    """The properties, the bounds and the steps are in the report."""
    result = run(
        project,
        'assert tornfolio_check("my.toml", properties=("AllOrNothing",)).verdict == "holds"',
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*assert 'violated' == 'holds'*",
            "my for nr_pages = 2*",
            "*violated *AllOrNothing after * steps",
            "*the folio is torn, still mapped and not reclaimed.",
        ]
    )


def test_bad_input_fails_in_one_sentence(project: pytest.Pytester) -> None:
    """A name that is none fails the test, says what to do, and shows no traceback."""
    result = run(project, 'tornfolio_check("torn-pte00")')

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["tornfolio: unknown scenario 'torn-pte00', did you mean*"])
    assert "Traceback" not in result.stdout.str()
    assert "check_scenario" not in result.stdout.str()


def test_the_plugin_loads_nothing_heavy() -> None:
    """Whoever has tornfolio installed pays nothing for it in other projects' tests."""
    code = (
        "import sys, pytest; before = set(sys.modules); import tornfolio.pytest_plugin;"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.split() == ["tornfolio", "tornfolio.pytest_plugin"]
