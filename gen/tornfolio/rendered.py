"""Keeps modules as they were rendered, so that a check that was made before needs no Jinja."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tornfolio.paths import cache_dir, spec_dirs
from tornfolio.scenario import Scenario
from tornfolio.sealed import digest, read_sealed, write_sealed

__all__ = ["Rendered", "find_rendered", "keep_rendered"]

# The text of a module, and that of the one which extends it for TLC.
Rendered = tuple[str, str]


def find_rendered(scenario: Scenario) -> Rendered | None:
    """Give what was rendered before by the same code from the same files; None if nothing was."""
    kept = read_sealed(_place(scenario))
    if not isinstance(kept, dict):
        return None
    tla, mc = kept.get("tla"), kept.get("mc")
    return (tla, mc) if isinstance(tla, str) and isinstance(mc, str) else None


def keep_rendered(scenario: Scenario, rendered: Rendered) -> None:
    """Keep what was rendered. A cache folder that cannot be written to is no error."""
    write_sealed(_place(scenario), {"tla": rendered[0], "mc": rendered[1]})


def _place(scenario: Scenario) -> Path:
    sources = "\n".join(_sources())
    name = digest(repr(scenario).encode(), sources.encode())[:32]
    return cache_dir() / "rendered" / f"{scenario.module[:60]}-{name}.json"


def _sources() -> Iterator[str]:
    """Give all files of the model and of this package, each as it was last written."""
    package = Path(__file__).resolve().parent
    for folder, pattern in ((package, "*.py"), *((spec, "**/*") for spec in spec_dirs())):
        for path in sorted(folder.glob(pattern)):
            found = path.stat()
            yield f"{path} {found.st_size} {found.st_mtime_ns}"
