"""The digests of mutants are kept as long as no text of theirs has changed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tornfolio.model.folders import our_model
from tornfolio.model.mutant_digests import mutant_digests
from tornfolio.model.mutants import load_mutants, mutated
from tornfolio.model.spec import digest_of
from tornfolio.support.errors import BadInput

# A refused mutant: its text stands nowhere.
NOWHERE = "no template has this text"


@pytest.fixture(autouse=True)
def fresh_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that has nothing yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_kept_or_not(fresh_cache: Path) -> None:
    """A digest is that of the mutant's text, whether it was kept or not."""
    mutants = load_mutants()[:3]
    right = {mutant.name: digest_of(mutated(mutant)) for mutant in mutants}
    assert mutant_digests(mutants, our_model()) == right
    (file,) = fresh_cache.rglob("mutants/*.json")
    assert mutant_digests(mutants, our_model()) == right
    file.write_text(file.read_text(encoding="utf-8").replace(mutants[0].name, "x"), "utf-8")
    assert mutant_digests(mutants, our_model()) == right


def test_another_mistake_of_the_same_name() -> None:
    """What was kept of a mutant is not believed of another one with its name."""
    first, _, second = load_mutants()[:3]
    known = mutant_digests([first, second], our_model())
    other = dataclasses.replace(second, name=first.name)
    assert mutant_digests([other], our_model()) == {first.name: known[second.name]}
    assert known[first.name] != known[second.name]


def test_errors_are_found_again(fresh_cache: Path) -> None:
    """Of mutants of which one is refused nothing is kept, and each has its own answer."""
    first, second = load_mutants()[:2]
    wrong = dataclasses.replace(second, find=NOWHERE)
    for _ in range(2):
        found = mutant_digests([first, wrong], our_model())
        assert found[first.name] == digest_of(mutated(first))
        assert isinstance(found[wrong.name], BadInput)
    assert not list(fresh_cache.rglob("mutants/*.json"))
