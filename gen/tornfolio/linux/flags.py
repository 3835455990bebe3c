"""Says with which flags code under test and the engine are compiled."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

__all__ = ["ENGINE", "Family", "code_flags", "engine_flags", "engine_sources", "link_flags"]

Family = Literal["gcc", "clang"]

# Where the engine's C is; programs include engine.h from here.
ENGINE = Path(__file__).parent / "engine"

# What a search does once, at its beginning, at its end, or when it finds something.
_RUN_ONCE = frozenset({"findings.c", "main.c", "report.c", "setup.c", "signals.c", "texts.c"})

# As the kernel is compiled, and so that equal states look equal: nothing below the stack pointer,
# no values left over in variables, no registers beside the general ones.
_CODE = (
    "-O2",
    # Lines and inlined functions, which is all that we read.
    "-g1",
    "-fsanitize=thread",
    # ziglang asks for it.
    "-fno-sanitize=undefined",
    "-mgeneral-regs-only",
    "-fno-stack-protector",
    "-fno-strict-aliasing",
    "-fno-delete-null-pointer-checks",
    "-fwrapv",
    "-fno-builtin",
    "-ftrivial-auto-var-init=zero",
)

# A copy must go through the engine: gcc tells nothing of those that it writes out itself. A loop
# that becomes a call of memset() would be one step.
_COPIES = tuple(
    f"-D{prefix}{name}=__tsan_{name}"
    for name in ("memcpy", "memmove", "memset")
    for prefix in ("", "__builtin_")
)
_GCC = ("-fno-tree-loop-distribute-patterns",)

# What gcc does to registers and jumps once all accesses are instrumented: it takes a fifth of the
# time to compile, and no access is another one for it.
_AFTERWARDS = (
    *("-fno-schedule-insns2", "-fno-gcse", "-fno-rerun-cse-after-loop", "-fno-cse-follow-jumps"),
    *("-fno-reorder-blocks", "-fno-peephole2", "-fno-ipa-ra", "-fno-crossjumping"),
    *("-fno-if-conversion", "-fno-if-conversion2", "-fno-cprop-registers", "-fno-caller-saves"),
    *("-fno-forward-propagate", "-fno-shrink-wrap", "-fno-ree"),
)

# Without it clang announces `x++` as a store alone, and the load falls into the step before.
_CLANG = ("-mllvm", "-tsan-instrument-read-before-write=1")


def code_flags(family: Family, machine: str) -> tuple[str, ...]:
    """The flags for code under test; `machine` is as platform.machine() names it."""
    own_machine = ("-mno-red-zone",) if machine == "x86_64" else ("-mno-outline-atomics",)
    own_compiler = (*_GCC, *_AFTERWARDS) if family == "gcc" else _CLANG
    return (*_CODE, *_COPIES, *own_machine, *own_compiler, f"-I{ENGINE}")


def engine_flags(source: str = "") -> tuple[str, ...]:
    """The flags for a file of the engine or of plain code, such as a driver, by its name.

    Whoever asks first waits for the compiler: more than -O1 pays in searches of seconds alone, and
    nothing pays in what runs once.
    """
    level = "-O0" if source in _RUN_ONCE else "-O1"
    return (level, "-fno-sanitize=undefined", f"-I{ENGINE}")


def link_flags() -> tuple[str, ...]:
    """The flags for the step that makes a program of all objects."""
    return ("-no-pie",)


def engine_sources() -> tuple[Path, ...]:
    """The files of the engine that are to be compiled."""
    return (*sorted(ENGINE.glob("*.c")), ENGINE / "hooks.S")
