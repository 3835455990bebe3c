"""Says which scenarios can be asked of C, and what a program is told of one."""

from __future__ import annotations

from collections.abc import Sequence

from tornfolio.linux.headers import CONT, PMD, writer_kinds
from tornfolio.linux.own_policy import changes_reclaim, flags_of, own_policy
from tornfolio.linux.probes import probe
from tornfolio.linux.tree import Tree
from tornfolio.model.features import can_split
from tornfolio.model.kernels import KERNELS
from tornfolio.model.parameters import Parameters
from tornfolio.model.ptes import letters
from tornfolio.model.scenario import Scenario
from tornfolio.model.switches import cpus
from tornfolio.support.errors import BadInput

__all__ = ["check_scope", "check_tables", "kinds_of", "program_settings", "writer_names"]

# Policies that kernels have, with the flags that the tree decides.
_POLICIES = {"none": (), "ttu-sync": ("TTU_SYNC",), "ttu-sync-unless-deferred": ()}
# The bits of `ttu` in the shim, in the order of vmscan.h.
_TTU = (
    "TTU_SYNC",
    "TTU_BATCH_FLUSH",
    "TTU_SPLIT_HUGE_PMD",
    "TTU_IGNORE_MLOCK",
    "TTU_RMAP_LOCKED",
)
# SHIM_TABLES of mm_types.h.
MOST_TABLES = 4
# The writers that run beside a PMD mapping.
_BESIDE_PMD = frozenset({"protect", "split-pmd"})
_COUNTED = frozenset({"fault", "cow", "gup", "shrinker", "madvise", "zap"})
_LETTERS = frozenset("P0SO")


def kinds_of(parameters: Parameters) -> tuple[str, ...]:
    """The kinds of writers that a program must have, protect for protect-batched too.

    Whether change_pte_range() clears PTE by PTE or in runs is the tree's to say. With CONT bits it
    is another program.
    """
    kinds = tuple(dict.fromkeys(_kind(writer.kind) for writer in parameters.writers))
    return (
        *((PMD,) if parameters.pmd_mapped else ()),
        *(() if parameters.cont == "off" else (CONT,)),
        *kinds,
    )


def check_scope(scenario: Scenario, tree: Tree, *, patched: bool = False) -> None:
    """Refuse what the shim does not stand for. Raises BadInput.

    With `patched` the tree is expected to have the patch of the scenario's own policy.
    """
    p = scenario.parameters
    there = writer_kinds()
    missing = [str(w) for w in p.writers if _kind(w.kind) not in there]
    patterns = {letter for pte in p.initial or () for letter in letters(pte)}
    unknown = [flag for flag in p.ttu if flag not in _TTU]
    rules: tuple[tuple[bool, str, str], ...] = (
        (bool(missing), f"writer {', '.join(missing)} is not there in C",
         f"choose one of {', '.join(there)}"),
        (p.bug != "none", f"bug = {p.bug} is a change to the model, not to C", "leave bug out"),
        (bool(p.read_only or p.uffd_wp), "bits of PTEs are not there in C",
         "leave read_only and uffd_wp out"),
        (p.folio != "anon", f"folio = {p.folio} is not there in C", "use folio = anon"),
        *_pmd_rules(scenario, tree),
        *_policy_rules(scenario, tree, patched=patched),
        (_splits_first(p) and probe(tree, "reclaim keeps folios whole"),
         f"kernel = {p.kernel}, which splits a folio first, is not there in C",
         "choose a newer one, or an older tree"),
        (p.passes == 0, "passes = 0 asks what happens in the end, which a search does not say",
         "give a number of passes"),
        (bool(unknown), f"ttu = {', '.join(unknown)} is not there in C",
         f"choose one of {', '.join(_TTU)}"),
        (not patterns <= _LETTERS, "initial has what is not there in C",
         "use the letters P, 0, S and O"),
        ({"gup", "cow"} <= set(p.kinds),
         "GUP-fast pins no page that another mm maps too, as beside cow", "leave one of them out"),
        (_moves_onto_entries(p), "mremap moves to where entries are, which mremap() unmaps first",
         "let initial have 0 there, and move once"),
        ("numa" in p.kinds and not probe(tree, "numa"),
         f"Linux {tree.release} has no numa_rebuild_single_mapping(), which writer numa runs",
         "choose a newer tree, or another writer"),
        ("contpte" in p.kinds and not probe(tree, "contpte"),
         f"Linux {tree.release} has no arch/arm64/mm/contpte.c, which writer contpte runs",
         "choose a tree from 6.9 on with arch/arm64 unpacked, or another writer"),
        (p.cont != "off" and not probe(tree, "contpte"),
         f"Linux {tree.release} has no arch/arm64/mm/contpte.c, which keeps CONT bits",
         "choose a tree from 6.9 on with arch/arm64 unpacked, or leave cont out"),
        (p.cont != "off" and bool(p.cont_ptes & (p.cont_ptes - 1)),
         f"a CONT block of {p.cont_ptes} PTEs is none for arm64's functions, which align pointers "
         "to a power of two", "choose cont_ptes = 2, 4, 8 ..."),
        (p.cont != "off" and "cow" in p.kinds,
         "whether writer cow clears a PTE for good or to unfold a CONT block is not told in C here",
         "leave cont or the writer out"),
    )  # fmt: skip
    for broken, what, mend in rules:
        if broken:
            raise BadInput(f"{scenario.name}: {what}", mend)


def _policy_rules(
    scenario: Scenario, tree: Tree, *, patched: bool
) -> tuple[tuple[bool, str, str], ...]:
    """The rules for the policy: it is a kernel's, or one's own whose patch the tree has.

    Our proposed ones stay outside: their scenarios are asked of trees that nobody has patched, as
    by the claims, and some need what PTEs of C do not have here.
    """
    policy = scenario.parameters.policy
    own = own_policy(scenario) if patched else None
    passed = () if own is None else flags_of(own)
    unknown = ", ".join(flag for flag in passed if flag not in _TTU)
    ours = own is not None and not probe(tree, "reclaim keeps folios whole")
    return (
        (policy not in _POLICIES and own is None, f"policy = {policy} is no policy of a kernel",
         f"choose one of {', '.join(_POLICIES)}; a tree that has its patch can be asked with a "
         "policy of your own (--spec-dir)"),
        (bool(unknown), f"policy = {policy} has {unknown}, which is not there in C",
         f"choose one of {', '.join(_TTU)}"),
        (ours and own is not None and changes_reclaim(own),
         f"policy = {policy} changes shrink_folio_list(), and that of Linux {tree.release} does "
         "not run here", "choose a newer tree"),
    )  # fmt: skip


def _pmd_rules(scenario: Scenario, tree: Tree) -> tuple[tuple[bool, str, str], ...]:
    """The rules for a folio that a PMD maps: its page table is as long as the folio."""
    p = scenario.parameters
    outside = ", ".join(str(w) for w in p.writers if _kind(w.kind) not in _BESIDE_PMD)
    within = probe(tree, "split within the walk")
    return tuple(
        (bool(p.pmd_mapped) and broken, what, mend)
        for broken, what, mend in (
            (not within, f"Linux {tree.release} splits a PMD before the walk, which is not there "
             "in C", "choose a tree from 6.11 on, or leave pmd_mapped out"),
            (KERNELS[p.kernel].split_before_walk, f"kernel = {p.kernel} splits a PMD before the "
             f"walk, and Linux {tree.release} does it within", "choose a newer one"),
            (bool(outside), f"writer {outside} beside a PMD mapping is not there in C",
             f"choose {' or '.join(sorted(_BESIDE_PMD))}, or leave pmd_mapped out"),
            (bool(p.nr_pages & (p.nr_pages - 1)), f"a PMD maps {p.nr_pages} pages, which is no "
             "power of two", "choose nr_pages = 2, 4, 8 ..."),
        )
    )  # fmt: skip


def check_tables(scenario: Scenario, ptrs_per_pte: int) -> None:
    """Refuse page tables of a size that there cannot be. Raises BadInput; 0 is the usual size."""
    p = scenario.parameters
    if not ptrs_per_pte:
        return
    if p.pmd_mapped and ptrs_per_pte != p.nr_pages:
        raise BadInput(
            f"--ptrs-per-pte {ptrs_per_pte} is not what a PMD maps, {p.nr_pages} pages",
            "leave it out",
        )
    tables = -(-p.straddle // ptrs_per_pte) + -(-(p.nr_pages - p.straddle) // ptrs_per_pte)
    blocks = "contpte" in p.kinds and ptrs_per_pte % p.cont_ptes
    rules = (
        (ptrs_per_pte & (ptrs_per_pte - 1), "is no power of two", "give for instance 4"),
        (tables > MOST_TABLES, f"makes {tables} page tables", f"{MOST_TABLES} are the most"),
        (blocks, f"divides CONT blocks of {p.cont_ptes} PTEs", "choose smaller cont_ptes"),
    )
    for broken, what, mend in rules:
        if broken:
            raise BadInput(f"--ptrs-per-pte {ptrs_per_pte} {what}", mend)


def program_settings(
    scenario: Scenario, condition: str, ptrs_per_pte: int = 0
) -> dict[str, str | int]:
    """What a program is told: all parameters of the scenario."""
    p, own = scenario.parameters, own_policy(scenario)
    values: dict[str, str | int] = {
        "nr_pages": p.nr_pages,
        "cont_ptes": p.cont_ptes,
        "vmas": p.vmas,
        "straddle": p.straddle,
        "passes": p.passes,
        "ttu": _bits(p.ttu),
        "ttu_of_tree": _bits(_POLICIES[p.policy] if own is None else flags_of(own)),
        "sync_unless_queued": int(p.policy == "ttu-sync-unless-deferred"),
        "can_split": int(can_split(p)),
        "splits_first": int(_splits_first(p)),
        "others": int("cow" in p.kinds),
        "check_refs": int(bool(_COUNTED & set(p.kinds))),
        "short_swap_count": int("swap_count" in p.shortages),
        "short_swap_space": int("swap_space" in p.shortages),
        "short_swap_slots": int("swap_slots" in p.shortages),
        "mlocked": sum(1 << (vma - 1) for vma in p.mlocked),
        "condition": condition,
    }
    if p.cont != "off":
        values["cont"] = 1
        values["bbml3"] = int(p.cont == "bbml3")
        values["hinted"] = "".join(str(int(page in p.hinted)) for page in range(p.nr_pages))
    if p.pmd_mapped:
        values["pmd_mapped"] = sum(1 << (vma - 1) for vma in p.pmd_mapped)
        values["ptrs_per_pte"] = p.nr_pages
    if ptrs_per_pte:
        values["ptrs_per_pte"] = ptrs_per_pte
    for vma, pte in enumerate(p.initial or ()):
        values[f"initial{vma}"] = letters(pte)
    for cpu, (name, writer) in enumerate(zip(writer_names(p), p.writers, strict=True), start=1):
        last = p.nr_pages - 1 if writer.last is None else writer.last
        values[f"writer{cpu}"] = (
            f"{_kind(writer.kind)}:{writer.vma - 1}:{writer.first}:{last}:{writer.times}"
        )
        values[f"name{cpu}"] = name
    return values


def _bits(flags: Sequence[str]) -> int:
    return sum(1 << _TTU.index(flag) for flag in flags)


def _moves_onto_entries(p: Parameters) -> bool:
    """Whether a writer mremap finds entries at the new place."""
    for writer in p.writers:
        if writer.kind != "mremap":
            continue
        new = writer.vma + 1 if writer.vma < p.vmas else writer.vma - 1
        there = letters(p.initial[new - 1]) if p.initial else "P"
        if writer.times > 1 or set(there) != {"0"}:
            return True
    return False


def _splits_first(p: Parameters) -> bool:
    return KERNELS[p.kernel].splits_first


def _kind(kind: str) -> str:
    return "protect" if kind == "protect-batched" else kind


def writer_names(p: Parameters) -> Sequence[str]:
    """The CPU of each writer, by the model's names."""
    left = {process: list(names) for process, names in cpus(p).items()}
    return [left[writer.process].pop(0) for writer in p.writers]
