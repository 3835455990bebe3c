"""The parameters of a scenario: their names, values, defaults and the rules between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tornfolio.errors import BadInput
from tornfolio.names import did_you_mean, shown

__all__ = ["PARAMETERS", "Parameter", "Parameters", "parse_setting", "read_parameters"]

MAX_NR_PAGES = 512
MAX_WRITERS = 4
ARM64_CONT_PTES = 16

# include/linux/rmap.h. What a flag does in this model, "" where the model follows the kernel.
TTU_FLAGS: Mapping[str, str] = {
    "TTU_SYNC": "",
    "TTU_BATCH_FLUSH": "",
    "TTU_SPLIT_HUGE_PMD": "the folio is PTE-mapped",
    "TTU_IGNORE_MLOCK": "the VMA is not mlocked",
    "TTU_HWPOISON": "no page of the folio is poisoned",
    "TTU_RMAP_LOCKED": "there is one VMA, and no lock of the reverse map",
}


@dataclass(frozen=True)
class Parameters:
    """The values of all parameters, checked against each other.

    nr_pages: PTEs that map the folio, 1 to 512. ttu: flags given to try_to_unmap().
    writers: the kinds of the parallel writers, one entry for each CPU.
    cont_ptes: PTEs of one CONT block; it divides nr_pages.
    """

    nr_pages: int
    ttu: tuple[str, ...]
    writers: tuple[str, ...]
    cont_ptes: int

    def to_json(self) -> dict[str, Any]:
        """Give the values as JSON has them; lists for tuples."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}

    def in_words(self) -> str:
        """Give the bounds as one phrase for a verdict's sentence."""
        writers = ", ".join(self.writers) or "no writers"
        cont = f", cont_ptes = {self.cont_ptes}" if "contpte" in self.writers else ""
        return f"nr_pages = {self.nr_pages}, ttu = {self.flags()}, writers = {writers}{cont}"

    def flags(self) -> str:
        """Give the TTU flags as C has them: `TTU_SYNC|TTU_BATCH_FLUSH`, or `0`."""
        return "|".join(self.ttu) or "0"

    def notes(self) -> tuple[str, ...]:
        """Say of each flag that changes nothing in this model why that is so."""
        return tuple(
            f"{flag} changes nothing here: {TTU_FLAGS[flag]}"
            for flag in self.ttu
            if TTU_FLAGS[flag]
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
    table: Mapping[str, object], *, where: str, writer_kinds: Sequence[str]
) -> Parameters:
    """Check plain values from a scenario file or --set and make Parameters of them.

    `where` names their source in errors; `writer_kinds` are the writers that the model has.
    Raises BadInput.
    """
    for key in table:
        if key not in PARAMETERS:
            raise _unknown_key(key, where)
    nr_pages = _integer(table, "nr_pages", where, 1, MAX_NR_PAGES)
    ttu = _ttu(table, where)
    writers = _writers(table, where, writer_kinds)
    if "cont_ptes" in table:
        cont_ptes = _integer(table, "cont_ptes", where, 1, MAX_NR_PAGES)
    else:
        cont_ptes = min(nr_pages, ARM64_CONT_PTES)
    if nr_pages % cont_ptes:
        raise BadInput(
            f"{where}: a CONT block of {cont_ptes} PTEs does not divide a folio of {nr_pages}",
            "choose a cont_ptes that divides nr_pages",
        )
    return Parameters(nr_pages, ttu, writers, cont_ptes)


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
        Parameter("writers", "parallel writers, one CPU each; each runs once", _text_list),
        Parameter("cont_ptes", "PTEs of one CONT block; divides nr_pages", _text_integer),
    )
}


def _unknown_key(key: str, where: str) -> BadInput:
    return BadInput(
        f"{where}: unknown parameter {shown(key)}{did_you_mean(key, PARAMETERS)}",
        f"the parameters are {', '.join(PARAMETERS)}",
    )


def _integer(table: Mapping[str, object], key: str, where: str, low: int, high: int) -> int:
    if key not in table:
        raise BadInput(f"{where}: parameter {key} is missing", f"give it a number, {low} to {high}")
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(f"{where}: {key} = {shown(value)} is not a number", f"use {low} to {high}")
    if not low <= value <= high:
        raise BadInput(f"{where}: {key} = {shown(value)} is out of range", f"use {low} to {high}")
    return value


def _words(
    table: Mapping[str, object], key: str, where: str, known: Collection[str], what: str
) -> tuple[str, ...]:
    """Read a list of known words; `what` says in errors what one of them is."""
    if key not in table:
        raise BadInput(f"{where}: parameter {key} is missing", "give it a list, which may be empty")
    words = table[key]
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise BadInput(f"{where}: {key} = {shown(words)} is not a list of words")
    if "none" in words:
        raise BadInput(
            f"{where}: {key} = {shown(','.join(words))} contradicts itself",
            f"give either none or {what}s",
        )
    for word in words:
        if word not in known:
            raise BadInput(
                f"{where}: unknown {what} {shown(word)}{did_you_mean(word, known)}",
                f"the {what}s are {', '.join(known)}",
            )
    return tuple(words)


def _ttu(table: Mapping[str, object], where: str) -> tuple[str, ...]:
    flags = _words(table, "ttu", where, TTU_FLAGS, "TTU flag")
    for flag in flags:
        if flags.count(flag) > 1:
            raise BadInput(f"{where}: TTU flag {flag} is given twice", "give it once")
    return tuple(flag for flag in TTU_FLAGS if flag in flags)


def _writers(table: Mapping[str, object], where: str, kinds: Sequence[str]) -> tuple[str, ...]:
    writers = _words(table, "writers", where, kinds, "writer")
    if len(writers) > MAX_WRITERS:
        raise BadInput(
            f"{where}: {len(writers)} writers are more than TLC can exhaust in reasonable time",
            f"give at most {MAX_WRITERS}",
        )
    return writers
