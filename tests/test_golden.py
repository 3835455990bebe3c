"""Generated specs and the accepted counterexample are what they always were, byte for byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import Checked
from golden import GOLDEN, SPECS, TRACES, traces, write_specs
from tornfolio.toolchain import Toolchain


def test_generated_specs_are_the_golden_ones(tools: Toolchain, tmp_path: Path) -> None:
    """Each expected spec is generated again with the same bytes; no file is missing or extra."""
    written = {path.relative_to(tmp_path) for path in write_specs(tools, tmp_path)}
    expected = {path.relative_to(GOLDEN) for path in GOLDEN.rglob("*") if path.is_file()}

    assert written == expected
    assert set(SPECS) == {path.parts[0] for path in expected}
    for path in sorted(expected):
        assert (tmp_path / path).read_bytes() == (GOLDEN / path).read_bytes(), path


@pytest.mark.parametrize("suffix", ["txt", "json", "dot"])
def test_the_accepted_counterexample_is_found_again(checked: Checked, suffix: str) -> None:
    """TLC finds the seed's counterexample with the same steps, and it is shown the same way."""
    name = f"torn-pte0.{suffix}"

    assert traces(checked("torn-pte0"))[name] == (TRACES / name).read_bytes()


def test_the_accepted_picture_says_the_same(checked: Checked) -> None:
    """The picture has the same text; where it stands depends on the fonts of the machine."""
    drawn = traces(checked("torn-pte0"))["torn-pte0.svg"]

    assert _texts(drawn) == _texts((TRACES / "torn-pte0.svg").read_bytes())


def _texts(svg: bytes) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode())
