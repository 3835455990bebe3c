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
# The writers that run where a PMD maps the folio, and what others would need.
_BESIDE_PMD = frozenset({"protect", "split-pmd", "zap"})
_NEEDS_OF_PMD = {
    "contpte": "handle_mm_fault()",
    "cow": "do_huge_pmd_wp_page()",
    "fault": "handle_mm_fault()",
    "gup": "gup_fast_pmd_leaf()",
    "mremap": "move_huge_pmd()",
    "numa": "do_huge_pmd_numa_page()",
}
_COUNTED = frozenset({"fault", "cow", "gup", "shrinker", "madvise", "zap", "split-pmd"})
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
        (bool(missing), f"the writer {', '.join(missing)} does not run in C",
         f"choose one of {', '.join(there)}"),
        (p.bug != "none", f"bug = {p.bug} changes the model, and the C stays as it is",
         "leave bug out"),
        (bool(p.read_only or p.uffd_wp),
         "read_only and uffd_wp are about bits that PTEs do not have in C", "leave them out"),
        (p.folio != "anon", f"folio = {p.folio} does not run in C", "use folio = anon"),
        *_pmd_rules(scenario, tree),
        *_policy_rules(scenario, tree, patched=patched),
        (_splits_first(p) and probe(tree, "reclaim keeps folios whole"),
         f"kernel = {p.kernel} splits a folio before it goes to swap, and Linux {tree.release} "
         "swaps it whole", "choose a newer kernel, or an older tree"),
        (p.passes == 0, "passes = 0 asks what happens in the end, and the C is not asked that",
         "give a number of passes"),
        (bool(unknown), f"ttu = {', '.join(unknown)} cannot be passed in C",
         f"choose one of {', '.join(_TTU)}"),
        (not patterns <= _LETTERS, "initial has an entry that no PTE has in C",
         "use the letters P, 0, S and O"),
        ({"gup", "cow"} <= set(p.kinds),
         "beside cow another mm maps the pages too, and GUP-fast pins no such page",
         "leave one of the writers out"),
        (_moves_onto_entries(p), "mremap() first unmaps what is at the new place, and that part of "
         "it does not run in C", "let initial have 0 there, and move once"),
        ("numa" in p.kinds and not probe(tree, "numa"),
         f"Linux {tree.release} has no numa_rebuild_single_mapping(), which the writer numa runs",
         "choose a newer tree, or another writer"),
        ("contpte" in p.kinds and not probe(tree, "contpte"),
         f"Linux {tree.release} has no arch/arm64/mm/contpte.c, which the writer contpte runs",
         "choose a tree from 6.9 on with arch/arm64 unpacked, or another writer"),
        (p.cont != "off" and not probe(tree, "contpte"),
         f"Linux {tree.release} has no arch/arm64/mm/contpte.c, which keeps CONT bits",
         "choose a tree from 6.9 on with arch/arm64 unpacked, or leave cont out"),
        (p.cont != "off" and bool(p.cont_ptes & (p.cont_ptes - 1)),
         f"the functions of arm64 need CONT blocks of 2, 4, 8 ... PTEs, not of {p.cont_ptes}",
         "choose such cont_ptes"),
        (p.cont != "off" and "cow" in p.kinds,
         "with CONT bits, the C does not show whether cow clears a PTE for good or to unfold its "
         "block", "leave cont or the writer out"),
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
        (policy not in _POLICIES and own is None, f"no kernel has policy = {policy}",
         f"choose one of {', '.join(_POLICIES)}; if your tree has its patch, write the policy as "
         "your own (--spec-dir)"),
        (bool(unknown), f"policy = {policy} passes {unknown}, which cannot be passed in C",
         f"choose one of {', '.join(_TTU)}"),
        (ours and own is not None and changes_reclaim(own),
         f"policy = {policy} changes shrink_folio_list(), and tornfolio replaces that of Linux "
         f"{tree.release} by a function of its own", "choose a newer tree"),
    )  # fmt: skip


def _pmd_rules(scenario: Scenario, tree: Tree) -> tuple[tuple[bool, str, str], ...]:
    """The rules for a folio that a PMD maps: its page table is as long as the folio."""
    p = scenario.parameters
    outside = [w for w in p.writers if _kind(w.kind) not in _BESIDE_PMD]
    names = ", ".join(map(str, outside))
    missing = dict.fromkeys(_NEEDS_OF_PMD[w.kind] for w in outside if w.kind in _NEEDS_OF_PMD)
    lacks = f": {' and '.join(missing)} would have to run too" if missing else ""
    before, within = KERNELS[p.kernel].split_before_walk, probe(tree, "split within the walk")
    when = ("before", "within") if before else ("within", "before")
    return tuple(
        (bool(p.pmd_mapped) and broken, what, mend)
        for broken, what, mend in (
            (before == within, f"kernel = {p.kernel} splits a PMD {when[0]} the walk, and Linux "
             f"{tree.release} {when[1]} it", f"choose kernel = v6.1{1 if before else 0} or "
             f"{'newer' if before else 'older'}, or another tree"),
            (bool(outside),
             f"the writer {names} does not run in C where a PMD maps the folio{lacks}",
             f"choose one of {', '.join(sorted(_BESIDE_PMD))}, or leave pmd_mapped out"),
            (bool(p.nr_pages & (p.nr_pages - 1)),
             f"a PMD maps 2, 4, 8 ... pages in C, not {p.nr_pages}", "choose such nr_pages"),
        )
    )  # fmt: skip


def check_tables(scenario: Scenario, ptrs_per_pte: int) -> None:
    """Refuse page tables of a size that there cannot be. Raises BadInput; 0 is the usual size."""
    p = scenario.parameters
    if not ptrs_per_pte:
        return
    if p.pmd_mapped and ptrs_per_pte != p.nr_pages:
        raise BadInput(
            f"--ptrs-per-pte {ptrs_per_pte}: a PMD maps {p.nr_pages} pages, so a page table has "
            f"{p.nr_pages} entries",
            "leave the option out",
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
