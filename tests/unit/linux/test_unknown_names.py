"""What the preprocessor's names decide in a tree: found, refused, or said to be not set."""

from __future__ import annotations

from pathlib import Path

import pytest

from edited import linked
from kernels import kernel
from tornfolio.linux.answer import Answer, ask
from tornfolio.linux.answer_lines import answer_lines
from tornfolio.linux.claims import InC
from tornfolio.linux.headers import load_shim
from tornfolio.linux.runs import kinds_there
from tornfolio.linux.search import Limits
from tornfolio.linux.searched import SEARCHED
from tornfolio.linux.source import Extract, extract
from tornfolio.linux.tree import open_tree
from tornfolio.linux.unset import UNSET
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import BadInput

FILE = "mm/rmap.c"
FUNCTION = b"static bool try_to_unmap_one("
SYNC = b"\tpvmw.flags = PVMW_SYNC;\n#endif\n"
HELPERS = (
    b"static int helper(void) { return 1; }\n#else\nstatic int helper(void) { return 0; }\n#endif\n"
)
CALL = b"\tif (helper())\n\t\tpvmw.flags = PVMW_SYNC;\n"


def changed(
    folder: Path,
    inside: bytes,
    *,
    before: bytes = b"",
    top: bytes = b"",
    include: bytes = b"",
    headers: dict[str, bytes] | None = None,
) -> Path:
    """A tree with text in try_to_unmap_one(), before it, and where its file begins.

    `include` follows the other headers of the file, and `headers` are new files.
    """
    tree = linked(kernel("7.3"), folder, FILE)
    text = (tree / FILE).read_bytes()
    head, _, tail = text.partition(FUNCTION)
    assert tail.count(b"\n\tif (flags & TTU_SYNC)\n") >= 1
    tail = tail.replace(
        b"\n\tif (flags & TTU_SYNC)\n", b"\n" + inside + b"\tif (flags & TTU_SYNC)\n", 1
    )
    head = head.replace(b'#include "internal.h"\n', b'#include "internal.h"\n' + include, 1)
    (tree / FILE).write_bytes(top + head + before + FUNCTION + tail)
    for name, header in (headers or {}).items():
        (tree / name).write_bytes(header)
    return tree


def taken(tree: Path) -> Extract:
    """What a program beside contpte takes from a tree."""
    return extract(open_tree(tree), load_shim(["contpte"]))


def refused(tree: Path) -> str:
    """The sentence with which a tree is refused."""
    with pytest.raises(BadInput) as caught:
        taken(tree)
    return str(caught.value)


def asked(tree: Path, tmp_path: Path) -> Answer:
    """The scenario torn-pte0 of two pages in the C of a tree."""
    return ask(
        load_scenario("torn-pte0", ("nr_pages=2",)),
        open_tree(tree),
        cc=None,
        runs=tmp_path / "runs",
        limits=Limits(),
        properties=("AllOrNothing",),
    )


def line_of(tree: Path, text: str) -> str:
    """The place of the only line that is a text."""
    lines = (tree / FILE).read_text("utf-8").splitlines()
    assert lines.count(text) == 1
    return f"{FILE}:{lines.index(text) + 1}"


@pytest.mark.parametrize("release", ["6.1", "6.12", "7.2", "7.3"])
def test_a_release_asks_for_no_name_that_is_not_known(release: str) -> None:
    """Nothing is said of options that the releases have, and no other header is looked through."""
    tree = open_tree(kernel(release))
    for more in ("", "pmd_mapped"):
        found = extract(tree, load_shim([*kinds_there(tree), *filter(None, [more])]))
        assert (found.unset, found.headers) == ((), ())


def test_each_known_name_is_asked_for_by_a_release() -> None:
    """The table has no name that the releases have not."""
    texts = b"".join(
        (kernel(release) / file).read_bytes()
        for release in ("6.1", "6.12", "7.2", "7.3")
        for file in SEARCHED
        if (kernel(release) / file).is_file()
    )
    assert [name for name in UNSET if name.encode() not in texts] == []


@pytest.mark.parametrize(
    ("place", "include"),
    [("include/linux/fixtorn.h", b"#include <linux/fixtorn.h>\n"),
     ("mm/fixtorn.h", b'#include "fixtorn.h"\n')],
)  # fmt: skip
def test_a_macro_of_a_header_that_the_file_includes(
    tmp_path: Path, place: str, include: bytes
) -> None:
    """It decides what runs, as in the kernel: the walk without PVMW_SYNC tears the folio.

    A program is compiled anew if the header changes, although nothing else does.
    """
    header = b"#ifndef _F_H\n#define _F_H\n#define RACY OTHER\n#define OTHER %d\n#endif\n"
    tree = changed(tmp_path / "tree", b"#if !RACY\n" + SYNC, include=include,
                   headers={place: header % 1})  # fmt: skip
    assert asked(tree, tmp_path).verdict == "violated"
    (tree / place).write_bytes(header % 0)
    assert asked(tree, tmp_path).verdict == "holds"


@pytest.mark.parametrize("condition", ["#if !RACY", "#ifdef RACY", "#if 1 && RACY > 2"])
def test_a_name_that_nothing_defines(tmp_path: Path, condition: str) -> None:
    """The line that asks for it is named, and a header that the file does not include is none."""
    tree = changed(tmp_path / "tree", condition.encode() + b"\n" + SYNC,
                   headers={"mm/fixtorn.h": b"#define RACY 1\n"})  # fmt: skip
    said = refused(tree)
    assert (
        f"{line_of(tree, condition)}: what is compiled of try_to_unmap_one depends on RACY" in said
    )
    assert "define RACY in that file" in said


def test_a_name_that_only_the_compiler_has(tmp_path: Path) -> None:
    """The compiler decides what it knows itself, but not which functions are taken."""
    assert taken(changed(tmp_path / "in", b"#if __GNUC__ > 3\n" + SYNC)).unset == ()
    around = changed(tmp_path / "around", CALL, before=b"#if __GNUC__ > 3\n" + HELPERS)
    assert "helper depends on __GNUC__" in refused(around)


def test_a_name_around_a_function(tmp_path: Path) -> None:
    """The file's own macro, one of its header and one of neither are told apart."""
    before = b"#if RACY\n" + HELPERS
    names = {
        "own": changed(tmp_path / "own", CALL, before=before, top=b"#define RACY 1\n"),
        "header": changed(tmp_path / "header", CALL, before=before,
                          include=b'#include "fixtorn.h"\n',
                          headers={"mm/fixtorn.h": b"#define RACY 1\n"}),
        "0": changed(tmp_path / "zero", CALL, before=before, top=b"#define RACY 0\n"),
    }  # fmt: skip
    values = {
        name: b"helper(void) { return 1; }" in taken(tree).after for name, tree in names.items()
    }
    assert values == {"own": True, "header": True, "0": False}
    assert "helper depends on RACY" in refused(changed(tmp_path / "none", CALL, before=before))


def test_an_option_that_is_not_known_is_said_to_be_not_set(tmp_path: Path) -> None:
    """The verdict stands, with the option and the line that asks for it."""
    tree = changed(tmp_path / "tree", b"#ifdef CONFIG_FIX_TORN\n" + SYNC)
    said = f"CONFIG_FIX_TORN of {line_of(tree, '#ifdef CONFIG_FIX_TORN')} is taken as not set"
    for cached in (False, True):
        answer = asked(tree, tmp_path)
        assert answer.program.cached is cached
        assert answer.verdict == "violated"
        lines = ["".join(span.text for span in line) for line in answer_lines(answer)]
        assert f"  {said}." in lines
        assert answer.to_json(outcomes=False)["options_taken_as_not_set"] == [said]


@pytest.mark.parametrize(
    ("inside", "before", "top"),
    [
        (b"\tif (IS_ENABLED(CONFIG_FIX))\n\t\tpvmw.flags = PVMW_SYNC;\n", b"", b""),
        (b"\tpvmw.flags = FIX;\n", b"", b"#define FIX IS_ENABLED(CONFIG_FIX)\n"),
        (b"#ifdef FIX\n" + SYNC, b"", b"#ifdef CONFIG_FIX\n#define FIX 1\n#endif\n"),
        (b"#if FIX\n" + SYNC, b"", b"#define FIX defined(CONFIG_FIX)\n"),
        (CALL, b"#ifdef CONFIG_FIX\n" + HELPERS, b""),
    ],
    ids=["in code", "by a macro", "around a macro", "within a macro", "around a function"],
)  # fmt: skip
def test_where_an_option_may_stand(
    tmp_path: Path, inside: bytes, before: bytes, top: bytes
) -> None:
    """An option decides what runs wherever it stands."""
    found = taken(changed(tmp_path / "tree", inside, before=before, top=top)).unset
    assert [each.partition(" of mm/rmap.c:")[0] for each in found] == ["CONFIG_FIX"]


@pytest.mark.parametrize(
    ("inside", "before", "top", "words"),
    [
        (b"#ifdef RACY\n" + SYNC, b"#undef RACY\n", b"#define RACY 1\n",
         "try_to_unmap_one depends on RACY; mm/rmap.c:1 defines it, but that does not hold"),
        (b"#if RACY\n" + SYNC, b"#undef RACY\n#define RACY 2\n", b"#define RACY 1\n",
         "try_to_unmap_one depends on RACY; mm/rmap.c:1 defines it, but that does not hold"),
        (b"\tpvmw.flags = RACY;\n", b"#undef RACY\n", b"#define RACY PVMW_SYNC\n",
         "RACY is undefined before try_to_unmap_one, which uses it"),
        (b"#ifndef CONFIG_NUMA\n" + SYNC, b"#undef CONFIG_NUMA\n", b"",
         "CONFIG_NUMA is undefined before try_to_unmap_one"),
        (b"\tspin_lock(pvmw.ptl);\n", b"#define spin_lock(x) do { } while (0)\n", b"",
         "spin_lock is defined anew before try_to_unmap_one"),
    ],
    ids=["undefined", "another value", "in code", "an option of the shim", "a macro over the shim"],
)  # fmt: skip
def test_a_name_that_changes_between_two_functions(
    tmp_path: Path, inside: bytes, before: bytes, top: bytes, words: str
) -> None:
    """A program has one macro of each name: a file with two is refused, with the line."""
    assert words in refused(changed(tmp_path / "tree", inside, before=before, top=top))


def test_a_name_that_is_defined_again_as_it_was(tmp_path: Path) -> None:
    """What is undefined and then the same again has not changed."""
    again = b"#undef RACY\n#define RACY 1\n"
    assert taken(changed(tmp_path / "tree", b"#if RACY\n" + SYNC, before=again, top=again))


def test_a_name_that_another_file_undefines_as_a_whole(tmp_path: Path) -> None:
    """The walk is compiled as it is, so what it undefines would be gone for all others."""
    tree = linked(kernel("7.3"), tmp_path / "tree", "mm/page_vma_mapped.c")
    with (tree / "mm/page_vma_mapped.c").open("ab") as file:
        file.write(b"#undef CONFIG_NUMA\n")
    assert "mm/page_vma_mapped.c defines CONFIG_NUMA anew, or undefines it" in refused(tree)


@pytest.mark.parametrize(
    "top",
    [
        b"#define RACY OTHER\n#define OTHER RACY\n",
        b"#ifdef OTHER\n#define RACY 1\n#endif\n#ifdef RACY\n#define OTHER 1\n#endif\n",
    ],
)
def test_names_that_mean_each_other(tmp_path: Path, top: bytes) -> None:
    """Names in a circle come to an end: none of them is more than 0."""
    found = taken(changed(tmp_path / "tree", b"#if RACY\n" + SYNC, top=top))
    assert found.unset == ()


def test_what_c_says_of_a_claim_names_the_options() -> None:
    """An answer that rests on an option which nobody knows says so."""
    said = InC("torn-pte0: AllOrNothing", "violated", unset=("CONFIG_A of mm/rmap.c:1 is off",))
    assert said.in_words() == "violated; CONFIG_A of mm/rmap.c:1 is off"
    assert InC("torn-pte0: AllOrNothing", "holds").in_words() == "holds"
