"""Gives what of a check's text is the user's own, and warns of TLC's faults that it meets."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tornfolio.model.given_condition import GIVEN_FILE
from tornfolio.model.model_files import own_files
from tornfolio.model.policies import own_policies
from tornfolio.model.properties import Property
from tornfolio.model.spec import Spec
from tornfolio.tla.known_faults import meetings

__all__ = ["fault_warnings", "own_texts"]


def own_texts(spec: Spec, selected: Iterable[Property]) -> dict[str, str]:
    """Map each file of the user's own that this check rests on to its text, as it stands there."""
    own, formula = spec.scenario.model.own, spec.scenario.formula
    given = {str(GIVEN_FILE): formula} if formula else {}
    if own is None:
        return given
    names = {prop.name for prop in selected}
    policy = own_policies(spec.scenario.model).get(spec.scenario.parameters.policy)
    return given | {
        str(path): text
        for path, text in own_files(spec.scenario.model).items()
        if (policy and path == policy.file)
        or (path.suffix == ".tla" and _counts(path.relative_to(own / "templates"), spec, names))
    }


def fault_warnings(spec: Spec, selected: Iterable[Property], tlc_version: str) -> tuple[str, ...]:
    """Warn of each place in the user's own text that meets a known fault of this TLC."""
    selected = tuple(selected)
    texts = own_texts(spec, selected)
    lively = {prop.name for prop in selected if prop.kind == "liveness"}
    temporal = [file for file in texts if Path(file).stem in lively]
    return tuple(each.in_words(tlc_version) for each in meetings(texts, tlc_version, temporal))


def _counts(path: Path, spec: Spec, names: set[str]) -> bool:
    """Tell whether a template is a part of what is checked; all that is not of a kind is."""
    match path.parts[0]:
        case "properties":
            return path.stem in names
        case "writers":
            return path.stem.replace("-", "_") in {name.replace("-", "_") for name in spec.cpus}
        case "conditions":
            return path.stem == spec.scenario.condition
    return True
