"""How a path is named to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from tornfolio.support.paths import near


def test_a_path_is_named_as_one_types_it_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is below the current folder has no more than the names from there on."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert near(here / "a" / "b.toml") == str(Path("a") / "b.toml")
    assert near(str(here / "a")) == "a"
    # The folder itself has no name here, and neighbours are not below it.
    assert near(here) == str(here)
    assert near(tmp_path / "hereabouts") == str(tmp_path / "hereabouts")
    assert near("tornfolio 0.1.0") == "tornfolio 0.1.0"
