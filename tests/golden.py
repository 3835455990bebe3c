"""Writes the expected specs in tests/golden and the accepted counterexample in traces again.

Run as `make golden`. The tests call the same functions and compare instead of writing.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tornfolio.check import check
from tornfolio.export import TRACE_FORMATS, trace_bytes
from tornfolio.generate import generate
from tornfolio.scenario import load_scenario
from tornfolio.toolchain import Toolchain, find_toolchain
from tornfolio.verdict import Verdict

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
TRACES = ROOT / "traces"

# Folder in tests/golden -> scenario and settings.
SPECS = {
    "seed": ("torn-pte0", []),
    "many-writers": (
        "torn-pte0",
        [
            "nr_pages=8",
            "cont_ptes=4",
            "vmas=2",
            "passes=2",
            "kernel=v6.10",
            "ttu=TTU_BATCH_FLUSH",
            "writers=contpte,contpte*2,cow@2,zap:1-2",
        ],
    ),
    "pmd": ("pmd-split-in-walk", []),
    "retry": ("retry-heals", []),
}
# Formats of the accepted counterexample; the last is drawn with this machine's fonts.
TRACE_SUFFIXES = ("txt", "json", "dot", "svg")


def write_specs(tools: Toolchain, folder: Path) -> list[Path]:
    """Write all expected specs below a folder."""
    return [
        path
        for name, (scenario, settings) in SPECS.items()
        for path in generate(load_scenario(scenario, settings), tools, folder / name, force=True)
    ]


def traces(verdict: Verdict) -> dict[str, bytes]:
    """Give the seed's counterexample in each accepted format, by file name."""
    assert set(TRACE_SUFFIXES) <= set(TRACE_FORMATS)
    assert verdict.trace is not None
    return {
        f"{verdict.scenario}.{suffix}": trace_bytes(verdict.trace, suffix)
        for suffix in TRACE_SUFFIXES
    }


def main() -> None:
    """Write everything, and name each file."""
    tools = find_toolchain()
    written = write_specs(tools, GOLDEN)
    with tempfile.TemporaryDirectory() as runs:
        verdict = check(load_scenario("torn-pte0"), tools=tools, runs=Path(runs))
    for name, data in traces(verdict).items():
        (TRACES / name).write_bytes(data)
        written.append(TRACES / name)
    sys.stdout.writelines(f"{path.relative_to(ROOT)}\n" for path in written)


if __name__ == "__main__":
    main()
