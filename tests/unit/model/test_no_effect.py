"""Tests of flags and policies that change nothing in a scenario, which says so."""

from __future__ import annotations

import itertools

import pytest

from tornfolio.explore.survey import survey_all
from tornfolio.model.folders import our_model
from tornfolio.model.kernels import KERNELS, POLICIES
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, writer_kinds
from tornfolio.support.paths import spec_dir
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.toolchain import Toolchain


def _notes(*settings: str) -> list[str]:
    notes = load_scenario("torn-pte0", settings).parameters.notes()
    return [note for note in notes if note.startswith("policy")]


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (["nr_pages=1", "policy=ttu-sync"], "the folio is not large"),
        (["nr_pages=1", "policy=ttu-sync-unless-deferred"], "the folio is not large"),
        (["ttu=TTU_SYNC", "policy=ttu-sync"], "TTU_SYNC is given anyway"),
        (["nr_pages=1", "policy=give-up"], "the only PTE"),
        (["writers=zap", "policy=marker"], "none stores a marker"),
        (["writers=none", "policy=marker-only"], "none stores a marker"),
    ],
)
def test_a_policy_that_changes_nothing_says_so(settings: list[str], why: str) -> None:
    """The verdict under the policy's name is that without it, and a note says why."""
    (note,) = _notes(*settings)
    assert note.startswith(f"policy = {settings[-1].partition('=')[2]} changes nothing here: ")
    assert why in note


def test_a_deferred_flush_changes_nothing_for_hugetlb() -> None:
    """huge_ptep_clear_flush() flushes at once: the flag leads there too, and a note says so."""
    plain = load_scenario("hugetlb-whole", [])
    flags = [*plain.parameters.ttu, "TTU_BATCH_FLUSH"]
    deferred = load_scenario("hugetlb-whole", [f"ttu={','.join(flags)}"])
    assert "TTU_BATCH_FLUSH changes nothing here" in " ".join(deferred.parameters.notes())
    module = render(deferred).tla.partition("try_to_unmap_one:")[2]
    assert 'if ("TTU_BATCH_FLUSH" \\in flags) goto ttu_flush;' in module


@pytest.mark.parametrize(
    "settings",
    [
        ["policy=ttu-sync"],
        ["policy=give-up"],
        ["writers=zap,contpte", "policy=marker"],
        ["policy=batch"],
        # What the kernel does of itself nobody has asked for.
        ["nr_pages=1", "kernel=latest"],
        [],
    ],
)
def test_a_policy_that_may_change_something_says_nothing(settings: list[str]) -> None:
    """Nor does one that is the kernel's own."""
    assert _notes(*settings) == []


def test_who_stores_a_marker() -> None:
    """A writer of ours stores what stands for a cleared PTE, or no marker could ever be met."""
    writers = spec_dir() / "templates" / "writers"
    stores = {
        kind
        for kind in writer_kinds(our_model())
        if "@{ cleared }@" in (writers / f"{kind}.tla").read_text(encoding="utf-8")
    }
    silent = {
        kind
        for kind in ("contpte", "numa", "protect", "protect-batched", "zap", "gup", "cow")
        if _notes(f"writers={kind}", "policy=marker")
    }
    assert stores == {
        *("contpte", "numa", "protect", "protect-batched"),
        *("madv-free", "writeback"),
    }
    assert silent == {"zap", "gup", "cow"}


@pytest.mark.parametrize(("kernel", "policy"), list(itertools.product(KERNELS, POLICIES)))
def test_each_policy_of_ours_changes_the_text(kernel: str, policy: str) -> None:
    """A built-in policy never stands for the text of another one, whatever the kernel."""
    spec = render(load_scenario("torn-pte0", [f"kernel={kernel}", f"policy={policy}"]))
    other = "none" if policy != "none" else "ttu-sync"
    without = render(load_scenario("torn-pte0", [f"kernel={kernel}", f"policy={other}"]))

    def code(text: str) -> list[str]:
        return [line.partition("\\*")[0].rstrip() for line in text.split("***)", 1)[1].split("\n")]

    assert code(spec.tla) != code(without.tla)


def test_poison_ends_batches() -> None:
    """With TTU_HWPOISON folio_unmap_pte_batch() of 7.3 gives 1: the flag changes something."""
    for kernel, says in (("latest", False), ("rfc-base", True)):
        settings = ["folio=lazyfree", f"kernel={kernel}", "writers=store"]
        poisoned = load_scenario("torn-pte0", [*settings, "ttu=TTU_HWPOISON"])
        notes = [note for note in poisoned.parameters.notes() if "TTU_HWPOISON" in note]
        assert bool(notes) == says
        plain = render(load_scenario("torn-pte0", settings))
        assert ("nr := " in plain.tla) == (kernel == "latest")
        assert "nr := " not in render(poisoned).tla


def _kept(*settings: str) -> bool:
    notes = load_scenario("torn-pte0", settings).parameters.notes()
    return any("reclaim unmaps nothing" in note for note in notes)


def test_a_folio_that_is_kept_whatever_happens_says_so() -> None:
    """Where each VMA is mlocked; with TTU_IGNORE_MLOCK, or another VMA, something is unmapped."""
    assert _kept("mlocked=1")
    assert _kept("vmas=2", "mlocked=1,2")
    assert not _kept("vmas=2", "mlocked=2")
    assert not _kept("mlocked=1", "ttu=TTU_IGNORE_MLOCK")
    assert not _kept()


def test_reclaim_unmaps_nothing_of_what_is_mlocked(tools: Toolchain) -> None:
    """TLC agrees, for each kernel and kind of folio, and finds that all else is unmapped."""
    points = [
        (f"kernel={kernel}", f"folio={folio}", "nr_pages=2")
        for kernel, folio in itertools.product(KERNELS, ("anon", "lazyfree", "file"))
    ]
    alone = ("writers=none", "policy=none")
    specs = [
        render(load_scenario("torn-pte0", [*point, *alone, *mlocked]))
        for point in points
        for mlocked in ((), ("mlocked=1",))
    ]
    found = survey_all(specs, Tlc(tools), liveness=lambda spec: False)
    for plain, mlocked in zip(found[::2], found[1::2], strict=True):
        assert {frozenset(each.pattern) for each in mlocked.outcomes} == {frozenset("P")}
        assert all("P" not in each.pattern for each in plain.outcomes), plain.spec.scenario


def test_a_folio_of_one_page_says_that_it_has_no_parts() -> None:
    """What is asked of large folios holds of it, whatever happens."""
    said = "a folio of one page is not large: it has no parts to be torn"
    assert said in load_scenario("torn-pte0", ["nr_pages=1"]).parameters.notes()
    assert said not in load_scenario("torn-pte0", ["nr_pages=2"]).parameters.notes()
