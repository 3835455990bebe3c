"""Keeps modules as they were rendered, so that a check that was made before needs no Jinja."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tornfolio.paths import cache_dir, spec_dirs
from tornfolio.scenario import Scenario
from tornfolio.sealed import digest, read_sealed, write_sealed

__all__ = ["Rendered", "keep_rendered", "place_of", "read_rendered"]

# The text of a module, and that of the one which extends it for TLC.
Rendered = tuple[str, str]


def place_of(scenario: Scenario) -> Path:
    """Give the file of a scenario's modules: another one once any code or file has changed."""
    sources = "\n".join(_sources())
    name = digest(repr(scenario).encode(), sources.encode())[:32]
    return cache_dir() / "rendered" / f"{scenario.module[:60]}-{name}.json"


def read_rendered(place: Path) -> Rendered | None:
    """Give what was kept in a file; None if nothing was, or if it is not whole."""
    kept = read_sealed(place)
    if not isinstance(kept, dict):
        return None
    tla, mc = kept.get("tla"), kept.get("mc")
    return (tla, mc) if isinstance(tla, str) and isinstance(mc, str) else None


def keep_rendered(place: Path, rendered: Rendered) -> None:
    """Keep what was rendered. A cache folder that cannot be written to is no error."""
    write_sealed(place, {"tla": rendered[0], "mc": rendered[1]})


def _sources() -> Iterator[str]:
    """Give all files of the model and of this package, each as it was last written."""
    package = Path(__file__).resolve().parent
    for folder, pattern in ((package, "*.py"), *((spec, "**/*") for spec in spec_dirs())):
        for path in sorted(folder.glob(pattern)):
            found = path.stat()
            yield f"{path} {found.st_size} {found.st_mtime_ns}"
