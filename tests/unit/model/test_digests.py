"""Tests that what is remembered is found by its contents: an edit in place is never unnoticed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tornfolio.model.digests import model_digest
from tornfolio.model.folders import find_model, our_model
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.support.cache import read_sealed, sha256_of, write_sealed
from tornfolio.support.errors import BadInput

_MINE = (
    '@% extends "tornfolio/module.tla" %@\n'
    "@% block own_definitions %@\nMine == {}\n@% endblock %@\n"
)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have an empty model of one's own and an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("TORNFOLIO_SPEC", raising=False)
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def _edit_in_place(path: Path, text: str) -> None:
    """Write as many bytes as there were, and give the file the times that it had."""
    before = path.stat()
    assert before.st_size == len(text)
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("how", ["file", "link", "linked folder", "linked templates"])
def test_an_edit_in_place_is_noticed(own: Path, tmp_path: Path, how: str) -> None:
    """A template of the same size and time, behind whatever links, is rendered as it is now."""
    place = own / "templates"
    if how == "linked templates":
        (tmp_path / "elsewhere").mkdir()
        place.symlink_to(tmp_path / "elsewhere")
    else:
        place.mkdir()
    file = place / "module.tla"
    if how == "link":
        file = place / "real.tla"
        (place / "module.tla").symlink_to(file)
    if how == "linked folder":
        (place / "real").mkdir()
        (place / "links").symlink_to(place / "real")
        (place / "module.tla").write_text('@% include "links/all.tla" %@', encoding="utf-8")
        file = place / "real" / "all.tla"
    model = find_model(own)
    for value in ("TRUE ", "FALSE"):
        text = _MINE.format(value)
        _edit_in_place(file, text) if file.exists() else file.write_text(text, encoding="utf-8")
        spec = render(load_scenario("torn-pte0", (), model), remember=True)
        assert f"\nMine == {value}\n" in spec.tla


def test_a_policy_behind_a_link(own: Path, tmp_path: Path) -> None:
    """Policies in a folder that is a link are part of the model's contents."""
    (tmp_path / "policies").mkdir()
    file = tmp_path / "policies" / "mine.toml"
    file.write_text("about = 'a'\n", encoding="utf-8")
    (own / "policies").symlink_to(tmp_path / "policies")
    model = find_model(own)
    before = model_digest(model)
    _edit_in_place(file, "about = 'b'\n")
    assert model_digest(model) != before


def test_an_empty_model_is_not_none(own: Path) -> None:
    """A folder of one's own without files has another digest than no folder."""
    assert model_digest(find_model(own)) != model_digest(our_model())


def test_a_link_that_leads_back(own: Path) -> None:
    """Folders that are links to those above them are entered once."""
    (own / "templates").mkdir()
    (own / "templates" / "again").symlink_to(own / "templates")
    model = find_model(own)
    assert len(model_digest(model)) == 64


def test_a_seal_covers_its_place_and_key(tmp_path: Path) -> None:
    """An entry that was copied over another, or is asked for with another key, is not believed."""
    write_sealed(tmp_path / "a.json", [1], "key")
    assert read_sealed(tmp_path / "a.json", "key") == [1]
    assert read_sealed(tmp_path / "a.json", "other") is None
    (tmp_path / "b.json").write_bytes((tmp_path / "a.json").read_bytes())
    assert read_sealed(tmp_path / "b.json", "key") is None
    entry = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    (tmp_path / "a.json").write_text(json.dumps(entry | {"value": [2]}), encoding="utf-8")
    assert read_sealed(tmp_path / "a.json", "key") is None


def test_an_entry_that_has_no_end_is_none(tmp_path: Path) -> None:
    """A device or a pipe in the place of an entry, an archive or its like is not read."""
    device, pipe = tmp_path / "a.json", tmp_path / "b.json"
    device.symlink_to("/dev/zero")
    os.mkfifo(pipe)
    for path in (device, pipe):
        assert read_sealed(path) is None
        with pytest.raises(OSError, match="no regular file"):
            sha256_of(path)
    write_sealed(device, [1])
    assert read_sealed(device) == [1]


def _unreadable(path: Path, how: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if how == "folder":
        path.mkdir()
    elif how == "dangling":
        path.symlink_to(path.with_name("nowhere"))
    elif how == "loop":
        path.symlink_to(path)
    elif how == "fifo":
        os.mkfifo(path)
    else:
        path.write_bytes(b"about = '\xff'\n")


@pytest.mark.parametrize("how", ["folder", "dangling", "loop", "fifo", "not UTF-8"])
@pytest.mark.parametrize(
    "name",
    [
        "templates/module.tla",
        "templates/writers/contpte.tla",
        "templates/conditions/Pte0PresentRestSwap.tla",
        "policies/mine.toml",
        "properties.toml",
        "scenarios/torn-pte0.toml",
    ],
)
def test_what_cannot_be_read_is_an_error(own: Path, name: str, how: str) -> None:
    """A file of one's own that cannot be read is named; ours never takes its place in silence."""
    _unreadable(own / name, how)
    model = find_model(own)
    with pytest.raises(BadInput, match=Path(name).name):
        render(load_scenario("torn-pte0", ["writers=contpte"], model), remember=True)


@pytest.mark.parametrize("how", ["file", "dangling"])
@pytest.mark.parametrize("name", ["templates", "templates/writers", "policies", "scenarios"])
def test_a_folder_that_cannot_be_entered(own: Path, name: str, how: str) -> None:
    """A folder of one's own that is none, or that leads nowhere, is named."""
    (own / name).parent.mkdir(exist_ok=True)
    if how == "file":
        (own / name).write_text("", encoding="utf-8")
    else:
        (own / name).symlink_to(own / "nowhere")
    model = find_model(own)
    with pytest.raises(BadInput, match=name):
        render(load_scenario("torn-pte0", (), model), remember=True)
