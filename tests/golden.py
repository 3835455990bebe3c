"""Writes the expected specs in tests/golden again.

Run as `make golden`. The tests call the same functions and compare instead of writing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tornfolio.generate import generate
from tornfolio.scenario import load_scenario
from tornfolio.toolchain import Toolchain, find_toolchain

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"

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


def write_specs(tools: Toolchain, folder: Path) -> list[Path]:
    """Write all expected specs below a folder."""
    return [
        path
        for name, (scenario, settings) in SPECS.items()
        for path in generate(load_scenario(scenario, settings), tools, folder / name, force=True)
    ]


def main() -> None:
    """Write everything, and name each file."""
    written = write_specs(find_toolchain(), GOLDEN)
    sys.stdout.writelines(f"{path.relative_to(ROOT)}\n" for path in written)


if __name__ == "__main__":
    main()
