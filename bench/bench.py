"""Measures tornfolio against the bare commands, side by side on this machine, as ratios.

    python bench/bench.py [ROUNDS]        writes bench/RESULTS.md

Each round runs both sides one after the other; the first round is thrown away.  "Bare" is what a
user types without tornfolio: `pcal.trans`, then `tlc2.TLC` with -XX:+UseParallelGC and -workers 2,
with the same jar, JVM and spec, for the one property AllOrNothing.  What tornfolio does more is in
its time: rendering, reading, the trace, the run folder, and all properties where the row says so.
"""

from __future__ import annotations

import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tornfolio.archive import with_archive
from tornfolio.execute import usable_cpus
from tornfolio.render import cfg_text, render
from tornfolio.scenario import load_scenario
from tornfolio.toolchain import Toolchain, find_toolchain

_ROOT = Path(__file__).resolve().parent.parent
_GRID = {"nr_pages": (*"12345678", "12", "16"), "ttu": ("none", "TTU_SYNC")}
_WRITERS = ("contpte", "protect", "numa", "protect-batched", "zap:0-0")
_SEED = ("torn-pte0", ("nr_pages=16",))
_LARGE = ("torn-by-protect", ("writers=protect:0-0",))


def main() -> None:
    """Measure everything, and write the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    tools = with_archive(find_toolchain())
    rows = [
        *_one_check(tools, rounds),
        *_many_checks(tools, max(1, rounds // 3)),
        *_large(tools, max(1, rounds // 3)),
    ]
    lines = [
        "# Measured side by side",
        "",
        f"{usable_cpus()} processors ({platform.machine()}), Python {platform.python_version()},"
        f" medians of {rounds} rounds (a third of them below the first three rows);"
        " `make bench` writes this page. Seconds are those of one machine on one day; the ratios"
        " are what counts.",
        "",
        "| what | tornfolio | bare commands | ratio | spread of the ratio |",
        "|---|---:|---:|---:|---|",
        *rows,
    ]
    (_ROOT / "bench" / "RESULTS.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _one_check(tools: Toolchain, rounds: int) -> list[str]:
    name, settings = _SEED
    args = [name, *(word for setting in settings for word in ("--set", setting))]

    def ours(*more: str, fresh: bool) -> Callable[[Path], None]:
        def run(folder: Path) -> None:
            cache = folder / "cache"
            # The archive of classes is there in any case; the translation only if not fresh.
            if fresh:
                shutil.rmtree(cache / "tornfolio" / "translated", ignore_errors=True)
            _tornfolio("check", *args, *more, cache=cache, folder=folder)

        return run

    def bare(folder: Path) -> None:
        _bare(tools, name, settings, folder)

    own = ("--property", "AllOrNothing")
    return [
        _row("seed, 16 pages, one property, first time", ours(*own, fresh=True), bare, rounds),
        _row("the same, translated before", ours(*own, fresh=False), bare, rounds),
        _row("seed, 16 pages, all properties", ours(fresh=False), bare, rounds),
    ]


def _many_checks(tools: Toolchain, rounds: int) -> list[str]:
    """Measure a grid: by one sweep, and by the bare commands one after another."""
    grid = [
        [f"nr_pages={pages}", f"ttu={ttu}", f"writers={writers}"]
        for pages in _GRID["nr_pages"]
        for ttu in _GRID["ttu"]
        for writers in _WRITERS
    ]

    def ours(folder: Path) -> None:
        shutil.rmtree(folder / "cache" / "tornfolio" / "translated", ignore_errors=True)
        axes = [f"{key}={','.join(values)}" for key, values in _GRID.items() if key != "ttu"]
        axes += [f"ttu={value}" for value in _GRID["ttu"]] + [f"writers={w}" for w in _WRITERS]
        words = [word for axis in axes for word in ("--set", axis)]
        _tornfolio(
            "sweep", "torn-pte0", "--no-cache", *words, cache=folder / "cache", folder=folder
        )

    def bare(folder: Path) -> None:
        for settings in grid:
            _bare(tools, "torn-pte0", settings, folder)

    return [_row(f"{len(grid)} points, sweep against a loop", ours, bare, rounds)]


def _large(tools: Toolchain, rounds: int) -> list[str]:
    name, settings = _LARGE
    rows = []
    for pages in (128, 512):
        changed = [*settings, f"nr_pages={pages}"]
        words = [word for setting in changed for word in ("--set", setting)]

        def ours(folder: Path, words: Sequence[str] = words) -> None:
            more = ("--property", "AllOrNothing")
            _tornfolio("check", name, *words, *more, cache=folder / "cache", folder=folder)

        def bare(folder: Path, changed: Sequence[str] = changed) -> None:
            _bare(tools, name, changed, folder)

        rows.append(_row(f"{name}, {pages} pages, writer at PTE0", ours, bare, rounds))
    return rows


def _row(what: str, ours: Callable[[Path], None], bare: Callable[[Path], None], rounds: int) -> str:
    measured: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        archive = find_toolchain().archive
        if archive is not None:
            (folder / "cache" / "tornfolio").mkdir(parents=True)
            shutil.copy2(archive, folder / "cache" / "tornfolio" / archive.name)
        for _ in range(rounds + 1):
            measured.append((_seconds(ours, folder), _seconds(bare, folder)))
    measured = measured[1:]
    ratios = sorted(a / b for a, b in measured)
    a, b = (statistics.median(column) for column in zip(*measured, strict=True))
    spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
    print(f"{what}: {a:.2f} s against {b:.2f} s", file=sys.stderr)
    return f"| {what} | {a:.2f} s | {b:.2f} s | {statistics.median(ratios):.2f} | {spread} |"


def _seconds(work: Callable[[Path], None], folder: Path) -> float:
    started = time.perf_counter()
    work(folder)
    return time.perf_counter() - started


def _tornfolio(*args: str, cache: Path, folder: Path) -> None:
    env = {"XDG_CACHE_HOME": str(cache), "TORNFOLIO_RUNS": str(folder / "runs")}
    done = _run([sys.executable, "-m", "tornfolio", *args], folder, env)
    if done not in (0, 1):
        raise SystemExit(f"tornfolio {' '.join(args)} ended with {done}")


def _bare(tools: Toolchain, name: str, settings: Sequence[str], folder: Path) -> None:
    spec = render(load_scenario(name, settings))
    place = Path(tempfile.mkdtemp(dir=folder))
    (place / f"{spec.module}.tla").write_text(spec.tla, encoding="ascii")
    cfg = cfg_text(spec, invariants=["AllOrNothing"])
    (place / f"{spec.module}.cfg").write_text(cfg, encoding="ascii")
    java = [str(tools.java.path), "-XX:+UseParallelGC", "-cp", str(tools.jar.path)]
    trans = ["pcal.trans", "-nocfg", f"{spec.module}.tla"]
    check = ["tlc2.TLC", "-workers", "2", "-deadlock", f"{spec.module}.tla"]
    for words, fine in ((trans, (0,)), (check, (0, 12))):
        ended = _run([*java, *words], place, {})
        if ended not in fine:
            raise SystemExit(f"{' '.join(words)} ended with {ended}")
    shutil.rmtree(place)


def _run(argv: Sequence[str], folder: Path, env: Mapping[str, str]) -> int:
    return subprocess.run(
        argv, cwd=folder, env=os.environ | dict(env), capture_output=True, check=False
    ).returncode


if __name__ == "__main__":
    main()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"largest process: {peak // 1024} MiB", file=sys.stderr)
