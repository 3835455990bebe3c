"""Tests of the parameters: how they are read, what is refused, and in which words."""

from __future__ import annotations

import pytest

from tornfolio.model.folders import our_model
from tornfolio.model.parameter_table import parse_setting, read_parameters
from tornfolio.model.parameter_words import TTU_FLAGS
from tornfolio.model.parameters import Parameters
from tornfolio.model.scenario import writer_kinds
from tornfolio.model.writers import Writer
from tornfolio.support.errors import BadInput

KINDS = tuple(writer_kinds(our_model()))
# A writer that moves pages between two VMAs, to where nothing is.
MOVE: dict[str, object] = {"writers": ["uffd-move"], "vmas": 2, "initial": "PPPP|0000"}


def read(**changes: object) -> Parameters:
    """Read parameters that are fine but for the changes; None takes a parameter away."""
    table: dict[str, object] = {"nr_pages": 4, "ttu": [], "writers": ["contpte"]}
    table = {key: value for key, value in (table | changes).items() if value is not None}
    return read_parameters(table, where="torn.toml", writer_kinds=KINDS)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("nr_pages=8", ("nr_pages", 8)),
        (" nr_pages = +8 ", ("nr_pages", 8)),
        ("nr_pages=-1", ("nr_pages", -1)),
        ("nr_pages=", ("nr_pages", "")),
        ("nr_pages=8x", ("nr_pages", "8x")),
        ("nr_pages=1_6", ("nr_pages", "1_6")),
        ("nr_pages=\u0663", ("nr_pages", "\u0663")),
        ("nr_pages=" + "9" * 5000, ("nr_pages", "9" * 5000)),
        ("ttu=", ("ttu", [])),
        ("ttu=none", ("ttu", [])),
        ("ttu=TTU_SYNC", ("ttu", ["TTU_SYNC"])),
        ("ttu=none,TTU_SYNC", ("ttu", ["none", "TTU_SYNC"])),
        ("writers=contpte, zap", ("writers", ["contpte", "zap"])),
        ("writers=contpte,", ("writers", ["contpte", ""])),
        ("writers=a=b", ("writers", ["a=b"])),
    ],
)
def test_settings(setting: str, expected: tuple[str, object]) -> None:
    """A setting's text becomes the plain value that a file would have."""
    assert parse_setting(setting) == expected


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("nr_pages", "--set 'nr_pages' is not KEY=VALUE"),
        ("", "--set '' is not KEY=VALUE"),
        ("=4", "--set: unknown parameter ''; the parameters are nr_pages, vmas"),
        ("nr_page=4", "--set: unknown parameter 'nr_page', did you mean nr_pages?"),
        ("NR_PAGES=4", "--set: unknown parameter 'NR_PAGES', did you mean nr_pages?"),
        ("writer=zap", "--set: unknown parameter 'writer', did you mean writers?"),
        ("xyzzy=1", "--set: unknown parameter 'xyzzy'; the parameters are"),
    ],
)
def test_bad_settings(setting: str, message: str) -> None:
    """A setting that names no parameter is refused, with the nearest name."""
    with pytest.raises(BadInput) as caught:
        parse_setting(setting)
    assert message in str(caught.value)


@pytest.mark.parametrize(("nr_pages", "cont_ptes"), [(1, 1), (4, 4), (16, 16), (32, 16), (512, 16)])
def test_default_cont_ptes(nr_pages: int, cont_ptes: int) -> None:
    """Without cont_ptes, the CONT block is the whole folio, up to arm64's 16 PTEs."""
    assert read(nr_pages=nr_pages).cont_ptes == cont_ptes


def test_flags_come_in_the_order_of_the_kernel() -> None:
    """The order in which flags are given makes no difference; that of writers is kept."""
    parameters = read(ttu=["TTU_BATCH_FLUSH", "TTU_SYNC"], writers=["zap", "contpte", "zap"])
    writers = (Writer("zap"), Writer("contpte"), Writer("zap"))
    assert parameters == Parameters(4, ("TTU_SYNC", "TTU_BATCH_FLUSH"), writers, 4)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"nr_pages": None}, "parameter nr_pages is missing; give it a number, 1 to 8192"),
        ({"nr_pages": 0}, "nr_pages = 0 is out of range; use 1 to 8192"),
        ({"nr_pages": 8193}, "nr_pages = 8193 is out of range"),
        ({"nr_pages": -4}, "nr_pages = -4 is out of range"),
        ({"nr_pages": True}, "nr_pages = True is not a number; use 1 to 8192"),
        ({"nr_pages": 4.0}, "nr_pages = 4.0 is not a number"),
        ({"nr_pages": "4"}, "nr_pages = '4' is not a number"),
        ({"nr_pages": [4]}, "nr_pages = [4] is not a number"),
        ({"ttu": None}, "parameter ttu is missing; give it a list"),
        ({"ttu": "TTU_SYNC"}, "ttu = 'TTU_SYNC' is not a list of words"),
        ({"ttu": [1]}, "ttu = [1] is not a list of words"),
        ({"ttu": {"a": 1}}, "ttu = {'a': 1} is not a list of words"),
        (
            {"ttu": ["none", "TTU_SYNC"]},
            "ttu = 'none,TTU_SYNC' contradicts itself; give either none",
        ),
        ({"ttu": ["TTU_SYNC", "none"]}, "ttu = 'TTU_SYNC,none' contradicts itself"),
        ({"ttu": ["TTU_SNYC"]}, "unknown TTU flag 'TTU_SNYC', did you mean TTU_SYNC?"),
        ({"ttu": ["ttu_batch_flush"]}, "'ttu_batch_flush', did you mean TTU_BATCH_FLUSH?"),
        ({"ttu": [""]}, "unknown TTU flag ''; the TTU flags are TTU_SYNC, TTU_BATCH_FLUSH"),
        ({"ttu": ["TTU_SYNC", "TTU_SYNC"]}, "TTU flag TTU_SYNC is given twice; give it once"),
        ({"writers": None}, "parameter writers is missing"),
        ({"writers": "contpte"}, "writers = 'contpte' is not a list of words"),
        ({"writers": [["zap"]]}, "writers = [['zap']] is not a list of words"),
        ({"writers": ["none", "zap"]}, "writers = 'none,zap' contradicts itself; give either none"),
        ({"writers": ["contpe"]}, "unknown writer 'contpe', did you mean contpte?"),
        ({"writers": ["mremap()"]}, "unknown writer 'mremap()'"),
        ({"writers": [""]}, "unknown writer ''"),
        ({"writers": ["zap:1"]}, "'zap:1' is not a writer; write KIND[@VMA][:FIRST-LAST][*TIMES]"),
        ({"writers": ["zap*x"]}, "'zap*x' is not a writer"),
        ({"writers": ["zap:3-4"]}, "writer zap:3-4 has no range of PTEs in a folio of 4"),
        ({"writers": ["zap:3-1"]}, "writer zap:3-1 has no range of PTEs"),
        ({"writers": ["zap@2"]}, "writer zap@2 is in VMA 2; there are VMAs 1 to 1"),
        ({"writers": ["zap@0"]}, "writer zap@0 is in VMA 0"),
        ({"writers": ["zap*4"]}, "writer zap*4 runs too often; use *1 to *3"),
        ({"writers": ["zap*0"]}, "writer zap*0 runs too often"),
        ({"kernel": "v6.9"}, "kernel = 'v6.9' is unknown, did you mean v6.8?; use one of v6.1"),
        ({"kernel": 6}, "kernel = 6 is unknown"),
        ({"policy": "give"}, "policy = 'give' is unknown"),
        ({"folio": "thp"}, "folio = 'thp' is unknown; use one of anon, lazyfree, file, hugetlb"),
        ({"vmas": 4}, "vmas = 4 is out of range; use 1 to 3"),
        ({"straddle": 4}, "straddle = 4 is out of range; use 0 to 3"),
        ({"straddle": 1, "cont_ptes": 2}, "a CONT block of 2 PTEs crosses the page table boundary"),
        ({"passes": 4}, "passes = 4 is out of range; use 0 to 3"),
        ({"initial": "PPP"}, "initial = 'PPP' is no pattern of 4 PTEs"),
        ({"initial": "PPPP|PPPP"}, "initial = 'PPPP|PPPP' is for 2 VMAs, there are 1"),
        ({"initial": 4}, "initial = 4 is not text"),
        ({"initial": "PSSS", "folio": "file"}, "initial has swap entries, which folio = file has"),
        ({"pmd_mapped": [1]}, "cannot be unmapped without TTU_SPLIT_HUGE_PMD; add it to ttu"),
        ({"pmd_mapped": [2]}, "pmd_mapped = 2 is no VMA; there are VMAs 1 to 1"),
        ({"pmd_mapped": 1}, "pmd_mapped = 1 is not a list of VMAs"),
        ({"mlocked": [True]}, "mlocked = True is no VMA"),
        ({"shortages": ["swap"]}, "unknown shortage 'swap'"),
        ({"shortages": ["swap_count"], "folio": "file"}, "shortages do not go with folio = file"),
        ({"writers": ["gup"], "vmas": 2}, "GUP-fast pins only exclusive pages"),
        ({"writers": ["gup", "cow:2-3"]}, "a page that cow copies is shared with another mm"),
        ({"writers": ["mremap"]}, "mremap moves PTEs to another VMA; use vmas = 2"),
        ({"writers": ["mremap"] * 2, "vmas": 2}, "two mremap writers exclude each other"),
        ({"writers": ["split-pmd"]}, "there is no PMD mapping for split-pmd to split"),
        ({"writers": ["store"]}, "a store changes nothing in this model for folio = anon"),
        ({"writers": ["fault"], "folio": "file"}, "folio = file does not go with writer fault"),
        ({"writers": ["collapse:1-3"]}, "collapse replaces the whole page table; give it no range"),
        ({"writers": ["collapse"] * 2}, "two collapse writers in one VMA exclude each other"),
        ({"writers": ["collapse"], "straddle": 2}, "collapse is for a folio that is mapped wholly"),
        ({"writers": ["collapse"], "kernel": "v6.8"}, "and is never split; leave straddle"),
        ({"writers": ["collapse", "protect"]}, "mmap_lock keeps collapse and writer protect apart"),
        ({"writers": ["collapse", "mremap@2"], "vmas": 2}, "and writer mremap@2 apart"),
        ({"writers": ["collapse"], "folio": "file"}, "folio = file does not go with writer coll"),
        ({"writers": ["uffd-move"]}, "uffd-move moves pages between two VMAs of one mm; use vmas"),
        ({"writers": ["uffd-move"], "vmas": 2}, "those that both VMAs map are shared"),
        (MOVE | {"initial": "PPPS|000P"}, "let initial have each page in one VMA, as in PPPP|0"),
        (MOVE | {"kernel": "v6.6"}, "kernel = v6.6 has no UFFDIO_MOVE, which uffd-move runs"),
        (MOVE | {"writers": ["uffd-move", "mremap"]}, "what writer mremap does is kept apart from"),
        (MOVE | {"writers": ["uffd-move", "cow@2"]}, "what writer cow does is kept apart from uff"),
        (MOVE | {"folio": "lazyfree"}, "folio = lazyfree does not go with writer uffd-move"),
        ({"folio": "hugetlb"}, "folio = hugetlb has one entry for the whole folio; use nr_pages"),
        ({"policy": "batch", "folio": "file"}, "policy = batch does not go with folio = file"),
        ({"writers": ["zap"] * 5}, "5 writers are too many for TLC to search"),
        (
            {"nr_pages": 8, "cont_ptes": 8, "writers": ["contpte:0-3"]},
            "no whole CONT block of 8 PTEs is in the range of writer contpte:0-3",
        ),
        ({"nr_pages": 8, "cont_ptes": 4, "writers": ["contpte:1-6"]}, "no whole CONT block of 4"),
        ({"cont_ptes": 0}, "cont_ptes = 0 is out of range"),
        ({"cont_ptes": "4"}, "cont_ptes = '4' is not a number"),
        ({"cont_ptes": 3}, "a CONT block of 3 PTEs does not divide a folio of 4"),
        ({"cont_ptes": 8}, "a CONT block of 8 PTEs does not divide a folio of 4"),
        ({"nr_pages": 24}, "a CONT block of 16 PTEs does not divide a folio of 24"),
        ({"nr_page": 4}, "unknown parameter 'nr_page', did you mean nr_pages?"),
    ],
)
def test_bad_values(changes: dict[str, object], message: str) -> None:
    """Every bad value is refused in words that name its source and what is wrong."""
    with pytest.raises(BadInput) as caught:
        read(**changes)
    assert str(caught.value).startswith("torn.toml: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("writer", ["contpte:4-7", "contpte:3-7", "contpte:0-4", "contpte:4-"])
def test_a_range_with_one_block(writer: str) -> None:
    """One whole aligned block of a range is enough for contpte, wherever the range begins."""
    assert read(nr_pages=8, cont_ptes=4, writers=[writer]).kinds == ("contpte",)


def test_no_flag_is_written_as_in_a_heading() -> None:
    """`ttu = 0` can be given back as it stands there, but not beside a flag, nor for a list."""
    assert read(ttu=["0"]).ttu == () and read(ttu=["0"]).flags() == "0"
    with pytest.raises(BadInput, match="unknown TTU flag '0'"):
        read(ttu=["0", "TTU_SYNC"])
    with pytest.raises(BadInput, match="unknown shortage"):
        read(shortages=["0"])


def test_gup_beside_a_move() -> None:
    """The two VMAs of UFFDIO_MOVE are of one mm, so that their pages are exclusive."""
    assert read(**MOVE | {"writers": ["uffd-move", "gup@2"]}).kinds == ("uffd-move", "gup")


def test_gup_and_cow_apart() -> None:
    """Pages of one folio differ in AnonExclusive: a page that is not copied can be pinned."""
    assert read(writers=["gup:0-1", "cow:2-3"]).kinds == ("gup", "cow")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ()),
        ({"initial": "000P"}, ()),
        ({"initial": "0000"}, ("nothing to unmap",)),
        ({"initial": "OOOO"}, ("nothing to unmap",)),
        ({"initial": "0000|000P", "vmas": 2}, ()),
        ({"writers": []}, ("no CPU runs beside reclaim",)),
        ({"writers": [], "initial": "SSSS"}, ("nothing to unmap", "no CPU runs beside reclaim")),
    ],
)
def test_empty_questions(changes: dict[str, object], said: tuple[str, ...]) -> None:
    """A folio that no PTE maps, and a reclaim that is alone, make an empty question."""
    found = read(**changes).empty()
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))


def test_notes_of_flags_without_effect() -> None:
    """A flag that changes nothing in this model says why; the others say nothing."""
    assert read(ttu=["TTU_SYNC", "TTU_BATCH_FLUSH"]).notes() == ()
    assert read(ttu=["TTU_IGNORE_MLOCK", "TTU_SYNC"]).notes() == (
        "TTU_IGNORE_MLOCK changes nothing here: no VMA is mlocked",
    )
    assert len(read(ttu=list(TTU_FLAGS)).notes()) == len(TTU_FLAGS) - 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "nr_pages = 4, ttu = 0, writers = contpte, cont_ptes = 4"),
        ({"writers": []}, "nr_pages = 4, ttu = 0, writers = no writers"),
        (
            {"ttu": ["TTU_SYNC", "TTU_BATCH_FLUSH"], "writers": ["zap", "zap"]},
            "nr_pages = 4, ttu = TTU_SYNC|TTU_BATCH_FLUSH, writers = zap, zap",
        ),
    ],
)
def test_in_words(changes: dict[str, object], words: str) -> None:
    """The bounds are one phrase, which leaves out a CONT block that nobody uses."""
    assert read(**changes).in_words() == words


def test_json_has_lists() -> None:
    """As JSON, the values are numbers, texts and lists."""
    found = read(ttu=["TTU_SYNC"], writers=["zap:1-2*2"], initial="P1 03", mlocked=["1"]).to_json()
    assert found["ttu"] == ["TTU_SYNC"]
    assert found["writers"] == ["zap:1-2*2"]
    assert (found["nr_pages"], found["cont_ptes"], found["initial"]) == (4, 4, "P000")
    assert (found["kernel"], found["policy"], found["mlocked"]) == ("rfc-base", "none", [1])


@pytest.mark.parametrize("text", ["zap", "zap@2", "zap:1-2", "zap:1-", "contpte*3", "zap@2:0-1*2"])
def test_writers_are_written_as_they_are_read(text: str) -> None:
    """A writer's VMA, range and repetitions are read, and written in the same way."""
    (writer,) = read(writers=[text], vmas=2).writers
    assert str(writer) == text


def test_the_kernel_chooses_the_policy() -> None:
    """Each kernel has a policy of its own, which a scenario may replace; the bounds name it."""
    assert read(kernel="v6.10").policy == "ttu-sync-unless-deferred"
    assert read(kernel="v6.10", policy="none").policy == "none"
    assert read().policy == "none" and "policy" not in read().in_words()
    assert "policy = ttu-sync-unless-deferred" in read(kernel="v6.10").in_words()
    assert "policy" not in read(kernel="v6.10").in_words(with_policy=False)
    assert "policy = none" in read(kernel="v6.10", policy="none").in_words()
