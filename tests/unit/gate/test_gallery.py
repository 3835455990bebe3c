"""The gallery of accepted counterexamples: TLC finds them again, and bless says what differs."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from kinds import Call, Checked
from tornfolio.gate.gallery import INDEX, compare, gallery_files, index
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.support.paths import checkout_root
from tornfolio.trace.trace_json import trace_from_json
from tornfolio.views.export import trace_bytes

GALLERY = (checkout_root() or Path()) / "traces"
A4 = (842, 595)  # points, landscape
ACCEPTED = sorted(path.stem for path in GALLERY.glob("*.json"))


@pytest.mark.long
@pytest.mark.parametrize("name", ACCEPTED)
def test_each_counterexample_is_found_again(checked: Checked, name: str) -> None:
    """TLC finds the accepted counterexample, and all formats of it say the same."""
    trace = checked(name, properties=(load_scenario(name).property_name,), clear=True).trace
    assert trace is not None
    changes = compare(GALLERY, gallery_files(trace), whole=False)
    assert [(change.path.name, change.kind, change.diff[:10]) for change in changes] == []


def test_the_gallery_is_whole() -> None:
    """Each accepted counterexample has all formats and a place on the page, and nothing else is."""
    page = (GALLERY / INDEX).read_bytes()
    assert page == index(load_scenario(name) for name in scenario_names() if name in ACCEPTED)
    files = sorted(path.name for path in GALLERY.iterdir())
    suffixes = ("dot", "json", "md", "svg")
    assert files == sorted([INDEX, *(f"{name}.{s}" for name in ACCEPTED for s in suffixes)])
    assert "torn-pte0" in ACCEPTED


@pytest.mark.parametrize("name", ACCEPTED)
def test_each_picture_can_be_read_on_a_page_of_a4(name: str) -> None:
    """Made to fit the page, with no margin of its own, no text of it is smaller than 5 points."""
    path = GALLERY / f"{name}.json"
    trace = trace_from_json(json.loads(path.read_text(encoding="utf-8")), name)
    svg = trace_bytes(trace, "svg").decode()
    box = re.search(r'viewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"', svg)
    assert box is not None
    width, height = float(box[1]), float(box[2])
    smallest = min(map(float, re.findall(r'font-size="([\d.]+)"', svg)))

    assert smallest * min(A4[0] / width, A4[1] / height) >= 5


@pytest.fixture
def gallery(here: Path) -> Path:
    """Copy the files of one counterexample into the empty folder."""
    folder = here / "gallery"
    folder.mkdir()
    for path in GALLERY.glob("missed-small-folio.*"):
        shutil.copy(path, folder)
    return folder


def test_nothing_differs(call: Call, gallery: Path) -> None:
    """A gallery that is as it should be is said to be so, and stays as it is."""
    before = {path: path.read_bytes() for path in gallery.iterdir()}
    ended = call("bless", "missed-small-folio", "-o", gallery)
    assert ended.status == 0
    assert ended.stdout == "1 counterexample; the gallery is as it should be\n"
    assert {path: path.read_bytes() for path in gallery.iterdir()} == before


def test_what_differs_is_shown_and_written_only_when_told(call: Call, gallery: Path) -> None:
    """A changed and a missing file are named; only --write makes them what they should be."""
    story = gallery / "missed-small-folio.md"
    expected = story.read_bytes()
    story.write_bytes(expected.replace(b"reclaim", b"somebody", 1))
    (gallery / "missed-small-folio.dot").unlink()

    shown = call("bless", "missed-small-folio", "-o", gallery)
    assert shown.status == 1
    assert "changed " in shown.stdout
    assert "new     " in shown.stdout
    assert "    -" in shown.stdout
    assert "2 files to be written with --write" in shown.stdout
    assert story.read_bytes() != expected

    written = call("bless", "missed-small-folio", "-o", gallery, "--write")
    assert written.status == 0
    assert story.read_bytes() == expected
    assert (gallery / "missed-small-folio.dot").is_file()


def test_a_scenario_that_holds_has_no_counterexample(call: Call, here: Path) -> None:
    """Where the property holds there is nothing to accept."""
    ended = call("bless", "whole-with-sync", "-o", here)
    assert ended.stdout == "0 counterexamples; the gallery is as it should be\n"


def test_not_decided(call: Call, here: Path) -> None:
    """A limit that is reached is no reason to write anything."""
    ended = call("bless", "torn-pte0", "-o", here, "--timeout", "0.001", "--write")
    said = ended.refused(5)
    assert said.endswith("is not decided: the time limit was reached; raise --timeout")
    assert list(here.iterdir()) == []


def test_files_too_many_are_gone(here: Path) -> None:
    """A file of a counterexample that no scenario has any more is named, other files are not."""
    (here / "old.svg").write_text("<svg/>", encoding="utf-8")
    (here / "notes.txt").write_text("mine", encoding="utf-8")
    changes = compare(here, {}, whole=True)
    assert [(change.path.name, change.kind) for change in changes] == [("old.svg", "gone")]
