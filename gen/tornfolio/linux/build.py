"""Compiles the program for a tree and some writers, each only once."""

from __future__ import annotations

import concurrent.futures
import os
import platform
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornfolio.linux import flags
from tornfolio.linux.compiler import Compiler, compiler_identity, find_compiler
from tornfolio.linux.failures import failure
from tornfolio.linux.headers import NO_WRITERS, load_shim, shim_folder
from tornfolio.linux.kept import keep_folder
from tornfolio.linux.searched import SEARCHED
from tornfolio.linux.source import Extract, Function, extract
from tornfolio.linux.tree import Tree
from tornfolio.support.cache import (
    digest,
    prune,
    read_sealed,
    sha256_of_files,
    used_now,
    write_sealed,
)
from tornfolio.support.errors import ToolFailed
from tornfolio.support.machine import usable_cpus
from tornfolio.support.naming import random_digits
from tornfolio.support.paths import cache_dir
from tornfolio.support.processes import Processes

__all__ = ["Program", "build"]

_OBJECTS = "objects.json"
_PLAIN = ("setup.c", "watch.c", "texts.c")
_SECONDS = 300.0
# Compiled programs that are kept, some 0.5 MB each; those of a whole grid are fewer.
_MOST = 500
_DAYS = 30.0


@dataclass(frozen=True)
class Program:
    """A compiled program: where it is, and the functions of it, the tree's and ours.

    `unset` has a sentence for each option of the tree that is taken as not set.
    """

    path: Path
    tree: Tree
    functions: tuple[Function, ...]
    compiler: str
    cached: bool
    unset: tuple[str, ...] = ()


def build(tree: Tree, kinds: Sequence[str], *, cc: str | None, processes: Processes) -> Program:
    """Compile, or find what was compiled from the very same text by the same compiler.

    Raises BadInput if the tree's C does not fit, ToolMissing without a compiler.
    """
    base_parts = [compiler_identity(cc).encode(), *_texts(engine_files())]
    key = digest(
        *base_parts,
        # How the text of the tree is taken: this package alone, as it is read in each check.
        *_texts(sorted(Path(__file__).parent.glob("*.py"))),
        str(tree.path).encode(),
        *(kind.encode() for kind in kinds),
        *(part for file in SEARCHED if tree.has(file) for part in (file.encode(), tree.read(file))),
    )
    folder = cache_dir() / "linux" / key[:32]
    known = _known(folder, key, tree)
    if known is not None:
        used_now(folder)
        functions = tuple(Function(**each) for each in known["functions"])
        return Program(
            folder / "program", tree, functions, known["compiler"], True, tuple(known["unset"])
        )
    draft = folder.with_name(f".{folder.name}.{random_digits()}")
    try:
        draft.mkdir(parents=True)
    except OSError as error:
        raise ToolFailed(
            f"{draft} cannot be made: {error.strerror}", "set XDG_CACHE_HOME to a folder"
        ) from None
    try:
        compiler = find_compiler(cc, processes=processes, folder=draft)
        taken = _compile(tree, kinds, compiler, digest(*base_parts)[:32], draft, processes)
        value = {
            "functions": [each.to_json() for each in taken.functions],
            "unset": taken.unset,
            "headers": sha256_of_files(tree.path, taken.headers),
            "compiler": compiler.in_words(),
            "files": sha256_of_files(draft, ["program"]),
        }
        write_sealed(draft / "program.json", value, key)
        keep_folder(draft, folder, lambda: _known(folder, key, tree) is not None)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    prune(folder.parent, most=_MOST, days=_DAYS)
    return Program(
        folder / "program", tree, taken.functions, compiler.in_words(), False, taken.unset
    )


def _known(folder: Path, key: str, tree: Tree) -> dict[str, Any] | None:
    """What is known of the program in a folder; None if it is not the one that was put there.

    It is another one as well if a header is not what it was in which macros were looked for.
    """
    known = read_sealed(folder / "program.json", key)
    if not known or known["files"] != sha256_of_files(folder, ["program"]):
        return None
    headers = known["headers"]
    return known if headers == sha256_of_files(tree.path, list(headers)) else None


def engine_files() -> list[Path]:
    """All files of ours that a program is made of, and those that say how."""
    return [
        *flags.engine_sources(),
        *sorted(flags.ENGINE.glob("*.h")),
        *sorted(shim_folder().glob("*.[ch]")),
        Path(flags.__file__),
        Path(__file__),
    ]


def _texts(paths: Sequence[Path]) -> list[bytes]:
    return [part for path in paths for part in (path.name.encode(), path.read_bytes())]


def _compile(
    tree: Tree,
    kinds: Sequence[str],
    compiler: Compiler,
    base: str,
    draft: Path,
    processes: Processes,
) -> Extract:
    """Compile the tree's part while the engine is, and make the program of both."""
    with concurrent.futures.ThreadPoolExecutor(1) as beside:
        engine = beside.submit(_base_objects, compiler, base, processes)
        taken = extract(tree, load_shim(kinds))
        code = _code(taken, tree, kinds, draft)
        options = flags.code_flags(compiler.family, platform.machine())
        _run(
            compiler,
            ["-w", *options, f"-I{draft}", "-c", str(code), "-o", "code.o"],
            draft,
            processes,
            tree,
        )
        objects = engine.result()
    _run(
        compiler,
        [*flags.link_flags(), "code.o", *map(str, objects), "-o", "program"],
        draft,
        processes,
        tree,
    )
    (draft / "code.o").unlink()
    return taken


def _code(taken: Extract, tree: Tree, kinds: Sequence[str], folder: Path) -> Path:
    """Write the text of the tree between the halves of the shim, and empty headers."""
    for header in taken.includes:
        path = folder / header
        if folder in path.resolve().parents:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    shim = load_shim(kinds)
    code = folder / "code.c"
    code.write_bytes(
        b'#include "engine.h"\n'
        + taken.probes
        + _includes(shim.before)
        + taken.before
        + _includes(shim.within)
        + taken.after
        + _includes(shim.around)
        + taken.callers
        + _includes(shim.after)
        + _table(kinds)
    )
    return code


def _includes(names: Sequence[str]) -> bytes:
    return b"".join(b'#include "%s"\n' % os.fsencode(shim_folder() / name) for name in names)


def _table(kinds: Sequence[str]) -> bytes:
    """Write the function that says what a CPU runs."""
    lines = [
        '__attribute__((no_sanitize("thread"))) void (*shim_run_of(const char *kind))(int cpu)',
        "{",
        "\tif (!*kind)\n\t\treturn shim_reclaim;",
        *(
            f'\tif (!__builtin_strcmp(kind, "{kind}"))\n\t\treturn shim_{kind.replace("-", "_")};'
            for kind in kinds
            if kind not in NO_WRITERS
        ),
        "\treturn 0;",
        "}",
    ]
    return "\n".join(lines).encode() + b"\n"


def _base_objects(compiler: Compiler, base: str, processes: Processes) -> list[Path]:
    """Compile the engine and what watches, once for all trees."""
    folder = cache_dir() / "linux" / f"base-{base}"
    sources = [*flags.engine_sources(), *(shim_folder() / name for name in _PLAIN)]
    names = [f"{source.stem}.o" for source in sources]
    objects = [folder / name for name in names]

    # A part that is missing or was changed, as by a full disk, would not link for ever after.
    def whole() -> bool:
        known = read_sealed(folder / _OBJECTS)
        return bool(known == sha256_of_files(folder, names))

    if whole():
        used_now(folder)
        return objects
    draft = folder.with_name(f".{folder.name}.{random_digits()}")
    draft.mkdir(parents=True)
    try:
        # One call for all that are compiled alike, and a processor left for the tree's part.
        # ziglang makes only one object of several files.
        alike: dict[tuple[str, ...], list[str]] = {}
        for source in sources:
            options = flags.engine_flags(source.name)
            call = options if compiler.family == "gcc" else (*options, "-o", f"{source.stem}.o")
            alike.setdefault(call, []).append(str(source))
        with concurrent.futures.ThreadPoolExecutor(max(1, usable_cpus() - 1)) as several:
            jobs = [
                several.submit(
                    _run,
                    compiler,
                    ["-w", *options, f"-I{shim_folder()}", "-c", *files],
                    draft,
                    processes,
                )
                for options, files in alike.items()
            ]
            for job in jobs:
                job.result()
        made = sha256_of_files(draft, names)
        if missing := [name for name, known in made.items() if not known]:
            raise ToolFailed(
                f"{compiler.in_words()} made no {', '.join(missing)}",
                "try another compiler with --cc",
            )
        write_sealed(draft / _OBJECTS, made)
        keep_folder(draft, folder, whole)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return objects


def _run(
    compiler: Compiler,
    arguments: Sequence[str],
    folder: Path,
    processes: Processes,
    tree: Tree | None = None,
) -> None:
    output = folder / f"{random_digits()}.txt"
    execution = processes.execute(
        [*compiler.argv, "-std=gnu11", *arguments],
        folder=folder,
        output=output,
        timeout=_SECONDS,
        patience=1,
        environment={"LC_ALL": "C"},
    )
    if execution.exit_status == 0 and execution.stopped is None:
        return
    text = output.read_text("utf-8", "replace")
    raise failure(text, compiler, tree)
