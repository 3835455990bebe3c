"""Refuses a model of one's own whose text means something else to a tool than to who wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable

from tornfolio.model.model_files import own_files
from tornfolio.model.namespace import Clash, clashes, cpu_clash
from tornfolio.model.own_assignments import check_own_assignments
from tornfolio.model.properties import own_properties
from tornfolio.model.reserved import EFFECTS, MODULES
from tornfolio.model.source_map import source_map
from tornfolio.model.spec import Spec
from tornfolio.support.errors import BadInput
from tornfolio.tla.module import Module
from tornfolio.tla.module_reader import read_module
from tornfolio.tla.pluscal import without_comments
from tornfolio.tla.tokens import Token

__all__ = ["check_own_code"]

_END = re.compile("={4,}")
# From lines of modules and a name in them: a file and a line of the user's own, or the module's.
_Where = Callable[[list[tuple[str, int]], str], str]


def check_own_code(spec: Spec) -> None:
    """Raise BadInput for what no tool complains of, or too late, in a model of the user's own.

    Names that have a second meaning, CPUs that share a name, and text that reaches TLC itself. A
    spec without anything of the user's own passes.
    """
    if spec.scenario.model.own is None and not spec.scenario.formula:
        return

    def where(lines: list[tuple[str, int]], name: str) -> str:
        return _place(spec, lines, name)

    _check_cpus(spec)
    _check_end(spec, where)
    module = read_module(spec.tla)
    if not module.tokens:
        return  # a string or a comment has no end: that is SANY's to say
    _check_reach(spec, module, where)
    modules = {spec.module: spec.tla, f"MC{spec.module}": spec.mc}
    safety = [prop.name for prop in spec.properties if prop.kind == "safety"]
    for clash in clashes(modules, safety):
        raise _in_words(clash, where)
    _check_defined(spec, module)
    check_own_assignments(spec, module)


def _check_end(spec: Spec, where: _Where) -> None:
    """Raise BadInput if the module ends before its text does: nobody reads what follows."""
    code = without_comments(spec.tla).rstrip()
    found = _END.search(code)
    if found is not None and found.end() < len(code):
        line = code.count("\n", 0, found.start()) + 1
        raise BadInput(
            f"{where([(spec.module, line)], '====')}: the module would end here",
            "leave the line out",
        )


def _check_reach(spec: Spec, module: Module, where: _Where) -> None:
    """Raise BadInput for what can change TLC's registers or its output, on which verdicts rest."""

    def at(token: Token) -> str:
        return where([(spec.module, token.line)], token.text)

    for token in (*module.extends, *module.instances):
        if token.text not in MODULES:
            raise BadInput(
                f"{at(token)}: a model can use no module {token.text}",
                f"it can use {', '.join(MODULES)}",
            )
    for token in module.modules[1:]:
        raise BadInput(
            f"{at(token)}: a module inside the module is not supported",
            "write its definitions into the template",
        )
    for token in module.tokens:
        if token.text in EFFECTS:
            raise BadInput(
                f"{at(token)}: {token.text} acts on TLC itself, on which verdicts depend",
                "use operators that have a value and no side effect",
            )


def _check_cpus(spec: Spec) -> None:
    found = cpu_clash(spec.cpus)
    if found is not None:
        cpu, one, other = found
        raise BadInput(
            f"{spec.scenario.file}: a CPU of writer {other} and one of {one} are both called {cpu}",
            "give your writer another name",
        )


def _check_defined(spec: Spec, module: Module) -> None:
    """Raise BadInput if a template does not define what it is named after."""
    own = {prop.name for prop in own_properties(spec.scenario.model)}
    names = {prop.name: "properties" for prop in spec.properties if prop.name in own}
    if spec.scenario.condition is not None:
        names[spec.scenario.condition] = "conditions"
    for name, folder in names.items():
        if module.words_of(name) is None:
            raise BadInput(
                f"templates/{folder}/{name}.tla does not define {name}", f"write '{name} == ...'"
            )


def _in_words(clash: Clash, where: _Where) -> BadInput:
    lines = [(clash.module, clash.line), *clash.others]
    there = f" (lines {', '.join(str(line) for _, line in lines)})" if clash.others else ""
    return BadInput(
        f"{where(lines, clash.name)}: {clash.in_words()} in the rendered text{there}",
        "give yours another name",
    )


def _place(spec: Spec, lines: list[tuple[str, int]], name: str) -> str:
    """The first place of the user's own: of lines of modules, else where a name stands."""
    known = source_map(spec)
    for module, line in lines:
        place = known.place(module, line)
        if place is not None and place.own:
            return str(place)
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for file, text in own_files(spec.scenario.model).items():
        found = word.search(without_comments(text))
        if found is not None:
            return f"{file}:{text.count(chr(10), 0, found.start()) + 1}"
    module, line = lines[0]
    return f"module {module}, line {line}"
