"""The parameters of a scenario: their names, values, defaults and the rules between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import gcd
from typing import Any

from tornfolio.model.kernels import KERNELS, POLICIES
from tornfolio.model.left_out import left_out_notes, left_out_rules
from tornfolio.model.plain_values import (
    check_none,
    read_integer,
    read_texts,
    read_vmas,
    read_word,
    read_words,
    text_integer,
    text_list,
)
from tornfolio.model.ptes import parse_pattern, short_pattern
from tornfolio.model.writers import MAX_VMAS, WRITER_FORM, Writer, check_writers, parse_writer
from tornfolio.support.errors import BadInput, RuleBroken
from tornfolio.support.naming import did_you_mean, shown

__all__ = ["PARAMETERS", "Parameter", "Parameters", "parse_setting", "read_parameters"]

MAX_NR_PAGES = 8192
MAX_PASSES = 3
ARM64_CONT_PTES = 16
LARGEST_FINE = 64  # pages; beyond, a step for each store takes minutes

# include/linux/rmap.h
TTU_FLAGS = (
    "TTU_SYNC",
    "TTU_BATCH_FLUSH",
    "TTU_SPLIT_HUGE_PMD",
    "TTU_IGNORE_MLOCK",
    "TTU_HWPOISON",
    "TTU_RMAP_LOCKED",
)
FOLIOS = ("anon", "lazyfree", "file", "hugetlb")
GRANULARITIES = ("fine", "lock")
SHORTAGES = ("swap_count", "swap_slots", "swap_space")


@dataclass(frozen=True)
class Parameters:
    """The values of all parameters, checked against each other.

    nr_pages: PTEs that map the folio, 1 to 8192. ttu: flags given to try_to_unmap().
    writers: the CPUs beside reclaim. cont_ptes: PTEs of one CONT block; it divides nr_pages.
    kernel, policy: keys of KERNELS and POLICIES. folio: one of FOLIOS.
    vmas: how many VMAs map the folio. straddle: PTEs in the first of two page tables, 0 for one.
    passes: how often reclaim tries, 0 for until the folio is reclaimed.
    initial: what each PTE of each VMA is in the beginning, None for all present.
    granularity: fine, a step for each store, or lock, a step for stores that nobody can tell apart;
    lock by default beyond LARGEST_FINE pages.
    pmd_mapped, mlocked: numbers of VMAs, from 1. shortages: what there is too little of.
    """

    nr_pages: int
    ttu: tuple[str, ...]
    writers: tuple[Writer, ...]
    cont_ptes: int
    kernel: str = "rfc-base"
    policy: str = "none"
    folio: str = "anon"
    vmas: int = 1
    straddle: int = 0
    passes: int = 1
    initial: tuple[tuple[str, ...], ...] | None = None
    granularity: str = "fine"
    pmd_mapped: tuple[int, ...] = ()
    mlocked: tuple[int, ...] = ()
    shortages: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Give the kinds of the writers, each once."""
        return tuple(dict.fromkeys(writer.kind for writer in self.writers))

    def to_json(self) -> dict[str, Any]:
        """Give the values as JSON has them; lists for tuples, text for writers and patterns."""
        values = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}
        return values | {
            "writers": [str(writer) for writer in self.writers],
            "initial": short_pattern(self.initial) if self.initial else None,
        }

    def in_words(self) -> str:
        """Give the bounds as one phrase: what every scenario has, and what is not the default."""
        writers = ", ".join(map(str, self.writers)) or "no writers"
        words = [f"nr_pages = {self.nr_pages}", f"ttu = {self.flags()}", f"writers = {writers}"]
        if "contpte" in self.kinds:
            words.append(f"cont_ptes = {self.cont_ptes}")
        for name in ("kernel", "folio", "vmas", "straddle", "passes", "granularity"):
            if getattr(self, name) != getattr(Parameters, name):
                words.append(f"{name} = {getattr(self, name)}")
        if self.policy != KERNELS[self.kernel].policy:
            words.append(f"policy = {self.policy}")
        if self.initial:
            words.append(f"initial = {short_pattern(self.initial)}")
        for name in ("pmd_mapped", "mlocked", "shortages"):
            if values := getattr(self, name):
                words.append(f"{name} = {', '.join(map(str, values))}")
        return ", ".join(words)

    def flags(self) -> str:
        """Give the TTU flags as C has them: `TTU_SYNC|TTU_BATCH_FLUSH`, or `0`."""
        return "|".join(self.ttu) or "0"

    def empty(self) -> tuple[str, ...]:
        """Say what makes the question an empty one: nothing to unmap, nobody to race with."""
        said = []
        mapped = any(word == "present" for pte in self.initial or () for word in pte)
        if self.initial is not None and not mapped:
            said.append("there is nothing to unmap: no PTE maps the folio in the beginning")
        if not self.writers:
            said.append("no CPU runs beside reclaim")
        return tuple(said)

    def notes(self) -> tuple[str, ...]:
        """Say why a flag changes nothing in this scenario, and what a verdict leaves out."""
        reasons = {
            "TTU_SYNC": "the walk of a hugetlb folio always takes the lock first"
            if self.folio == "hugetlb"
            else "",
            "TTU_SPLIT_HUGE_PMD": "" if self.pmd_mapped else "the folio is PTE-mapped",
            "TTU_IGNORE_MLOCK": "" if self.mlocked else "no VMA is mlocked",
            "TTU_HWPOISON": "" if self.folio == "hugetlb" else "no page of the folio is poisoned",
            "TTU_RMAP_LOCKED": "the lock of the reverse map is held during the walk either way",
        }
        return tuple(
            f"{flag} changes nothing here: {reasons[flag]}"
            for flag in self.ttu
            if reasons.get(flag)
        ) + left_out_notes(self)


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, one line on it, and how its text is read."""

    name: str
    about: str
    from_text: Callable[[str], object]


def parse_setting(setting: str) -> tuple[str, object]:
    """Read `KEY=VALUE` as given to --set; lists are comma-separated, `none` is the empty list."""
    key, equals, text = setting.partition("=")
    key = key.strip()
    if not equals:
        raise BadInput(
            f"--set {shown(setting)} is not KEY=VALUE", "write for instance --set nr_pages=8"
        )
    if key not in PARAMETERS:
        raise _unknown_key(key, "--set")
    return key, PARAMETERS[key].from_text(text.strip())


def read_parameters(
    table: Mapping[str, object],
    *,
    where: str,
    writer_kinds: Sequence[str],
    policies: Collection[str] = tuple(POLICIES),
) -> Parameters:
    """Check plain values from a scenario file or --set and make Parameters of them.

    `where` names their source in errors; `writer_kinds` and `policies` are those of the model.
    Raises BadInput.
    """
    for key in table:
        if key not in PARAMETERS:
            raise _unknown_key(key, where)
    nr_pages = read_integer(table, "nr_pages", where, 1, MAX_NR_PAGES)
    vmas = read_integer(table, "vmas", where, 1, MAX_VMAS, default=1)
    straddle = read_integer(table, "straddle", where, 0, MAX_NR_PAGES - 1, default=0)
    if straddle >= nr_pages:
        raise RuleBroken(
            f"{where}: straddle = {straddle} is out of range", f"use 0 to {nr_pages - 1}"
        )
    kernel = read_word(table, "kernel", where, KERNELS, default="rfc-base")
    parameters = Parameters(
        nr_pages=nr_pages,
        ttu=read_words(table, "ttu", where, TTU_FLAGS, "TTU flag"),
        writers=_writers(table, where, writer_kinds),
        cont_ptes=read_integer(
            table,
            "cont_ptes",
            where,
            1,
            MAX_NR_PAGES,
            default=gcd(min(nr_pages, ARM64_CONT_PTES), straddle),
        ),
        kernel=kernel,
        policy=read_word(table, "policy", where, policies, default=KERNELS[kernel].policy),
        folio=read_word(table, "folio", where, FOLIOS, default="anon"),
        vmas=vmas,
        straddle=straddle,
        passes=read_integer(table, "passes", where, 0, MAX_PASSES, default=1),
        granularity=read_word(
            table,
            "granularity",
            where,
            GRANULARITIES,
            default="fine" if nr_pages <= LARGEST_FINE else "lock",
        ),
        initial=_initial(table, where, nr_pages, vmas),
        pmd_mapped=read_vmas(table, "pmd_mapped", where, vmas),
        mlocked=read_vmas(table, "mlocked", where, vmas),
        shortages=read_words(table, "shortages", where, SHORTAGES, "shortage", []),
    )
    check_writers(parameters.writers, where, nr_pages, vmas)
    _check_rules(parameters, where)
    return parameters


_NOT_FOR = {
    "lazyfree": (),
    "file": ("fault", "shrinker", "madvise", "store"),
    "hugetlb": (
        "protect-batched", "cow", "fault", "gup", "madvise", "mremap", "numa", "shrinker",
        "split-pmd", "store",
    ),
}  # fmt: skip


def _check_rules(p: Parameters, where: str) -> None:
    """Check the parameters against each other. Raises RuleBroken, which says what forbids it."""
    patterns = {word for pte in p.initial or () for word in pte}
    unfit = [kind for kind in p.kinds if kind in _NOT_FOR.get(p.folio, ())]
    rules = (
        (p.nr_pages % p.cont_ptes,
         f"a CONT block of {p.cont_ptes} PTEs does not divide a folio of {p.nr_pages}",
         "choose a cont_ptes that divides nr_pages"),
        (p.straddle % p.cont_ptes and "contpte" in p.kinds,
         f"a CONT block of {p.cont_ptes} PTEs crosses the page table boundary at {p.straddle}",
         "choose a cont_ptes that divides straddle"),
        (_without_block(p), f"no whole CONT block of {p.cont_ptes} PTEs is in the range of writer "
         f"{', '.join(_without_block(p))}, so it could never act",
         "give a range with a block, a smaller cont_ptes, or no such writer"),
        (unfit, f"folio = {p.folio} does not go with writer {', '.join(unfit)}",
         "choose another writer or folio"),
        (p.folio == "hugetlb" and p.nr_pages > 1,
         "folio = hugetlb has one entry for the whole folio", "use nr_pages = 1"),
        (p.folio == "hugetlb" and (p.passes != 1 or p.pmd_mapped or p.mlocked or p.shortages
                                   or p.initial or p.policy != KERNELS[p.kernel].policy),
         "folio = hugetlb is not reclaimed but unmapped by memory failure, once",
         "leave passes, pmd_mapped, mlocked, shortages, initial and policy out"),
        (p.policy == "batch" and p.folio != "anon",
         f"policy = batch does not go with folio = {p.folio}", "use folio = anon"),
        (p.shortages and p.folio != "anon", f"shortages do not go with folio = {p.folio}",
         "use folio = anon"),
        ("swap" in patterns and p.folio != "anon",
         f"initial has swap entries, which folio = {p.folio} has not", "use folio = anon"),
        ("gup" in p.kinds and p.vmas > 1,
         "GUP-fast pins only exclusive pages, and those of several mms are shared", "use vmas = 1"),
        (sum(writer.kind == "mremap" for writer in p.writers) > 1,
         "two mremap writers exclude each other by mmap_lock, which is not modelled",
         "give one; mremap*2 runs it twice"),
        ("mremap" in p.kinds and p.vmas < 2, "mremap moves PTEs to another VMA", "use vmas = 2"),
        (p.pmd_mapped and "TTU_SPLIT_HUGE_PMD" not in p.ttu,
         "a PMD-mapped folio cannot be unmapped without TTU_SPLIT_HUGE_PMD", "add it to ttu"),
        (p.pmd_mapped and (p.straddle or p.initial or p.folio not in ("anon", "lazyfree")),
         "pmd_mapped is for an anonymous folio in one page table, wholly mapped",
         "leave straddle, initial and folio out"),
        ("split-pmd" in p.kinds and not p.pmd_mapped,
         "there is no PMD mapping for split-pmd to split", "add pmd_mapped"),
        ("store" in p.kinds and p.folio != "lazyfree",
         f"a store changes nothing in this model for folio = {p.folio}", "use folio = lazyfree"),
        *left_out_rules(p),
    )  # fmt: skip
    for broken, what, mend in rules:
        if broken:
            raise RuleBroken(f"{where}: {what}", mend)


def _without_block(p: Parameters) -> list[str]:
    """Give the contpte writers that have no whole aligned CONT block in their range."""
    return [
        str(writer)
        for writer in p.writers
        if writer.kind == "contpte"
        and -(-writer.first // p.cont_ptes) * p.cont_ptes + p.cont_ptes - 1
        > (p.nr_pages - 1 if writer.last is None else writer.last)
    ]


def _initial(
    table: Mapping[str, object], where: str, nr_pages: int, vmas: int
) -> tuple[tuple[str, ...], ...] | None:
    text = table.get("initial")
    if text is None:
        return None
    if not isinstance(text, str):
        raise BadInput(f"{where}: initial = {shown(text)} is not text", "write for instance 0PPP")
    parts = text.split("|")
    if len(parts) not in (1, vmas):
        raise RuleBroken(
            f"{where}: initial = {shown(text)} is for {len(parts)} VMAs, there are {vmas}",
            "give one pattern for all, or one for each, separated by |",
        )
    patterns = tuple(parse_pattern(part, where, nr_pages) for part in parts)
    patterns = patterns * vmas if len(patterns) == 1 else patterns
    return None if all(word == "present" for pte in patterns for word in pte) else patterns


def _writers(table: Mapping[str, object], where: str, kinds: Sequence[str]) -> tuple[Writer, ...]:
    texts = read_texts(table, "writers", where)
    writers = tuple(parse_writer(text, where, kinds) for text in texts if text != "none")
    check_none(texts, "writers", where)
    return writers


PARAMETERS: Mapping[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        Parameter("nr_pages", f"PTEs that map the folio, 1 to {MAX_NR_PAGES}", text_integer),
        Parameter("ttu", "flags given to try_to_unmap(): " + ", ".join(TTU_FLAGS), text_list),
        Parameter("writers", f"CPUs beside reclaim, each {WRITER_FORM}", text_list),
        Parameter("cont_ptes", "PTEs of one CONT block; divides nr_pages", text_integer),
        Parameter("kernel", "which kernel: " + ", ".join(KERNELS), str),
        Parameter("policy", "what reclaim does against the race: " + ", ".join(POLICIES), str),
        Parameter("folio", "what kind of folio: " + ", ".join(FOLIOS), str),
        Parameter("vmas", f"VMAs of different mms that map it, 1 to {MAX_VMAS}", text_integer),
        Parameter("straddle", "PTEs in the first of two page tables, 0 for one", text_integer),
        Parameter("passes", f"reclaim passes, 1 to {MAX_PASSES}; 0 until reclaimed", text_integer),
        Parameter("initial", "PTEs in the beginning: 0PPP, or P1 S511; VMAs separated by |", str),
        Parameter("pmd_mapped", "VMAs that map the folio by a PMD entry", text_list),
        Parameter("mlocked", "VMAs with VM_LOCKED", text_list),
        Parameter("granularity", "steps under a PTL: " + ", ".join(GRANULARITIES), str),
        Parameter("shortages", "what there is too little of: " + ", ".join(SHORTAGES), text_list),
    )
}


def _unknown_key(key: str, where: str) -> BadInput:
    return BadInput(
        f"{where}: unknown parameter {shown(key)}{did_you_mean(key, PARAMETERS)}",
        f"the parameters are {', '.join(PARAMETERS)}",
    )
