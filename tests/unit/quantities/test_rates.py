"""Tests of the rates: every step of the model has a kind, and every number says whence it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tornfolio.model.folders import our_model
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.quantities.rates import read_rates
from tornfolio.support.errors import BadInput
from tornfolio.support.paths import spec_dir

PRIMITIVES = {"walk": "ptep_get() without the PTL", "broom": "__flush_tlb_range() over the block"}


def test_every_step_of_the_catalogue_is_of_a_kind_that_names_it() -> None:
    """No label is one of the rest by accident."""
    rates = read_rates(our_model())
    unnamed = {
        (label, action.primitive)
        for name in scenario_names(our_model())
        for label, action in render(load_scenario(name)).annotations.actions.items()
        if not rates.named(action.primitive)
    }
    assert not unnamed


def test_every_time_says_where_it_is_from() -> None:
    """Nobody has measured any of them for this model, and each says so."""
    assert all(
        kind.source.startswith("assumed: ") for kind in read_rates(our_model()).kinds.values()
    )


@pytest.mark.parametrize(
    ("primitive", "kind"),
    [
        ("ptep_get() without the PTL", "load"),
        ("ptep_get_and_clear() or ptep_clear_flush()", "store"),
        ("__flush_tlb_range() over the block", "flush"),
        ("spin_lock(pvmw->ptl)", "ptl"),
        ("spin_lock(pmd_lock()), spin_unlock() with PVMW_SYNC", "lock"),
        ("pageout()", "io"),
        ("folio_unlock(), folio_put()", "unlock"),
        ("something of the user's own", "step"),
    ],
)
def test_the_longest_beginning_decides_the_kind(primitive: str, kind: str) -> None:
    """As in the comment above the label."""
    assert read_rates(our_model()).kind(primitive) == kind


def test_a_label_is_nearer_than_its_kind() -> None:
    """What is said of a label counts, then what is said of its kind, then the file."""
    rates = read_rates(our_model())
    assert rates.rate("broom", PRIMITIVES["broom"]) == pytest.approx(1)  # 1000 ns
    of_kind = rates.with_settings(["flush=5"], [], PRIMITIVES)
    assert of_kind.rate("broom", PRIMITIVES["broom"]) == 5
    of_label = of_kind.with_settings(["broom=7"], ["flush=3"], PRIMITIVES)
    assert of_label.rate("broom", PRIMITIVES["broom"]) == 7
    assert of_label.rate("walk", PRIMITIVES["walk"]) == rates.rate("walk", PRIMITIVES["walk"])
    assert of_label.phases_of("broom", PRIMITIVES["broom"]) == 3
    assert of_label.phases_of("walk", PRIMITIVES["walk"]) == 1


@pytest.mark.parametrize(
    ("rate", "phases", "said"),
    [
        ("flush", "", "is not NAME=VALUE"),
        ("flush=0", "", "is not a number from"),
        ("flush=nan", "", "is not a number from"),
        ("flash=1", "", "did you mean flush"),
        ("", "arrival=2", "is neither a label"),
        ("", "flush=0", "cannot pass in"),
        ("", "flush=65", "cannot pass in"),
    ],
)
def test_what_is_no_rate_is_bad_input(rate: str, phases: str, said: str) -> None:
    """The error names what was wrong and what could be meant."""
    with pytest.raises(BadInput, match=said):
        read_rates(our_model()).with_settings(
            [rate] if rate else [], [phases] if phases else [], PRIMITIVES
        )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[ptl]", "[plt]", "has no kind ptl"),
        ("ns = 1\n", "ns = 0\n", "is not a time for a step"),
        ("ns = 1\n", "ns = '1'\n", "ns = '1' is not a number"),
        ("ns = 1\n", "ns = true\n", "ns = True is not a number"),
        ('source = "assumed: a few', 'source = ""#', "has no source"),
        ("ns = 1\n", "", "ns"),
    ],
)
def test_a_file_of_rates_is_checked(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A kind without a time or a source is not taken."""
    text = (spec_dir() / "rates.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_rates(our_model(), file)
