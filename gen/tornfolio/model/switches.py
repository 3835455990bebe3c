"""Says what the templates ask about a scenario: what is there, and the words that depend on it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from tornfolio.model.features import can_split, splitting, userspace
from tornfolio.model.kernels import KERNELS, POLICIES
from tornfolio.model.page_words import page_words
from tornfolio.model.parameter_table import TTU_FLAGS
from tornfolio.model.parameters import Parameters
from tornfolio.model.policies import OwnPolicy
from tornfolio.model.writers import Writer
from tornfolio.support.errors import BadInput
from tornfolio.tla.literals import tla_comment, tla_literal

__all__ = ["constants", "cpus", "template_context", "wrapped"]

_WIDTH = 74
_FOLIOS = {
    "anon": "an anonymous folio that goes to swap",
    "lazyfree": "an anonymous folio after MADV_FREE",
    "file": "a clean file-backed folio",
    "hugetlb": "a hugetlb folio",
}
# Writers whose runs of stores the templates can merge, those that do all under the PTL too, and
# those whose lockless loads cannot tell what reclaim does under it: a fault that finds a swap entry
# waits for the folio lock, and one that finds none had come before; madvise wants the folio lock.
_RUNS = frozenset({"contpte", "numa", "protect", "protect-batched"})
_UNDER_THE_PTL = frozenset({"cow", "zap", "mremap", "shrinker", "split-pmd"})
_BLIND = frozenset({"fault", "madvise"})
# Whether the walk of reclaim loads PTEs of a CPU's VMA without the PTL, and the one that is next.
_LOOKS = 'pc["reclaim"] \\in {"map_pte", "next_pte"} /\\ pvmw_ptl = 0 /\\ vma = VmaOf(self)'
_LOOKED = '(IF pc["reclaim"] = "next_pte" THEN addr + 1 ELSE addr)'
_SELF = re.compile(r"\bself\b")
_ABOUT = re.compile(r"^\\\* \w+: (?P<about>.+)$", re.MULTILINE)
_USES = re.compile(r"^\\\* uses: (?P<words>.+)$", re.MULTILINE)
_LEFT = re.compile(r"\w+_left = TimesOf")
_VARIABLES = re.compile(r"^[ \t]*variables?(?P<lines>[ \n].*?)^[ \t]*\{", re.MULTILINE | re.DOTALL)
_CONDITIONAL = re.compile(r"^@% if .*?^@% endif %@$", re.MULTILINE | re.DOTALL)
_VARIABLE = re.compile(r"^ +(?P<name>\w+) = (?P<value>[^;]+);", re.MULTILINE)
_FIRST_LABEL = re.compile(r"^(?P<label>[a-z]\w*):$", re.MULTILINE)


def cpus(parameters: Parameters) -> dict[str, tuple[str, ...]]:
    """Name the CPUs of each process: by their kind, with a number where a kind runs on several."""
    named: dict[str, tuple[str, ...]] = {"reclaim": ("reclaim",)}
    for kind in parameters.kinds:
        several = [writer for writer in parameters.writers if writer.kind == kind]
        numbered = tuple(f"{kind}{number}" for number in range(1, len(several) + 1))
        named[several[0].process] = (kind,) if len(several) == 1 else numbered
    return named


def constants(parameters: Parameters) -> dict[str, str]:
    """Give the constants of the module and their values as TLA+ text, for a .cfg."""
    values: dict[str, object] = {
        "NR_PAGES": parameters.nr_pages,
        "CONT_PTES": parameters.cont_ptes,
        "VMAS": parameters.vmas,
        "STRADDLE": parameters.straddle,
        "PASSES": parameters.passes,
    }
    for process, named in cpus(parameters).items():
        if process != "reclaim":
            values[process.upper()] = frozenset(named)
    values["TTU_FLAGS"] = frozenset(parameters.ttu)
    return {name: tla_literal(value) for name, value in values.items()}


def template_context(
    p: Parameters, source: Callable[[str], str], own: OwnPolicy | None = None, *, as_it_is: bool
) -> dict[str, Any]:
    """Give the names that the templates use; `source` gives the text of a template by its name.

    `own` is the policy of the user's own that the scenario follows.

    `as_it_is` tells whether the model is ours and unchanged: only of that is it known what may be
    one step, and where pages are told apart.
    """
    kernel = KERNELS[p.kernel]
    kinds = set(p.kinds)
    cleared = "marker" if p.policy.startswith("marker") else "none"
    pmd = bool(p.pmd_mapped)
    about = own.about if own else POLICIES[p.policy]
    uses = {word for kind in p.kinds for word in _uses(kind, source)}
    sync = (own and own.flags) or {
        "ttu-sync": 'IF Large THEN {"TTU_SYNC"} ELSE {}',
        "ttu-sync-unless-deferred": 'IF Large /\\ ~deferred THEN {"TTU_SYNC"} ELSE {}',
    }.get(p.policy)
    is_split = can_split(p)
    # Without contiguous slots every large folio is split; v6.8 splits those without a PMD mapping.
    must_split = " /\\ deferred"
    if "swap_slots" in p.shortages or (p.kernel == "v6.8" and not pmd):
        must_split = ""
    elif p.kernel == "v6.8":
        must_split = " /\\ entire_mapcount = 0"
    runs, at_once = _reductions(p) if as_it_is else (False, False)
    by_runs = at_once and not is_split and kinds <= _RUNS | {"split-pmd"}
    batched = p.kernel == "latest" and p.folio in ("lazyfree", "file")
    return {
        "batched": batched,
        "frees_tables": pmd and p.kernel == "latest",
        "pte_at_hand": "addr + nr" if batched else "addr",
        "writers": [_writer(kind, p, source) for kind in p.kinds],
        "kinds": p.kinds,
        "has": kinds.__contains__,
        "cases": lambda field: _cases(p, field),
        "caller": "unmap_poisoned_folio() (mm/memory-failure.c)"
        if p.folio == "hugetlb"
        else "shrink_folio_list() (mm/vmscan.c)",
        "folio": p.folio,
        "folio_in_words": _FOLIOS[p.folio],
        "kinds_wrapped": wrapped("; ".join(_abouts(p, source)) + ".") if kinds else [],
        "merged": wrapped(_merged(p)),
        "kernel": p.kernel,
        "kernel_in_words": wrapped("Kernel profile " + kernel.about, first=14),
        "policy": p.policy,
        "policy_in_words": wrapped(about, first=16 + len(p.policy)),
        "split_before_walk": kernel.split_before_walk,
        "map_all": kernel.map_all,
        "pmd": pmd,
        "pmd_mapped": p.pmd_mapped,
        "mlocked": p.mlocked,
        "shortages": p.shortages,
        "straddle": p.straddle > 0,
        "repeats": p.passes == 0,
        "fair": "fair+" if p.passes == 0 else "fair",
        "marker": cleared == "marker",
        "cleared": tla_literal(cleared),
        "cleared_word": cleared if cleared == "none" else "a marker",
        "refs": bool(kinds & {"fault", "cow", "gup", "shrinker", "madvise"} or "refs" in uses),
        "pins": "gup" in kinds,
        "late_rmap": bool(kinds & {"zap", "cow"}),
        **userspace(kinds, "userspace" in uses),
        "can_split": is_split,
        "splitting": lambda name: splitting(p, name),
        "must_split": must_split,
        "aborts": "gup" in kinds or "swap_count" in p.shortages or p.folio == "lazyfree",
        "after_flush": {
            "anon": "ttu_dup",
            "lazyfree": "ttu_lazyfree",
            "file": "ttu_rmap",
            "hugetlb": "ttu_set_hwpoison",
        }[p.folio],
        "granularity": p.granularity,
        "runs": runs,
        "at_once": at_once,
        "at_once_in_words": wrapped(_at_once(p, runs, at_once) + "."),
        "blocks_alike": by_runs,
        "unseen": _unseen,
        "looks": _LOOKS,
        "looked": _LOOKED,
        **page_words(by_runs),
        "sync_rule": f" \\union ({sync})" if sync else "",
        "initial_pte": _initial(p),
        "fault_all": 'Large /\\ STRADDLE = 0 /\\ \\A i \\in Pages : pte[VmaOf(self)][i] = "swap"',
        "ttu_flags": ",\n    ".join(map(tla_literal, TTU_FLAGS)),
    }


def wrapped(text: str, first: int = 0) -> list[str]:
    """Give text as lines for a comment; the first line begins `first` characters further right."""
    lines = textwrap.wrap(
        tla_comment(text), _WIDTH, break_on_hyphens=False, initial_indent=" " * first
    )
    return [line.strip() for line in lines]


def _merged(p: Parameters) -> str:
    """Say which steps of the kernel the model takes at once, and why that is sound."""
    merged = []
    if p.pmd_mapped:
        merged.append("split_fill (a page table that nobody can reach yet)")
    if "fault" in p.kinds and KERNELS[p.kernel].map_all:
        merged.append("fault_rmap, fault_free, fault_set (under the folio lock)")
    if p.policy == "batch":
        merged.append("ttu_batch_dup (under the lock of the swap cluster)")
    if "gup" in p.kinds:
        merged.append("gup_pin (reference and pin)")
    if p.folio in ("anon", "lazyfree"):
        merged.append(
            "folio_remove_rmap (the map counts, then the deferred split list under its lock)"
        )
    if not merged:
        return ""
    return "Several stores at once: " + "; ".join(merged) + "."


def _reductions(p: Parameters) -> tuple[bool, bool]:
    """Tell whether writers store runs of PTEs at once, and whether reclaim unmaps a table at once.

    Stores of a run may be one step if the walk of reclaim is the only lockless reader of PTEs, and
    only the last of them can be seen by it. What reclaim does under the PTL may be one step if
    nobody can tell: the others take that PTL, or the folio lock, which reclaim holds as well.
    """
    kinds = set(p.kinds)
    merged = p.granularity == "lock" and p.folio == "anon"
    plain = p.policy != "batch" and not p.mlocked and "swap_count" not in p.shortages
    runs = merged and kinds <= _UNDER_THE_PTL | _RUNS
    return runs, merged and plain and kinds <= _UNDER_THE_PTL | _RUNS | _BLIND


def _at_once(p: Parameters, runs: bool, at_once: bool) -> str:
    """Say which labels stand for several stores."""
    labels = {
        "contpte": "contpte_clear, contpte_set",
        "protect": "protect_next",
        "protect-batched": "batch_start, batch_commit",
    }
    words = [labels[kind] for kind in p.kinds if kind in labels and runs]
    return ", ".join([*words, "ttu_clear"] if at_once else words) or "nothing"


def _unseen(first: str, last: str, looked_at: bool = True) -> str:
    """Give a TLA+ expression: how far from `first` to `last` stores may be one step.

    That is up to the PTE that the walk loads next without the PTL: of the stores only this last one
    can be seen. With `looked_at` false, up to the PTE before, which may be `first` - 1.
    """
    stop = _LOOKED if looked_at else f"{_LOOKED} - 1"
    return f"(IF {_LOOKS} /\\ {_LOOKED} \\in ({first})..({last}) THEN {stop} ELSE {last})"


def _uses(kind: str, source: Callable[[str], str]) -> list[str]:
    """Give the variables that a writer asks for in a comment line `uses: refs userspace`."""
    found = _USES.search(source(f"writers/{kind}.tla"))
    words = found["words"].split() if found else []
    for word in words:
        if word not in ("refs", "userspace"):
            raise BadInput(
                f"template writers/{kind}.tla uses {word}, which is unknown",
                "it can use refs and userspace",
            )
    return words


def _writer(kind: str, p: Parameters, source: Callable[[str], str]) -> Mapping[str, str]:
    writer = Writer(kind)
    constant = writer.process.upper()
    template = f"writers/{kind}.tla"
    text = source(template)
    label = _FIRST_LABEL.search(text)
    if label is None or _LEFT.search(text) is None:
        raise BadInput(f"template {template} has no label, or no variable that is TimesOf(self)")
    first_label = label["label"]
    # A writer that begins differently with a PMD mapping has that label first.
    if kind == "zap" and not p.pmd_mapped:
        first_label = "zap_lock"
    return {
        "kind": kind,
        "process": writer.process,
        "constant": constant,
        "constant_column": f"{constant},".ljust(20),
        "template": template,
        "first_label": first_label,
        "as_it_began": _as_it_began(text),
    }


def _as_it_began(text: str) -> str:
    """Give a TLA+ expression of `cpu`: the variables that a writer always has are as at first."""
    block = _VARIABLES.search(text)
    variables = _VARIABLE.finditer(_CONDITIONAL.sub("", block["lines"])) if block else ()
    begun = " /\\ ".join(
        f"{found['name']}[cpu] = {_SELF.sub('cpu', found['value'])}" for found in variables
    )
    return begun or "TRUE"


def _abouts(p: Parameters, source: Callable[[str], str]) -> list[str]:
    found = [_ABOUT.search(source(f"writers/{kind}.tla")) for kind in p.kinds]
    return [
        f"{kind} ({about['about']})" for kind, about in zip(p.kinds, found, strict=True) if about
    ]


def _cases(p: Parameters, field: str) -> str:
    """Give a TLA+ expression of `cpu`: what a field of its writer is."""
    values: dict[str, list[str]] = {}
    for kind in p.kinds:
        several = [writer for writer in p.writers if writer.kind == kind]
        for cpu, writer in zip(cpus(p)[several[0].process], several, strict=True):
            value = getattr(writer, field)
            text = "NR_PAGES - 1" if value is None else tla_literal(value)
            values.setdefault(text, []).append(tla_literal(cpu))
    if len(values) == 1:
        return next(iter(values))
    arms = [f"cpu \\in {{{', '.join(named)}}} -> {text}" for text, named in values.items()]
    return "CASE " + " [] ".join(arms)


def _initial(p: Parameters) -> list[str]:
    """Give the lines of a TLA+ expression of `v` and `i`: what the PTE is in the beginning."""
    default = 'IF v \\in PMD_MAPPED THEN "none" ELSE "present"' if p.pmd_mapped else '"present"'
    if p.initial is None:
        return [default]
    lines = []
    for vma, pte in enumerate(p.initial, start=1):
        at = 0
        for word, run in groupby(pte):
            length = len(list(run))
            lines.append(f"v = {vma} /\\ i \\in {at}..{at + length - 1} -> {tla_literal(word)}")
            at += length
    return ["CASE " + lines[0], *("  [] " + line for line in lines[1:])]
