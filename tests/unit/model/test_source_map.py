"""Tests of the source map: a line of a module leads back to the file that a person wrote."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tornfolio.model.folders import find_model
from tornfolio.model.marks import unmarked
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.skeletons import write_skeleton
from tornfolio.model.source_map import source_map
from tornfolio.model.spec import Spec
from tornfolio.support.paths import spec_dir
from tornfolio.support.processes import Processes
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.tlc.translate import translate


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Have a model of one's own with a writer, and with a policy that changes two templates."""
    folder = tmp_path / "model"
    (folder / "policies").mkdir(parents=True)
    write_skeleton("writer", "mine", find_model(folder))
    (folder / "policies" / "again.toml").write_text(
        'about = "a test"\n'
        "\n"
        "[[change]]\n"
        'template = "shrink_folio_list.tla"\n'
        'find = "shrink_unlock:\\n"\n'
        'replace = "shrink_unlock:\\n    if (FALSE) skip;\\n"\n'
        "\n"
        "[[change]]\n"
        'template = "page_vma_mapped_walk.tla"\n'
        'find = "next_pte:\\n"\n'
        "replace = '''\n"
        "next_pte:\n"
        "    if (TRUE) skip;\n"
        "'''\n",
        encoding="utf-8",
    )
    return folder


def _line(spec: Spec, text: str) -> int:
    """The line of the module that is this text but for blanks around it."""
    return next(n for n, line in enumerate(spec.tla.split("\n"), 1) if line.strip() == text)


@pytest.mark.parametrize("name", ["torn-pte0", "v6-8-torn-pmd", "hugetlb-whole", "pmd-zap-in-part"])
def test_every_line(name: str) -> None:
    """Each line without an expression is, in the file and line that it leads to, the same."""
    known = source_map(render(load_scenario(name)))
    compared = 0
    for module, lines in known.modules.items():
        # After the last line break there is nothing.
        for number, line in enumerate(lines[:-1], start=1):
            place = known.place(module, number)
            assert place is not None
            assert not place.own
            source = place.file.read_text(encoding="utf-8").split("\n")[place.line - 1]
            if "@" not in source and "caller" not in source:
                assert source == line, (module, number, place)
                compared += 1
    assert compared > 300


def test_lines_of_a_policy(own: Path) -> None:
    """A line that a policy brings is in the policy's file; those around it are in the template."""
    spec = render(load_scenario("torn-pte0", ["policy=again"], find_model(own)))
    known = source_map(spec)
    policy = own / "policies" / "again.toml"
    template = spec_dir() / "templates" / "page_vma_mapped_walk.tla"

    added = known.place(spec.module, _line(spec, "if (TRUE) skip;"))
    assert (added and (added.file, added.line, added.own)) == (policy, 13, True)
    # Of a text on one line of TOML that is all that can be said.
    folded = known.place(spec.module, _line(spec, "if (FALSE) skip;"))
    assert (folded and (folded.file, folded.line, folded.own)) == (policy, 6, True)
    below = known.place(spec.module, _line(spec, "if (TRUE) skip;") + 2)
    source = template.read_text(encoding="utf-8").split("\n")
    assert below is not None
    assert below.file == template
    assert source[below.line - 1] == spec.tla.split("\n")[_line(spec, "if (TRUE) skip;") + 1]


def test_what_the_translator_has_made(own: Path, tools: Toolchain, tmp_path: Path) -> None:
    """A line of the translation leads to its label, or to what is named there below the label."""
    spec = render(load_scenario("writer-mine", (), find_model(own)))
    with Processes() as processes:
        spec = translate(spec, tools, tmp_path, processes)
    known = source_map(spec)
    writer = own / "templates" / "writers" / "mine.tla"
    source = writer.read_text(encoding="utf-8").split("\n")
    at = next(n for n, line in enumerate(spec.tla.split("\n"), 1) if "mine_set(self) ==" in line)

    place = known.place(spec.module, at + 1)
    assert place is not None
    assert (place.file, source[place.line - 1]) == (writer, "mine_set:")
    place = known.place(spec.module, at + 1, "mine_old")
    assert place is not None
    assert "mine_old" in source[place.line - 1]
    assert source[place.line - 2] == "mine_set:"
    # Behind the translation lines are where they were.
    place = known.definition("AllOrNothing")
    assert place is not None
    assert (place.file.name, place.own) == ("AllOrNothing.tla", False)
    assert known.place(spec.module, len(spec.tla.split("\n")) + 1) is None
    assert known.place("Other", 1) is None


def test_another_text(own: Path) -> None:
    """Of a module that has other text than its scenario gives now, nothing is said."""
    spec = render(load_scenario("writer-mine", (), find_model(own)))
    other = dataclasses.replace(spec, tla=f"\\* changed\n{spec.tla}")
    assert source_map(other).place(spec.module, 5) is None


def test_marks() -> None:
    """A line without text of a template is from where the text before it is from."""
    text = "\x0e1:a\x0ffirst\n\x0e2:a\x0fx \x0e7:b\x0fy\nmade\n\x0e9:b\x0flast"
    plain, places = unmarked(text)
    assert plain == "first\nx y\nmade\nlast"
    assert places == [("a", 1), ("a", 2), ("b", 7), ("b", 9)]
