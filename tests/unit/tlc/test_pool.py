"""Tests of JVMs that many checks share: each is what it would be in a process of its own."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import cli
from kinds import Fake
from tornfolio.explore.survey import Survey, survey_all
from tornfolio.model.estimate import Size
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.spec import Spec
from tornfolio.support.errors import ToolFailed
from tornfolio.support.processes import Execution, Processes
from tornfolio.support.reading import Stop
from tornfolio.tlc import batch as many
from tornfolio.tlc import pool as jvm_pool
from tornfolio.tlc.argv import Limits, Search, tlc_command, translate_command
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.hosted_argv import alike
from tornfolio.tlc.jvm import choose_jvm
from tornfolio.tlc.pool import JvmPool, can_be_hosted
from tornfolio.tlc.toolchain import Tool, Toolchain

_COUNTER = "EXTENDS Naturals, TLC\nVARIABLE x\nInit == x = 0\nNext == x < 9 /\\ x' = x + 1\n"
_ENDLESS = "EXTENDS Naturals, TLC\nVARIABLE x\nInit == x = 0\nNext == x' = x + 1\n"
_PLAIN = "INIT Init\nNEXT Next\n"
_LIVE = "SPECIFICATION Spec\nPROPERTY Ends\n"

# name: (what stands in the module, the .cfg, the exit status). Whatever TLC can end with, and what
# it may leave behind for the next one.
_CASES = {
    "holds": (f"{_COUNTER}Inv == x < 10\n", f"{_PLAIN}INVARIANT Inv\n", 0),
    "violated": (f"{_COUNTER}Inv == x < 5\n", f"{_PLAIN}INVARIANT Inv\n", 12),
    "violated-at-once": (f"{_COUNTER}Inv == x > 5\n", f"{_PLAIN}INVARIANT Inv\n", 12),
    "evaluation-error": (f"{_COUNTER}Inv == <<1>>[x + 1] = 1\n", f"{_PLAIN}INVARIANT Inv\n", 76),
    "assumption": (f"{_COUNTER}ASSUME 1 = 2\n", _PLAIN, 10),
    "parse-error": (f"{_COUNTER}Inv == (\n", _PLAIN, 150),
    "semantic-error": (f"{_COUNTER}Inv == y\n", _PLAIN, 150),
    "module-missing": ("EXTENDS Nowhere\n", _PLAIN, 150),
    "constant-missing": (f"{_COUNTER}CONSTANT C\nInv == C = 1\n", f"{_PLAIN}INVARIANT Inv\n", 151),
    "cfg-broken": (_COUNTER, "INIT Init\nNEXT\nINVARIANT = 1\n", 255),
    "ends": (
        f"{_COUNTER}Spec == Init /\\ [][Next]_x /\\ WF_x(Next)\nEnds == <>(x = 9)\n",
        _LIVE,
        0,
    ),
    "stutters": (f"{_COUNTER}Spec == Init /\\ [][Next]_x\nEnds == <>(x = 9)\n", _LIVE, 13),
    "says-much": (
        f'{_COUNTER}Inv == \\A n \\in 1..1000 : PrintT(<<x, n, "some more text, and a line">>)\n',
        f"{_PLAIN}INVARIANT Inv\n",
        0,
    ),
    "keeps-registers": (f"{_COUNTER}Inv == TLCSet(7, x)\n", f"{_PLAIN}INVARIANT Inv\n", 0),
    "asks-registers": (f"{_COUNTER}Inv == TLCGet(7) = 0\n", f"{_PLAIN}INVARIANT Inv\n", 75),
    "other-names": (
        "EXTENDS Naturals, TLC\nVARIABLES y, x, z\n"
        'Init == x = 0 /\\ y = "a" /\\ z = {"c", "b"}\n'
        "Next == x < 3 /\\ x' = x + 1 /\\ y' \\in z /\\ UNCHANGED z\nInv == x < 3\n",
        f"{_PLAIN}INVARIANT Inv\n",
        12,
    ),
    "calls-itself": (
        f"{_COUNTER}RECURSIVE f(_)\nf(n) == 1 + f(n + 1)\nInv == f(x) = 1\n",
        f"{_PLAIN}INVARIANT Inv\n",
        75,
    ),
}
_OUT_OF_MEMORY = (
    f"{_COUNTER}Inv == Cardinality(SUBSET (1..24) \\ {{{{}}}}) > x\n".replace(
        "Naturals,", "Naturals, FiniteSets,"
    ),
    f"{_PLAIN}INVARIANT Inv\n",
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder for the workers."""
    folder = tmp_path / "workers"
    folder.mkdir()
    return folder


@pytest.fixture
def pool(tools: Toolchain, place: Path) -> Iterator[JvmPool]:
    """A pool of JVMs."""
    with JvmPool(tools, Limits(), place) as pool:
        yield pool


def _run(
    processes: Processes,
    tools: Toolchain,
    folder: Path,
    case: tuple[str, str],
    *,
    limits: Limits | None = None,
    timeout: float = 120,
    on_line: object = None,
) -> tuple[Execution, str]:
    """Let TLC check a module; give how it ended and what it said."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Case.tla").write_text(f"---- MODULE Case ----\n{case[0]}====\n", encoding="ascii")
    (folder / "Case.cfg").write_text(case[1], encoding="ascii")
    (folder / "tmp").mkdir(exist_ok=True)
    number = len(list(folder.glob("*.out")))
    execution = processes.execute(
        tlc_command(
            tools,
            Search(
                module="Case",
                cfg=folder / "Case.cfg",
                metadata=folder / f"states{number}",
                temporary=folder / "tmp",
                jvm=choose_jvm(Size(1, 1), memory=limits.memory if limits else None),
            ),
        ),
        folder=folder,
        output=folder / f"{number}.out",
        timeout=timeout,
        on_line=on_line,  # type: ignore[arg-type]
    )
    return execution, execution.output.read_text(encoding="utf-8")


def _jvm(said: str) -> int:
    """The number of the process that TLC says it runs in."""
    found = re.search(r"\[pid: (\d+)\]", said)
    assert found is not None, said[:2000]
    return int(found[1])


def _same(said: str) -> str:
    """Take out of an output what differs from run to run, and how a file is named."""
    said = re.sub(r"seed -?\d+|pid: \d+|\d+MB heap|\d+ms|[\d,]+ ?s\b", "#", said)
    said = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "#", said)
    said = re.sub(r"\((?:[\d,]+|#) ?s?\/min\),? ?|\([\d,]+ ds\/min\),? ?", "", said)
    said = re.sub(r"/\S*/(\w+\.tla)", r"\1", said)
    # A warning that only main() prints: that the serial collector is slower on large models.
    return re.sub(r"@!@!@STARTMSG 2401:.*?ENDMSG 2401 @!@!@\n", "", said, flags=re.DOTALL)


def test_every_ending_is_that_of_a_process_of_its_own(
    pool: JvmPool, tools: Toolchain, tmp_path: Path
) -> None:
    """In one JVM, in any order, each check ends and says what it does alone."""
    alone = {}
    with Processes() as processes:
        for name, (text, cfg, status) in _CASES.items():
            execution, said = _run(processes, tools, tmp_path / "alone", (text, cfg))
            assert (name, execution.exit_status) == (name, status)
            alone[name] = _same(said)
    jvms = set()
    for name in [*_CASES, *reversed(_CASES)]:
        text, cfg, status = _CASES[name]
        execution, said = _run(pool, tools, tmp_path / "pool", (text, cfg))
        assert (name, execution.exit_status, execution.stopped) == (name, status, None)
        # How deep a stack is when it overflows, and so what stands on it, differs from run to run.
        assert _same(said) == alone[name] or name == "calls-itself", name
        jvms.add(_jvm(said))
    assert len(jvms) == 1
    assert os.getpid() not in jvms
    pool.close()
    assert not [path for path in Path("/tmp").glob(".*") if path.name.endswith(str(*jvms))]


_SIZED = (
    "EXTENDS Naturals, TLC\nCONSTANTS N, C\nVARIABLES x, y\n"
    'Init == x = 0 /\\ y = "none"\n'
    "Next == x < N /\\ x' = x + 1 /\\ y' = IF x % 2 = 0 THEN C ELSE \"none\"\n"
    "Spec == Init /\\ [][Next]_<<x, y>> /\\ WF_<<x, y>>(Next)\n"
    "Small == x < 9\n"
    "Unset == IF N = 3 THEN TLCSet(7, x) ELSE TLCGet(7) = x\n"
    "Ends == <>(x = N)\nOdd == <>(x = N /\\ N % 2 = 1)\n"
)
# (N, C, what is asked, the exit status): the same module, and .cfg files that differ in numbers,
# in strings, in model values, which are names, or in what they ask.
_SIZES = (
    *((number, "1", "INVARIANT Small", 0) for number in (2, 8)),
    (12, "1", "INVARIANT Small", 12),
    *((8, const, "INVARIANT Small", 0) for const in ('"s"', "c", "{d, c}", '{"s", "none"}')),
    (3, "5", "INVARIANT Unset", 0),
    (4, "5", "INVARIANT Unset", 75),
    *((number, "c", "PROPERTY Ends", 0) for number in (3, 4)),
    (3, "c", "PROPERTY Odd", 0),
    (4, "c", "PROPERTY Odd", 13),
)


def test_one_module_with_other_constants(pool: JvmPool, tools: Toolchain, tmp_path: Path) -> None:
    """Where a class loader is shared, each check ends and says what it does alone, in any order."""
    alone: dict[str, str] = {}
    jvms = set()
    turns = random.Random(4).sample([*_SIZES, *_SIZES], 2 * len(_SIZES))
    with Processes() as processes:
        for where, sizes in ((processes, _SIZES), (pool, [*_SIZES, *turns])):
            for number, const, asked, status in sizes:
                cfg = f"SPECIFICATION Spec\nCONSTANTS\n N = {number}\n C = {const}\n{asked}\n"
                execution, said = _run(where, tools, tmp_path / "run", (_SIZED, cfg))
                assert execution.exit_status == status, cfg
                assert alone.setdefault(cfg, _same(said)) == _same(said), cfg
                if where is pool:
                    jvms.add(_jvm(said))
    assert len(alone) == len(_SIZES)
    assert len(jvms) == 1


def test_what_is_alike() -> None:
    """Searches are, of whatever module and wherever their files are; one with other options not."""
    args = ("-workers", "1", "-metadir", "/a/states", "-config", "/a/A.cfg", "A.tla")
    others = ("-workers", "1", "-metadir", "/b/states", "-config", "/b/C.cfg", "B.tla")
    first = alike("tlc2.TLC", args)
    assert alike("tlc2.TLC", others) == first
    assert alike("tlc2.TLC", ("-continue", *args)) != first
    assert alike("tlc2.TLC", ("-workers", "2", *args[2:])) != first
    assert alike("pcal.trans", args) != first


def test_a_name_has_another_meaning_in_the_next_module(
    pool: JvmPool, tools: Toolchain, tmp_path: Path
) -> None:
    """A name may be a variable, then a definition, then a string; strings have their own order."""
    modules = (
        "VARIABLES a, b, c\nInit == a = 0 /\\ b = 0 /\\ c = 0\nInv == a = 0\n"
        "Next == a < 2 /\\ a' = a + 1 /\\ UNCHANGED <<b, c>>\n",
        'VARIABLE x\na == 1\nb == {"z", "q", "c"}\nInit == x \\in b\nInv == a = 1\n'
        "Next == x' = CHOOSE y \\in b : y # x\n",
        'VARIABLE b\nx == {"c", "q", "z"}\nInit == b \\in x\nInv == b # "q"\n'
        "Next == b' = CHOOSE a \\in x : a # b\n",
    )
    cfg = f"{_PLAIN}INVARIANT Inv\n"
    heads = [f"EXTENDS Naturals\n{text}" for text in modules]
    with Processes() as processes:
        alone = [_same(_run(processes, tools, tmp_path / "alone", (h, cfg))[1]) for h in heads]
    for at in (0, 1, 2, 0, 2, 1, 0):
        said = _run(pool, tools, tmp_path / "pool", (heads[at], cfg))[1]
        assert _same(said) == alone[at], at


def test_a_jar_of_ones_own_shares_nothing(tools: Toolchain, place: Path, tmp_path: Path) -> None:
    """Only the release whose static variables are known runs twice in one class loader."""
    jar = tmp_path / "own.jar"
    shutil.copyfile(tools.jar.path, jar)
    with zipfile.ZipFile(jar, "a") as added:
        added.writestr("own.txt", "another jar")
    own = dataclasses.replace(tools, jar=Tool(jar, "--jar"))
    asked: list[object] = []
    with JvmPool(own, Limits(), place) as pool, pytest.MonkeyPatch.context() as patch:
        patch.setattr(jvm_pool, "alike", lambda *args: asked.append(args))
        execution, _ = _run(pool, own, tmp_path / "run", _CASES["holds"][:2])
    assert execution.exit_status == 0
    assert asked == []


def _catalogue() -> list[Spec]:
    points: list[tuple[str, tuple[str, ...]]] = [
        *(("torn-pte0", (f"nr_pages={pages}", ttu)) for pages in (1, 3) for ttu in _TTU),
        *(("torn-pte0", ("nr_pages=2", f"writers={writers}")) for writers in _WRITERS),
        ("whole-with-sync", ("nr_pages=2",)),
    ]
    return [render(load_scenario(name, settings)) for name, settings in points]


_TTU = ("ttu=none", "ttu=TTU_SYNC")
_WRITERS = ("protect", "zap:0-0", "contpte,protect")


def _without_spec(surveys: list[Survey]) -> list[Survey]:
    return [dataclasses.replace(found, spec=surveys[0].spec) for found in surveys]


@pytest.mark.long
def test_surveys_are_those_of_processes_of_their_own(
    tools: Toolchain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verdicts, counts, final states and labels are the same, whatever was checked before."""
    specs = _catalogue()
    pooled = survey_all(specs, Tlc(tools), coverage=True)
    backwards = survey_all(specs[::-1], Tlc(tools), coverage=True)[::-1]
    monkeypatch.setattr(many, "can_be_hosted", lambda tools: False)
    alone = survey_all(specs, Tlc(tools), coverage=True)
    assert {word for found in alone for word in found.verdicts.values()} == {"holds", "violated"}
    assert all(found.labels and found.outcomes for found in alone)
    assert _without_spec(pooled) == _without_spec(alone)
    assert _without_spec(backwards) == _without_spec(alone)


def test_translation(pool: JvmPool, tools: Toolchain, tmp_path: Path) -> None:
    """The translator does and says in the JVM what it does in a process of its own."""
    algorithm = "(* --algorithm A\nvariables x = 0;\nbegin L: x := {} end algorithm; *)\n"
    for number, broken in enumerate((False, True, False)):
        text = algorithm.format("+ 1" if broken else "x + 1")
        text = text.replace("end algorithm", "ende algorithm") if broken else text
        found = []
        with Processes() as processes:
            for where in (pool, processes):
                folder = tmp_path / f"{number}-{type(where).__name__}"
                folder.mkdir()
                module = folder / "T.tla"
                module.write_text(f"---- MODULE T ----\n{text}====\n", encoding="ascii")
                execution = where.execute(
                    translate_command(tools, "T", folder),
                    folder=folder,
                    output=folder / "out",
                    timeout=60,
                )
                said = (folder / "out").read_text(encoding="utf-8")
                # The first line names the translator's version; in this mode it has none.
                said = said.partition("pcal.trans Version")[2].partition("\n")[2] or said
                found.append((execution.exit_status, said.strip(), module.read_text()))
        assert found[0] == found[1]
        assert ("BEGIN TRANSLATION" in found[0][2]) is not broken
        assert (found[0][0] == 0) is not broken


def test_full_heap_is_that_of_one_check(tools: Toolchain, place: Path, tmp_path: Path) -> None:
    """A check that fills the heap ends its JVM, is tried alone, and leaves the next as it was."""
    limits = Limits(memory=64)
    with JvmPool(tools, limits, place) as pool:
        before = _run(pool, tools, tmp_path / "a", _CASES["violated"][:2], limits=limits)
        full = _run(pool, tools, tmp_path / "b", _OUT_OF_MEMORY, limits=limits)
        after = _run(pool, tools, tmp_path / "a", _CASES["violated"][:2], limits=limits)
    with Processes() as processes:
        alone = _run(processes, tools, tmp_path / "c", _OUT_OF_MEMORY, limits=limits)
    assert full[0].exit_status == alone[0].exit_status != 0
    assert "java.lang.OutOfMemoryError" in full[1]
    assert before[0].exit_status == after[0].exit_status == 12
    assert _same(before[1]) == _same(after[1])
    assert len({_jvm(before[1]), _jvm(full[1]), _jvm(after[1])}) == 3


def test_killed_worker(pool: JvmPool, tools: Toolchain, tmp_path: Path) -> None:
    """A JVM that is killed in mid-question is no evidence: the question is put again, alone."""
    killed: list[int] = []

    def kill(line: str) -> None:
        if "[pid: " in line and not killed:
            killed.append(_jvm(line))
            os.kill(killed[0], signal.SIGKILL)

    text, cfg, status = _CASES["says-much"]
    execution, said = _run(pool, tools, tmp_path / "run", (text, cfg), on_line=kill)
    assert (execution.exit_status, execution.stopped) == (status, None)
    assert _jvm(said) != killed[0]
    assert said.count("some more text") == 10_000
    assert not cli.alive(killed[0])


@pytest.mark.parametrize("reason", ["time", "states"])
def test_limits(pool: JvmPool, tools: Toolchain, tmp_path: Path, reason: Stop) -> None:
    """A search that a limit ends has no JVM left, and the next one finds another."""
    pool.prepare()
    pids: list[int] = []

    def watch(line: str) -> Stop | None:
        if "[pid: " in line:
            pids.append(_jvm(line))
        return "states" if pids and reason == "states" else None

    execution, said = _run(
        pool,
        tools,
        tmp_path / "endless",
        (_ENDLESS, _PLAIN),
        timeout=5 if reason == "time" else 60,
        on_line=watch,
    )
    assert (execution.exit_status, execution.stopped) == (-signal.SIGKILL, reason)
    assert "2262" in said
    assert not cli.alive(pids[0])
    execution, said = _run(pool, tools, tmp_path / "next", _CASES["holds"][:2])
    assert execution.exit_status == 0
    assert _jvm(said) not in pids


def test_workers_are_replaced(
    pool: JvmPool, tools: Toolchain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a number of checks, or with too much memory, the next one has a new JVM."""
    monkeypatch.setattr(jvm_pool, "_MOST_REQUESTS", 2)
    case = _CASES["holds"][:2]
    jvms = [_jvm(_run(pool, tools, tmp_path / "run", case)[1]) for _ in range(5)]
    assert [jvms.index(jvm) for jvm in jvms] == [0, 0, 2, 2, 4]
    assert not cli.alive(jvms[0])
    monkeypatch.setattr(jvm_pool, "_MOST_MEMORY", 1)
    jvms = [_jvm(_run(pool, tools, tmp_path / "run", case)[1]) for _ in range(3)]
    assert len(set(jvms)) == 3


def test_who_worked_last_is_the_next(pool: JvmPool, tools: Toolchain, tmp_path: Path) -> None:
    """One check after another has one JVM, whichever threads ask; two at a time have two."""
    case = _CASES["holds"][:2]
    together = threading.Barrier(2)

    def check(number: int, *, beside: bool) -> int:
        def wait(line: str) -> None:
            if beside and "[pid: " in line:
                together.wait(60)

        return _jvm(_run(pool, tools, tmp_path / str(number), case, on_line=wait)[1])

    jvms = set()
    for number in range(3):
        with ThreadPoolExecutor(max_workers=1) as thread:
            jvms.add(thread.submit(check, number, beside=False).result())
    assert len(jvms) == 1
    with ThreadPoolExecutor(max_workers=2) as threads:
        found = set(threads.map(lambda number: check(number, beside=True), (3, 4)))
    assert len(found) == 2
    assert jvms < found


@pytest.mark.long
def test_memory_is_given_back(pool: JvmPool, tools: Toolchain, tmp_path: Path) -> None:
    """What a check has loaded does not stay: one JVM does for many, and is not replaced."""
    jvms = {_jvm(_run(pool, tools, tmp_path / "run", _CASES["ends"][:2])[1]) for _ in range(45)}
    # Where nothing is given back it is some 25 MiB for each, and more than _MOST_MEMORY for 45.
    assert len(jvms) == 1


def test_other_options_have_their_own_process(
    pool: JvmPool, tools: Toolchain, tmp_path: Path
) -> None:
    """A search that is to have another JVM than a small one gets it."""
    pool.prepare()
    _, small = _run(pool, tools, tmp_path / "run", _CASES["holds"][:2])
    execution, large = _run(
        pool, tools, tmp_path / "run", _CASES["holds"][:2], limits=Limits(memory=300)
    )
    assert execution.exit_status == 0
    assert _jvm(large) != _jvm(small)
    assert not cli.alive(_jvm(large))
    assert cli.alive(_jvm(small))


def test_nothing_runs_after_the_block(tools: Toolchain, place: Path, tmp_path: Path) -> None:
    """When the block is left no worker is there, and none is started any more."""
    with JvmPool(tools, Limits(), place) as pool:
        _, said = _run(pool, tools, tmp_path / "run", _CASES["holds"][:2])
        assert cli.alive(_jvm(said))
    assert not cli.alive(_jvm(said))
    with pytest.raises(ToolFailed, match="was not started"):
        _run(pool, tools, tmp_path / "run", _CASES["holds"][:2])


# Where there can be no such JVM, everything is as without them.


def _no_jpype(tools: Toolchain, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Toolchain:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    return tools


def _no_library(tools: Toolchain, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Toolchain:
    (folder / "bin").mkdir(parents=True)
    java = folder / "bin" / "java"
    java.write_text(f'#!/bin/sh\nexec "{tools.java.path}" "$@"\n', encoding="ascii")
    java.chmod(0o755)
    return dataclasses.replace(tools, java=Tool(java, "--java"))


def _broken_library(tools: Toolchain, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Toolchain:
    tools = _no_library(tools, folder, monkeypatch)
    (folder / "lib" / "server").mkdir(parents=True)
    (folder / "lib" / "server" / "libjvm.so").write_text("no library", encoding="ascii")
    return tools


@pytest.mark.parametrize("lacks", [_no_jpype, _no_library, _broken_library])
def test_fall_back(
    tools: Toolchain,
    place: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lacks: object,
) -> None:
    """Without JPype, or with a Java that is no library, each check has a process of its own."""
    tools = lacks(tools, tmp_path / "own", monkeypatch)  # type: ignore[operator]
    assert can_be_hosted(tools) is (lacks is _broken_library)
    with JvmPool(tools, Limits(), place) as pool:
        pool.prepare()
        runs = [_run(pool, tools, tmp_path / "run", _CASES["violated"][:2]) for _ in range(2)]
    assert [execution.exit_status for execution, _ in runs] == [12, 12]
    assert _jvm(runs[0][1]) != _jvm(runs[1][1])


def test_jvm_that_cannot_start(tools: Toolchain, place: Path, tmp_path: Path) -> None:
    """A heap that no machine has is refused as always, not by a worker."""
    limits = Limits(memory=10**9)
    with JvmPool(tools, limits, place) as pool, Processes() as processes:
        pooled, said = _run(pool, tools, tmp_path / "a", _CASES["holds"][:2], limits=limits)
        alone, too = _run(processes, tools, tmp_path / "b", _CASES["holds"][:2], limits=limits)
    assert pooled.exit_status == alone.exit_status != 0
    assert said == too


def test_a_script_as_java_sweeps(tmp_path: Path, fake: Fake, tools: Toolchain) -> None:
    """A sweep with a Java that is a script decides all of its points with that."""
    log = tmp_path / "log"
    java = fake(f'echo x >> "{log}"\nexec "{tools.java.path}" "$@"')
    args = ("sweep", "torn-pte0", "--set", "nr_pages=1,2,3,4,5,6", "--json", "--java", java)
    ended = cli.run(*args, cwd=tmp_path)
    assert ended.status == 1
    words = [point["properties"]["AllOrNothing"] for point in json.loads(ended.stdout)["points"]]
    assert words == ["holds", *["violated"] * 5]
    assert log.read_text(encoding="ascii") == "x\n" * 6


def test_a_single_check_needs_no_jpype(tmp_path: Path) -> None:
    """One check does not import JPype, and works where there is none."""
    code = (
        "import sys; sys.modules['jpype'] = None\n"
        "from tornfolio.cli.main import main\n"
        "main(['check', 'torn-pte0', '--set', 'nr_pages=2', '--property', 'TypeOK'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"TORNFOLIO_RUNS": str(tmp_path / "runs")},
        check=False,
        timeout=60,
    )
    assert done.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_is_left(tmp_path: Path, number: signal.Signals) -> None:
    """However a sweep ends, its JVMs end with it; what was decided is kept."""
    pages = ",".join(map(str, range(1, 40)))
    sweep = ("sweep", "torn-pte0", "--set", f"nr_pages={pages}")
    process = cli.start(*sweep, cwd=tmp_path, env={"TMPDIR": str(tmp_path)})
    decided = tmp_path / "runs" / "decided"
    assert cli.wait_for(lambda: decided.is_dir() and len(list(decided.glob("t*.json"))) > 1, 60)
    workers = cli.processes_with("tornfolio.tlc.worker")
    ours = [pid for pid in workers if pid in cli.java_processes(tmp_path)]
    assert ours
    process.send_signal(number)
    ended = cli.ended(process, timeout=20)
    if number == signal.SIGINT:
        assert ended.refused(130) == "tornfolio: interrupted"
    assert cli.wait_for(lambda: not any(map(cli.alive, ours)), 10)
    assert cli.java_processes(tmp_path) == []
    # Which points come first is for the threads to say: all that were kept are there again.
    kept = len(list(decided.glob("t*.json")))
    left = cli.run(*sweep, "--budget", "0.001", "--json", cwd=tmp_path)
    assert sum(point["cached"] for point in json.loads(left.stdout)["points"]) == kept > 1
