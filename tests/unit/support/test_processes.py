"""Tests of running other programs: their output, their end, and that none stays behind."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import cli
from tornfolio.support.errors import ToolFailed, ToolMissing
from tornfolio.support.processes import Execution, Processes
from tornfolio.support.reading import Stop

_SLEEPS = "import time; print('started', flush=True); time.sleep(60)"
_FORKS = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']{silent})\n"
    "print(child.pid, flush=True)\n"
    "time.sleep({seconds})\n"
)
_SILENT = ", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL"


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def _execute(folder: Path, code: str, timeout: float | None = 30) -> tuple[Execution, str]:
    with Processes() as processes:
        execution = processes.execute(
            _python(code), folder=folder, output=folder / "out", timeout=timeout
        )
    return execution, (folder / "out").read_text(encoding="utf-8")


def test_output_is_kept_and_given_line_by_line(tmp_path: Path) -> None:
    """Standard output and error go to the file as they come, and each line to on_line."""
    code = (
        "import sys\n"
        "for n in range(3):\n"
        "    print('out', n, flush=True)\n"
        "    print('err', n, file=sys.stderr, flush=True)\n"
        "print('no line end', end='')"
    )
    lines: list[str] = []
    with Processes() as processes:
        execution = processes.execute(
            _python(code), folder=tmp_path, output=tmp_path / "out", on_line=lines.append
        )
    expected = ["out 0", "err 0", "out 1", "err 1", "out 2", "err 2", "no line end"]
    assert lines == expected
    assert (tmp_path / "out").read_text(encoding="utf-8") == "\n".join(expected)
    assert execution.argv == tuple(_python(code))
    assert (execution.exit_status, execution.stopped) == (0, None)
    assert execution.output == tmp_path / "out"
    assert execution.seconds > 0


def test_program_runs_in_its_folder_with_nothing_to_read(tmp_path: Path) -> None:
    """A program works in the folder that was named, and its standard input is empty."""
    _, said = _execute(
        tmp_path, "import os, sys; print(os.getcwd()); print(sys.stdin.read() == '')"
    )
    assert said.splitlines() == [str(tmp_path.resolve()), "True"]


@pytest.mark.parametrize("status", [0, 1, 12, 255])
def test_exit_status_is_the_programs_own(tmp_path: Path, status: int) -> None:
    """The exit status is given as the program set it."""
    execution, _ = _execute(tmp_path, f"raise SystemExit({status})")
    assert execution.exit_status == status


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_signal_gives_a_negative_status(tmp_path: Path, number: signal.Signals) -> None:
    """A program that a signal ends has the signal's number, negative, and was not stopped by us."""
    code = (
        "import os, resource\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
        f"os.kill(os.getpid(), {int(number)})"
    )
    execution, _ = _execute(tmp_path, code)
    assert (execution.exit_status, execution.stopped) == (-number, None)


def test_timeout_ends_the_child_and_its_grandchild(tmp_path: Path) -> None:
    """At the time limit the whole process group ends, and what was said until then is kept."""
    started = time.monotonic()
    execution, said = _execute(tmp_path, _FORKS.format(silent="", seconds=60), timeout=1)
    assert time.monotonic() - started < 10
    assert (execution.exit_status, execution.stopped) == (-signal.SIGKILL, "time")
    assert cli.wait_for(lambda: not cli.alive(int(said)), 5)


@pytest.mark.parametrize("silent", ["", _SILENT], ids=["it-has-our-pipe", "it-is-silent"])
def test_grandchild_does_not_outlive_the_child(tmp_path: Path, silent: str) -> None:
    """When execute returns, a grandchild that its own parent left behind has ended too."""
    started = time.monotonic()
    with Processes() as processes:
        thread = threading.Thread(
            target=processes.execute,
            args=(_python(_FORKS.format(silent=silent, seconds=0)),),
            kwargs={"folder": tmp_path, "output": tmp_path / "out", "timeout": 2},
            daemon=True,
        )
        thread.start()
        thread.join(6)
        in_time = not thread.is_alive()
    left = [pid for pid in cli.processes_with("import time; time.sleep(60)") if _in(pid, tmp_path)]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert in_time, f"execute had not returned after {time.monotonic() - started:.0f} s"
    assert left == []


def _in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").resolve() == folder.resolve()
    except OSError:
        return False


def test_time_limit_that_is_not_reached_changes_nothing(tmp_path: Path) -> None:
    """A program that ends in time is not reported as stopped."""
    execution, said = _execute(tmp_path, "print('done')", timeout=30)
    assert (execution.exit_status, execution.stopped, said) == (0, None, "done\n")


@pytest.mark.parametrize("reason", ["states", "time"])
def test_on_line_can_stop_the_program(tmp_path: Path, reason: Stop) -> None:
    """A reason that on_line gives ends the program, and stands in the result."""
    with Processes() as processes:
        execution = processes.execute(
            _python(_SLEEPS),
            folder=tmp_path,
            output=tmp_path / "out",
            timeout=30,
            on_line=lambda line: reason if line == "started" else None,
        )
    assert (execution.exit_status, execution.stopped) == (-signal.SIGKILL, reason)
    assert execution.seconds < 20


def test_error_in_on_line_ends_the_program(tmp_path: Path) -> None:
    """An exception of on_line comes out of execute, and the program is gone by then."""
    pids: list[int] = []

    def fail(line: str) -> None:
        pids.append(int(line))
        raise RuntimeError("no more")

    code = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    with Processes() as processes, pytest.raises(RuntimeError, match="no more"):
        processes.execute(_python(code), folder=tmp_path, output=tmp_path / "o", on_line=fail)
    assert not cli.alive(pids[0])


def test_leaving_the_block_ends_a_program_of_another_thread(tmp_path: Path) -> None:
    """An exception in the block ends the programs that other threads wait for."""
    started = threading.Event()
    results: list[Execution] = []
    pids: list[int] = []

    def line(text: str) -> None:
        pids.append(int(text))
        started.set()

    def work(processes: Processes) -> None:
        code = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
        results.append(
            processes.execute(
                _python(code), folder=tmp_path, output=tmp_path / "out", timeout=30, on_line=line
            )
        )

    with pytest.raises(KeyboardInterrupt), Processes() as processes:
        thread = threading.Thread(target=work, args=(processes,))
        thread.start()
        assert started.wait(20)
        raise KeyboardInterrupt
    thread.join(10)
    assert not thread.is_alive()
    assert (results[0].exit_status, results[0].stopped) == (-signal.SIGKILL, None)
    assert not cli.alive(pids[0])


def test_killed_process_leaves_no_program(tmp_path: Path) -> None:
    """When the process that runs programs is killed, they and their children end, and the guard."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tornfolio.support.processes import Processes\n"
        "with Processes() as processes:\n"
        f"    processes.execute([sys.executable, '-c', {_FORKS.format(silent='', seconds=60)!r}],\n"
        "        folder=Path(), output=Path('out'))\n"
    )
    process = subprocess.Popen(_python(code), cwd=tmp_path)
    try:
        output = tmp_path / "out"
        assert cli.wait_for(lambda: output.exists() and output.read_text().endswith("\n"))
        (child,) = [pid for pid in _children(process.pid) if b"time.sleep(60)" in _command(pid)]
        (guard,) = [pid for pid in _children(process.pid) if pid != child]
        grandchild = int(output.read_text(encoding="utf-8"))
        assert all(map(cli.alive, (guard, child, grandchild)))
    finally:
        process.kill()
        process.wait()
    assert cli.wait_for(lambda: not any(map(cli.alive, (guard, child, grandchild))), 5)


def _children(parent: int) -> list[int]:
    """List the processes that a process has started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
                if int(stat.rpartition(")")[2].split()[1]) == parent:
                    found.append(int(entry.name))
    return found


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_guard_ends_with_the_block(tmp_path: Path) -> None:
    """When the block is left there is no guard any more."""
    before = _children(os.getpid())
    _execute(tmp_path, "print()")
    assert _children(os.getpid()) == before


def test_nothing_starts_after_the_block(tmp_path: Path) -> None:
    """A call after the block has been left raises ToolFailed and starts no program."""
    with Processes() as processes:
        pass
    code = f"open({str(tmp_path / 'ran')!r}, 'w')"
    with pytest.raises(ToolFailed, match="was not started"):
        processes.execute(_python(code), folder=tmp_path, output=tmp_path / "out")
    assert not (tmp_path / "ran").exists()


def test_missing_program(tmp_path: Path) -> None:
    """A program that does not exist raises ToolMissing with its path."""
    missing = tmp_path / "java"
    with Processes() as processes, pytest.raises(ToolMissing, match=f"{missing} cannot be started"):
        processes.execute([str(missing)], folder=tmp_path, output=tmp_path / "out")


@pytest.mark.parametrize("text", ["no program\n", "#!/no/such/interpreter\n"])
def test_program_that_cannot_start(tmp_path: Path, text: str) -> None:
    """A file that is executable but no program raises ToolMissing."""
    program = tmp_path / "java"
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    with Processes() as processes, pytest.raises(ToolMissing, match="cannot be started"):
        processes.execute([str(program)], folder=tmp_path, output=tmp_path / "out")


@pytest.mark.parametrize("output", ["no/such/folder/out", "."])
def test_output_that_cannot_be_written(tmp_path: Path, output: str) -> None:
    """Where the output cannot be opened, ToolFailed says so and no program is started."""
    code = f"open({str(tmp_path / 'ran')!r}, 'w')"
    with Processes() as processes, pytest.raises(ToolFailed, match="cannot be written"):
        processes.execute(_python(code), folder=tmp_path, output=tmp_path / output)
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("rounds", [1, 100_000])
def test_full_device(tmp_path: Path, rounds: int) -> None:
    """Output that finds no room raises ToolFailed, and the program does not go on."""
    (tmp_path / "out").symlink_to("/dev/full")
    code = (
        "import os, time\n"
        "print(os.getpid(), flush=True)\n"
        f"for n in range({rounds}): print('a line of some length')\n"
        f"time.sleep(60 if {rounds} > 1 else 0)"
    )
    pids: list[int] = []

    def line(text: str) -> None:
        if text.isdecimal():
            pids.append(int(text))

    with Processes() as processes, pytest.raises(ToolFailed, match="cannot be written: No space"):
        processes.execute(
            _python(code), folder=tmp_path, output=tmp_path / "out", timeout=30, on_line=line
        )
    assert not cli.alive(pids[0])


def test_output_that_is_no_text(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 become replacement characters; the lines around them stay whole."""
    code = r"import os; os.write(1, b'before\n\xff\xfe\x00 \xc3\nafter\n')"
    execution, said = _execute(tmp_path, code)
    assert execution.exit_status == 0
    assert said.split("\n")[0] == "before"
    assert said.split("\n")[2:] == ["after", ""]
    assert "\N{REPLACEMENT CHARACTER}" in said


def test_very_long_lines(tmp_path: Path) -> None:
    """A line of some megabytes arrives in one piece."""
    size = 3_000_000
    lengths: list[int] = []
    with Processes() as processes:
        processes.execute(
            _python(f"print('x' * {size}); print('end')"),
            folder=tmp_path,
            output=tmp_path / "out",
            timeout=30,
            on_line=lambda line: lengths.append(len(line)),
        )
    assert lengths == [size, 3]
    assert (tmp_path / "out").stat().st_size == size + 5


def test_many_programs_at_once(tmp_path: Path) -> None:
    """Calls from several threads do not mix up their outputs."""
    results: dict[int, int] = {}

    def work(number: int) -> None:
        execution = processes.execute(
            _python(f"print('this is', {number}); raise SystemExit({number})"),
            folder=tmp_path,
            output=tmp_path / f"out{number}",
            timeout=30,
        )
        results[number] = execution.exit_status

    with Processes() as processes:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert results == {number: number for number in range(8)}
    for number in range(8):
        assert (tmp_path / f"out{number}").read_text(encoding="utf-8") == f"this is {number}\n"


def test_the_peak_is_that_of_the_largest_process(tmp_path: Path) -> None:
    """The memory of a program, or of a child that it has waited for, is known when it has ended."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = f"data = b'x' * ({own + (50 << 10)} << 10)"
    large, _ = _execute(
        tmp_path, f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    )
    assert large.peak is not None
    assert large.peak > own + (50 << 10)


def test_a_peak_below_our_own_is_not_known(tmp_path: Path) -> None:
    """A program begins as a copy of this process, so its own peak cannot be told below that."""
    held = b"x" * (100 << 20)
    small, _ = _execute(tmp_path, "pass")
    assert len(held) == 100 << 20
    assert small.peak is None


def test_a_peak_is_known_whatever_began_this_process(tmp_path: Path) -> None:
    """What began this program may have been larger than all that it begins itself."""
    ours = tmp_path / "ours.py"
    ours.write_text(
        "import sys\n"
        "from pathlib import Path\n"
        "from tornfolio.support.processes import Processes\n"
        "with Processes() as processes:\n"
        "    done = processes.execute(\n"
        "        [sys.executable, '-c', 'data = bytes([120]) * (100 << 20)'],\n"
        "        folder=Path('.'), output=Path('out'), timeout=30)\n"
        "print(done.peak)\n",
        encoding="utf-8",
    )
    held = b"x" * (300 << 20)
    done = subprocess.run(
        [sys.executable, str(ours)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert len(held) == 300 << 20
    # The 100 MiB and a Python, but not the 300 MiB that were held here.
    assert 100 << 10 < int(done.stdout) < 200 << 10


def test_a_patient_end_lets_a_program_clean_up(tmp_path: Path) -> None:
    """A program that has started others in groups of their own is asked to end, then killed."""
    asked = (
        "import signal, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'],"
        " start_new_session=True)\n"
        "def end(number, frame):\n"
        "    child.kill()\n"
        "    child.wait()\n"
        "    sys.exit(7)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    output = tmp_path / "out"
    with Processes() as processes:
        ended = processes.execute(
            _python(asked), folder=tmp_path, output=output, timeout=5, patience=30
        )
        child = int(output.read_text(encoding="utf-8"))
        killed = processes.execute(
            _python(deaf), folder=tmp_path, output=output, timeout=2, patience=0.5
        )
    assert (ended.exit_status, ended.stopped) == (7, "time")
    assert not cli.alive(child)
    assert (killed.exit_status, killed.stopped) == (-signal.SIGKILL, "time")


def test_the_environment_is_added(tmp_path: Path) -> None:
    """A variable that is given is there beside those of this process."""
    with Processes() as processes:
        processes.execute(
            _python("import os; print(os.environ['OWN'], 'PATH' in os.environ)"),
            folder=tmp_path,
            output=tmp_path / "out",
            environment={"OWN": "value"},
        )
    assert (tmp_path / "out").read_text(encoding="utf-8") == "value True\n"
