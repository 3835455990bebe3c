"""Tests of the parameters: how they are read, what is refused, and in which words."""

from __future__ import annotations

import pytest

from tornfolio.errors import BadInput
from tornfolio.parameters import TTU_FLAGS, Parameters, parse_setting, read_parameters

KINDS = ("contpte", "protect", "zap")


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
        ("=4", "--set: unknown parameter ''; the parameters are nr_pages, ttu"),
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
    assert parameters == Parameters(
        4, ("TTU_SYNC", "TTU_BATCH_FLUSH"), ("zap", "contpte", "zap"), 4
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"nr_pages": None}, "parameter nr_pages is missing; give it a number, 1 to 512"),
        ({"nr_pages": 0}, "nr_pages = 0 is out of range; use 1 to 512"),
        ({"nr_pages": 513}, "nr_pages = 513 is out of range"),
        ({"nr_pages": -4}, "nr_pages = -4 is out of range"),
        ({"nr_pages": True}, "nr_pages = True is not a number; use 1 to 512"),
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
        ({"writers": ["zap"] * 5}, "5 writers are more than TLC can exhaust"),
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


def test_notes_of_flags_without_effect() -> None:
    """A flag that changes nothing in this model says why; the others say nothing."""
    assert read(ttu=["TTU_SYNC", "TTU_BATCH_FLUSH"]).notes() == ()
    assert read(ttu=["TTU_IGNORE_MLOCK", "TTU_SYNC"]).notes() == (
        "TTU_IGNORE_MLOCK changes nothing here: the VMA is not mlocked",
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
    """As JSON, the values are numbers and lists."""
    assert read(ttu=["TTU_SYNC"]).to_json() == {
        "nr_pages": 4,
        "ttu": ["TTU_SYNC"],
        "writers": ["contpte"],
        "cont_ptes": 4,
    }
