"""What properties look at: where each is asked, which states they leave out, and what mutates."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator

import pytest

from surveys import surveyed
from tornfolio.explore.mutants import run_mutants
from tornfolio.model.mutants import Mutant, load_mutants, mutated
from tornfolio.model.parameters import Parameters
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput
from tornfolio.tla.pluscal import without_comments
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.toolchain import Toolchain

_SPLITS = {"zap", "cow", "shrinker", "madvise"}


def _splits(p: Parameters) -> bool:
    """Tell whether the folio may be split: all of lazyfree may; anon if somebody may queue it."""
    if p.folio == "lazyfree":
        return True
    early = p.kernel == "v6.8" or "swap_slots" in p.shortages or bool(p.initial)
    return p.folio == "anon" and (early or not _SPLITS.isdisjoint(p.kinds))


def _swaps(p: Parameters) -> bool:
    return p.folio in ("anon", "lazyfree")


# Where each property of memory, data and locks can fail.
WHERE: dict[str, Callable[[Parameters], bool]] = {
    "NoUseAfterFree": lambda p: p.folio != "hugetlb",
    "SlotInUseKept": _swaps,
    "NoDataLost": _swaps,
    "PartlyMappedQueued": _swaps,
    "MlockRespected": lambda p: bool(p.mlocked) and p.folio != "hugetlb",
    "FolioLockDiscipline": lambda p: True,
    "SplitFrozen": _splits,
    "PinnedStaysMapped": lambda p: "gup" in p.kinds and _swaps(p),
}

# A scenario of each kind: of folio, of page tables, of split, of pins, of passes, of granularity.
KINDS = (
    ("torn-pte0",),
    ("torn-pte0", "granularity=lock"),
    ("across-mms-with-sync",),
    ("batch",),
    ("hugetlb-whole",),
    ("lazyfree-pinned",),
    ("mlocked-kept",),
    ("no-contiguous-slots",),
    ("no-fault-with-sync",),
    ("pin-in-the-middle",),
    ("pmd-in-second-mm",),
    ("pmd-with-sync",),
    ("retry-heals",),
    ("second-pass",),
    ("straddle-with-sync",),
    ("swap-count-fails",),
    ("swap-full",),
    ("torn-file-folio",),
    ("torn-then-split",),
    ("v6-8-torn-pmd",),
    ("zap-late-rmap",),
)


@pytest.fixture(scope="module")
def catalogue() -> list[Spec]:
    """The specs of all scenarios."""
    return [render(load_scenario(name), remember=True) for name in scenario_names()]


@pytest.mark.parametrize("name", WHERE)
def test_a_property_is_where_it_can_fail(catalogue: list[Spec], name: str) -> None:
    """Each property of memory, data and locks is in the modules that its `needs` say."""
    for spec in catalogue:
        scenario = spec.scenario
        wanted = WHERE[name](scenario.parameters)
        assert (name in {prop.name for prop in spec.properties}) is wanted, scenario.name
        assert (re.search(rf"^{name} ==", spec.tla, re.MULTILINE) is not None) is wanted
        assert (f'Report("{name}", {name})' in spec.mc) is wanted


@pytest.mark.parametrize("name", WHERE)
def test_a_property_has_a_mutant_of_its_own(name: str) -> None:
    """A committed mutant names each of them; that TLC finds it violated test_catalogue.py shows."""
    killers = {mutant.killer for mutant in load_mutants()}
    assert name in killers


@pytest.mark.parametrize("mutant", load_mutants(), ids=lambda mutant: mutant.name)
def test_a_mutant_changes_more_than_comments(mutant: Mutant) -> None:
    """What TLC reads of a mutant differs from what it reads of the model, and none is refused."""
    unchanged = render(mutant.scenario, remember=True)
    assert _code(mutated(mutant)) != _code(unchanged)


def test_there_are_many_mutants() -> None:
    """The test above is about more than a hundred."""
    assert len(load_mutants()) > 100


def test_a_mutant_of_a_comment_is_refused(tools: Toolchain) -> None:
    """A mutant that changes a comment alone would survive as if properties were blind."""
    [mutant] = load_mutants(["sync-forgotten"])
    words = dataclasses.replace(
        mutant, find="Nothing shared is touched yet.", replace="Something shared is touched."
    )
    with pytest.raises(BadInput, match="sync-forgotten changes nothing of whole-with-sync but com"):
        run_mutants([words], Tlc(tools))


def test_returned_is_from_the_return_to_the_next_pass(tools: Toolchain) -> None:
    """Returned holds at each label after the walk of the reverse map until the next begins."""
    asked = []
    for name, *settings in KINDS:
        spec = render(load_scenario(name, settings))
        labels = sorted(_after_the_walk(spec))
        functions = {spec.annotations.actions[label].function for label in labels}
        assert {"check", "unlock"} <= {label.partition("_")[2] for label in labels}
        assert functions <= {
            "shrink_folio_list",
            "unmap_poisoned_folio",
            "try_memory_failure_hugetlb",
        }
        # Before the first pass, and with the next page of a split folio, no VMA is at hand.
        words = ", ".join(f'"{label}"' for label in [*labels, "shrink_trylock", "Done"])
        head, found, tail = spec.tla.partition("\nTypeOK ==\n")
        assert found
        same = f'TypeOK == Returned <=> (vma > 0 /\\ pc["reclaim"] \\in {{{words}}})'
        asked.append(dataclasses.replace(spec, tla=f"{head}\n{same}\n\nTypeOKAsItIs ==\n{tail}"))
    for survey in surveyed(asked, tools):
        assert survey.complete
        assert survey.verdicts["TypeOK"] == "holds", survey.spec.scenario.name


def _after_the_walk(spec: Spec) -> set[str]:
    """The labels of reclaim that follow rmap_unlock, while `vma` stays and no pass begins."""
    blocks = dict(_blocks(spec))
    names = list(blocks)
    reached: set[str] = set()
    left = [names[names.index("rmap_unlock") + 1]]
    while left:
        label = left.pop()
        if label in reached or label in ("shrink_trylock", "Done"):
            continue
        reached.add(label)
        block = blocks[label]
        # A branch that forgets the VMA goes on with another folio.
        for branch, target in re.findall(r"([^{}]*?)\bgoto (\w+)", block):
            if "vma := 0;" not in branch:
                left.append(target)
        later = names[names.index(label) + 1 :]
        if later and not re.search(r"^    goto \w+;\s*\Z", block, re.MULTILINE):
            left.append(later[0])
    return reached


def _blocks(spec: Spec) -> Iterator[tuple[str, str]]:
    """The labels of reclaim, each with its code."""
    process = re.split(r"^(?:fair\+? )?process ", _code(spec), flags=re.MULTILINE)[1]
    parts = re.split(r"^([a-z]\w*):$", process, flags=re.MULTILINE)
    yield from zip(parts[1::2], (part.strip("\n ") for part in parts[2::2]), strict=True)


def _code(spec: Spec) -> str:
    """A module with its algorithm, which stands in a comment, and without other comments."""
    return without_comments(spec.tla.replace("(* --algorithm", "").replace("\n} *)", "\n}"))
