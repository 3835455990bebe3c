"""Says what the templates ask about a scenario: what is there, and the words that depend on it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tornfolio.model.at_work import at_work, with_folio_lock
from tornfolio.model.conversions import CONVERSIONS
from tornfolio.model.decided import decided_of
from tornfolio.model.features import can_split, userspace
from tornfolio.model.headers import header_words
from tornfolio.model.kernels import KERNELS
from tornfolio.model.mistakes import Mistake
from tornfolio.model.parameter_words import TTU_FLAGS
from tornfolio.model.parameters import Parameters
from tornfolio.model.parts import There, parts_of
from tornfolio.model.policies import OwnPolicy
from tornfolio.model.reductions import Reductions, reductions_of
from tornfolio.model.writers import Writer
from tornfolio.support.errors import BadInput
from tornfolio.tla.literals import tla_literal

if TYPE_CHECKING:
    from tornfolio.model.templates import Templates

__all__ = ["constants", "cpus", "template_context"]

_STRONG = """\\* Reclaim may take the PTL again and again, so fairness is strong: it stands for
\\* the queued spinlock, which serves every CPU that waits."""
_WEAK = "\\* Each CPU tries a bounded number of times, so weak fairness is enough."
# Writers whose last step, before they begin again or end, changes nothing but their own variables.
_LAST_STEP_IS_OWN = {
    **{"cow": "cow_next", "fault": "fault_next", "madvise": "madvise_next"},
    **{"shrinker": "shrinker_next", "zap": "zap_done"},
}
_SELF = re.compile(r"\bself\b")
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
    """The constants of the module and their values as TLA+ text, for a .cfg."""
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
    p: Parameters,
    templates: Templates,
    own: OwnPolicy | None = None,
    mistake: Mistake | None = None,
    *,
    as_it_is: bool,
) -> dict[str, Any]:
    """The names that the templates use, some of which follow from the text of templates.

    `own` is the policy of the user's own that the scenario follows, `mistake` that of its bug.

    `as_it_is` tells whether the model is ours and unchanged: only of that is it known what may be
    one step, and where pages are told apart.
    """
    source = templates.source
    kinds = set(p.kinds)
    cleared = "marker" if p.policy.startswith("marker") else "none"
    writers = [_writer(kind, p, templates) for kind in p.kinds]
    reductions = reductions_of(p) if as_it_is else Reductions()
    there = _there(p, {word for kind in p.kinds for word in _uses(kind, templates)})
    return {
        **dataclasses.asdict(there),
        "pmd_changes": there.pmd_changes,
        **dataclasses.asdict(reductions),
        **header_words(p, source, reductions, own, mistake),
        **parts_of(p, there, reductions),
        **decided_of(p, there, own),
        "at_work": lambda algorithm: at_work(p.kinds, source, algorithm),
        "with_folio_lock": lambda algorithm: with_folio_lock(p.kinds, source, algorithm),
        "writers": writers,
        "converts": CONVERSIONS,
        "undisturbed": _undisturbed(writers),
        "others_rest": _others_rest(writers),
        "chosen_by_cow": _chosen("present" if reductions.runs else ""),
        "chosen_by_fault": _chosen("swap" if reductions.at_once else ""),
        "steps_of_writers": "\n        ".join(
            f"\\/ cpu \\in {each['constant']} /\\ {each['process']}(cpu)" for each in writers
        )
        or "FALSE",
        "has": kinds.__contains__,
        "cases": lambda field: _cases(p, field),
        "folio": p.folio,
        "kernel": p.kernel,
        "mlock_goes_on": KERNELS[p.kernel].mlock_goes_on,
        "gives_back": KERNELS[p.kernel].gives_back,
        "policy": p.policy,
        "pmd_mapped": p.pmd_mapped,
        "shortages": p.shortages,
        "straddle": p.straddle > 0,
        "fairness": _STRONG if p.passes == 0 else _WEAK,
        "fair": "fair+" if p.passes == 0 else "fair",
        "cleared": tla_literal(cleared),
        "granularity": p.granularity,
        "initial_pte": _initial(p),
        "ttu_flags": ",\n    ".join(map(tla_literal, TTU_FLAGS)),
    }


def _there(p: Parameters, uses: set[str]) -> There:
    """Say what a scenario has, with the variables that a writer of one's own asks for."""
    kinds = set(p.kinds)
    kernel, posted = KERNELS[p.kernel], p.policy == "anon-batch"
    poisoned = "TTU_HWPOISON" in p.ttu
    return There(
        refs=bool(
            kinds & {"fault", "cow", "gup", "shrinker", "madvise", "user", "zap", "uffd-move"}
            or "refs" in uses
        ),
        pins="gup" in kinds,
        late_rmap=bool(kinds & {"zap", "cow"}),
        mlocked=p.mlocked,
        can_split=can_split(p),
        pmd=bool(p.pmd_mapped),
        **userspace(kinds, "userspace" in uses),
        # folio_unmap_pte_batch() gives 1 with TTU_HWPOISON.
        batched=not poisoned and (posted or (kernel.batches and p.folio in ("lazyfree", "file"))),
        sub_batches=posted and not poisoned,
        frees_tables=kernel.pmd_rechecked and bool(p.pmd_mapped),
        tlb="user" in kinds,
        dirty_bits=p.folio == "lazyfree" or "madv-free" in kinds,
        slots="swap-in" in kinds,
        read_only=p.read_only,
        uffd_wp=p.uffd_wp,
        shared=p.shared,
        cont="" if p.cont == "off" else p.cont,
        hinted=p.hinted,
        collapses="collapse" in kinds,
        moves="uffd-move" in kinds,
    )


def _undisturbed(writers: Sequence[Mapping[str, str]]) -> str:
    """A TLA+ expression: all writers are at their first label, and as in the beginning."""
    conjuncts = [
        f"\\A cpu \\in {each['constant']} :\n"
        f'        pc[cpu] = "{each["first_label"]}" /\\ {each["as_it_began"]}'
        for each in writers
    ]
    return _all_of(conjuncts, 4)


def _chosen(value: str) -> str:
    """A TLA+ expression: the pages of which a writer chooses one; a value sets some apart."""
    return f'OrOneOther(self, "{value}")' if value else "FirstOf(self)..LastOf(self)"


def _others_rest(writers: Sequence[Mapping[str, str]]) -> str:
    """A TLA+ expression: all writers have ended, or their last step is one of their own."""
    conjuncts = []
    for each in writers:
        rests = 'pc[cpu] = "Done"'
        if each["process"] in _LAST_STEP_IS_OWN:
            label = _LAST_STEP_IS_OWN[each["process"]]
            rests += f' \\/ (pc[cpu] = "{label}" /\\ TimesOf(cpu) = 1)'
        conjuncts.append(f"\\A cpu \\in {each['constant']} : {rests}")
    return _all_of(conjuncts, 8)


def _all_of(conjuncts: Sequence[str], column: int) -> str:
    """A TLA+ expression: the conjuncts below each other, if there are several."""
    if len(conjuncts) > 1:
        return f"\n{' ' * column}".join(f"/\\ {each}" for each in conjuncts)
    return conjuncts[0] if conjuncts else "TRUE"


def _uses(kind: str, templates: Templates) -> list[str]:
    """The variables that a writer asks for in a comment line `uses: refs userspace`."""
    template = f"writers/{kind}.tla"
    text = templates.source(template)
    found = _USES.search(text)
    if found is None:
        return []
    words = found["words"].split()
    for word in words:
        if word not in ("refs", "userspace"):
            line = text.count("\n", 0, found.start("words")) + 1
            raise BadInput(
                f"{templates.file(template)}:{line}: the writer uses {word}, which is unknown",
                "it can use refs and userspace",
            )
    return words


def _writer(kind: str, p: Parameters, templates: Templates) -> Mapping[str, str]:
    writer = Writer(kind)
    constant = writer.process.upper()
    template = f"writers/{kind}.tla"
    text = templates.source(template)
    label = _FIRST_LABEL.search(text)
    if label is None:
        raise BadInput(
            f"{templates.file(template)}: no line of the writer begins with a label",
            f"put one such as {writer.process}_lock: in a line of its own",
        )
    if _LEFT.search(text) is None:
        raise BadInput(
            f"{templates.file(template)}: no variable of the writer begins as TimesOf(self)",
            f"add {writer.process}_left = TimesOf(self), and count it down",
        )
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
    """A TLA+ expression of `cpu`: the variables that a writer always has are as at first."""
    block = _VARIABLES.search(text)
    variables = _VARIABLE.finditer(_CONDITIONAL.sub("", block["lines"])) if block else ()
    begun = " /\\ ".join(
        f"{found['name']}[cpu] = {_SELF.sub('cpu', found['value'])}" for found in variables
    )
    return begun or "TRUE"


def _cases(p: Parameters, field: str) -> str:
    """A TLA+ expression of `cpu`: what a field of its writer is."""
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
    """The lines of a TLA+ expression of `v` and `i`: what the PTE is in the beginning."""
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
