"""Tests of tools that are missing, broken, killed or lying, and of full disks and interrupts."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cli
from kinds import Call, Checked, Fake
from tornfolio.tlc import toolchain
from tornfolio.tlc.toolchain import Toolchain

_SMALL = ("check", "torn-pte0", "--set", "nr_pages=2")
_FINE = ("--set", "nr_pages=4096", "--set", "granularity=fine")
_LONG = ("check", "torn-pte0", *_FINE, "--property", "TypeOK")
# A search of 4096 pages goes on for many minutes, and so does what only sleeps: whoever has ended
# in this time was ended. How long that takes says more of the machine than of the code.
_SOON = 60.0
_SLEEP = f"{shlex.quote(sys.executable)} -c 'import time; time.sleep(600)'"


@pytest.fixture(scope="session")
def holds(checked: Checked) -> str:
    """The real output of a search that found no violation."""
    return _output(checked, "TypeOK")


@pytest.fixture(scope="session")
def violated(checked: Checked) -> str:
    """The real output of a search that found a violation."""
    return _output(checked, "NoPteSkipped")


def _output(checked: Checked, prop: str) -> str:
    verdict = checked("torn-pte0", "nr_pages=2", properties=(prop,))
    return verdict.runs[0].output.read_text(encoding="utf-8")


def _frames(output: str, code: int) -> list[str]:
    """All frames with a code, with their marks."""
    return re.findall(rf"@!@!@STARTMSG {code}:.*?@!@!@ENDMSG {code} @!@!@\n", output, re.DOTALL)


def _without(output: str, code: int) -> str:
    for frame in _frames(output, code):
        output = output.replace(frame, "")
    return output


def _cut_before(output: str, mark: str) -> str:
    before, found, _ = output.partition(mark)
    assert found
    return before


# The tools are missing, or are not what they should be.


@pytest.mark.parametrize("by", ["--jar", "TLA2TOOLS_JAR"])
@pytest.mark.parametrize("kind", ["missing", "folder", "no-zip", "truncated", "no-tlc", "no-pcal"])
def test_bad_jar(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch, tools: Toolchain, kind: str, by: str
) -> None:
    """A jar that is missing, broken or not TLC's is a missing tool, named with its origin."""
    jar = here / "tla2tools.jar"
    if kind == "folder":
        jar.mkdir()
    elif kind == "no-zip":
        jar.write_text("this is no zip", encoding="utf-8")
    elif kind == "truncated":
        jar.write_bytes(tools.jar.path.read_bytes()[:100_000])
    elif kind in ("no-tlc", "no-pcal"):
        with zipfile.ZipFile(jar, "w") as archive:
            archive.writestr("pcal/trans.class" if kind == "no-tlc" else "tlc2/TLC.class", "")
    if by == "--jar":
        ended = call(*_SMALL, "--jar", jar)
    else:
        monkeypatch.setenv(by, str(jar))
        ended = call(*_SMALL)
    sentence = ended.refused(3)
    assert by in sentence
    assert str(jar) in sentence
    assert not (here / "runs").exists()


def test_jar_with_damaged_classes(call: Call, here: Path, tools: Toolchain) -> None:
    """A jar whose list of files is whole but whose classes are not gives no verdict."""
    data = bytearray(tools.jar.path.read_bytes())
    data[1000 : len(data) * 9 // 10] = bytes(len(data) * 9 // 10 - 1000)
    (here / "damaged.jar").write_bytes(data)
    call(*_SMALL, "--jar", "damaged.jar").refused(4)


def test_wheels_jar_with_a_wrong_checksum(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel's jar is not used if it is not the one that is known."""
    monkeypatch.setattr(toolchain, "WHEEL_JAR_SHA256", "0" * 64)
    assert "its SHA-256 differs; pip install" in call(*_SMALL).refused(3)


@pytest.mark.parametrize("by", ["--java", "JAVA_HOME"])
@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("missing", 3),
        ("folder", 3),
        ("not-executable", 3),
        ("no-program", 3),
        ("no-interpreter", 3),
        ("fails", 4),
        ("killed", 4),
        ("does-nothing", 4),
    ],
)
def test_bad_java(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch, kind: str, status: int, by: str
) -> None:
    """A java that is missing is status 3, one that starts and fails is status 4."""
    java = here / "jdk" / "bin" / "java"
    java.parent.mkdir(parents=True)
    if kind == "folder":
        java.mkdir()
    elif kind != "missing":
        java.write_text(
            {
                "no-program": "no program\n",
                "no-interpreter": "#!/no/such/interpreter\n",
                "fails": "#!/bin/sh\necho 'Error: no JVM here' >&2\nexit 1\n",
                "killed": "#!/bin/sh\nkill -9 $$\n",
            }.get(kind, "#!/bin/sh\n"),
            encoding="utf-8",
        )
        java.chmod(0o644 if kind == "not-executable" else 0o755)
    if by == "--java":
        ended = call(*_SMALL, "--java", java)
    else:
        monkeypatch.setenv(by, str(here / "jdk"))
        ended = call(*_SMALL)
    sentence = ended.refused(status)
    if status == 3:
        assert str(java) in sentence
    if kind == "fails":
        assert "ended with status 1: Error: no JVM here" in sentence


def test_own_tools_are_used(tmp_path: Path, tools: Toolchain) -> None:
    """The jar and the Java that a user names are those that run, the option before the variable."""
    jar = tmp_path / "own tools" / "copy.jar"
    java = tmp_path / "own tools" / "bin" / "java"
    java.parent.mkdir(parents=True)
    shutil.copy(tools.jar.path, jar)
    log = tmp_path / "log"
    java.write_text(
        f'#!/bin/sh\necho "$0 $*" >> {shlex.quote(str(log))}\n'
        f'exec {shlex.quote(str(tools.java.path))} "$@"\n',
        encoding="utf-8",
    )
    java.chmod(0o755)
    own = {"JAVA_HOME": str(java.parent.parent), "TLA2TOOLS_JAR": str(jar)}
    nowhere = {"JAVA_HOME": "/no/where", "TLA2TOOLS_JAR": "/no/where.jar"}
    options = ("--java", java, "--jar", jar)
    for cache, env, args in (("a", own, ()), ("b", nowhere, options)):
        log.unlink(missing_ok=True)
        env |= {"XDG_CACHE_HOME": str(tmp_path / cache)}
        ended = cli.run(*_SMALL, "--property", "TypeOK", *args, cwd=tmp_path, env=env)
        assert (ended.status, ended.stderr) == (0, "")
        lines = log.read_text(encoding="utf-8").splitlines()
        assert len(lines) == 4  # the translator and TLC, and two for the archive of classes
        assert all(line.startswith(str(java)) and f"-cp {jar} " in line for line in lines)


# TLC's output is cut off, or contradicts itself: never is that a verdict.


@pytest.mark.parametrize(
    "mark",
    [
        "@!@!@STARTMSG 2262",
        "@!@!@STARTMSG 2193",
        "@!@!@ENDMSG 2193",
        "@!@!@STARTMSG 2199",
        " states left on queue",
        "@!@!@STARTMSG 2186",
        "@!@!@ENDMSG 2186",
    ],
)
def test_success_that_is_cut_off(call: Call, tlc_that_says: Fake, holds: str, mark: str) -> None:
    """An output that ends too early is no verdict, even with exit status 0."""
    java = tlc_that_says(_cut_before(holds, mark), 0)
    call(*_SMALL, "--property", "TypeOK", "--java", java).refused(4)


def _left_on_queue(holds: str, violated: str) -> str:
    return holds.replace(", 0 states left on queue", ", 3 states left on queue")


def _no_states(holds: str, violated: str) -> str:
    return re.sub(r"\d+ distinct states found", "0 distinct states found", holds)


def _both(holds: str, violated: str) -> str:
    violation = _frames(violated, 2110)[0].replace("NoPteSkipped", "TypeOK")
    states = "".join(_frames(violated, 2217))
    return holds.replace("@!@!@STARTMSG 2199", violation + states + "@!@!@STARTMSG 2199", 1)


def _both_unasked(holds: str, violated: str) -> str:
    return _frames(violated, 2110)[0] + holds


def _crash_and_success(holds: str, violated: str) -> str:
    crash = "@!@!@STARTMSG 1000:1 @!@!@\nTLC threw an exception\n@!@!@ENDMSG 1000 @!@!@\n"
    return holds.replace("@!@!@STARTMSG 2199", crash + "@!@!@STARTMSG 2199", 1)


def _violation(holds: str, violated: str) -> str:
    return violated


def _nothing(holds: str, violated: str) -> str:
    return ""


@pytest.mark.parametrize(
    "change",
    [_left_on_queue, _no_states, _both, _both_unasked, _crash_and_success, _violation, _nothing],
)
def test_success_that_is_none(
    call: Call,
    tlc_that_says: Fake,
    holds: str,
    violated: str,
    change: Callable[[str, str], str],
) -> None:
    """Exit status 0 with an output that shows no complete search, or an error, is no verdict."""
    java = tlc_that_says(change(holds, violated), 0)
    call(*_SMALL, "--property", "TypeOK", "--java", java).refused(4)


def test_output_that_is_no_text(call: Call, tlc_that_says: Fake) -> None:
    """Bytes that are no text are no verdict."""
    java = tlc_that_says(bytes(range(256)) * 100, 0)
    call(*_SMALL, "--property", "TypeOK", "--java", java).refused(4)


@pytest.mark.parametrize("status", [1, 3, 10, 11, 12, 13, 75, 137, 150, 255])
def test_other_status_with_a_success(
    call: Call, tlc_that_says: Fake, holds: str, status: int
) -> None:
    """An output that says success is no verdict where the exit status says something else."""
    java = tlc_that_says(holds, status)
    call(*_SMALL, "--property", "TypeOK", "--java", java).refused(4)


def test_real_outputs_are_understood(
    call: Call, tlc_that_says: Fake, holds: str, violated: str
) -> None:
    """The outputs that the tests here spoil are verdicts while they are whole."""
    assert call(*_SMALL, "--property", "TypeOK", "--java", tlc_that_says(holds, 0)).status == 0
    ended = call(*_SMALL, "--property", "NoPteSkipped", "--java", tlc_that_says(violated, 12))
    assert ended.status == 1


def test_violation_of_what_was_not_asked(call: Call, tlc_that_says: Fake, violated: str) -> None:
    """A violation of a property that was not asked for is no verdict on the one that was."""
    java = tlc_that_says(violated, 12)
    sentence = call(*_SMALL, "--property", "TypeOK", "--java", java).refused(4)
    assert "something that was not asked for: Invariant NoPteSkipped is violated" in sentence


def _no_trace(violated: str) -> str:
    return _without(violated, 2217)


def _no_first_state(violated: str) -> str:
    return violated.replace(_frames(violated, 2217)[0], "")


def _state_twice(violated: str) -> str:
    return violated.replace(_frames(violated, 2217)[2], _frames(violated, 2217)[2] * 2)


def _cut_in_a_state(violated: str) -> str:
    return _cut_before(violated, _frames(violated, 2217)[4][-60:])


def _cut_between_states(violated: str) -> str:
    return _cut_before(violated, _frames(violated, 2217)[4])


def _unknown_action(violated: str) -> str:
    return re.sub(r"^(4: <)\w+", r"\1no_such_label", violated, flags=re.MULTILINE)


def _unreadable_value(violated: str) -> str:
    return violated.replace("/\\ ptl = <<", "/\\ ptl = <", 1)


def _missing_variable(violated: str) -> str:
    return re.sub(r"^/\\ pte = .*\n", "", violated, flags=re.MULTILINE)


def _no_violation(violated: str) -> str:
    return _without(violated, 2110)


@pytest.mark.parametrize(
    "change",
    [
        _no_trace,
        _no_first_state,
        _state_twice,
        _cut_in_a_state,
        _cut_between_states,
        _unknown_action,
        _unreadable_value,
        _missing_variable,
        _no_violation,
    ],
)
def test_violation_with_a_bad_trace(
    call: Call, tlc_that_says: Fake, violated: str, change: Callable[[str], str]
) -> None:
    """A violation whose behaviour is missing, cut off or not understood is no verdict."""
    spoilt = change(violated)
    assert spoilt != violated
    java = tlc_that_says(spoilt, 12)
    call(*_SMALL, "--property", "NoPteSkipped", "--java", java).refused(4)


# The translator fails.


@pytest.mark.parametrize("command", ["check", "gen"])
@pytest.mark.parametrize(
    "translator",
    [
        "echo 'Unrecoverable error: no'; exit 255",
        "exit 0",
        "rm *.tla",
        "for f in *.tla; do printf '\\377\\376' > $f; done",
        "kill -9 $$",
    ],
    ids=["refuses", "does-nothing", "removes", "garbage", "killed"],
)
def test_translator_that_fails(
    call: Call, here: Path, fake: Fake, translator: str, command: str
) -> None:
    """A translation that is not there or not readable is a failed tool, for gen too."""
    args = ("-o", here / "out") if command == "gen" else ()
    call(command, "torn-pte0", "--java", fake(translator=translator), *args).refused(4)
    assert command == "check" or list((here / "out").iterdir()) == []


def test_translator_that_hangs(tmp_path: Path, fake: Fake) -> None:
    """The time limit is one for the whole check: it ends a translator that hangs, too."""
    java = fake(translator=f"exec {_SLEEP}")
    ended = cli.run(*_SMALL, "--timeout", "1", "--java", java, cwd=tmp_path)
    assert ended.status == 5
    assert "Traceback" not in ended.stderr
    assert cli.processes_with(tmp_path) == []


def test_tlc_that_hangs(tmp_path: Path, fake: Fake) -> None:
    """A TLC that says nothing ends at the time limit, with its children."""
    java = fake(f"{_SLEEP} & echo $! > ../../sleeping; wait")
    ended = cli.run(*_SMALL, "--property", "TypeOK", "--timeout", "6", "--java", java, cwd=tmp_path)
    assert ended.status == 5
    assert ended.complaints == []
    assert "the time limit was reached" in ended.stdout
    (sleeping,) = (tmp_path / "runs").glob("*/sleeping")
    assert not cli.alive(int(sleeping.read_text(encoding="utf-8")))


# Limits and ends of a long search, with the real TLC.


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        (("--timeout", "2.5"), "the time limit was reached"),
        (("--max-states", "100"), "the state limit was reached"),
        # Far too little: with a heap that is nearly enough the collector works for minutes.
        (("--memory", "6"), "the JVM's memory was exhausted"),
        (("--memory", "2"), "the JVM's memory was exhausted"),
    ],
)
def test_limits(tmp_path: Path, limit: tuple[str, str], reason: str) -> None:
    """A limit that is reached ends the search soon: not decided, and the JVM is gone."""
    ended = cli.run(*_LONG, *limit, "--json", cwd=tmp_path, timeout=40)
    assert (ended.status, ended.stderr) == (5, "")
    verdict = json.loads(ended.stdout)
    assert verdict["verdict"] == "undecided"
    assert verdict["reasons"] == {"TypeOK": reason}
    assert verdict["seconds"] < 20
    assert cli.java_processes(tmp_path) == []


@contextlib.contextmanager
def _long_check(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Start a check that takes minutes; go on once TLC searches, and leave no process behind."""
    process = cli.start(*_LONG, cwd=folder)
    runs = folder / "runs"
    try:
        assert cli.wait_for(lambda: any(runs.glob("*/scratch_*/states/*"))), "no search began"
        assert cli.wait_for(lambda: len(cli.java_processes(runs)) == 1)
        (run,) = runs.iterdir()
        yield process, run
    finally:
        process.kill()
        process.wait()
        for pid in cli.java_processes(runs):
            os.kill(pid, signal.SIGKILL)


def _assert_readable(run: Path) -> None:
    """Assert that a run folder has whole text files and nothing that was being written."""
    files = {
        path.name: path.read_text(encoding="utf-8") for path in run.iterdir() if path.is_file()
    }
    assert {"torn_pte0.tla", "MCtorn_pte0.tla", "MCtorn_pte0_safety.cfg"} <= set(files)
    assert files["torn_pte0.tla"].rstrip().endswith("====")
    assert "\\* END TRANSLATION" in files["torn_pte0.tla"]
    assert not [name for name in files if name.startswith(".")]
    assert "verdict.json" not in files
    assert not list(run.glob("scratch_*"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupt(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C, SIGTERM and a closed terminal end the check soon, the JVM with it: status 130."""
    with _long_check(tmp_path) as (process, run):
        process.send_signal(number)
        ended = cli.ended(process, _SOON)
        assert cli.wait_for(lambda: cli.processes_with(run) == [], _SOON)
        assert ended.refused(130) == "tornfolio: interrupted"
        _assert_readable(run)


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.02, 0.1, 0.5])
def test_interrupt_twice(tmp_path: Path, seconds: float) -> None:
    """A second Ctrl-C, however soon after the first, disturbs nothing: no JVM is left.

    From there on it has a few seconds to tidy up; on a machine that takes longer it ends at once.
    """
    with _long_check(tmp_path) as (process, run):
        process.send_signal(signal.SIGINT)
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        ended = cli.ended(process, _SOON)
        assert cli.wait_for(lambda: cli.processes_with(run) == [], _SOON)
        assert (ended.status, ended.stdout) == (130, "")
        if ended.stderr:
            assert ended.refused(130) == "tornfolio: interrupted"
            _assert_readable(run)


def test_tornfolio_killed(tmp_path: Path) -> None:
    """When tornfolio itself is killed, its JVM ends soon."""
    with _long_check(tmp_path) as (process, run):
        process.kill()
        process.communicate()
        assert cli.wait_for(lambda: cli.processes_with(run) == [], _SOON)


def test_interrupt_while_translating(tmp_path: Path, fake: Fake) -> None:
    """Ctrl-C ends a translator too, for a check and for gen."""
    java = fake(translator=f"echo $$ > {shlex.quote(str(tmp_path / 'pid'))}; exec {_SLEEP}")
    file = tmp_path / "pid"
    for command in ("check", "gen"):
        process = cli.start(command, "torn-pte0", "--java", java, cwd=tmp_path)
        # The file is there before the number is in it.
        assert cli.wait_for(lambda: file.exists() and file.read_text(encoding="utf-8") != "")
        translator = int(file.read_text(encoding="utf-8"))
        process.send_signal(signal.SIGINT)
        assert cli.ended(process).refused(130) == "tornfolio: interrupted"
        assert cli.wait_for(lambda: not cli.alive(translator))  # noqa: B023
        file.unlink()


def test_tlc_killed(tmp_path: Path) -> None:
    """A JVM that somebody kills is a crash, not a verdict."""
    with _long_check(tmp_path) as (process, run):
        (java,) = cli.java_processes(run)
        os.kill(java, signal.SIGKILL)
        sentence = cli.ended(process, timeout=20).refused(4)
        assert "TLC was ended by signal 9" in sentence
        assert "--memory" in sentence
        assert not (run / "verdict.json").exists()


def test_two_checks_at_once(checked: Checked, tmp_path: Path) -> None:
    """Two checks of one scenario in one folder of runs do not disturb each other."""
    alone = checked("torn-pte0", "nr_pages=2", properties=("TypeOK",)).to_json()
    args = (*_SMALL, "--property", "TypeOK", "--json")
    both = [cli.start(*args, cwd=tmp_path) for _ in range(2)]
    verdicts = []
    for process in both:
        ended = cli.ended(process)
        assert (ended.status, ended.stderr) == (0, "")
        verdicts.append(json.loads(ended.stdout))
    assert verdicts[0]["states"] == verdicts[1]["states"]
    assert verdicts[0]["states"] == alone["states"]
    assert verdicts[0]["run_dir"] != verdicts[1]["run_dir"]


# The disk is full, or the reader of the output is gone.


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A function that mounts a file system of so many KiB; needs root's rights."""
    mounted: list[Path] = []

    def mount(kib: int) -> Path:
        folder = tmp_path / f"disk{kib}"
        folder.mkdir()
        options = ["-t", "tmpfs", "-o", f"size={kib}k", "tornfolio-test", str(folder)]
        try:
            done = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
        except OSError as error:
            pytest.skip(f"no small file system can be mounted: {error}")
        if done.returncode != 0:
            pytest.skip(f"no small file system can be mounted: {done.stderr.strip()}")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("kib", [12, 24, 48])
def test_full_disk(small_disk: Callable[[int], Path], tmp_path: Path, kib: int) -> None:
    """A disk that fills up at any stage of a check gives one sentence and no verdict."""
    disk = small_disk(kib)
    ended = cli.run(
        *_SMALL, "--property", "TypeOK", cwd=tmp_path, env={"TORNFOLIO_RUNS": str(disk)}
    )
    ended.refused(4)
    assert not list(disk.glob("*/verdict.json"))


def test_full_disk_for_gen(small_disk: Callable[[int], Path], tmp_path: Path) -> None:
    """A full disk under gen's temporary files, or under its output, gives one sentence."""
    disk = small_disk(12)
    ended = cli.run("gen", "torn-pte0", "-o", "out", cwd=tmp_path, env={"TMPDIR": str(disk)})
    ended.refused(4)
    assert list((tmp_path / "out").iterdir()) == []
    cli.run("gen", "torn-pte0", "-o", disk / "out", cwd=tmp_path).refused(2)
    assert list((disk / "out").iterdir()) == []


@pytest.mark.parametrize("command", ["check", "gen"])
@pytest.mark.parametrize("size", [100, 4096])
def test_files_that_may_not_grow(tmp_path: Path, command: str, size: int) -> None:
    """A write that fails in the middle gives one sentence, where nothing can be mounted too."""

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    ended = cli.run(command, "torn-pte0", cwd=tmp_path, before=small_files)
    ended.refused(4)
    assert not list(tmp_path.glob("runs/*/verdict.json"))


@pytest.mark.parametrize(
    ("limit", "most", "command"),
    [
        # Python and the JVM begin with so many, and TLC has a file for its fingerprints.
        (resource.RLIMIT_NOFILE, 16, "ulimit -n"),
        # So much that Python begins, and too little for the classes of a JVM.
        (resource.RLIMIT_AS, 1 << 30, "ulimit -v"),
    ],
)
def test_a_limit_of_the_system_is_named(
    tmp_path: Path, limit: int, most: int, command: str
) -> None:
    """What the system refuses to TLC is told by the limit that the user can raise."""

    def limited() -> None:
        resource.setrlimit(limit, (most, most))

    ended = cli.run(*_SMALL, "--property", "TypeOK", cwd=tmp_path, before=limited)
    assert f"see '{command}'" in ended.refused(4)


def _closed_pipe() -> int:
    """The end for writing of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.parametrize(
    "args",
    [
        ("list",),
        ("list", "--json"),
        ("--help",),
        (*_SMALL, "--property", "TypeOK"),
        (*_SMALL, "--property", "TypeOK", "--json"),
        ("gen", "torn-pte0"),
    ],
    ids=lambda args: f"{args[0]} {args[-1]}",
)
def test_nobody_reads_the_output(tmp_path: Path, args: tuple[str, ...]) -> None:
    """An output that is closed early changes no exit status: what holds still holds."""
    pipe = _closed_pipe()
    try:
        ended = cli.run(*args, cwd=tmp_path, stdout=pipe)
    finally:
        os.close(pipe)
    assert ended.status == 0
    # What gen says of checking by hand is no complaint.
    begins = "To check it by hand" if args[0] == "gen" else ""
    assert ended.stderr[: len(begins) or None] == begins


def test_head(tmp_path: Path) -> None:
    """A reader that takes the first line and goes, as head does, sees that and no traceback."""
    process = cli.start("list", "--json", cwd=tmp_path)
    assert process.stdout is not None
    assert process.stderr is not None
    with process, process.stdout, process.stderr:
        assert process.stdout.readline() == "{\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("args", [("list",), ("list", "--json"), ("gen", "torn-pte0")])
def test_output_to_a_full_device(tmp_path: Path, args: tuple[str, ...]) -> None:
    """Standard output that finds no room gives one sentence, and never the status of a verdict."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = cli.run(*args, cwd=tmp_path, stdout=full.fileno())
    assert ended.status in (2, 4)
    ended.refused(ended.status)


# Names and languages that a system may have.


@pytest.mark.parametrize(
    "env", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}], ids=["locale-c", "ascii-output"]
)
def test_folder_with_other_letters(tmp_path: Path, env: dict[str, str]) -> None:
    """A run folder whose name is not ASCII works whatever the locale is."""
    runs = tmp_path / "l\u00e4ufe \u4e2d"
    args = (*_SMALL, "--property", "TypeOK", "--runs", runs)
    ended = cli.run(*args, cwd=tmp_path, env=env)
    assert (ended.status, ended.stderr) == (0, "")


def test_folder_with_odd_characters(tmp_path: Path) -> None:
    """Characters that a shell, a class path or Java would take apart do no harm in a run folder."""
    runs = tmp_path / "a b:c;$d*'\"%s@{x}"
    ended = cli.run(*_SMALL, "--property", "TypeOK", "--runs", runs, cwd=tmp_path)
    assert (ended.status, ended.stderr) == (0, "")


def test_jar_in_a_folder_with_a_colon(call: Call, here: Path, tools: Toolchain) -> None:
    """A class path cannot hold a colon: a jar below such a folder is refused by name."""
    jar = here / "a:b" / "tla2tools.jar"
    jar.parent.mkdir()
    shutil.copy(tools.jar.path, jar)
    ended = call(*_SMALL, "--property", "TypeOK", "--jar", jar)
    if ended.status != 0:
        assert str(jar) in ended.refused(3)
