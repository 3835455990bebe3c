"""Writes the expected specs in tests/golden again.

Run as `make golden WHY="a sentence"`. The tests call the same functions and compare instead of
writing. Each spec that has changed gets the sentence in tests/golden/why.toml, beside its digest.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tornfolio.model.scenario import load_scenario
from tornfolio.support.cache import digest
from tornfolio.support.toml import read_tables
from tornfolio.tlc.generate import generate
from tornfolio.tlc.toolchain import Toolchain, find_toolchain

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
WHY = GOLDEN / "why.toml"
_HEADER = "# The digest of each expected spec, and why it last changed; written by `make golden`.\n"

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


def digest_of(folder: Path) -> str:
    """The digest of all files of an expected spec, with their names."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return digest(*(part for path in files for part in (path.name.encode(), path.read_bytes())))


def reasons() -> dict[str, dict[str, str]]:
    """The digest and the reason that each expected spec has on record."""
    return read_tables(WHY) if WHY.is_file() else {}


def main() -> None:
    """Write everything, and name each file; what has changed needs a sentence that says why."""
    why = " ".join(sys.argv[1:]).strip()
    written = write_specs(find_toolchain(), GOLDEN)
    sys.stdout.writelines(f"{path.relative_to(ROOT)}\n" for path in written)
    recorded = reasons()
    text = [_HEADER]
    for name in SPECS:
        found = {"digest": digest_of(GOLDEN / name), "why": why}
        old = recorded.get(name, {})
        if old.get("digest") == found["digest"]:
            found = old
        elif not why:
            sys.exit(f'{name} has changed: make golden WHY="a sentence that says why"')
        text.append(f"[{name}]\n")
        text += [f"{key} = {json.dumps(found[key], ensure_ascii=False)}\n" for key in found]
    WHY.write_text("".join(text), encoding="utf-8")


if __name__ == "__main__":
    main()
