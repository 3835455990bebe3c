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


EMPTY = 'tornfolio_check("my.toml", "writers=none", properties=("AllOrNothing",))'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (EMPTY, ["Empty question: no CPU runs beside reclaim."]),
        # Nobody maps the folio, so reclaim finds nothing, and the writer has nothing to change.
        (
            'tornfolio_check("my.toml", "initial=SS", properties=("AllOrNothing",))',
            ["Empty question: there is nothing to unmap*", "Vacuous: reclaim *", "Vacuous: *"],
        ),
        (
            'tornfolio_check("my.toml", properties=("AllOrNothing",), spec_dir="checks/m")',
            ["your model replaces properties/AllOrNothing of tornfolio: the verdict is not by *"],
        ),
    ],
)
def test_a_verdict_that_says_less_than_it_seems(
    project: pytest.Pytester, line: str, said: list[str]
) -> None:
    """The test passes, and the summary of pytest names each reason at the line of the test."""
    formula = project.path / "checks" / "m" / "templates" / "properties" / "AllOrNothing.tla"
    formula.parent.mkdir(parents=True)
    formula.write_text('AllOrNothing == pc["reclaim"] = "nowhere" \\/ TRUE\n', encoding="utf-8")

    result = run(project, f'assert {line}.verdict == "holds"')

    result.assert_outcomes(passed=1, warnings=len(said))
    result.stdout.fnmatch_lines([f"*test_it.py:2: VerdictWarning: my: {each}" for each in said])


def test_a_step_of_ones_own_is_no_reason_to_warn(project: pytest.Pytester) -> None:
    """A model may replace steps, which is what one has it for, and formulas that are not asked."""
    templates = project.path / "checks" / "m" / "templates"
    (templates / "properties").mkdir(parents=True)
    (templates / "properties" / "Uniform.tla").write_text("Uniform == TRUE\n", encoding="utf-8")
    walk = (ROOT / "spec" / "templates" / "page_vma_mapped_walk.tla").read_text(encoding="utf-8")
    (templates / "page_vma_mapped_walk.tla").write_text(walk + "\n", encoding="utf-8")

    result = run(
        project,
        'found = tornfolio_check("my.toml", properties=("AllOrNothing",), spec_dir="checks/m")\n'
        'assert found.verdict == "violated"',
    )

    result.assert_outcomes(passed=1, warnings=0)


def test_warnings_can_be_errors_and_can_be_silenced(project: pytest.Pytester) -> None:
    """They are of a category of their own."""
    project.makeini("[pytest]\nfilterwarnings = error")
    run(project, EMPTY).assert_outcomes(failed=1)
    quiet = "ignore::tornfolio.pytest_plugin.VerdictWarning"
    project.makeini(f"[pytest]\nfilterwarnings =\n    error\n    {quiet}")
    run(project, EMPTY).assert_outcomes(passed=1, warnings=0)


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
