"""The pytest plugin: a fixture that checks a scenario with TLC, for a project's own tests."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# pytest loads this wherever tornfolio is installed, so all else is imported when it is used.
if TYPE_CHECKING:
    from tornfolio.check.verdict import Verdict
    from tornfolio.model.folders import Model

__all__ = ["VerdictWarning", "tornfolio_check"]


class VerdictWarning(UserWarning):
    """A verdict says less than it seems to, or may be wrong: the test may be green for nothing."""


@pytest.fixture
def tornfolio_check(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Verdict]:
    """A function that checks a scenario: `tornfolio_check(scenario, *settings)`.

    `scenario` is a name of the catalogue, or the path of a .toml file, found beside the test file
    or in the current folder. Settings are texts, `"nr_pages=8"`. `properties` names those to check,
    all by default. `spec_dir` is the folder of a model of your own; by default it is what
    TORNFOLIO_SPEC says. The result is a Verdict: its `verdict` is "holds", "violated" or
    "undecided". A test that fails shows every check that it made. Bad input and a missing tool
    fail the test. There is a VerdictWarning for each reason for which a verdict says less than it
    seems to.
    """

    def check_scenario(
        scenario: str | Path,
        *settings: str,
        properties: tuple[str, ...] = (),
        spec_dir: str | Path | None = None,
    ) -> Verdict:
        from tornfolio.check.check import check
        from tornfolio.model.folders import find_model
        from tornfolio.model.scenario import load_scenario
        from tornfolio.support.errors import TornfolioError
        from tornfolio.support.files import is_file
        from tornfolio.tlc.toolchain import find_toolchain
        from tornfolio.views.spans import plain
        from tornfolio.views.verdict_lines import verdict_lines

        beside = request.path.parent / scenario
        name = str(beside) if beside.suffix == ".toml" and is_file(beside) else str(scenario)
        try:
            folder = None if spec_dir is None else Path(spec_dir)
            model = find_model(folder, option="spec_dir")
            verdict = check(
                load_scenario(name, settings, model),
                tools=find_toolchain(),
                runs=tmp_path / "tlc-runs",
                properties=properties,
            )
        except TornfolioError as error:
            pytest.fail(f"tornfolio: {error}", pytrace=False)
        request.node.add_report_section("call", "tornfolio", plain(verdict_lines(verdict)))
        for reason in _reasons(verdict, model):
            warnings.warn(f"{verdict.scenario}: {reason}", VerdictWarning, stacklevel=2)
        return verdict

    return check_scenario


def _reasons(verdict: Verdict, model: Model) -> Iterator[str]:
    """Say in a sentence each why a verdict says less than it seems to, or may be wrong."""
    from tornfolio.model.replaced import yardstick_in_words
    from tornfolio.views.verdict_lines import nothing_asked

    yield from nothing_asked(verdict)
    yield from (f"{warning}." for warning in verdict.warnings)
    if replaced := yardstick_in_words(model, [each.property.name for each in verdict.properties]):
        yield f"your model {replaced}: the verdict is not by tornfolio's text."
