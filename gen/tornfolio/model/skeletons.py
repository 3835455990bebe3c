"""Writes skeletons for a model of the user's own: a writer, a policy, a property, a scenario."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from tornfolio.model.kernels import POLICIES
from tornfolio.model.properties import NAME, load_properties
from tornfolio.model.scenario import scenario_names, writer_kinds
from tornfolio.support.errors import BadInput
from tornfolio.support.files import make_folder, write_file
from tornfolio.support.naming import check_name, shown

__all__ = ["KINDS", "write_skeleton"]

KINDS = ("writer", "policy", "property", "scenario")
# What the algorithm, its translation or the parameters call something else already.
_TAKEN = frozenset(
    {
        *("none", "reclaim", "self", "nobody", "pc", "vars", "stack"),
        *("Init", "Next", "Spec", "Fairness", "ProcSet", "Terminating", "Vmas", "Pages", "Tables"),
        *(
            "Blocks",
            "Block",
            "TableOf",
            "InitialPte",
            "InitiallyDeferred",
            "Large",
            "First",
            "Last",
        ),
        *("FolioMapped", "ExtraRefs", "Pinned", "VmaOf", "FirstOf", "LastOf", "TimesOf", "MovedTo"),
        *("Returned", "Settled", "Maps", "Alike", "Undisturbed", "Watch", "Watched", "Report"),
        *("Shared", "StepOf", "Acting"),
        *("Progress", "Outcome", "Outcomes", "Mark", "Nat", "Cardinality", "IsFiniteSet"),
    }
)
_FOLDER = Path(__file__).resolve().parent / "skeletons"


def write_skeleton(kind: str, name: str, folder: Path) -> list[Path]:
    """Write the files of a skeleton into a model of one's own, and give their paths.

    What it begins with passes `check` as it is. Raises BadInput if a file or the name is there
    already; then nothing is written.
    """
    if kind == "property":
        if not NAME.fullmatch(name):
            raise BadInput(
                f"{shown(name)} is no name of a property",
                "use letters and digits, beginning with a capital",
            )
    else:
        check_name(name, f"{kind} name")
    if name in _TAKEN:
        raise BadInput(f"{name} has a meaning of its own in the model", "choose another name")
    known: Collection[str]
    match kind:
        case "writer":
            known = writer_kinds()
        case "policy":
            known = POLICIES
        case "property":
            known = [prop.name for prop in load_properties()]
        case _:
            known = scenario_names()
    if name in known:
        raise BadInput(f"there is a {kind} {name} already", "choose another name")
    files = {folder / file: text for file, text in _files(kind, name).items()}
    scenario = folder / "scenarios" / f"{_scenario_of(kind, name)}.toml"
    properties = folder / "properties.toml"
    for path in files:
        if path.exists() and path != properties:
            raise BadInput(f"{path} exists", "choose another name")
    if scenario.stem in scenario_names():
        raise BadInput(f"there is a scenario {scenario.stem} already", "choose another name")
    for path, text in files.items():
        make_folder(path.parent)
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        write_file(path, (old + text if old else text.lstrip("\n")).encode())
    return list(files)


def _scenario_of(kind: str, name: str) -> str:
    if kind == "property":
        return "property-" + "".join(f"-{c.lower()}" if c.isupper() else c for c in name)[1:]
    return name if kind == "scenario" else f"{kind}-{name}"


def _files(kind: str, name: str) -> Mapping[str, str]:
    """Give the texts of a skeleton by their places in the model."""
    scenario = f"scenarios/{_scenario_of(kind, name)}.toml"
    begin = _text("scenario.toml").replace("PROPERTY", "NotTornByReclaim")
    match kind:
        case "writer":
            process = name.replace("-", "_")
            text = _text("writer.tla").replace("NAME_P", process)
            text = text.replace("NAME_U", process.upper()).replace("NAME", name)
            return {f"templates/writers/{name}.tla": text, scenario: begin.replace("WRITER", name)}
        case "policy":
            uses = begin.replace("WRITER", "protect") + f'policy = "{name}"\n'
            return {f"policies/{name}.toml": _text("policy.toml"), scenario: uses}
        case "property":
            asks = _text("scenario.toml").replace("PROPERTY", name).replace("WRITER", "protect")
            return {
                f"templates/properties/{name}.tla": _text("property.tla").replace("NAME", name),
                "properties.toml": _text("property.toml").replace("NAME", name),
                scenario: asks,
            }
    return {scenario: begin.replace("WRITER", "contpte")}


def _text(file: str) -> str:
    return (_FOLDER / file).read_text(encoding="utf-8")
