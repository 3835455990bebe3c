"""Generated specs are what they always were, byte for byte."""

from __future__ import annotations

from pathlib import Path

from golden import GOLDEN, SPECS, WHY, digest_of, reasons, write_specs
from tornfolio.tlc.toolchain import Toolchain


def test_generated_specs_are_the_golden_ones(tools: Toolchain, tmp_path: Path) -> None:
    """Each expected spec is generated again with the same bytes; no file is missing or extra."""
    written = {path.relative_to(tmp_path) for path in write_specs(tools, tmp_path)}
    expected = {
        path.relative_to(GOLDEN) for path in GOLDEN.rglob("*") if path.is_file() and path != WHY
    }

    assert written == expected
    assert set(SPECS) == {path.parts[0] for path in expected}
    for path in sorted(expected):
        assert (tmp_path / path).read_bytes() == (GOLDEN / path).read_bytes(), path


def test_a_change_of_a_golden_spec_says_why() -> None:
    """Each expected spec has its digest on record, and beside it a sentence on its last change."""
    recorded = reasons()
    assert set(recorded) == set(SPECS)
    for name, record in recorded.items():
        assert record["digest"] == digest_of(GOLDEN / name), f'{name}: make golden WHY="..."'
        assert len(record["why"].split()) > 3
