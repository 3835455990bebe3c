"""Keeps modules as they were rendered, so that a check that was made before needs no Jinja."""

from __future__ import annotations

from pathlib import Path

from tornfolio.model.digests import code_digest, model_digest
from tornfolio.model.scenario import Scenario
from tornfolio.support.cache import digest, read_sealed, write_sealed
from tornfolio.support.paths import cache_dir

__all__ = ["Rendered", "keep_rendered", "place_of", "read_rendered"]

# The text of a module, and that of the one which extends it for TLC.
Rendered = tuple[str, str]


def place_of(scenario: Scenario) -> Path:
    """The file of a scenario's modules: another one once any code or file has changed."""
    name = digest(
        repr(scenario).encode(), code_digest().encode(), model_digest(scenario.model).encode()
    )[:32]
    return cache_dir() / "rendered" / f"{scenario.module[:60]}-{name}.json"


def read_rendered(place: Path) -> Rendered | None:
    """What was kept in a file; None if nothing was, or if it is not whole."""
    kept = read_sealed(place)
    if not isinstance(kept, dict):
        return None
    tla, mc = kept.get("tla"), kept.get("mc")
    return (tla, mc) if isinstance(tla, str) and isinstance(mc, str) else None


def keep_rendered(place: Path, rendered: Rendered) -> None:
    """Keep what was rendered. A cache folder that cannot be written to is no error."""
    write_sealed(place, {"tla": rendered[0], "mc": rendered[1]})
