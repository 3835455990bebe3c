"""TLC and the independent explorer reach the same final states."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agree import comparable, compare
from surveys import surveyed
from tornfolio.explore.survey import Survey
from tornfolio.model.kernels import KERNELS, POLICIES
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario, load_scenario, scenario_names
from tornfolio.support.errors import BadInput
from tornfolio.tlc.toolchain import Toolchain

Point = tuple[str, ...]

REWRITERS = ("contpte", "protect", "protect-batched", "numa")
POINTS: list[Point] = [
    (f"nr_pages={nr_pages}", f"writers={writer}", f"ttu={ttu}")
    for nr_pages in (1, 2, 3, 5, 8)
    for writer in (*REWRITERS, "zap")
    for ttu in ("none", "TTU_SYNC")
    if writer != "zap" or nr_pages < 5
]
# Two mms of three pages each take seconds: not with each policy and kernel.
for policy in POLICIES:
    nr_pages = 3 if policy in ("none", "give-up") else 2
    POINTS += [
        (f"policy={policy}", "writers=contpte,protect"),
        (f"policy={policy}", "writers=numa,cow", "vmas=2", f"nr_pages={nr_pages}"),
    ]
for kernel in KERNELS:
    nr_pages = 3 if kernel == "v6.10" else 2
    POINTS += [
        (
            f"kernel={kernel}",
            "policy=none",
            "writers=cow,protect@2",
            "vmas=2",
            f"nr_pages={nr_pages}",
        ),
        (f"kernel={kernel}", "policy=none", "writers=zap:0-1,fault", f"nr_pages={nr_pages}"),
        (f"kernel={kernel}", "writers=shrinker,zap:1-1"),
    ]
POINTS += [
    ("writers=mremap,protect@2", "vmas=2", "initial=PPP|000", "nr_pages=3"),
    ("writers=mremap@2,protect", "vmas=2", "initial=000|PPP", "nr_pages=3"),
    ("writers=mremap@2,shrinker", "vmas=2", "initial=000|0PP", "nr_pages=3"),
    ("writers=mremap@2", "vmas=2", "initial=000|PPP", "nr_pages=3", "straddle=1", "cont_ptes=1"),
    ("writers=mremap", "vmas=2", "initial=PO|00", "nr_pages=2"),
    # UFFDIO_MOVE, which splits a large folio, and moves swap entries with or without a look.
    *(
        ("writers=uffd-move,fault@2", "vmas=2", "initial=P|0", "nr_pages=1", f"kernel={kernel}", m)
        for kernel in ("v6.8", "v6.12", "latest")
        for m in ("passes=2", "shortages=swap_space")
    ),
    *(
        ("writers=uffd-move", "vmas=2", "initial=PP|00", f"kernel={kernel}", "nr_pages=2")
        for kernel in ("v6.8", "v6.12")
    ),
    ("writers=uffd-move@2", "vmas=2", "initial=0S|P0", "kernel=latest", "nr_pages=2"),
    ("writers=uffd-move,gup", "vmas=2", "initial=P|0", "kernel=v6.11", "nr_pages=1", "passes=2"),
    ("writers=uffd-move:0-0,gup:0-0", "vmas=2", "initial=PP|00", "kernel=latest", "nr_pages=2"),
    ("writers=uffd-move:1-1,zap:0-0", "vmas=2", "initial=PP|00", "kernel=latest", "nr_pages=2"),
    ("writers=uffd-move,uffd-move@2", "vmas=2", "initial=P|0", "kernel=v6.12", "nr_pages=1"),
    ("writers=uffd-move:1-1", "vmas=2", "initial=PP|00", "nr_pages=2", "straddle=1", "cont_ptes=1"),
    ("writers=madvise,contpte", "passes=2", "nr_pages=3"),
    ("writers=gup,fault", "passes=2", "nr_pages=2", "ttu=TTU_SYNC"),
    # A reference that is there when pageout() looks, or comes after, in a first and a later pass.
    ("writers=zap", "passes=2", "nr_pages=2", "ttu=TTU_SYNC"),
    ("writers=zap:0-0,gup", "passes=2", "nr_pages=2", "ttu=TTU_SYNC"),
    ("writers=zap,fault", "passes=2", "nr_pages=2", "ttu=TTU_SYNC", "shortages=swap_space"),
    ("writers=gup,gup", "ttu=TTU_SYNC", "nr_pages=3"),
    # The folio is split between GUP's look for it and its reference.
    ("writers=gup", "kernel=v6.1", "nr_pages=2"),
    ("writers=gup:1-1,zap:0-0", "kernel=v6.1", "nr_pages=2"),
    ("writers=gup", "shortages=swap_slots", "nr_pages=3"),
    ("folio=lazyfree", "writers=store,contpte", "passes=2"),
    ("folio=lazyfree", "writers=gup,store", "kernel=latest", "nr_pages=3", "passes=2"),
    ("writers=gup", "pmd_mapped=1", "ttu=TTU_SPLIT_HUGE_PMD", "nr_pages=3", "kernel=latest"),
    ("writers=gup,zap", "pmd_mapped=1", "ttu=TTU_SPLIT_HUGE_PMD", "nr_pages=2", "kernel=v6.10"),
    ("writers=zap:0-1", "pmd_mapped=1", "ttu=TTU_SPLIT_HUGE_PMD", "nr_pages=3", "kernel=latest"),
    ("writers=gup", "pmd_mapped=1", "ttu=TTU_SPLIT_HUGE_PMD", "folio=lazyfree", "kernel=latest"),
    ("folio=lazyfree", "writers=gup,zap:1-1", "kernel=latest", "nr_pages=3"),
    ("folio=lazyfree", "writers=contpte,store", "kernel=latest", "policy=none", "straddle=2"),
    ("folio=lazyfree", "writers=cow,numa@2", "kernel=latest", "vmas=2", "nr_pages=3"),
    ("folio=file", "writers=contpte,zap", "kernel=latest", "policy=none", "nr_pages=3"),
    ("folio=lazyfree", "writers=fault,store", "passes=2", "nr_pages=3", "ttu=TTU_SYNC"),
    ("folio=file", "writers=contpte,zap", "nr_pages=3"),
    ("folio=file", "writers=gup,numa", "nr_pages=3", "passes=2"),
    ("mlocked=1", "vmas=2", "writers=protect@2", "kernel=latest"),
    ("mlocked=2", "vmas=2", "writers=protect@2", "kernel=latest", "straddle=2"),
    ("shortages=swap_count,swap_slots,swap_space", "writers=numa", "vmas=2", "nr_pages=3"),
    ("initial=0OPS", "writers=protect,protect-batched"),
    ("initial=O0PP|PP0O", "vmas=2", "writers=protect-batched,numa@2"),
    ("straddle=2", "writers=contpte,contpte", "cont_ptes=2", "policy=give-up"),
    ("straddle=1", "writers=zap,protect", "nr_pages=3"),
    ("writers=contpte*2,numa*2", "cont_ptes=2"),
    *(
        ("policy=anon-batch", "nr_pages=3", *more)
        for more in (
            ("shared=1", "writers=gup", "ttu=TTU_SYNC", "shortages=swap_count"),
            ("shared=0,2", "read_only=0,2", "writers=gup,numa"),
            ("read_only=1", "writers=gup", "passes=2"),
            ("straddle=1", "writers=protect", "ttu=TTU_SYNC", "shortages=swap_count"),
            ("initial=P0P", "writers=zap:2-2", "passes=2"),
            ("mlocked=1", "writers=protect", "kernel=latest"),
            ("pmd_mapped=1", "ttu=TTU_SPLIT_HUGE_PMD", "writers=gup", "kernel=latest"),
            ("vmas=2", "writers=cow@2", "shortages=swap_count"),
        )
    ),
    ("shared=1,2", "writers=gup,contpte", "nr_pages=3"),
    ("shared=0", "writers=gup", "nr_pages=2", "policy=batch"),
    ("folio=lazyfree", "kernel=latest", "read_only=1", "writers=gup", "nr_pages=3"),
    ("vmas=3", "nr_pages=2", "writers=cow@2,numa@3", "ttu=TTU_SYNC"),
    # A page table that is replaced, with a pin, a swap count that cannot be raised, in two mms.
    ("writers=collapse", "nr_pages=3"),
    ("writers=collapse,gup", "nr_pages=2", "passes=2", "kernel=latest"),
    ("writers=collapse", "nr_pages=3", "shortages=swap_count,swap_space", "passes=2"),
    ("writers=collapse@2,fault", "nr_pages=2", "vmas=2", "kernel=v6.11"),
    ("writers=collapse,collapse@2", "nr_pages=2", "vmas=2", "policy=batch"),
    ("writers=collapse*2,numa@2", "nr_pages=2", "vmas=2", "policy=give-up"),
    ("writers=collapse,contpte@2", "nr_pages=2", "vmas=2", "policy=marker"),
    ("writers=collapse,gup", "nr_pages=1", "passes=2"),
]


def survey_of(scenarios: Sequence[Scenario], tools: Toolchain) -> list[Survey]:
    """Let TLC list the outcomes of scenarios."""
    return surveyed([render(scenario) for scenario in scenarios], tools)


def test_at_chosen_points(tools: Toolchain) -> None:
    """One folio of 1 to 8 pages, one mm to three, every writer, policy and kernel."""
    scenarios = [load_scenario("torn-pte0", point) for point in POINTS]
    assert len(POINTS) > 90
    assert compare(scenarios, survey_of(scenarios, tools)) == []


def test_in_every_scenario_of_the_catalogue(tools: Toolchain) -> None:
    """Whatever the catalogue asks, as far as the explorer knows it: all with a number of passes."""
    scenarios = [load_scenario(name) for name in scenario_names()]
    scenarios = [scenario for scenario in scenarios if comparable(scenario.parameters)]
    assert len(scenarios) > 55
    assert sum(bool(scenario.parameters.pmd_mapped) for scenario in scenarios) > 7
    assert any(scenario.parameters.folio == "hugetlb" for scenario in scenarios)
    assert compare(scenarios, survey_of(scenarios, tools)) == []


def _lists(words: Sequence[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(words), max_size=most, unique=True).map(
        lambda chosen: ",".join(chosen) or "none"
    )


WRITERS = ("contpte", "protect", "protect-batched", "numa", "cow", "zap:0-0", "gup", "fault")
DRAWN = st.tuples(
    st.integers(1, 4).map("nr_pages={}".format),
    st.integers(1, 2).map("vmas={}".format),
    st.integers(0, 2).map("straddle={}".format),
    st.integers(1, 2).map("passes={}".format),
    _lists((*WRITERS, "store", "shrinker", "madvise", "protect@2", "cow@2"), 2).map(
        "writers={}".format
    ),
    _lists(("TTU_SYNC", "TTU_BATCH_FLUSH"), 1).map("ttu={}".format),
    st.sampled_from(sorted(POLICIES)).map("policy={}".format),
    st.sampled_from(sorted(KERNELS)).map("kernel={}".format),
    st.sampled_from(("anon", "anon", "lazyfree", "file")).map("folio={}".format),
    _lists(("1", "2"), 1).map("mlocked={}".format),
    _lists(("swap_count", "swap_slots", "swap_space"), 1).map("shortages={}".format),
)


def drawn_scenarios() -> list[Scenario]:
    """Draw scenarios, the same each time; those that the rules between parameters refuse are not.

    They are drawn before any is decided, so that TLC decides them all in the same JVMs.
    """
    scenarios: list[Scenario] = []

    @settings(
        max_examples=150,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(point=DRAWN)
    def draw(point: Point) -> None:
        with contextlib.suppress(BadInput):
            scenarios.append(load_scenario("torn-pte0", point))

    draw()
    return scenarios


def test_at_drawn_points(tools: Toolchain) -> None:
    """Random small scenarios."""
    scenarios = drawn_scenarios()
    assert len(scenarios) >= 40
    assert compare(scenarios, survey_of(scenarios, tools)) == []
