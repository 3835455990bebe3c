"""The store of decisions: what is kept, and what an entry is held to."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from made import ENDS, KEPT, LOCKED, PART, TORN, WHOLE, spec, survey
from tornfolio.explore import verdict_cache as decided
from tornfolio.explore.survey import Survey
from tornfolio.explore.verdict_cache import Decided
from tornfolio.model.spec import digest_of
from tornfolio.tlc.toolchain import Tool, Toolchain


@pytest.fixture
def store(tmp_path: Path) -> Decided:
    """A store in an empty folder, for a jar of one byte."""
    return Decided(tmp_path / "decided", _tools(tmp_path))


def _tools(folder: Path, jar: bytes = b"j", java: str = "java") -> Toolchain:
    path = folder / f"{jar.decode()}.jar"
    path.write_bytes(jar)
    return Toolchain(Tool(Path(java), "a test"), Tool(path, "a test"))


def _entries(folder: Path) -> list[Path]:
    return sorted((folder / "decided").glob("*"))


def test_a_decision_is_found_again(store: Decided) -> None:
    """What was decided is there for the same text, whole."""
    store.keep(survey(), "safety")
    found = store.find(spec(), "safety")
    assert found == survey()
    assert list(found.outcomes.items()) == [(KEPT, 1), (TORN, 2)]


def test_another_text_is_not_decided(store: Decided) -> None:
    """Another module, or another module beside it, or other properties are another question."""
    store.keep(survey(), "safety")
    assert store.find(spec("another module"), "safety") is None
    assert store.find(dataclasses.replace(spec(), mc="another"), "safety") is None
    assert store.find(spec(properties=(LOCKED, WHOLE, ENDS)), "safety") is None
    assert store.find(dataclasses.replace(spec(), constants={"N": "3"}), "safety") is None


@pytest.mark.parametrize(
    "open_one",
    [
        survey({"Whole": "undecided", "Locked": "holds"}),
        survey(reason="the time limit was reached"),
        survey({"Whole": "violated", "Locked": "violated"}, counts=PART, reason="no time"),
    ],
    ids=["undecided", "reason", "violated-and-cut"],
)
def test_what_is_not_decided_is_not_kept(store: Decided, tmp_path: Path, open_one: Survey) -> None:
    """A search that a limit has ended leaves no entry, even if all it was asked is violated."""
    store.keep(open_one, "safety")
    assert _entries(tmp_path) == []
    assert store.find(spec(), "safety") is None


@pytest.mark.parametrize("counts", [PART, None])
def test_a_search_without_all_states_is_not_kept(
    store: Decided, tmp_path: Path, counts: None
) -> None:
    """Nor does one that has no reason, but does not count all states either."""
    store.keep(survey(counts=counts), "safety")
    assert _entries(tmp_path) == []


def test_liveness_alone_is_kept(store: Decided) -> None:
    """Temporal properties alone come without numbers of states and without final states."""
    ends = survey({"Ends": "holds"}, outcomes={}, counts=None)
    store.keep(ends, "liveness")
    assert store.find(spec(), "liveness") == ends
    assert store.find(spec(), "safety") is None
    assert store.find(spec(), "all") is None


def test_a_decision_of_all_answers_each(store: Decided) -> None:
    """An entry for all properties answers for one kind, with the words of that alone."""
    store.keep(survey({"Whole": "violated", "Locked": "holds", "Ends": "holds"}), "all")
    safety, liveness = store.find(spec(), "safety"), store.find(spec(), "liveness")
    assert safety is not None
    assert liveness is not None
    assert dict(safety.verdicts) == {"Whole": "violated", "Locked": "holds"}
    assert dict(liveness.verdicts) == {"Ends": "holds"}


def test_words_for_other_properties(store: Decided) -> None:
    """An entry that lacks a property, or has one too many, is none."""
    store.keep(survey({"Whole": "violated"}), "safety")
    assert store.find(spec(), "safety") is None
    store.keep(survey({"Whole": "violated", "Locked": "holds", "Ends": "holds"}), "safety")
    assert store.find(spec(), "safety") is None


def test_another_tool(store: Decided, tmp_path: Path) -> None:
    """Another jar or another Java has decided nothing."""
    store.keep(survey(), "safety")
    folder = tmp_path / "decided"
    assert Decided(folder, _tools(tmp_path)).find(spec(), "safety") is not None
    assert Decided(folder, _tools(tmp_path, jar=b"k")).find(spec(), "safety") is None
    assert Decided(folder, _tools(tmp_path, java="other")).find(spec(), "safety") is None


def test_other_code(store: Decided, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other code of this package may read the same output in another way."""
    store.keep(survey(), "safety")
    monkeypatch.setattr(decided, "code_digest", lambda: "of other code")
    assert Decided(tmp_path / "decided", _tools(tmp_path)).find(spec(), "safety") is None


def test_the_digest_of_a_translated_module() -> None:
    """The digest is that of the text before its translation."""
    with pytest.raises(ValueError, match="before its translation"):
        digest_of(dataclasses.replace(spec(), translated=True))


def test_the_name_of_an_entry(store: Decided, tmp_path: Path) -> None:
    """A file is named after the scenario, cut to 60 letters, and half of the digest of its key."""
    long = dataclasses.replace(spec().scenario, name="n" * 70)
    store.keep(survey(of=dataclasses.replace(spec(), scenario=long)), "safety")
    (entry,) = _entries(tmp_path)
    name, _, key = entry.name.removesuffix(".json").rpartition("-")
    assert (name, len(key), entry.suffix) == ("n" * 60, 32, ".json")
