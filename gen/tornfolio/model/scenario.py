"""Loads a scenario: one question about the race, from a TOML file and the user's settings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypedDict

from tornfolio.model.folders import Model, our_model
from tornfolio.model.kernels import POLICIES
from tornfolio.model.mistakes import NO_BUG, bug_names
from tornfolio.model.parameter_table import parse_setting, read_parameters
from tornfolio.model.parameters import Parameters
from tornfolio.model.policies import own_policies
from tornfolio.support.errors import BadInput
from tornfolio.support.files import read_whole
from tornfolio.support.naming import check_name, did_you_mean, is_name, shown
from tornfolio.support.toml import Kinds, decoded

__all__ = ["GIVEN", "Scenario", "Scenarios", "load_scenario", "scenario_names"]

_REQUIRED: dict[str, Kinds] = {"intent": str, "source": str, "property": str, "parameters": dict}
_OPTIONAL: dict[str, Kinds] = {"condition": str, "expect": (str, dict)}
# The name of a condition that is given as a formula.
GIVEN = "GivenCondition"
_VERDICTS = ("holds", "violated")
_LONGEST_FILE = 64 * 1024


@dataclass(frozen=True)
class Scenario:
    """One question: a few actors with their parameters, and the property that is at stake.

    `property_name` names it. `condition` names the final states in which the counterexample that
    is shown should end (a file in spec/templates/conditions), or is None for any. `file` is where
    the scenario stands, `model` what answers it. `required` are verdicts that the scenario itself
    demands of properties, with the parameters of its file: no expectation may be another.
    `formula` is the text of a condition that was given with a command, which GIVEN names then.
    """

    name: str
    intent: str
    source: str
    property_name: str
    condition: str | None
    parameters: Parameters
    file: Path
    # Its folders are no part of what is asked: keys of the cache have what is in them.
    model: Model = field(repr=False)
    required: tuple[tuple[str, str], ...] = ()
    formula: str = ""

    @property
    def condition_in_words(self) -> str | None:
        """The condition as it was given: its name, or its formula in one line."""
        return " ".join(self.formula.split()) or self.condition

    @property
    def one_line(self) -> str:
        """The intent in one line."""
        return " ".join(self.intent.split())

    @property
    def module(self) -> str:
        """The name of the TLA+ module."""
        return self.name.replace("-", "_")


def scenario_names(model: Model | None = None) -> list[str]:
    """The names of the scenarios of a model, by default ours, sorted."""
    return (model or our_model()).names("scenarios", ".toml")


def load_scenario(name: str, settings: Sequence[str] = (), model: Model | None = None) -> Scenario:
    """Load a scenario by its name in the catalogue, or from a path that ends in .toml.

    `settings` are `KEY=VALUE` texts that take the place of the file's parameters. `model` is ours
    by default. Many scenarios of one model are loaded by Scenarios.
    Raises BadInput, naming the file and what is wrong in it.
    """
    return Scenarios(model or our_model()).load(name, settings)


class KnownWords(TypedDict):
    """The words of a model that parameters can have."""

    writer_kinds: Sequence[str]
    policies: Sequence[str]
    bugs: Sequence[str]


@dataclass(frozen=True)
class Scenarios:
    """The scenarios of a model. What the model has for all of them is read once, when needed."""

    model: Model

    def load(self, name: str, settings: Sequence[str] = ()) -> Scenario:
        """Load one of them, as load_scenario() does. Raises BadInput."""
        path = _find(name, self.model)
        table = _read(path)
        _check_table(table, str(path))
        values = dict(table["parameters"])  # type: ignore[call-overload]
        changed = _changed(settings)
        # A file's own values are checked even where --set replaces them: its mistakes stay visible.
        parameters = self._parameters(values, str(path))
        return Scenario(
            name=check_name(path.stem, "scenario name"),
            intent=str(table["intent"]),
            source=str(table["source"]),
            property_name=str(table["property"]),
            condition=str(table["condition"]) if "condition" in table else None,
            parameters=self._parameters(values | changed, "--set") if changed else parameters,
            file=path,
            model=self.model,
            required=() if changed else _required(table, str(path)),
        )

    def known_words(self, values: Mapping[str, object]) -> KnownWords:
        """The words that parameters can have in the model. Raises BadInput.

        The catalogue of bugs is read only if a value names one.
        """
        return {
            "writer_kinds": self._writer_kinds,
            "policies": self._policies,
            "bugs": (NO_BUG,) if values.get("bug", NO_BUG) == NO_BUG else self._bugs,
        }

    def _parameters(self, values: Mapping[str, object], where: str) -> Parameters:
        return read_parameters(values, where=where, **self.known_words(values))

    @cached_property
    def _writer_kinds(self) -> Sequence[str]:
        return writer_kinds(self.model)

    @cached_property
    def _policies(self) -> Sequence[str]:
        return [*POLICIES, *own_policies(self.model)]

    @cached_property
    def _bugs(self) -> Sequence[str]:
        return bug_names(self.model)


def _changed(settings: Sequence[str]) -> dict[str, object]:
    """The parameters that settings change. Raises BadInput."""
    changed: dict[str, object] = {}
    for setting in settings:
        key, value = parse_setting(setting)
        if key in changed:
            raise BadInput(f"--set {key} is given twice", "give each parameter once")
        changed[key] = value
    return changed


def _required(table: Mapping[str, object], where: str) -> tuple[tuple[str, str], ...]:
    """The verdicts that `expect` demands: one word of the own property, or one of each named."""
    given = table.get("expect", {})
    words = {str(table["property"]): given} if isinstance(given, str) else given
    assert isinstance(words, dict)
    for name, word in words.items():
        if word not in _VERDICTS:
            raise BadInput(
                f"{where}: expect: {shown(word)} is not a verdict of {name}"
                f"{did_you_mean(str(word), _VERDICTS)}",
                "a property holds, or it is violated",
            )
    return tuple(words.items())


def writer_kinds(model: Model) -> list[str]:
    """The writers that a model has: one template each in templates/writers.

    Raises BadInput if one of the user's own could never be asked for.
    """
    kinds = model.names("templates/writers", ".tla")
    if "none" in kinds:
        raise BadInput(
            f"{model.file('templates/writers/none.tla')}: writers = none stands for no writer",
            "give your writer another name",
        )
    return kinds


def _find(name: str, model: Model) -> Path:
    if name.endswith(".toml"):
        return Path(name)
    if is_name(name):  # as a rule it is there, and no other needs to be looked at
        found = model.found_file(f"scenarios/{name}.toml")
        if found is not None:
            return found
    known = scenario_names(model)
    if name in known:
        return model.file(f"scenarios/{name}.toml")
    if ("/" in name or "\\" in name) and Path(name).is_dir():
        raise BadInput(
            f"{shown(name)} is a folder, and not that of a check, which has a verdict.json",
            "name the scenario; of a folder of 'outcomes' or 'graph' there is nothing to read back",
        )
    if "/" in name or "\\" in name:
        raise BadInput(
            f"{shown(name)} is not the name of a scenario",
            f"give a name from '{model.command('list')}' or a path that ends in .toml",
        )
    raise BadInput(
        f"unknown scenario {shown(name)}{did_you_mean(name, known)}",
        f"'{model.command('list')}' shows all",
    )


def _read(path: Path) -> Mapping[str, object]:
    try:
        data = read_whole(path, _LONGEST_FILE)
    except FileNotFoundError:
        raise BadInput(f"scenario file {path} does not exist", "check the path") from None
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise BadInput(f"scenario file {path} cannot be read: {said}") from None
    try:
        return tomllib.loads(decoded(data))
    except UnicodeDecodeError:
        raise BadInput(f"scenario file {path} is not UTF-8 text", "save it as UTF-8") from None
    except (ValueError, RecursionError) as error:  # not all of tomllib's are TOMLDecodeError
        raise BadInput(f"scenario file {path} is not valid TOML: {error}") from None


def _check_table(table: Mapping[str, object], where: str) -> None:
    known = _REQUIRED | _OPTIONAL
    for key, value in table.items():
        if key not in known:
            raise BadInput(
                f"{where}: unknown key {shown(key)}{did_you_mean(key, known)}",
                f"a scenario has {', '.join(known)}",
            )
        if not isinstance(value, known[key]):
            kinds: Mapping[Kinds, str] = {dict: "a table", str: "text"}
            kind = kinds.get(known[key], "text or a table")
            raise BadInput(f"{where}: {key} = {shown(value)} is not {kind}")
    for key in _REQUIRED:
        if key not in table:
            raise BadInput(f"{where}: {key} is missing", f"a scenario has {', '.join(known)}")
