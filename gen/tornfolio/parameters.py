"""The parameters of a scenario: their names, values, defaults and the rules between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import gcd
from typing import Any

from tornfolio.errors import BadInput
from tornfolio.names import did_you_mean, shown
from tornfolio.patterns import parse_pattern, short_pattern
from tornfolio.profiles import KERNELS, POLICIES
from tornfolio.writers import WRITER_FORM, Writer, check_writers, parse_writer

__all__ = ["PARAMETERS", "Parameter", "Parameters", "parse_setting", "read_parameters"]

MAX_NR_PAGES = 8192
MAX_VMAS = 3
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

    def notes(self) -> tuple[str, ...]:
        """Say of each flag that changes nothing in this scenario why that is so."""
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
        )


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
    nr_pages = _integer(table, "nr_pages", where, 1, MAX_NR_PAGES)
    vmas = _integer(table, "vmas", where, 1, MAX_VMAS, default=1)
    straddle = _integer(table, "straddle", where, 0, nr_pages - 1, default=0)
    kernel = _word(table, "kernel", where, KERNELS, default="rfc-base")
    parameters = Parameters(
        nr_pages=nr_pages,
        ttu=_words(table, "ttu", where, TTU_FLAGS, "TTU flag"),
        writers=tuple(
            parse_writer(text, where, writer_kinds) for text in _texts(table, "writers", where)
        ),
        cont_ptes=_integer(
            table,
            "cont_ptes",
            where,
            1,
            MAX_NR_PAGES,
            default=gcd(min(nr_pages, ARM64_CONT_PTES), straddle),
        ),
        kernel=kernel,
        policy=_word(table, "policy", where, policies, default=KERNELS[kernel].policy),
        folio=_word(table, "folio", where, FOLIOS, default="anon"),
        vmas=vmas,
        straddle=straddle,
        passes=_integer(table, "passes", where, 0, MAX_PASSES, default=1),
        granularity=_word(
            table,
            "granularity",
            where,
            GRANULARITIES,
            default="fine" if nr_pages <= LARGEST_FINE else "lock",
        ),
        initial=_initial(table, where, nr_pages, vmas),
        pmd_mapped=_vmas(table, "pmd_mapped", where, vmas),
        mlocked=_vmas(table, "mlocked", where, vmas),
        shortages=_words(table, "shortages", where, SHORTAGES, "shortage", []),
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
    """Check the parameters against each other."""
    patterns = {word for pte in p.initial or () for word in pte}
    unfit = [kind for kind in p.kinds if kind in _NOT_FOR.get(p.folio, ())]
    rules = (
        (p.nr_pages % p.cont_ptes,
         f"a CONT block of {p.cont_ptes} PTEs does not divide a folio of {p.nr_pages}",
         "choose a cont_ptes that divides nr_pages"),
        (p.straddle % p.cont_ptes and "contpte" in p.kinds,
         f"a CONT block of {p.cont_ptes} PTEs crosses the page table boundary at {p.straddle}",
         "choose a cont_ptes that divides straddle"),
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
    )  # fmt: skip
    for broken, what, mend in rules:
        if broken:
            raise BadInput(f"{where}: {what}", mend)


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
        raise BadInput(
            f"{where}: initial = {shown(text)} is for {len(parts)} VMAs, there are {vmas}",
            "give one pattern for all, or one for each, separated by |",
        )
    patterns = tuple(parse_pattern(part, where, nr_pages) for part in parts)
    patterns = patterns * vmas if len(patterns) == 1 else patterns
    return None if all(word == "present" for pte in patterns for word in pte) else patterns


def _text_list(text: str) -> list[str]:
    return [] if text in ("", "none") else [item.strip() for item in text.split(",")]


def _text_integer(text: str) -> object:
    sign, digits = (text[:1], text[1:]) if text[:1] in "+-" else ("", text)
    short = len(digits) <= 18 and digits.isascii() and digits.isdecimal()
    return int(sign + digits) if short else text


PARAMETERS: Mapping[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        Parameter("nr_pages", f"PTEs that map the folio, 1 to {MAX_NR_PAGES}", _text_integer),
        Parameter("ttu", "flags given to try_to_unmap(): " + ", ".join(TTU_FLAGS), _text_list),
        Parameter("writers", f"CPUs beside reclaim, each {WRITER_FORM}", _text_list),
        Parameter("cont_ptes", "PTEs of one CONT block; divides nr_pages", _text_integer),
        Parameter("kernel", "which kernel: " + ", ".join(KERNELS), str),
        Parameter("policy", "what reclaim does against the race: " + ", ".join(POLICIES), str),
        Parameter("folio", "what kind of folio: " + ", ".join(FOLIOS), str),
        Parameter("vmas", f"VMAs of different mms that map it, 1 to {MAX_VMAS}", _text_integer),
        Parameter("straddle", "PTEs in the first of two page tables, 0 for one", _text_integer),
        Parameter("passes", f"reclaim passes, 1 to {MAX_PASSES}; 0 until reclaimed", _text_integer),
        Parameter("initial", "PTEs in the beginning: 0PPP, or P1 S511; VMAs separated by |", str),
        Parameter("pmd_mapped", "VMAs that map the folio by a PMD entry", _text_list),
        Parameter("mlocked", "VMAs with VM_LOCKED", _text_list),
        Parameter("granularity", "steps under a PTL: " + ", ".join(GRANULARITIES), str),
        Parameter("shortages", "what there is too little of: " + ", ".join(SHORTAGES), _text_list),
    )
}


def _unknown_key(key: str, where: str) -> BadInput:
    return BadInput(
        f"{where}: unknown parameter {shown(key)}{did_you_mean(key, PARAMETERS)}",
        f"the parameters are {', '.join(PARAMETERS)}",
    )


def _integer(
    table: Mapping[str, object],
    key: str,
    where: str,
    low: int,
    high: int,
    default: int | None = None,
) -> int:
    value = table.get(key, default)
    if value is None:
        raise BadInput(f"{where}: parameter {key} is missing", f"give it a number, {low} to {high}")
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(f"{where}: {key} = {shown(value)} is not a number", f"use {low} to {high}")
    if not low <= value <= high:
        raise BadInput(f"{where}: {key} = {shown(value)} is out of range", f"use {low} to {high}")
    return value


def _word(
    table: Mapping[str, object], key: str, where: str, known: Collection[str], default: str
) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or value not in known:
        raise BadInput(
            f"{where}: {key} = {shown(value)} is unknown"
            f"{did_you_mean(value, known) if isinstance(value, str) else ''}",
            f"use one of {', '.join(known)}",
        )
    return value


def _texts(
    table: Mapping[str, object], key: str, where: str, default: list[str] | None = None
) -> list[str]:
    """Read a list of texts."""
    texts = table.get(key, default)
    if texts is None:
        raise BadInput(f"{where}: parameter {key} is missing", "give it a list, which may be empty")
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadInput(f"{where}: {key} = {shown(texts)} is not a list of words")
    if "none" in texts:
        raise BadInput(
            f"{where}: {key} = {shown(','.join(texts))} contradicts itself",
            "give either none or something else",
        )
    return texts


def _words(
    table: Mapping[str, object],
    key: str,
    where: str,
    known: Collection[str],
    what: str,
    default: list[str] | None = None,
) -> tuple[str, ...]:
    """Read a list of known words; `what` says in errors what one of them is."""
    words = _texts(table, key, where, default)
    for word in words:
        if word not in known:
            raise BadInput(
                f"{where}: unknown {what} {shown(word)}{did_you_mean(word, known)}",
                f"the {what}s are {', '.join(known)}",
            )
        if words.count(word) > 1:
            raise BadInput(f"{where}: {what} {word} is given twice", "give it once")
    return tuple(word for word in known if word in words)


def _vmas(table: Mapping[str, object], key: str, where: str, vmas: int) -> tuple[int, ...]:
    """Read a list of VMAs by their numbers."""
    values = table.get(key, [])
    if not isinstance(values, list):
        raise BadInput(f"{where}: {key} = {shown(values)} is not a list of VMAs")
    numbers = [_text_integer(value) if isinstance(value, str) else value for value in values]
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= vmas:
            raise BadInput(
                f"{where}: {key} = {shown(number)} is no VMA", f"there are VMAs 1 to {vmas}"
            )
    return tuple(sorted({number for number in numbers if isinstance(number, int)}))
