"""The table of parameters: from it follow reading, defaults, help, sweeps, bounds and reference."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import gcd
from typing import Any

from tornfolio.model.kernels import KERNELS, POLICIES
from tornfolio.model.mistakes import NO_BUG
from tornfolio.model.parameter import Parameter, always
from tornfolio.model.parameter_kinds import (
    Given,
    Integer,
    Pattern,
    Ptes,
    Vmas,
    Word,
    Words,
    Writers,
)
from tornfolio.model.parameter_words import (
    CONTS,
    FOLIOS,
    GRANULARITIES,
    SHORTAGES,
    TTU_FLAGS,
    WRITERS,
)
from tornfolio.model.parameters import Parameters
from tornfolio.model.rules import check_rules
from tornfolio.model.writers import MAX_VMAS, WRITER_FORM
from tornfolio.support.errors import BadInput
from tornfolio.support.naming import did_you_mean, shown

__all__ = ["PARAMETERS", "parse_setting", "read_parameters"]

MAX_NR_PAGES = 8192
MAX_PASSES = 3
ARM64_CONT_PTES = 16
LARGEST_FINE = 64  # pages; beyond, a step for each store takes minutes


def _cont_ptes(given: Given) -> int:
    return gcd(min(given.values["nr_pages"], ARM64_CONT_PTES), given.values["straddle"])


def _granularity(given: Given) -> str:
    return "fine" if given.values["nr_pages"] <= LARGEST_FINE else "lock"


# The parameters in the order in which they are read and listed.
_TABLE = (
    Parameter(
        "nr_pages",
        f"PTEs that map the folio, 1 to {MAX_NR_PAGES}",
        (
            "The number of PTEs that map the folio. With 1 it is a small folio, which can be "
            "missed but not torn."
        ),
        Integer(1, MAX_NR_PAGES),
    ),
    Parameter(
        "vmas",
        f"VMAs of different mms that map it, 1 to {MAX_VMAS}",
        "The number of VMAs that map the folio. Each belongs to an mm of its own.",
        Integer(1, MAX_VMAS),
        always(1),
    ),
    Parameter(
        "straddle",
        "PTEs in the first of two page tables, 0 for one",
        (
            "The number of PTEs in the first of two page tables, as after `mremap()`. With 0 "
            "there is one page table."
        ),
        Integer(0, MAX_NR_PAGES - 1, below="nr_pages"),
        always(0),
    ),
    Parameter(
        "ttu",
        "flags given to try_to_unmap(): " + ", ".join(TTU_FLAGS),
        (
            "The flags given to `try_to_unmap()`. A policy may add some. The output says so if a "
            "flag changes nothing at a point."
        ),
        Words(tuple(TTU_FLAGS), "TTU flag", zero="0"),
        each=TTU_FLAGS,
    ),
    Parameter(
        "writers",
        f"CPUs beside reclaim, each {WRITER_FORM}",
        (
            "The CPUs beside reclaim, each `KIND[@VMA][:FIRST-LAST][*TIMES]`. `@2` puts "
            "it into the second VMA, `:1-3` limits it to these PTEs, and `*2` runs it twice. Three "
            "times is the most. Examples: `zap:1-3`, `contpte@2`, `protect*2`."
        ),
        Writers(),
        each=WRITERS,
    ),
    Parameter(
        "cont_ptes",
        "PTEs of one CONT block; divides nr_pages",
        (
            "The number of PTEs of one CONT block. By default the whole folio, up to 16. On arm64 "
            "a block has 16 PTEs with base pages of 4K, 128 with 16K and 32 with 64K."
        ),
        Integer(1, MAX_NR_PAGES, divides="nr_pages"),
        _cont_ptes,
    ),
    Parameter(
        "kernel",
        "which kernel: " + ", ".join(KERNELS),
        (
            "The version of the kernel, by default `rfc-base`. [Kernels](../kernels.md) says what "
            "differs between them."
        ),
        Word(lambda given: KERNELS),
        always("rfc-base"),
        each={name: kernel.about for name, kernel in KERNELS.items()},
    ),
    Parameter(
        "policy",
        "what reclaim does against the race: " + ", ".join(POLICIES),
        "What is done against the race. By default this is what the kernel does.",
        Word(lambda given: given.policies),
        lambda given: KERNELS[given.values["kernel"]].policy,
        each=POLICIES,
    ),
    Parameter(
        "folio",
        "what kind of folio: " + ", ".join(FOLIOS),
        "The kind of folio. By default `anon`.",
        Word(lambda given: FOLIOS),
        always("anon"),
        each=FOLIOS,
    ),
    Parameter(
        "passes",
        f"reclaim passes, 1 to {MAX_PASSES}; 0 until reclaimed",
        "How many times reclaim tries. With 0 it tries until the folio is reclaimed.",
        Integer(0, MAX_PASSES),
        always(1),
    ),
    Parameter(
        "initial",
        "PTEs in the beginning: 0PPP, or P1 S511; VMAs separated by |",
        (
            "The PTEs at the beginning: a letter for each (`0PPP`), or run lengths (`P1 S511`). A "
            "bar separates VMAs (`PPPP|0000`). By default all PTEs are present."
        ),
        Pattern(),
        always(None),
    ),
    Parameter(
        "pmd_mapped",
        "VMAs that map the folio by a PMD entry",
        "The VMAs that map the folio by a PMD entry.",
        Vmas(),
        always([]),
    ),
    Parameter(
        "mlocked",
        "VMAs with VM_LOCKED",
        "The VMAs that have `VM_LOCKED`.",
        Vmas(),
        always([]),
    ),
    Parameter(
        "granularity",
        "steps under a PTL: " + ", ".join(GRANULARITIES),
        (
            "How stores under a PTL become steps. By default `fine` up to 64 pages and "
            "`lock` beyond."
        ),
        Word(lambda given: GRANULARITIES),
        _granularity,
        each=GRANULARITIES,
    ),
    Parameter(
        "shortages",
        "what there is too little of: " + ", ".join(SHORTAGES),
        "What runs short.",
        Words(tuple(SHORTAGES), "shortage"),
        always([]),
        each=SHORTAGES,
    ),
    Parameter(
        "bug",
        "the mistake of a real bug of Linux, for instance B05, or none",
        (
            "A real bug that is put into the model: the name of a bug of [the "
            "corpus](../bugs.md) that is a change to the templates. By default `none`."
        ),
        Word(lambda given: given.bugs),
        always(NO_BUG),
    ),
    Parameter(
        "read_only",
        "PTEs without a write bit, of an anonymous folio in batches",
        "The PTEs without a write bit, as after `fork()`. A batch ends where the bit differs.",
        Ptes(),
        always([]),
    ),
    Parameter(
        "uffd_wp",
        "PTEs that userfaultfd has write-protected, of a file folio in batches",
        (
            "The PTEs that userfaultfd has write-protected at the beginning. This is for a file "
            "folio that is unmapped in batches; each of these PTEs leaves a marker."
        ),
        Ptes(),
        always([]),
    ),
    Parameter(
        "shared",
        "pages that are not AnonExclusive, of an anonymous folio",
        "The pages without `PageAnonExclusive`, as after `fork()`. GUP-fast does not pin them.",
        Ptes(),
        always([]),
    ),
    Parameter(
        "cont",
        "CONT bits of arm64: " + ", ".join(CONTS),
        (
            "Whether PTEs have CONT bits (arm64), and how a CONT block is folded and unfolded. By "
            "default `off`."
        ),
        Word(lambda given: CONTS),
        always("off"),
        each=CONTS,
    ),
    Parameter(
        "hinted",
        "PTEs that are PROT_NONE for NUMA hinting, where CONT bits are followed",
        (
            "Which PTEs a NUMA scan has made `PROT_NONE` in the beginning. Such a PTE is not valid "
            "for the hardware, so its block is not folded before a fault has rebuilt it."
        ),
        Ptes(),
        always([]),
    ),
)

PARAMETERS: Mapping[str, Parameter] = {parameter.name: parameter for parameter in _TABLE}


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
    return key, PARAMETERS[key].kind.from_text(text.strip())


def read_parameters(
    table: Mapping[str, object],
    *,
    where: str,
    writer_kinds: Sequence[str],
    policies: Collection[str] = tuple(POLICIES),
    bugs: Collection[str] = (NO_BUG,),
) -> Parameters:
    """Check plain values from a scenario file or --set and make Parameters of them.

    `where` names their source in errors; `writer_kinds`, `policies` and `bugs` are those of the
    model. Raises BadInput.
    """
    for key in table:
        if key not in PARAMETERS:
            raise _unknown_key(key, where)
    values: dict[str, Any] = {}
    given = Given(values, writer_kinds, policies, bugs)
    for name, parameter in PARAMETERS.items():
        values[name] = parameter.read(table, where, given)
    parameters = Parameters(**values)
    check_rules(parameters, where)
    return parameters


def _unknown_key(key: str, where: str) -> BadInput:
    return BadInput(
        f"{where}: unknown parameter {shown(key)}{did_you_mean(key, PARAMETERS)}",
        f"the parameters are {', '.join(PARAMETERS)}",
    )
