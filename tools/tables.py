"""Writes the tables in README.md and docs/ that follow from spec/ and from what was measured.

Run as `make tables`, which writes the pages of docs/reference and the pictures too. The tests call
the same functions and compare instead of writing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import measured
import pictures
import reference
import scale
from tornfolio.explore.bugs import Bug, Side, load_bugs
from tornfolio.explore.claims import Check, Claim, load_claims
from tornfolio.explore.estimates import Estimate
from tornfolio.explore.kernel_claims import BASE, At, claims_at, kernels_of_claims
from tornfolio.gate.expectations import read_expectations
from tornfolio.linux.claims import InC, load_record
from tornfolio.model.kernels import KERNELS, SWITCHES
from tornfolio.support.paths import spec_dir

ROOT = Path(__file__).resolve().parent.parent


def with_tables(page: str, text: str) -> str:
    """A page in which each part from `<!-- NAME -->` to `<!-- end -->` is as it should be."""
    for name, table in TABLES[page].items():
        before, start, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        assert start and end, f"{page} has no table {name}"
        text = f"{before}{start}{table()}\n{end}{after}"
    return text


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


def _ends() -> str:
    """The final PTEs of the seed scenario without TTU_SYNC and with it, side by side."""
    expected = read_expectations(spec_dir() / "expectations.toml").points
    torn, whole = (
        dict(_end(outcome) for outcome in expected[name].outcomes)
        for name in ("torn-pte0", "whole-with-sync")
    )
    rows = [[f"`{ptes}`", torn.get(ptes, ""), whole.get(ptes, "")] for ptes in sorted(torn | whole)]
    return _table(["PTEs in the end", "without `TTU_SYNC`", "with `TTU_SYNC`"], rows)


def _end(outcome: str) -> tuple[str, str]:
    """Read `1 *> PSSS  folio kept; 4 slots` as a pattern and what became of the folio."""
    pattern, _, rest = outcome.partition("> ")[2].partition("  folio ")
    fate, _, _ = rest.partition(";")
    if fate == "kept":
        fate += ", whole" if len(set(pattern)) == 1 else ", torn"
    return pattern, fate


def _claims() -> str:
    seen = load_record()
    elsewhere = _elsewhere()
    return "\n\n".join(
        _claim(claim, seen.claims[claim.name], elsewhere[claim.name]) for claim in load_claims()
    )


@cache
def _elsewhere() -> dict[str, list[At]]:
    """Each claim under each kernel but that of the thread."""
    claims = load_claims()
    others = [claims_at(kernel, claims) for kernel in kernels_of_claims() if kernel != BASE]
    return {several[0].claim.name: list(several) for several in zip(*others, strict=True)}


def _claims_in_c() -> str:
    """The verdict of each claim, kernel by kernel, and how far the C of a release says the same."""
    seen = load_record()
    elsewhere = _elsewhere()
    rows = [
        [
            f"[{each.name}](#{each.name.lower()})",
            each.verdict,
            *(at.claim.verdict for at in elsewhere[each.name]),
            _agreed(each, seen.claims[each.name]),
        ]
        for each in load_claims()
    ]
    kernels = [f"`{kernel}`" for kernel in kernels_of_claims()]
    return _table(["claim", *kernels, f"in the C of {seen.release}"], rows)


def _agreed(claim: Claim, in_c: Sequence[InC]) -> str:
    """Say how many checks come out in C as TLC has them, and that others cannot be asked."""
    asked = [(c, e) for c, e in zip(claim.checks, in_c, strict=True) if e.said]
    if not asked:
        return "not in scope"
    same = sum(check.expected == each.said for check, each in asked)
    words = ["as TLC says"] if same == len(asked) else [f"{same} of {len(asked)} as TLC says"]
    left = len(in_c) - len(asked)
    checks = f"{len(asked)} checks" if len(asked) != 1 else "1 check"
    return f"{words[0]}: {checks}" + (f", {left} not in scope" if left else "")


def _claim(claim: Claim, in_c: Sequence[InC], elsewhere: Sequence[At]) -> str:
    pairs = zip(claim.checks, in_c, strict=True)
    checks = "\n".join(f"- {_check(check)}; in C {each.in_words()}" for check, each in pairs)
    checks += "".join(f"\n- {_number(estimate)}" for estimate in claim.estimates)
    verdict = claim.verdict[0].upper() + claim.verdict[1:]
    said = [f"**{verdict}.** {claim.meaning}", *(_at(at) for at in elsewhere if at.because)]
    paragraphs = "\n\n".join(said)
    return f"### {claim.name}\n\n> {claim.claim}\n\n{paragraphs}\n\n{checks}"


def _at(at: At) -> str:
    """What becomes of a claim under another kernel, and why."""
    return f"`{at.kernel}`: **{at.claim.verdict}.** {at.because}"


def _number(estimate: Estimate) -> str:
    """What Storm says for or against a part of a claim, by rates that are assumed."""
    role = "" if estimate.role == "for" else f"{estimate.role}: "
    return f"{role}{estimate.in_words()} ([by assumed rates](quantities.md#the-claims))"


def _check(check: Check) -> str:
    settings = " ".join(("", *check.settings))
    role = {"for": "", "against": "against: ", "only-if": f'without "{check.needs}": '}[check.role]
    sizes = ", proved for all sizes" if check.all_sizes else ""
    found = f"`{check.what}` {check.expected.lower()}{sizes}"
    return f"{role}`{check.scenario.name}{settings}`: {found}"


def _bugs() -> str:
    rows = [[bug.name, bug.title, f"`{bug.prop}`" if bug.prop else "-"] for bug in load_bugs()]
    table = _table(["bug", "what was wrong", "property"], rows)
    return "\n\n".join([table, *map(_bug, load_bugs())])


def _bug(bug: Bug) -> str:
    commit = f", commit {bug.commit}" if bug.commit else ""
    versions = bug.versions[0].upper() + bug.versions[1:]
    parts = [f"### {bug.name}: {bug.title}", bug.wrong, f"{versions}{commit}.", bug.reduced]
    if bug.sides:
        parts.append("\n".join(f"- {_side(bug, side)}" for side in bug.sides))
    else:
        parts.append(f"**No pair.** {bug.reason}")
    return "\n\n".join(part for part in parts if part)


def _side(bug: Bug, side: Side) -> str:
    return f"`{side.in_words()}`: `{bug.prop}` {side.expected}"


def _switches() -> str:
    rows = [
        [f"`{name}`", each.does, each.since, each.where, each.known]
        for name, each in SWITCHES.items()
    ]
    return _table(["switch", "what it does", "versions", "where", "how it is known"], rows)


def _profiles() -> str:
    rows = []
    for name, kernel in KERNELS.items():
        values = [getattr(kernel, switch) for switch in SWITCHES]
        cells = [("yes" if v else "-") if isinstance(v, bool) else f"`{v}`" for v in values]
        rows.append([f"`{name}`", *cells])
    return _table(["kernel", *(f"`{switch}`" for switch in SWITCHES)], rows)


def _fine() -> str:
    return _counted(scale.ACTORS, scale.SIZES)


def _lock() -> str:
    return _counted(scale.MERGED, scale.MERGED_SIZES)


def _counted(actors: Mapping[str, object], sizes: Sequence[int]) -> str:
    measured = scale.measured()
    rows = []
    for actor in actors:
        counts = measured[actor]
        exponent = scale.exponent(counts)
        cells = [f"{counts[size]:,}" if size in counts else "-" for size in sizes]
        rows.append([actor, *cells, "" if exponent is None else f"{exponent:.1f}"])
    return _table(["actor", *map(str, sizes), "exponent"], rows)


def _growth() -> str:
    """The exponents that `make bench` has measured."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for each in measured.results()["exponents"]:
        exponent = "-" if each["exponent"] is None else f"{each['exponent']:.1f}"
        cell = f"{exponent} (up to {each['largest']:,})"
        found.setdefault((each["writers"], each["ttu"]), {})[each["granularity"]] = cell
    rows = [
        [
            f"`{writers}`",
            "none" if ttu == "none" else f"`{ttu}`",
            cells.get("fine", "-"),
            cells.get("lock", "-"),
        ]
        for (writers, ttu), cells in found.items()
    ]
    return _table(["writer", "flags", "exponent, `fine`", "exponent, `lock`"], rows)


def _ratios() -> str:
    return _table(["what, as a fraction", "new spec", "known spec"], measured.ratio_rows())


def _others() -> str:
    head = ["writer", "flags", "states", "decided in", "MiB"]
    return _table(head, measured.other_rows())


# From a page and the name of a table to what it should be.
TABLES: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "README.md": {"ends": _ends},
    "docs/bugs.md": {"bugs": _bugs},
    "docs/claims.md": {"in C": _claims_in_c, "claims": _claims},
    "docs/kernels.md": {"switches": _switches, "profiles": _profiles},
    "docs/growth.md": {
        **{"fine": _fine, "lock": _lock, "growth": _growth},
        **{"ratios": _ratios, "others": _others},
    },
}


def main() -> None:
    """Write the tables, the reference and the pictures again."""
    for page in TABLES:
        path = ROOT / page
        path.write_text(with_tables(page, path.read_text(encoding="utf-8")), encoding="utf-8")
    reference.write()
    pictures.write()


if __name__ == "__main__":
    main()
