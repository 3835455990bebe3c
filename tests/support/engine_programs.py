"""Compiles the small programs of tests/data/engine with each compiler that there is."""

from __future__ import annotations

import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from tornfolio.linux.flags import Family, code_flags, engine_flags, engine_sources, link_flags
from tornfolio.support.processes import Processes

PROGRAMS = Path(__file__).parents[1] / "data" / "engine"


@dataclass(frozen=True)
class Compiler:
    """A C compiler: what it is called, how it is run, and which flags it takes."""

    name: str
    argv: tuple[str, ...]
    family: Family


# The wheel's compiler is a development dependency, so there is always one.
COMPILERS = (
    Compiler(
        "ziglang",
        (sys.executable, "-m", "ziglang", "cc", "-mcpu=baseline"),
        "clang",
    ),
    *((Compiler("gcc", ("gcc",), "gcc"),) if shutil.which("gcc") else ()),
    *((Compiler("clang", ("clang",), "clang"),) if shutil.which("clang") else ()),
)


def _compile(compiler: Compiler, arguments: list[str], folder: Path, processes: Processes) -> None:
    output = folder / "compiler.txt"
    ran = processes.execute([*compiler.argv, *arguments], folder=folder, output=output)
    assert ran.exit_status == 0, output.read_text(encoding="utf-8")


def compile_engine(compiler: Compiler, folder: Path, processes: Processes) -> list[Path]:
    """Compile the engine; give its objects."""
    objects = []
    for source in engine_sources():
        objects.append(folder / f"{source.name}.o")
        arguments = [*engine_flags(source.name), "-Wall", "-Wextra", "-Werror", "-c", str(source)]
        _compile(compiler, [*arguments, "-o", str(objects[-1])], folder, processes)
    return objects


def compile_program(
    name: str, compiler: Compiler, engine: list[Path], folder: Path, processes: Processes
) -> Path:
    """Compile one of the programs; give the program."""
    program, made = folder / name, folder / f"{name}.o"
    flags = code_flags(compiler.family, platform.machine())
    source = PROGRAMS / f"{name}.c"
    _compile(compiler, [*flags, "-Wall", "-c", str(source), "-o", str(made)], folder, processes)
    objects = [*map(str, engine), str(made)]
    _compile(compiler, [*link_flags(), *objects, "-o", str(program)], folder, processes)
    return program
