"""Keeps in a run folder what is needed to go on with its check: what is asked, what is decided."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tornfolio.model.folders import Model
from tornfolio.model.parameter_table import read_parameters
from tornfolio.model.properties import Property
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenario, Scenarios
from tornfolio.model.spec import Spec
from tornfolio.support.cache import (
    digest,
    read_sealed,
    sha256_if_readable,
    sha256_of,
    sha256_of_files,
    write_sealed,
)
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.support.files import is_file
from tornfolio.support.naming import check_name, shown
from tornfolio.support.processes import Execution
from tornfolio.tlc.argv import Limits
from tornfolio.tlc.checkpoint import find_checkpoint
from tornfolio.tlc.jvm import Jvm
from tornfolio.tlc.search import Question, Run
from tornfolio.tlc.toolchain import Toolchain

if TYPE_CHECKING:
    from tornfolio.tlc.result import Result

__all__ = [
    "Plan",
    "can_go_on",
    "claimed",
    "find_plan",
    "has_plan",
    "keep_decided",
    "keep_plan",
    "read_decided",
    "read_plan",
]

_PLAN = "check.json"
_DECIDED = "decided_{}.json"
_AGAIN = "check the scenario again"


@dataclass(frozen=True)
class Plan:
    """What a check was asked: a spec, its properties, and the limits but for those of one run.

    `limits` has the workers, processors and memory: TLC goes on only with as many workers as it
    had.
    """

    spec: Spec
    selected: tuple[Property, ...]
    limits: Limits


def keep_plan(
    folder: Path, spec: Spec, selected: Sequence[Property], limits: Limits, tools: Toolchain
) -> None:
    """Keep what a check was asked; the translated modules stand in its folder already.

    `spec` is the one that was rendered, not yet translated. Raises ToolFailed if it cannot be kept.
    """
    scenario = spec.scenario
    files = [f"{spec.module}.tla", f"MC{spec.module}.tla"]
    plan = {
        "scenario": {
            "name": scenario.name,
            "intent": scenario.intent,
            "source": scenario.source,
            "property": scenario.property_name,
            "condition": scenario.condition,
            "formula": scenario.formula,
            "file": str(scenario.file),
        },
        "model": None if scenario.model.own is None else str(scenario.model.own),
        "parameters": scenario.parameters.to_json(),
        "properties": [prop.name for prop in selected],
        "workers": limits.workers,
        "processors": limits.processors,
        "memory": limits.memory,
        "jar": sha256_of(tools.jar.path),
        "text": _text(spec),
        "files": sha256_of_files(folder, files),
    }
    write_sealed(folder / _PLAN, plan)
    if read_sealed(folder / _PLAN) != plan:
        raise ToolFailed(f"{folder / _PLAN} cannot be written", "make room there and run again")


def has_plan(folder: Path) -> bool:
    """Tell whether a folder is that of a check which can be resumed."""
    return is_file(folder / _PLAN)


def can_go_on(folder: Path) -> bool:
    """Tell whether a check has kept a whole checkpoint, from which it would go on."""
    return has_plan(folder) and any(map(find_checkpoint, folder.glob("checkpoint_*")))


def find_plan(runs: Path, name: str) -> Path:
    """Find a run folder by its path or name. Raises BadInput if it cannot be resumed."""
    for folder in (Path(name), runs / name):
        if has_plan(folder):
            return folder.absolute()
    raise BadInput(
        f"{shown(name)} is not a run that can be resumed",
        "name the folder of a check that was cut off",
    )


def read_plan(folder: Path, tools: Toolchain, model: Model) -> Plan:
    """Read what a check was asked, and render it again.

    Raises BadInput if anything that it rests on is not what it was: the model, its files in the
    folder, or TLC.
    """
    plan = read_sealed(folder / _PLAN)
    _check_model(plan, folder, model)
    try:
        spec = render(_scenario(plan["scenario"], plan["parameters"], model))
        names, files = list(plan["properties"]), dict(plan["files"])
        limits = Limits(
            workers=plan["workers"], processors=plan["processors"], memory=plan["memory"]
        )
        text, jar = plan["text"], plan["jar"]
    except (KeyError, TypeError, ValueError):
        raise BadInput(f"{folder / _PLAN} is not what tornfolio wrote", _AGAIN) from None
    if text != _text(spec):
        raise BadInput(f"the model has changed since run {folder.name} began", _AGAIN)
    for name, sha256 in files.items():
        if sha256_if_readable(folder / name) != sha256:
            raise BadInput(f"{folder / name} was changed since its run began", _AGAIN)
    if jar != sha256_of(tools.jar.path):
        raise BadInput(
            f"run {folder.name} was begun with another tla2tools.jar than {tools.jar.path}",
            "name that one with --jar, or check the scenario again",
        )
    return Plan(spec, spec.select(names), limits)


def _check_model(plan: Any, folder: Path, model: Model) -> None:
    """Raise BadInput if a check had a model of the user's own, and none is named now."""
    own = plan.get("model") if isinstance(plan, dict) else None
    if isinstance(own, str) and model.own is None:
        option = shlex.join(["--spec-dir", own])
        raise BadInput(f"run {folder.name} checks a model of your own", f"add {option}")


def keep_decided(result: Result) -> None:
    """Keep that a run of TLC has decided its question, so that it need not be asked again."""
    execution = result.run.execution
    if result.outcome == "undecided":
        return
    with contextlib.suppress(OSError):
        value = {
            "argv": list(execution.argv),
            "exit_status": execution.exit_status,
            "seconds": execution.seconds,
            "jvm": dataclasses.asdict(result.run.jvm) if result.run.jvm else None,
            "output": sha256_if_readable(execution.output),
        }
        run = result.run
        place = _decided(execution.output.parent, run.question)
        write_sealed(place, value, _asked(run.spec, run.question))


def read_decided(spec: Spec, question: Question, folder: Path) -> Result | None:
    """What a run of TLC in this folder has decided before, None if it has not."""
    value = read_sealed(_decided(folder, question), _asked(spec, question))
    output = folder / f"{question.name}.out"
    if not isinstance(value, dict) or value.get("output") != sha256_if_readable(output):
        return None
    from tornfolio.tlc.result import read_result

    execution = Execution(
        argv=tuple(value["argv"]),
        exit_status=value["exit_status"],
        stopped=None,
        seconds=value["seconds"],
        output=output,
    )
    kept = value["jvm"]
    jvm = Jvm(**kept | {"options": tuple(kept["options"])}) if kept else None
    return read_result(Run(spec, question, execution, jvm))


@contextlib.contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Keep other processes out of a run folder for a while; the end of this one ends that too.

    Raises BadInput if one is in it. Where the system has no such locks, nothing is kept out.
    """
    try:
        import fcntl

        opened = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN):
                raise BadInput(
                    f"run {folder.name} is still running", "wait for its end, or interrupt it"
                ) from None
        yield
    finally:
        os.close(opened)


def _scenario(table: dict[str, Any], parameters: dict[str, Any], model: Model) -> Scenario:
    given = {key: value for key, value in parameters.items() if value is not None}
    return Scenario(
        name=check_name(table["name"], "scenario name"),
        intent=table["intent"],
        source=table["source"],
        property_name=table["property"],
        condition=table["condition"],
        parameters=read_parameters(
            given,
            where=_PLAN,
            **Scenarios(model).known_words(given),
        ),
        file=Path(table["file"]),
        model=model,
        formula=table["formula"],
    )


def _text(spec: Spec) -> str:
    """Hash all that is rendered: the modules before their translation, and the constants."""
    constants = "\n".join(f"{name} = {value}" for name, value in spec.constants.items())
    return digest(*(text.encode() for text in (spec.tla, spec.mc, constants)))


def _asked(spec: Spec, question: Question) -> str:
    """Name a question about a spec: what was decided of another one is not believed."""
    return digest(_text(spec).encode(), repr(question).encode())


def _decided(folder: Path, question: Question) -> Path:
    return folder / _DECIDED.format(question.name)
