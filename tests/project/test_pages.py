"""README.md and docs/ tell the truth: their commands are run, their tables and links compared."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
import yaml

import cli
import pages
import pictures
import reference
import tables
from pages import PAGES, Block
from places import ROOT
from reference_commands import all_commands, all_options

RUN = [
    page
    for page in PAGES
    if any(
        isinstance(step, pages.Command)
        for step in pages.steps((ROOT / page).read_text(encoding="utf-8"))
    )
]
# What ends with 1, as a property is violated or a mutant survives; all others end with 0.
VIOLATED = (
    "check torn-pte0 --property AllOrNothing",
    "check torn-pte0 --set writers=protect,zap",
    "check torn-pte0 --set nr_pages=16",
    "check torn-pte0 --set policy=give-up",
    "compare torn-pte0",
    "compare anon-batch-mixed-exclusive",
    "check whole-with-sync --spec-dir mine",
    "check writer-clear-refs --spec-dir model --property NotTornByReclaim",
    "check writer-young --spec-dir mine --property",
    "mutate --spec-dir mine",
    "sweep",
    "trace",
)
HOLDS = ("ttu=TTU_SYNC", "--witness", "--outcome PPSS", "two-blocks.svg")
# Options of other programs that pages name, and one that click gives each command.
FOREIGN = {"--algorithm", "--fair", "--help"}


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", RUN)
def test_what_a_page_says_can_be_done(
    page: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Written and run in an empty folder, in order, everything ends and prints as shown."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TORNFOLIO_RUNS", "tlc-runs")
    for step in pages.steps(_text(page)):
        if isinstance(step, Block):
            assert step.title
            file = tmp_path / step.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(step.body, encoding="utf-8")
        else:
            _run(step, tmp_path, capsys)


def _run(command: pages.Command, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program, *args = shlex.split(command.line)
    written = _written(args, folder)
    for file in written:
        assert not file.exists(), f"{file.name} was there before: {command.line}"
    assert program == "tornfolio", command.line
    done = cli.call(capsys, *args)
    assert done.status == _status(" ".join(args)), (command.line, done.stderr)
    if command.output:
        expected = pages.pattern(command.output)
        assert expected.fullmatch(done.stdout), f"{command.line}\n{done.stdout}"
    else:
        assert done.stdout or written, command.line
    for file in written:
        _look_at(file, done.stdout)


def _status(args: str) -> int:
    if args.startswith("sweep") or not args.endswith(HOLDS):
        return int(args.startswith(VIOLATED))
    return 0


def _written(args: list[str], folder: Path) -> list[Path]:
    """The files and folders that a command is told to write."""
    options = ("-o", "--csv", "--junit", "--sarif", "--markdown")
    return [folder / value for name, value in pairwise(args) if name in options]


def _look_at(path: Path, said: str) -> None:
    """Look at what a command has written: it is what its name says, and of the right scenario."""
    if path.is_dir():
        files = [path.parent / line for line in said.splitlines()]
        assert set(files) == set(path.iterdir())
        (module,) = [file for file in files if file.suffix == ".tla"]
        assert module.read_text(encoding="utf-8").startswith(f"---- MODULE {module.stem} ----")
        return
    _KINDS[path.suffix](path.read_text(encoding="utf-8"))


def _svg(text: str) -> None:
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "reclaim" in "".join(root.itertext()) or "PPPP" in "".join(root.itertext())


def _html(text: str) -> None:
    assert text.startswith("<!doctype html>") or text.startswith("<!DOCTYPE html>")
    assert "torn-pte0" in text and "page_vma_mapped_walk" in text
    assert not re.findall(r"(?:src|href)=[\"']?https?:", text)


def _json(text: str) -> None:
    found = json.loads(text)
    assert len(found["states"]) > 40 and "pte" in found["vars"]


def _graphml(text: str) -> None:
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("graphml") and len(list(root.iter())) > 386


def _csv(text: str) -> None:
    head, *rows = csv.reader(text.splitlines())
    assert rows and all(len(row) == len(head) for row in rows)


_KINDS: Mapping[str, Callable[[str], None]] = {
    ".csv": _csv,
    ".graphml": _graphml,
    ".html": _html,
    ".json": _json,
    ".svg": _svg,
}


def test_an_output_that_differs_is_noticed() -> None:
    """Seconds and `...` may be anything; every other character counts, and so does each line."""
    shown = pages.pattern("a 4  holds  0.9\n...\nb ... c; 1.8 s\n")
    assert shown.fullmatch("a 4  holds    12.3\nb c d c; 0.1 s\n")
    assert shown.fullmatch("a 4  holds  0.9\nx\ny\nb  c; 1.8 s\n")
    for other in (
        "a 4  violated  0.9\nb x c; 1.8 s\n",
        "a 5  holds  0.9\nb x c; 1.8 s\n",
        "a 4  holds  0.9\nb x d; 1.8 s\n",
        "a 4  holds  0.9\nb x c; 1.8 s\nmore\n",
    ):
        assert not shown.fullmatch(other)


def test_the_readme_is_short() -> None:
    """A reader comes to the end: 160 lines at most, none of them wider than a terminal."""
    lines = _text("README.md").splitlines()
    assert len(lines) <= 160
    assert max(map(len, lines)) < 120


def test_the_set_up_block_is_what_make_knows() -> None:
    """A clone is set up by either of two commands, and make knows both."""
    first, *_ = (each for each in pages.blocks(_text("README.md")) if each.language == "sh")
    assert first == Block("sh", None, "make demo\nmake test\n")
    for target, runs in (("demo", "tornfolio demo"), ("test", "pytest")):
        done = subprocess.run(
            ["make", "-n", target], cwd=ROOT, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0
        assert runs in done.stdout


def test_the_demo_ends_well_and_draws(tmp_path: Path) -> None:
    """What make demo runs shows both verdicts, and writes the picture where it says."""
    environment = os.environ | {"TORNFOLIO_RUNS": str(tmp_path / "runs")}
    done = subprocess.run(
        [sys.executable, "-m", "tornfolio", "demo"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    assert "violated  AllOrNothing" in done.stdout
    assert "holds     AllOrNothing" in done.stdout
    assert str(tmp_path / "torn-pte0.svg") in done.stdout
    _svg((tmp_path / "torn-pte0.svg").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", tables.TABLES)
def test_the_tables_follow_from_the_model(page: str) -> None:
    """Tables are those of spec/ and of what was measured; `make tables` writes them."""
    assert tables.with_tables(page, _text(page)) == _text(page)


@pytest.mark.parametrize("page", reference.PAGES)
def test_the_reference_follows_from_the_code(page: str) -> None:
    """Each page of the reference is what the code says today; `make tables` writes it."""
    assert reference.text(page) == _text(f"docs/reference/{page}")


def test_a_stale_table_is_noticed() -> None:
    """A page whose table was edited by hand is not the page that would be written."""
    text = _text("README.md")
    assert tables.with_tables("README.md", text.replace("kept, torn", "kept, fine")) == text


def test_the_pictures_are_those_of_their_dot() -> None:
    """Each picture has the nodes, the arrows and the words of the DOT beside it."""
    dots = sorted((ROOT / "docs" / "pictures").glob("*.dot"))
    assert dots
    for dot in dots:
        said = dot.read_text(encoding="utf-8")
        drawn = dot.with_suffix(".svg").read_text(encoding="utf-8")
        titles = set(re.findall(r"<title>(.*?)</title>", drawn.replace("&#45;&gt;", "->")))
        arrows = re.findall(r"^ +(\w+) -> (\w+)", said, re.MULTILINE)
        assert {f"{a}->{b}" for a, b in arrows} == {title for title in titles if "->" in title}
        words = " ".join(re.findall(r"<text[^>]*>(.*?)</text>", drawn))
        for label in re.findall(r'label="([^"]+)"', said):
            assert all(line in words.replace("&#45;", "-") for line in label.split("\\n"))


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """Each relative link leads to a file of the checkout, and to a heading of it."""
    here = ROOT / page
    for path, anchor in pages.links(_text(page)):
        target = (here.parent / path).resolve() if path else here
        assert target.exists(), path
        assert target.is_relative_to(ROOT)
        assert not anchor or anchor in pages.anchors(target), f"{path}#{anchor}"


def test_every_page_is_in_the_menu_of_the_site() -> None:
    """The site has each page once; those of the gallery are found from its first page."""
    site = yaml.safe_load(_text("mkdocs.yml"))
    (home,), *sections = (list(part.values()) for part in site["nav"])
    shown = [home, *(page for (section,) in sections for part in section for page in part.values())]
    gallery = {page for page in PAGES if page.startswith("traces/")} - {"traces/README.md"}
    assert sorted(shown) == sorted({*PAGES, "bench/RESULTS.md"} - gallery)


def test_the_architecture_names_modules_that_there_are() -> None:
    """A package is described by modules that are in it, and no package is left out."""
    page = _text("docs/architecture.md").partition("## Where to look")[2].partition("\n## ")[0]
    rooms = re.findall(r"^\*\*(\w+)\*\*(.*?)(?=^\*\*|\Z)", page, re.MULTILINE | re.DOTALL)
    there = {path.parent.name for path in pictures.PACKAGE.glob("*/__init__.py")}
    assert {room for room, _ in rooms} == there
    for room, said in rooms:
        names = {path.name for path in (pictures.PACKAGE / room).rglob("*.py")}
        assert set(re.findall(r"`(\w+\.py)`", said)) <= names, room


def test_the_picture_of_the_packages_is_that_of_the_imports() -> None:
    """Who imports whom in the picture is who imports whom in the code."""
    assert _text("docs/pictures/packages.dot") == pictures.packages_dot()


@pytest.mark.parametrize("page", [page for page in PAGES if page != "CHANGELOG.md"])
def test_pages_name_commands_and_options_that_there_are(page: str) -> None:
    """`tornfolio X` in a page is a command, and each `--option` in a page is an option."""
    known = {name for name, _, _ in all_commands()}
    text = _text(page)
    code = [*re.findall(r"`([^`\n]+)`", text), *(b.body for b in pages.blocks(text))]
    for part in code:
        for name in re.findall(r"(?:^|\s)tornfolio ([a-z]+)(?= |$)", part):
            assert name in known, name
    for part in re.findall(r"`([^`\n]+)`", pages.prose(text)):
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", part):
            assert option in all_options() | FOREIGN, option


def test_the_list_of_commands_is_whole() -> None:
    """What `--help` says of each command is a sentence, and none of them is cut short."""
    for name, command, context in all_commands():
        said = command.get_short_help_str(limit=80 - 6 - len("outcomes"))
        assert not said.endswith("..."), name
        assert (command.help or "").partition("\n")[0] == said, context.command_path


def test_every_option_is_explained() -> None:
    """Each option of each command says what it is for."""
    for name, command, _ in all_commands():
        assert command.help, name
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, (name, option.opts)


def test_every_command_is_shown() -> None:
    """Each command is used in some page that a user reads."""
    text = "\n".join(_text(page) for page in PAGES if "reference" not in page)
    for name, _, _ in all_commands():
        assert re.search(rf"tornfolio {name}\b|`{name}`", text), name
