"""Tests of what is told of changed files: also of that which the system does not tell."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tornfolio.support.changes import changes

_Beats = Iterator[tuple[Path, ...]]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder with a template."""
    file = tmp_path / "mine" / "templates" / "a.tla"
    file.parent.mkdir(parents=True)
    file.write_text("one", encoding="utf-8")
    return tmp_path / "mine"


def _begun(*places: Path, without: Path | None = None) -> _Beats:
    beats = changes(places, (".tla", ".toml"), without)
    assert next(beats) == ()
    return beats


def _told(beats: _Beats, path: Path) -> None:
    """Wait until a file is told to have changed, for a minute."""
    end = time.monotonic() + 60
    while path not in next(beats):
        assert time.monotonic() < end, f"nothing was told of {path}"


def _moved_away(model: Path) -> Path:
    (model / "templates").rename(model / "elsewhere")
    return model / "templates" / "a.tla"


def _moved_in(model: Path) -> Path:
    (model.parent / "prepared").mkdir()
    (model.parent / "prepared" / "b.tla").write_text("two", encoding="utf-8")
    (model.parent / "prepared").rename(model / "policies")
    return model / "policies" / "b.tla"


def _replaced(model: Path) -> Path:
    shutil.copytree(model, model.with_name("other"))
    model.rename(model.with_name("old"))
    model.with_name("other").rename(model)
    return model / "templates" / "a.tla"


def _linked(model: Path) -> Path:
    other = model.parent / "other.tla"
    other.write_text("two", encoding="utf-8")
    (model / "templates" / "c.tla").symlink_to(other)
    return model / "templates" / "c.tla"


@pytest.mark.parametrize("change", [_moved_away, _moved_in, _replaced, _linked])
def test_what_the_system_does_not_tell(model: Path, change: Callable[[Path], Path]) -> None:
    """Folders that are moved away, moved in or replaced, and links, are changes of their files."""
    beats = _begun(model)
    path = change(model)
    _told(beats, path)
    # From here on what is there now is watched.
    if path.is_file():
        path.write_text("three", encoding="utf-8")
        _told(beats, path)


def test_a_file_that_is_watched_by_its_name(model: Path) -> None:
    """An editor puts another file in the place of the one that it was given."""
    file = model / "templates" / "a.tla"
    beats = _begun(file)
    for text in ("two", "three"):
        (model / "draft").write_text(text, encoding="utf-8")
        (model / "draft").rename(file)
        _told(beats, file)


def test_what_is_left_out(model: Path) -> None:
    """What a run writes below the model is no change, and neither is a file of another kind."""
    runs = model / "runs"
    runs.mkdir()
    beats = _begun(model, without=runs)
    (runs / "b.tla").write_text("two", encoding="utf-8")
    (model / "b.txt").write_text("two", encoding="utf-8")
    (model / "templates" / "a.tla").write_text("two", encoding="utf-8")
    told = next(several for several in beats if several)
    assert told == (model / "templates" / "a.tla",)
