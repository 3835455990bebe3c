"""Writes the tables of README.md that follow from spec/, and from what was measured.

Run as `make tables`. The tests call the same function and compare instead of writing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from tornfolio.explore.claims import Check, load_claims
from tornfolio.model.properties import load_properties
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.support.paths import spec_dir

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
RESULTS = ROOT / "bench" / "results.json"


def with_tables(text: str) -> str:
    """Give a page in which each part from `<!-- NAME -->` to `<!-- end -->` is as it should be."""
    for name, table in TABLES.items():
        before, start, rest = text.partition(f"<!-- {name} -->\n")
        body, end, after = rest.partition("\n<!-- end -->")
        assert start and end, f"README.md has no table {name}"
        text = before + start + table(body) + end + after
    return text


def _properties(text: str) -> str:
    rows = [
        f"| `{prop.name}` | {prop.sentence} | {_needs(prop.needs)} |"
        for prop in load_properties(spec_dir())
    ]
    return "\n".join(["| property | says | in scenarios with |", "|---|---|---|", *rows])


def _needs(needs: tuple[str, ...]) -> str:
    words: Mapping[str, str] = {
        "bounded": "a number of passes",
        "repeats": "`passes=0`",
        "contended": "`passes=0` and writers",
        "pinned": "`gup` and an anonymous folio",
        "mlocked": "`mlocked`",
        "split": "a folio that can be split",
    }
    return " or ".join(words.get(need, f"`{need}`") for need in needs) or "anything"


def _claims(text: str) -> str:
    rows = []
    for claim in load_claims():
        checks = "; ".join(map(_check, claim.checks))
        cells = (claim.name, claim.claim, f"**{claim.verdict}**", claim.meaning, checks)
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    head = "| | claim, in our words | verdict | meaning | what TLC says |"
    return "\n".join([head, "|---|---|---|---|---|", *rows])


def _check(check: Check) -> str:
    settings = " ".join(("", *check.settings))
    role = {"for": "", "against": "against: ", "only-if": f'without "{check.needs}": '}[check.role]
    sizes = ", proved for all sizes" if check.all_sizes else ""
    found = f"`{check.what}` {check.expected.lower()}{sizes}"
    return f"{role}`{check.scenario.name}{settings}`: {found}"


def _scenarios(text: str) -> str:
    rows = []
    for name in scenario_names():
        scenario = load_scenario(name)
        rows.append(f"| `{name}` | {scenario.one_line} | `{scenario.property_name}` |")
    return "\n".join(["| scenario | asks | property |", "|---|---|---|", *rows])


def _growth(text: str) -> str:
    """Give the exponents that `make bench` has measured; without its results the text stays."""
    if not RESULTS.is_file():
        return text
    found: dict[tuple[str, str], dict[str, str]] = {}
    for each in json.loads(RESULTS.read_text(encoding="utf-8"))["exponents"]:
        exponent = "-" if each["exponent"] is None else f"{each['exponent']:.1f}"
        cell = f"{exponent} (up to {each['largest']:,})"
        found.setdefault((each["writers"], each["ttu"]), {})[each["granularity"]] = cell
    rows = [
        f"| `{writers}` | {'none' if ttu == 'none' else f'`{ttu}`'} |"
        f" {cells.get('fine', '-')} | {cells.get('lock', '-')} |"
        for (writers, ttu), cells in found.items()
    ]
    head = "| writer | flags | exponent, `fine` | exponent, `lock` |"
    return "\n".join([head, "|---|---|---|---|", *rows])


# From the text of a table to what it should be.
TABLES: Mapping[str, Callable[[str], str]] = {
    "properties": _properties,
    "claims": _claims,
    "scenarios": _scenarios,
    "growth": _growth,
}


def main() -> None:
    """Write README.md again."""
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
