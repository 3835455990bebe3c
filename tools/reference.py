"""Writes the pages of docs/reference, which follow from the code and from spec/.

`PAGES` has a function for each page; tools/tables.py writes them, and a test compares.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import reference_commands
import reference_json
import reference_shim
from tornfolio.cli.exit_status import HELP
from tornfolio.model.folders import our_model
from tornfolio.model.parameter_table import PARAMETERS
from tornfolio.model.properties import load_properties
from tornfolio.model.scenario import load_scenario, scenario_names

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / "docs" / "reference"
_GENERATED = "<!-- Written by `make tables`. -->\n"


def parameters() -> str:
    """The page of parameters, with every value explained."""
    parts = [
        "# Parameters\n\n`--set KEY=VALUE` changes a parameter of a scenario. A scenario file has"
        " the same keys under `[parameters]`. The empty list is written `none`. Combinations that"
        " make no sense are refused with a reason."
    ]
    for name, parameter in PARAMETERS.items():
        parts.append(f"## `{name}`\n\nValues: {parameter.kind.values}.\n\n{parameter.explained}")
        if parameter.each:
            rows = [
                f"| `{value}` | {_own_words(about)} |" for value, about in parameter.each.items()
            ]
            parts.append("\n".join(["| value | means |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def properties() -> str:
    """The page of properties."""
    rows = [
        f"| `{prop.name}` | {prop.sentence} | {_needs(prop.needs)} |"
        for prop in load_properties(our_model())
    ]
    return "\n".join(
        [
            "# Properties",
            "",
            "The names are stable. A property that can fail only in some scenarios is checked only"
            " there; the last column says where.",
            "",
            "| property | says | in scenarios with |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def scenarios() -> str:
    """The page of scenarios."""
    parts = [
        "# Scenarios\n\nEach is a file in `spec/scenarios`. `tornfolio check NAME` decides it,"
        " `--set` changes its parameters."
    ]
    for name in scenario_names():
        scenario = load_scenario(name)
        condition = f"; condition `{scenario.condition}`" if scenario.condition else ""
        parts.append(
            f"## {name}\n\n{scenario.one_line}\n\n"
            f"- Property: `{scenario.property_name}`{condition}\n"
            f"- Parameters: {scenario.parameters.in_words()}\n"
            f"- Source: {scenario.source}"
        )
    return "\n\n".join(parts) + "\n"


def exit_status() -> str:
    """The page of exit statuses, from the words that every command's help ends with."""
    rows = re.findall(r"^  (\d+) +(.*)$", HELP, re.MULTILINE)
    (order,) = re.findall(r"in the order ([\d, ]+)\.", HELP)
    lines = "\n".join(f"| {status} | {meaning} |" for status, meaning in rows)
    return f"""# Exit statuses

They are the same for every command.

| status | meaning |
|---|---|
{lines}

When a command has several findings, the worst decides, in the order {order}.

- `check`, `sweep` and `resume` end with 1 when a property is violated.
- `trace` ends with 1 when it has written a counterexample.
- `claims` ends with 1 when TLC says something else than a verdict rests on.
- `mutate` ends with 1 when a mutant survives, `labels` when a label is never reached.
- `gate`, `bless` and `compare` end with 1 when something differs.
- `graph` and `outcomes` end with 0 when they have all states, whatever is violated.
- `demo` ends with 0 if TLC finds the folio torn without `TTU_SYNC` and whole with it.
"""


def glossary() -> str:
    """The glossary, sorted."""
    terms = tomllib.loads((HERE / "glossary.toml").read_text(encoding="utf-8"))
    parts = [f"**{term}**: {terms[term]}" for term in sorted(terms, key=str.lower)]
    return "# Glossary\n\n" + "\n\n".join(parts) + "\n"


def _own_words(about: str) -> str:
    """A sentence without the name before it: `v6.8: reclaim splits ...`."""
    return _sentence(re.sub(r"^(?:v[\d.]+|rfc-base|latest)(?: \([^)]*\))?: ", "", about))


def _sentence(text: str) -> str:
    first = text if re.match(r"v\d", text) else text[:1].upper() + text[1:]
    return first if first.endswith(".") else f"{first}."


def _needs(needs: tuple[str, ...]) -> str:
    words: Mapping[str, str] = {
        "bounded": "a number of passes",
        "repeats": "`passes=0`",
        "contended": "`passes=0` and writers",
        "pinned": "`gup` and an anonymous folio",
        "mlocked": "`mlocked`",
        "split": "a folio that can be split",
        "freed-table": "a page table that can be freed",
    }
    return " or ".join(words.get(need, f"`{need}`") for need in needs) or "anything"


PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": reference_commands.commands,
    "parameters.md": parameters,
    "properties.md": properties,
    "scenarios.md": scenarios,
    "json.md": reference_json.json_page,
    "exit-status.md": exit_status,
    "glossary.md": glossary,
    "shim.md": reference_shim.shim,
}


def text(page: str) -> str:
    """A page of the reference as it should be."""
    return _GENERATED + PAGES[page]()


def write() -> None:
    """Write all pages of the reference."""
    for page in PAGES:
        (FOLDER / page).write_text(text(page), encoding="utf-8")
