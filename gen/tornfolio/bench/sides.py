"""Knows the sides that the benchmark compares: our commands, the bare commands, and SPIN."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tornfolio.bench.measure import Command, Facts, Point, Reader, Work
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.spec import cfg_text
from tornfolio.support.errors import ToolFailed, ToolMissing
from tornfolio.support.paths import promela_file
from tornfolio.support.processes import Execution
from tornfolio.tlc.archive_seal import seal_archive
from tornfolio.tlc.toolchain import Toolchain

__all__ = ["OWN", "SCENARIO", "Contenders", "Subject", "peer_programs"]

# What most sections measure, and the property that it is about.
SCENARIO = "torn-pte0"
OWN = "AllOrNothing"
_VIOLATED = 12
_LIMITS = {5: "not decided", 4: "a tool failed"}
_PATIENCE_SECONDS = 10.0
_COUNTS = re.compile(r"(\d+) states generated, (\d+) distinct states found, 0 states left")
_STORED = re.compile(r"^\s*(\d+) states, stored", re.MULTILINE)
_ERRORS = re.compile(r"errors: (\d+)$", re.MULTILINE)
_INCOMPLETE = re.compile(
    r"max search depth too small|out of memory|memory exhausted", re.IGNORECASE
)
# Steps of the deepest path; those at 512 pages have about 5,300.
_SPIN_DEPTH = 200_000


@dataclass(frozen=True)
class Subject:
    """What is checked: a scenario, the changes of its parameters, and some properties, or all."""

    scenario: str
    settings: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()

    def words(self) -> list[str]:
        """The scenario and its settings as words of a command line."""
        return [self.scenario, *(word for each in self.settings for word in ("--set", each))]


class Contenders:
    """Makes works; ours have a cache folder of their own, `place`/cache, with the archive."""

    def __init__(self, tools: Toolchain, place: Path) -> None:
        self._tools = tools
        self._cache = place / "cache" / "tornfolio"
        self._cache.mkdir(parents=True)
        self._environment = {
            "XDG_CACHE_HOME": str(place / "cache"),
            # An installed package has its bytecode; a setting may forbid to write it.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(place / "bytecode"),
        }
        self._archive = tools.archive.stem if tools.archive else ""
        if tools.archive is not None:
            seal_archive(
                Path(shutil.copy2(tools.archive, place / tools.archive.name)),
                self._cache / tools.archive.name,
            )

    def check(
        self, subject: Subject, *more: str, limit: float, new: bool = False, name: str = ""
    ) -> Work:
        """Our check of a subject; `new`: as if this spec had never been seen."""
        only = [word for prop in subject.properties for word in ("--property", prop)]
        argv = ["check", *subject.words(), *only, *more, "--timeout", f"{limit:g}"]

        def read(folder: Path, runs: Sequence[Execution]) -> Facts:
            (file,) = (folder / "runs").glob("*/verdict.json")
            verdict = json.loads(file.read_text(encoding="utf-8"))
            states = verdict["states"] or {}
            seconds = [run["seconds"] for run in verdict["tlc"]["runs"]]
            return Facts(
                verdict=verdict["verdict"],
                distinct=states.get("distinct"),
                generated=states.get("generated"),
                search_seconds=seconds[0] if len(seconds) == 1 else None,
            )

        return self.ours(name or "tornfolio check", argv, read, new)

    def linux(
        self, tree: Path, subject: Subject, *more: str, limit: float, new: bool = False
    ) -> Work:
        """Our check of the C of a tree; `new`: as if nothing had been compiled before."""
        argv = ["linux", "check", str(tree), *subject.words(), *more, "--json"]
        argv += ["--timeout", f"{limit:g}"]

        def read(folder: Path, runs: Sequence[Execution]) -> Facts:
            answer = json.loads(runs[0].output.read_text(encoding="utf-8"))
            return Facts(
                verdict=answer["properties"].get(OWN, ""),
                distinct=answer["states"],
                generated=answer["steps"],
                search_seconds=answer["search_seconds"],
            )

        return self.ours("tornfolio linux check", argv, read, new)

    def sweep(self, scenario: str, settings: Sequence[str], *more: str, limit: float) -> Work:
        """Our sweep of a grid, with nothing decided and nothing translated before."""
        words = [word for each in settings for word in ("--set", each)]
        argv = ["sweep", scenario, "--no-cache", "--json", *words, *more]
        argv += ["--timeout", f"{limit:g}"]

        def read(folder: Path, runs: Sequence[Execution]) -> Facts:
            text = runs[0].output.read_text(encoding="utf-8")
            report, _ = json.JSONDecoder().raw_decode(text, text.index("{"))
            points = tuple(Point.from_sweep(point) for point in report["points"])
            words = {word for point in report["points"] for word in point["properties"].values()}
            alone = points[0] if len(points) == 1 else None
            return Facts(
                verdict=words.pop() if len(words) == 1 else "",
                distinct=alone.distinct if alone else None,
                generated=report["points"][0]["generated"] if alone else None,
                search_seconds=report["points"][0]["seconds"] if alone else None,
                points=points,
            )

        # In a grid, a point that is not decided leaves the others as they are.
        return self.ours("tornfolio sweep", argv, read, new=True, some="--budget" in more)

    def help(self, *command: str) -> Work:
        """The help of one of our commands, or of all, which says what there is."""
        return self.ours("help", [*command, "--help"], _nothing, new=False)

    def bare(self, subjects: Sequence[Subject], name: str = "bare commands") -> Work:
        """The two bare commands, for each subject: pcal.trans, then tlc2.TLC.

        For all properties the .cfg names every invariant, as `tornfolio gen` writes it, and TLC
        stops at the first violation.
        """
        specs = [render(load_scenario(each.scenario, each.settings)) for each in subjects]

        def prepare(folder: Path) -> None:
            for number, (spec, subject) in enumerate(zip(specs, subjects, strict=True)):
                place = folder / str(number)
                place.mkdir()
                (place / f"{spec.module}.tla").write_text(spec.tla, encoding="utf-8")
                safety = [prop.name for prop in spec.properties if prop.kind == "safety"]
                asked = list(subject.properties) or safety
                cfg = cfg_text(spec, invariants=asked)
                (place / f"{spec.module}.cfg").write_text(cfg, encoding="ascii")

        def commands(folder: Path) -> list[Command]:
            jar = str(self._tools.jar.path)
            java = (str(self._tools.java.path), "-XX:+UseParallelGC", "-cp", jar)
            found = []
            for number, spec in enumerate(specs):
                place = folder / str(number)
                file = f"{spec.module}.tla"
                translate = (*java, "pcal.trans", "-nocfg", file)
                search = (*java, "tlc2.TLC", "-workers", "2", "-deadlock", file)
                found.append(Command(translate, place))
                found.append(Command(search, place, fine=(0, _VIOLATED)))
            return found

        def read(folder: Path, runs: Sequence[Execution]) -> Facts:
            words = {"violated" if run.exit_status else "holds" for run in runs[1::2]}
            alone = len(specs) == 1
            counts = _COUNTS.search(runs[-1].output.read_text(encoding="utf-8")) if alone else None
            return Facts(
                verdict=words.pop() if len(words) == 1 else "",
                generated=int(counts[1]) if counts else None,
                distinct=int(counts[2]) if counts else None,
                search_seconds=runs[-1].seconds if alone else None,
            )

        return Work(name, prepare, commands, read)

    def spin(self, nr_pages: int, cont_ptes: int, *, sync: bool, exhaustive: bool = False) -> Work:
        """SPIN: spin -a, gcc, and the search of the Promela model.

        `exhaustive` goes on after a violation, and reduces nothing, so that SPIN stores as many
        states as TLC finds distinct ones. Raises ToolMissing.
        """
        spin, compiler = peer_programs()
        model = promela_file()

        def prepare(folder: Path) -> None:
            shutil.copy2(model, folder / model.name)

        def commands(folder: Path) -> list[Command]:
            macros = [f"-DNR_PAGES={nr_pages}", f"-DCONT_PTES={cont_ptes}"]
            macros += ["-DSYNC"] if sync else []
            whole = ["-o3"] if exhaustive else []
            generate = (spin, *whole, "-a", *macros, model.name)
            reduce = ["-DNOREDUCE"] if exhaustive else []
            # A state has a byte for each PTE and some more.
            size = [f"-DVECTORSZ={nr_pages + 512}"]
            build = (compiler, "-O2", "-w", "-DSAFETY", *reduce, *size, "-o", "pan", "pan.c")
            search = (str(folder / "pan"), f"-m{_SPIN_DEPTH}", *(["-A"] if exhaustive else []))
            return [Command(each, folder) for each in (generate, build, search)]

        def read(folder: Path, runs: Sequence[Execution]) -> Facts:
            said = runs[-1].output.read_text(encoding="utf-8")
            stored, errors = _STORED.search(said), _ERRORS.search(said)
            if not stored or not errors or _INCOMPLETE.search(said):
                raise ToolFailed(f"SPIN did not search all: {' '.join(said.split())[:300]}")
            if int(errors[1]) and "assertion violated" not in said:
                raise ToolFailed(f"SPIN found another error: {' '.join(said.split())[:300]}")
            return Facts(
                # With -A it does not look at the assertion.
                verdict="" if exhaustive else "violated" if int(errors[1]) else "holds",
                distinct=int(stored[1]),
                search_seconds=runs[-1].seconds,
            )

        return Work("SPIN", prepare, commands, read)

    def ours(
        self,
        name: str,
        argv: Sequence[str],
        read: Reader,
        new: bool,
        some: bool = False,
        program: Sequence[str] = ("-m", "tornfolio"),
    ) -> Work:
        """A command of ours; `new`: as if nothing had been seen. `some` may not be decided.

        `program` are the words with which Python runs us.
        """

        def prepare(folder: Path) -> None:
            # The archive of classes stays, and the seal beside it without which nobody believes it.
            for path in self._cache.rglob("*") if new else ():
                if path.is_file() and path.stem != self._archive:
                    path.unlink()

        def commands(folder: Path) -> list[Command]:
            return [
                Command(
                    (sys.executable, *program, *argv),
                    folder,
                    fine=(0, 1, *_LIMITS) if some else (0, 1),
                    undecided={} if some else _LIMITS,
                    environment=self._environment | {"TORNFOLIO_RUNS": str(folder / "runs")},
                    patience=_PATIENCE_SECONDS,
                )
            ]

        return Work(name, prepare, commands, read)

    def python(self) -> Work:
        """A Python that does nothing."""
        return _says("python", (sys.executable, "-c", "pass"))

    def versions(self) -> dict[str, Work]:
        """The programs that say which they are in their first line: java, tlc, spin."""
        java = str(self._tools.java.path)
        programs = {
            "java": (java, "-version"),
            "tlc": (java, "-cp", str(self._tools.jar.path), "tlc2.TLC"),
        }
        with contextlib.suppress(ToolMissing):
            programs["spin"] = (peer_programs()[0], "-V")
        return {name: _says(name, argv) for name, argv in programs.items()}


def _says(name: str, argv: tuple[str, ...]) -> Work:
    # TLC has no option for this: it says its version before it misses the name of a module.
    fine = tuple(range(256))
    return Work(name, lambda folder: None, lambda folder: [Command(argv, folder, fine)], _nothing)


def _nothing(folder: Path, runs: Sequence[Execution]) -> Facts:
    return Facts()


def peer_programs() -> tuple[str, str]:
    """The programs spin and gcc. Raises ToolMissing."""
    found = [shutil.which(program) for program in ("spin", "gcc")]
    if found[0] is None or found[1] is None:
        missing = "spin" if found[0] is None else "gcc"
        raise ToolMissing(f"there is no {missing}", "on Debian: apt-get install spin gcc")
    return found[0], found[1]
