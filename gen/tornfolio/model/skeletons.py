"""Writes skeletons for a model of the user's own: a writer, a policy, a property, a scenario."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from tornfolio.model.folders import Model
from tornfolio.model.kernels import POLICIES
from tornfolio.model.properties import NAME, load_properties
from tornfolio.model.reserved import reserved
from tornfolio.model.scenario import scenario_names, writer_kinds
from tornfolio.support.errors import BadInput
from tornfolio.support.files import make_folder, write_file
from tornfolio.support.naming import check_name, shown
from tornfolio.support.paths import spec_dir
from tornfolio.tla.tokens import opened, tokens

__all__ = ["KINDS", "write_skeleton"]

KINDS = ("writer", "policy", "property", "scenario")
# An empty list of writers, and a lock that nobody holds.
_TAKEN = frozenset({"none", "nobody"})
_JINJA = re.compile(r"@%.*?%@|@\{.*?\}@|@\*.*?\*@", re.DOTALL)
_FOLDER = Path(__file__).resolve().parent / "skeletons"


def write_skeleton(kind: str, name: str, model: Model) -> list[Path]:
    """Write the files of a skeleton into the folder of a model of one's own, and give their paths.

    What it begins with passes `check` as it is, but a policy is to be filled in first. Raises
    BadInput if a file or the name is there already; then nothing is written.
    """
    if model.own is None:
        raise BadInput("there is no model of your own", "make a folder and give it to --spec-dir")
    folder = model.own
    if kind == "property":
        if not NAME.fullmatch(name):
            raise BadInput(
                f"{shown(name)} is not a name for a property",
                "use letters and digits, and begin with a capital",
            )
    else:
        check_name(name, f"{kind} name")
    if name in _TAKEN:
        raise _has_meaning(name)
    known: Collection[str]
    match kind:
        case "writer":
            known = writer_kinds(model)
        case "policy":
            known = POLICIES
        case "property":
            known = [prop.name for prop in load_properties(model)]
        case _:
            known = scenario_names(model)
    if name in known:
        raise BadInput(f"there is a {kind} {name} already", "choose another name")
    files = {folder / file: text for file, text in _files(kind, name).items()}
    if kind in ("writer", "property"):
        _check_names(name, _files(kind, name).values())
    scenario = folder / "scenarios" / f"{_scenario_of(kind, name)}.toml"
    properties = folder / "properties.toml"
    for path in files:
        if path.exists() and path != properties:
            raise BadInput(f"{path} exists", "choose another name")
    if scenario.stem in scenario_names(model):
        raise BadInput(f"there is a scenario {scenario.stem} already", "choose another name")
    for path, text in files.items():
        make_folder(path.parent)
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        write_file(path, (old + text if old else text.lstrip("\n")).encode())
    return list(files)


def _check_names(name: str, texts: Iterable[str]) -> None:
    """Raise BadInput if a name of a skeleton means something in our templates, or to a tool."""
    begin = name.replace("-", "_").lower()
    words = {name, begin, begin.upper()}
    for text in texts:
        words |= {word for word in _words(text) if word.lower().startswith(f"{begin}_")}
    templates = (spec_dir() / "templates").rglob("*.tla")
    ours = {word for path in templates for word in _words(path.read_text(encoding="utf-8"))}
    for word in sorted(words):
        if reserved(word) or word in ours:
            raise _has_meaning(word)


def _words(template: str) -> set[str]:
    """The names that a template uses in its code."""
    code = opened(_JINJA.sub(" ", template))
    return {token.text for token in tokens(code) if token.is_word}


def _has_meaning(name: str) -> BadInput:
    return BadInput(f"{name} has a meaning of its own in the model", "choose another name")


def _scenario_of(kind: str, name: str) -> str:
    if kind == "property":
        return "property-" + "".join(f"-{c.lower()}" if c.isupper() else c for c in name)[1:]
    return name if kind == "scenario" else f"{kind}-{name}"


def _files(kind: str, name: str) -> Mapping[str, str]:
    """The texts of a skeleton by their places in the model."""
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
