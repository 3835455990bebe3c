"""Trees and scenarios that do not fit: one clear sentence, and nothing left behind."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import pytest

import cli
from edited import edited, linked
from kernels import kernel
from tornfolio.linux.answer import ask
from tornfolio.linux.braces import unbalanced
from tornfolio.linux.headers import CLASSES, load_shim, shim_folder, writer_kinds
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import MAX_FILE, open_tree
from tornfolio.model.folders import our_model
from tornfolio.model.properties import load_properties
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import BadInput
from tornfolio.support.paths import cache_dir


def refused(tree: Path, tmp_path: Path, *settings: str, ptrs_per_pte: int = 0) -> str:
    """Ask what must be refused, and give the sentence."""
    with pytest.raises(BadInput) as caught:
        ask(
            load_scenario("torn-pte0", settings),
            open_tree(tree),
            cc=None,
            runs=tmp_path / "runs",
            limits=Limits(),
            ptrs_per_pte=ptrs_per_pte,
        )
    # A draft of a test beside this one, which compiles something, goes in time.
    drafts = list((cache_dir() / "linux").glob(".*"))
    gone = cli.wait_for(lambda: not any(draft.exists() for draft in drafts))
    assert gone, "something is left in the cache"
    return str(caught.value)


def test_a_folder_that_is_no_tree(tmp_path: Path) -> None:
    """What is missing is named."""
    with pytest.raises(BadInput, match="is not a folder"):
        open_tree(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="it has no Makefile"):
        open_tree(tmp_path)


def test_a_makefile_of_something_else(tmp_path: Path) -> None:
    """A tree that looks like Linux says its version."""
    tree = linked(kernel("7.3"), tmp_path / "tree", "Makefile")
    (tree / "Makefile").write_text("all:\n\ttrue\n")
    with pytest.raises(BadInput, match="does not begin with VERSION"):
        open_tree(tree)


def test_a_function_that_was_renamed(tmp_path: Path) -> None:
    """Who calls what is not there any more is told, with the place."""
    tree = edited(
        kernel("7.3"), tmp_path / "tree", "ttu_anon_folio", r"ttu_anon_folio", "ttu_other"
    )
    said = refused(tree, tmp_path)
    assert "try_to_unmap_one() calls ttu_anon_folio()" in said
    assert "mm/rmap.c:" in said and "ttu_anon_folio() is there in Linux 7.3" in said


def test_a_function_that_went(tmp_path: Path) -> None:
    """One that the kernels which were read have is missing from the tree, not from the shim."""
    tree = linked(kernel("7.3"), tmp_path / "tree", "mm/page_vma_mapped.c")
    (tree / "mm/page_vma_mapped.c").write_text("", encoding="utf-8")
    said = refused(tree, tmp_path)
    assert "nothing defines page_vma_mapped_walk; page_vma_mapped_walk() is there in Linux " in said
    assert "add " not in said
    renamed = linked(kernel("7.3"), tmp_path / "other", "mm/rmap.c")
    text = (renamed / "mm/rmap.c").read_text(encoding="utf-8")
    text = text.replace("void try_to_unmap(", "void unmap_it(")
    (renamed / "mm/rmap.c").write_text(text, encoding="utf-8")
    assert "calls try_to_unmap(); try_to_unmap() is there in Linux " in refused(renamed, tmp_path)


def test_a_syntax_error(tmp_path: Path) -> None:
    """The compiler's first complaint is told, with the file and line of the tree."""
    tree = edited(kernel("7.3"), tmp_path / "tree", "step_forward", r"pvmw->address = ULONG_MAX ;",
                  "pvmw->address = ;")  # fmt: skip
    said = refused(tree, tmp_path)
    assert "does not compile here" in said and "mm/page_vma_mapped.c:" in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("static bool try_to_unmap_one(", "static bool foo(void) {\nstatic bool try_to_unmap_one("),
        ("static bool try_to_unmap_one(", "}\nstatic bool try_to_unmap_one("),
    ],
    ids=["open", "closed twice"],
)
def test_a_brace_without_its_other_half(tmp_path: Path, old: str, new: str) -> None:
    """The line in which braces do not match is told, not that functions behind it are missing."""
    tree = linked(kernel("7.3"), tmp_path / "tree", "mm/rmap.c")
    text = (tree / "mm/rmap.c").read_text(encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    (tree / "mm/rmap.c").write_text(text.replace(old, new, 1), encoding="utf-8")
    said = refused(tree, tmp_path)
    assert f"the braces of mm/rmap.c do not match in what begins in line {line}" in said
    assert "put the function back" not in said


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"int f(void)\n{\n\tif (a) {\n\t}\n}\n", None),
        (b"int f(void)\n{\n\tif (a) {\n}\nint g(void)\n{\n}\n", 2),
        (b"int f(void)\n{\n\t}\n}\n", 4),
        (b"#ifdef A\nint f(int a) {\n#else\nint f(void) {\n#endif\n}\n", None),
        (b"int f(void)\n{\n\tg('{', \"}\"); /* } */\n}\n", None),
    ],
)
def test_where_braces_do_not_match(text: bytes, line: int | None) -> None:
    """Literals, comments and the other alternatives of a condition do not count."""
    assert unbalanced(text) == line


def test_a_byte_order_mark(tmp_path: Path) -> None:
    """A file that begins with one is taken as a compiler takes it."""
    changed = ("mm/page_vma_mapped.c", "mm/rmap.c", "include/linux/rmap.h")
    tree = linked(kernel("7.3"), tmp_path / "tree", *changed)
    for file in changed:
        (tree / file).write_bytes(codecs.BOM_UTF8 + (tree / file).read_bytes())
    scenario = load_scenario("torn-pte0", ("writers=protect-batched", "nr_pages=2"))
    found = ask(scenario, open_tree(tree), cc=None, runs=tmp_path / "runs", limits=Limits())
    assert "PS" in {each.pattern for each in found.outcomes}


def test_a_symbol_that_nobody_knows(tmp_path: Path) -> None:
    """A constant that the shim lacks is named: nothing stands in for it silently."""
    tree = edited(kernel("7.3"), tmp_path / "tree", "step_forward", r"ULONG_MAX", "NEW_LIMIT")
    assert "add NEW_LIMIT to a header" in refused(tree, tmp_path)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    """A file of 10 MB is no file of mm."""
    tree = linked(kernel("7.3"), tmp_path / "tree", "mm/rmap.c")
    with (tree / "mm/rmap.c").open("ab") as file:
        file.write(b"/*" + b"x" * (MAX_FILE + 1) + b"*/")
    assert "more than 4 MB" in refused(tree, tmp_path)


def test_a_missing_file(tmp_path: Path) -> None:
    """The writer's own file is needed for the writer alone."""
    tree = linked(kernel("7.3"), tmp_path / "tree")
    (tree / "arch/arm64/mm/contpte.c").unlink()
    assert "has no arch/arm64/mm/contpte.c" in refused(tree, tmp_path)


@pytest.mark.parametrize(
    "file", ["arch/arm64/include/asm/pgtable.h", "include/linux/swap.h", "mm/vmscan.c"]
)
def test_a_tree_that_is_there_in_part(tmp_path: Path, file: str) -> None:
    """The file that was not unpacked is named, not what would be defined in it."""
    tree = linked(kernel("7.3"), tmp_path / "tree")
    (tree / file).unlink()
    said = refused(tree, tmp_path)
    assert said.startswith(f"{tree} has no {file};") and "arch/arm64 of the tree" in said


def test_only_arm64_needs_its_headers(tmp_path: Path) -> None:
    """A program without a function of arm64 is made of a tree without that folder."""
    tree = linked(kernel("7.3"), tmp_path / "tree")
    (tree / "arch/arm64/mm/contpte.c").unlink()
    (tree / "arch/arm64/include/asm/pgtable.h").unlink()
    scenario = load_scenario("torn-pte0", ("writers=protect-batched", "nr_pages=2"))
    runs = tmp_path / "runs"
    found = ask(scenario, open_tree(tree), cc=None, runs=runs, limits=Limits())
    assert "PS" in {each.pattern for each in found.outcomes}


@pytest.mark.parametrize(
    ("function", "old", "new", "words"),
    [
        (
            "shrink_folio_list",
            r"static unsigned int shrink_folio_list \(",
            "static int folio_not_mapped(struct folio *folio)\n{\n\treturn 1;\n}\n\n"
            "static unsigned int shrink_folio_list(",
            "folio_not_mapped is also defined in mm/vmscan.c:",
        ),
        (
            "try_to_unmap_one",
            r"static bool try_to_unmap_one \(",
            "#define page_vma_mapped_walk(pvmw) false\nstatic bool try_to_unmap_one(",
            "page_vma_mapped_walk is defined anew before try_to_unmap_one",
        ),
        (
            "try_to_unmap_one",
            r"bool ret = true ;",
            'bool ret = true; asm volatile("" : : : "memory");',
            "try_to_unmap_one has asm, so what it touches cannot be seen",
        ),
        (
            "folio_not_mapped",
            r"static int folio_not_mapped",
            "static __attribute__((no_sanitize_thread)) int folio_not_mapped",
            "folio_not_mapped has no_sanitize_thread",
        ),
    ],
    ids=["two functions", "a macro over it", "assembler", "not instrumented"],
)
def test_text_that_would_run_as_something_else(
    tmp_path: Path, function: str, old: str, new: str, words: str
) -> None:
    """Two static functions of one name, of which a program can have one, are refused.

    So is what has accesses to memory that nobody sees.
    """
    assert words in refused(edited(kernel("7.3"), tmp_path / "tree", function, old, new), tmp_path)


PMD = ("pmd_mapped=1", "ttu=TTU_SPLIT_HUGE_PMD", "policy=none")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (("folio=file",), "folio = file does not run in C; use folio = anon"),
        ((*PMD, "writers=gup", "kernel=v7.3"), "folio: gup_fast_pmd_leaf() would have to run too"),
        ((*PMD, "nr_pages=6", "writers=none", "kernel=v7.3"), "2, 4, 8 ... pages in C, not 6"),
        ((*PMD, "writers=protect", "kernel=v6.10"), "kernel = v6.10 splits a PMD before the walk"),
        (("policy=give-up",), "no kernel has policy = give-up; choose one of none"),
        (("passes=0",), "passes = 0 asks what happens in the end"),
        (("writers=user",), "the writer user does not run in C"),
        (("writers=gup:0-1,cow:2-3",), "another mm maps the pages too, and GUP-fast pins no such"),
        (("writers=mremap", "vmas=2"), "mremap() first unmaps what is at the new place"),
        (("writers=mremap*2", "vmas=2", "initial=PPPP|0000"), "mremap() first unmaps what is"),
        (("kernel=v6.8",), "kernel = v6.8 splits a folio before it goes to swap"),
        (("ttu=TTU_HWPOISON",), "ttu = TTU_HWPOISON cannot be passed in C"),
    ],
)
def test_what_is_outside_the_scope_is_refused(
    tmp_path: Path, settings: tuple[str, ...], words: str
) -> None:
    """A scenario that the shim does not stand for is never decided."""
    assert words in refused(kernel("7.3"), tmp_path, *settings)


@pytest.mark.parametrize(("size", "words"), [(3, "is no power of two"), (2, "makes 5 page tables")])
def test_page_tables_of_a_size_that_cannot_be(tmp_path: Path, size: int, words: str) -> None:
    """Page tables have a power of two of entries, and there are few of them."""
    settings = ("nr_pages=10", "cont_ptes=1", "writers=protect")
    assert words in refused(kernel("7.3"), tmp_path, *settings, ptrs_per_pte=size)


def test_each_entry_of_the_shim_has_a_class_and_a_reason() -> None:
    """What stands in for the kernel says what it is and why."""
    for entry in load_shim(writer_kinds()).entries:
        assert entry.kind in CLASSES and entry.reason, entry.definition.name


def test_properties_of_the_shim_have_the_names_of_the_model() -> None:
    """The names in watch.c are the model's."""
    text = (shim_folder() / "watch.c").read_text("utf-8")
    block = text.partition("shim_property[] = {")[2].partition("};")[0]
    names = set(re.findall(r'"(\w+)"', block))
    assert len(names) == 31
    assert names <= {prop.name for prop in load_properties(our_model())}
