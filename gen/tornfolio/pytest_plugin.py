"""The pytest plugin: a fixture that checks a scenario with TLC, for a project's own tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# pytest loads this wherever tornfolio is installed, so all else is imported when it is used.
if TYPE_CHECKING:
    from tornfolio.check.verdict import Verdict

__all__ = ["tornfolio_check"]


@pytest.fixture
def tornfolio_check(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Verdict]:
    """A function that checks a scenario: `tornfolio_check(scenario, *settings)`.

    `scenario` is a name of the catalogue, or the path of a .toml file, found beside the test file
    or in the current folder. Settings are texts, `"nr_pages=8"`. `properties` names those to check,
    all by default. `spec_dir` is the folder of a model of your own; by default it is what
    TORNFOLIO_SPEC says. The result is a Verdict: its `verdict` is "holds", "violated" or
    "undecided". A test that fails shows every check that it made. Bad input and a missing tool
    fail the test.
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
            verdict = check(
                load_scenario(
                    name,
                    settings,
                    find_model(None if spec_dir is None else Path(spec_dir), option="spec_dir"),
                ),
                tools=find_toolchain(),
                runs=tmp_path / "tlc-runs",
                properties=properties,
            )
        except TornfolioError as error:
            pytest.fail(f"tornfolio: {error}", pytrace=False)
        request.node.add_report_section("call", "tornfolio", plain(verdict_lines(verdict)))
        return verdict

    return check_scenario
