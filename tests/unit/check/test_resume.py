"""Tests of checks that are cut off and resumed, with the real TLC."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import cli
from kinds import Call, Checked, Fake
from tornfolio.model.folders import our_model
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.support.cache import read_sealed, write_sealed
from tornfolio.tlc.checkpoint import find_checkpoint
from tornfolio.tlc.resumable import read_plan
from tornfolio.tlc.toolchain import Toolchain

# A search of some seconds, and as many where the machine is slow; its size says nothing here.
_SETTINGS = ("nr_pages=32", "writers=contpte,protect")
_PROPERTIES = ("TypeOK", "NoPteSkipped", "AllOrNothing")
_HOLDING = ("TypeOK", "LockDiscipline")


def _check(properties: Sequence[str]) -> tuple[str, ...]:
    settings = [word for setting in _SETTINGS for word in ("--set", setting)]
    asked = [word for prop in properties for word in ("--property", prop)]
    return ("check", "torn-pte0", *settings, *asked)


# Two searches beside each other, and one.
_CHECK = _check(_PROPERTIES)
_SHORT = _check(_HOLDING)
_ONE_WORKER = ("--workers", "1")
# TLC looks at the clock three seconds after its search has begun, and once a minute from there.
_OFTEN = (
    "-c",
    "from tornfolio.tlc import argv; argv.CHECKPOINT_SECONDS = 1; "
    "from tornfolio.cli.main import main; main()",
)
_DISTINCT = 42578
_LOOKS_AFTER = 3.2
# What TLC says when a search has begun, when one goes on, and when a checkpoint is complete.
_HAS_BEGUN = "Finished computing initial states"
_GOES_ON = "Recovery completed."
_TAKEN = "@!@!@STARTMSG 2196"
_PATIENCE = 120.0


class _Cut:
    """A check that is stopped just after TLC has taken a checkpoint of each of its searches."""

    def __init__(self, process: subprocess.Popen[str], runs: Path) -> None:
        self.process = process
        self.runs = runs

    @property
    def run(self) -> Path:
        """The run folder."""
        (run,) = self.runs.iterdir()
        return run

    @property
    def jvms(self) -> list[int]:
        """The JVMs."""
        return cli.java_processes(self.runs.resolve())

    def checkpoints(self) -> list[Path]:
        """The checkpoints that are whole; a draft of one has a name with a dot before it."""
        return sorted(self.runs.glob("*/checkpoint_*/[0-9]*/checkpoint.json"))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all JVMs."""
        _signal(self.jvms, number)

    def stop_after(self, said: str, searches: int, before: Mapping[Path, int]) -> None:
        """Stop each JVM as soon as its search has said something more often than before.

        None waits for another: what is left of a search is what was left when it said that.
        """
        stopped = set[Path]()

        def all_stopped() -> bool:
            for output in self.runs.glob("*/*.out"):
                if output not in stopped and _count(output, said) > before.get(output, 0):
                    scratch = output.resolve().with_name(f"scratch_{output.stem}")
                    _signal(cli.java_processes(scratch), signal.SIGSTOP)
                    stopped.add(output)
            return len(stopped) == searches

        assert cli.wait_for(all_stopped, _PATIENCE), f"no search has said {said!r}"
        assert len(self.jvms) == searches, "a search was over too early"


def _signal(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _count(output: Path, said: str) -> int:
    return output.read_text(encoding="utf-8").count(said)


@contextlib.contextmanager
def _cut(
    folder: Path, *args: str | Path, runs: Path | None = None, going_on: int = 0
) -> Iterator[_Cut]:
    """Start a check or its resumption, and stop its JVMs when each has taken a checkpoint.

    They sleep over the seconds until TLC looks at the clock, so that a fast machine is not done
    by then. `going_on` is how many of its searches go on from a checkpoint.
    """
    runs = runs or folder / "runs"
    process = cli.start(*args, cwd=folder, env={"TORNFOLIO_RUNS": str(runs)}, program=_OFTEN)
    cut = _Cut(process, runs)
    # With one worker the search of all states gives the counterexample as well.
    searches = going_on or (2 if "AllOrNothing" in args and args[-2:] != _ONE_WORKER else 1)
    try:
        cut.stop_after(_GOES_ON if going_on else _HAS_BEGUN, searches, {})
        taken = {output: _count(output, _TAKEN) for output in runs.glob("*/*.out")}
        kept = set(cut.checkpoints())
        time.sleep(_LOOKS_AFTER)
        cut.signal(signal.SIGCONT)
        cut.stop_after(_TAKEN, searches, taken)
        assert cli.wait_for(lambda: len({*cut.checkpoints()} - kept) >= searches, _PATIENCE)
        yield cut
    finally:
        process.kill()
        process.communicate()
        _signal(cli.java_processes(runs.resolve()), signal.SIGKILL)


def _resumed(folder: Path, run: Path, *args: str | Path) -> dict[str, Any]:
    """Resume a run to its end and give its verdict."""
    ended = cli.run("resume", run, "--json", *args, cwd=folder, timeout=2 * _PATIENCE)
    assert ended.stderr == ""
    verdict: dict[str, Any] = json.loads(ended.stdout)
    assert ended.status == {"holds": 0, "violated": 1, "undecided": 5}[verdict["verdict"]]
    return verdict


@pytest.fixture(scope="session")
def undisturbed(checked: Checked) -> dict[str, Any]:
    """The verdict of the same check when nothing happens to it."""
    return checked("torn-pte0", *_SETTINGS, properties=_PROPERTIES).to_json()


def _assert_same(verdict: dict[str, Any], undisturbed: dict[str, Any]) -> None:
    """Assert that a resumed check has found all that the undisturbed one has."""
    for key in ("verdict", "properties", "reasons", "violated_property", "trace", "parameters"):
        assert verdict[key] == undisturbed[key]
    # TLC does not remember how many states it has generated, only the distinct ones.
    assert verdict["states"] == undisturbed["states"] | {"generated": None}
    assert undisturbed["states"]["distinct"] == _DISTINCT


def _assert_holds(verdict: dict[str, Any]) -> None:
    """Assert that the shorter check has been completed."""
    assert verdict["properties"] == dict.fromkeys(_HOLDING, "holds")
    assert verdict["states"]["distinct"] == _DISTINCT
    assert verdict["states"]["left_on_queue"] == 0


def _assert_went_on(run: Path, *names: str) -> None:
    """Assert that searches went on from a checkpoint, which is gone when all is decided."""
    for name in names:
        said = (run / f"{name}.out").read_text(encoding="utf-8")
        assert "Recovery completed." in said
        assert said.count("STARTMSG 2262") == said.count("STARTMSG 2198") + 1
    assert not [*run.glob("checkpoint_*"), *run.glob("scratch_*")]


# Whatever cuts a check off, it goes on from the last checkpoint.


def test_tornfolio_is_killed(tmp_path: Path, undisturbed: dict[str, Any]) -> None:
    """After SIGKILL no JVM is left; the check goes on, twice, to the same verdict and counts."""
    with _cut(tmp_path, *_CHECK) as cut:
        cut.process.kill()
        assert cli.wait_for(lambda: cut.jvms == [])
        run = cut.run
    assert not (run / "verdict.json").exists()
    with _cut(tmp_path, "resume", run, going_on=2) as cut:
        cut.process.kill()
        assert cli.wait_for(lambda: cut.jvms == [])
    _assert_same(_resumed(tmp_path, run), undisturbed)
    _assert_went_on(run, "safety", "condition")
    assert (run / "safety.out").read_text(encoding="utf-8").count("STARTMSG 2198") == 2


def test_jvm_is_killed(tmp_path: Path) -> None:
    """A JVM that is killed is status 4; the sentence says how to go on, and that works."""
    with _cut(tmp_path, *_SHORT) as cut:
        cut.signal(signal.SIGKILL)
        sentence = cli.ended(cut.process, timeout=20).refused(4)
        assert cut.jvms == []
        run = cut.run
    assert f"'tornfolio resume {run}' goes on with this check" in sentence
    _assert_holds(_resumed(tmp_path, run))
    _assert_went_on(run, "safety")


def test_time_limit(tmp_path: Path) -> None:
    """A time limit keeps the checkpoint; the output says how to go on, and that works."""
    with _cut(tmp_path, *_SHORT, "--timeout", "15", "--json") as cut:
        ended = cli.ended(cut.process, timeout=60)
        assert (ended.status, ended.stderr) == (5, "")
        run = cut.run
    verdict = json.loads(ended.stdout)
    assert f"'tornfolio resume {run}' goes on with this check" in verdict["notes"]
    assert verdict["reasons"] == dict.fromkeys(_HOLDING, "the time limit was reached")
    again = _resumed(tmp_path, run, "--timeout", "0.5")
    assert (again["verdict"], again["notes"]) == ("undecided", verdict["notes"])
    _assert_holds(_resumed(tmp_path, run))
    _assert_went_on(run, "safety")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt(tmp_path: Path, number: signal.Signals) -> None:
    """An interrupt keeps the checkpoint, and nothing else of TLC's."""
    with _cut(tmp_path, *_SHORT) as cut:
        cut.process.send_signal(number)
        cli.ended(cut.process, timeout=20).refused(130)
        assert cut.jvms == []
        assert len(cut.checkpoints()) == 1
        assert not list(cut.run.glob("scratch_*"))
    # It has no verdict to draw, and the sentence says how it gets one.
    assert f"'tornfolio resume {cut.run}'" in cli.run("trace", cut.run, cwd=tmp_path).refused()


@pytest.mark.long
def test_two_workers(tmp_path: Path, undisturbed: dict[str, Any]) -> None:
    """With two workers, whose traces are two files, the counts are the same too."""
    with _cut(tmp_path, *_CHECK, "--workers", "2") as cut:
        cut.process.kill()
        assert cli.wait_for(lambda: cut.jvms == [])
        run = cut.run
    verdict = _resumed(tmp_path, run)
    assert verdict["properties"] == undisturbed["properties"]
    assert verdict["states"]["distinct"] == _DISTINCT
    _assert_went_on(run, "safety", "condition")


@pytest.mark.long
def test_one_worker(tmp_path: Path, undisturbed: dict[str, Any]) -> None:
    """A search that was to show a counterexample too is asked for it alone if it has gone on."""
    with _cut(tmp_path, *_CHECK, *_ONE_WORKER) as cut:
        cut.process.kill()
        assert cli.wait_for(lambda: cut.jvms == [])
        run = cut.run
    found = "@!@!@STARTMSG 2110" in (run / "safety.out").read_text(encoding="utf-8")

    _assert_same(_resumed(tmp_path, run), undisturbed)

    searches = ["safety"] if found else ["condition", "safety"]
    # What "because" asks about single steps of the counterexample is no search of the check.
    stems = sorted(path.stem for path in run.glob("*.out") if not path.stem.startswith("instead_"))
    assert stems == searches
    _assert_went_on(run, "safety")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system; needs root's rights."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", "size=16m", "tornfolio-test", str(folder)]
    try:
        done = subprocess.run(["mount", *options], capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"no small file system can be mounted: {error}")
    if done.returncode != 0:
        pytest.skip(f"no small file system can be mounted: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_full_disk(tmp_path: Path, disk: Path) -> None:
    """A disk that is full ends the check with status 4; when there is room again, it goes on."""
    with _cut(tmp_path, *_SHORT, runs=disk) as cut:
        filler = disk / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(1 << 12)):
                pass
        cut.signal(signal.SIGCONT)
        sentence = cli.ended(cut.process, timeout=_PATIENCE).refused(4)
        assert cut.jvms == []
        filler.unlink()
        (run,) = disk.iterdir()
        assert len(cut.checkpoints()) == 1
    assert f"'tornfolio resume {run}' goes on with this check" in sentence
    _assert_holds(_resumed(tmp_path, run))


def test_a_checkpoint_that_tlc_does_not_take(tmp_path: Path, fake: Fake) -> None:
    """It is left out, once and for all: the search begins again, and that is said.

    With a Java that fails anyhow nothing is left out, as the checkpoint is not to blame.
    """
    with _cut(tmp_path, *_SHORT) as cut:
        cut.process.kill()
        assert cli.wait_for(lambda: cut.jvms == [])
        run = cut.run
        (seal,) = cut.checkpoints()
    kept = read_sealed(seal)
    (seal.parent / "queue.chkpt").write_bytes(b"no queue")
    kept["queue.chkpt"] = [8, hashlib.sha256(b"no queue").hexdigest()]
    write_sealed(seal, kept)
    assert find_checkpoint(seal.parent.parent) is not None
    before = (run / "safety.out").read_bytes()

    sentence = cli.run(
        "resume", run, "--java", fake("exit 1"), cwd=tmp_path, env={}, timeout=_PATIENCE
    ).refused(4)
    assert "goes on with this check" in sentence
    assert find_checkpoint(seal.parent.parent) is not None
    assert (run / "safety.out").read_bytes().startswith(before.partition(b"ENDMSG 2195")[0])

    verdict = _resumed(tmp_path, run)
    assert verdict["verdict"] == "holds"
    assert [note for note in verdict["notes"] if "TLC did not take checkpoint 1" in note]
    assert verdict["states"]["distinct"] == _DISTINCT
    assert not list(run.glob("checkpoint_*")) + list(run.glob("refused_*"))


def test_the_command_that_goes_on(call: Call, here: Path, tools: Toolchain) -> None:
    """The command that is offered has the model and the tools with which the check began."""
    model = here / "my model"
    (model / "scenarios").mkdir(parents=True)
    text = load_scenario("torn-pte0").file.read_text(encoding="utf-8")
    (model / "scenarios" / "mine.toml").write_text(text, encoding="utf-8")
    options = ("--spec-dir", model, "--jar", tools.jar.path, "--java", tools.java.path)
    limited = ("--property", "TypeOK", "--max-states", "1", "--json")
    first = call("check", "mine", "--set", "nr_pages=32", *options, *limited)
    assert first.status == 5
    (offer,) = (note for note in json.loads(first.stdout)["notes"] if "goes on with" in note)
    program, *words = shlex.split(offer.partition("' goes on")[0].removeprefix("'"))
    assert program == "tornfolio"
    assert call(*words, "--timeout", "0.01").status == 5


# What is decided is not searched again, and nothing that has changed is taken for what it was.


def test_decided_stays_decided(call: Call, here: Path, fake: Fake) -> None:
    """What TLC has decided it is not asked again; what is missing, liveness too, it is."""
    first = call("check", "torn-pte0", "--set", "nr_pages=2", "--json")
    verdict = json.loads(first.stdout)
    run = Path(verdict["run_dir"])
    broken = fake("exit 1")
    again = call("resume", run.name, "--json", "--java", broken)
    assert again.status == first.status
    assert json.loads(again.stdout)["states"] == verdict["states"]
    assert json.loads(again.stdout)["trace"] == verdict["trace"]
    for name in ("Termination", "safety"):
        (run / f"decided_{name}.json").unlink()
        call("resume", run, "--java", broken).refused(4)
        searched = call("resume", run, "--json")
        assert json.loads(searched.stdout)["properties"] == verdict["properties"]
        assert json.loads(searched.stdout)["states"] == verdict["states"]


def test_output_that_was_changed(call: Call, here: Path, fake: Fake) -> None:
    """A decided output that somebody has changed is none: the question is asked again."""
    first = call("check", "torn-pte0", "--set", "nr_pages=2", "--property", "TypeOK", "--json")
    run = Path(json.loads(first.stdout)["run_dir"])
    with (run / "safety.out").open("a", encoding="utf-8") as file:
        file.write("\n")
    call("resume", run, "--java", fake("exit 1")).refused(4)
    assert call("resume", run).status == 0


@pytest.mark.parametrize("name", ["torn_pte0.tla", "MCtorn_pte0.tla", "MCtorn_pte0_safety.cfg"])
def test_spec_that_was_changed(call: Call, here: Path, name: str) -> None:
    """A translation or .cfg that is not what the check began with is refused by its name."""
    first = call("check", "torn-pte0", "--set", "nr_pages=2", "--property", "TypeOK", "--json")
    run = Path(json.loads(first.stdout)["run_dir"])
    (run / "decided_safety.json").unlink()
    with (run / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert f"{run / name} was changed since its run began" in call("resume", run).refused()


def test_other_jar(call: Call, here: Path, tools: Toolchain) -> None:
    """A check is not resumed with another TLC than it began with."""
    first = call("check", "torn-pte0", "--set", "nr_pages=2", "--property", "TypeOK", "--json")
    run = Path(json.loads(first.stdout)["run_dir"])
    other = here / "other.jar"
    shutil.copy(tools.jar.path, other)
    with other.open("ab") as file:
        file.write(bytes(1))
    assert "another tla2tools.jar" in call("resume", run, "--jar", other).refused()


@pytest.mark.parametrize("kind", ["unknown", "empty", "damaged", "no-name"])
def test_no_run(call: Call, here: Path, kind: str) -> None:
    """What is no run folder of a check, or not a whole one, is refused."""
    run = here / "run"
    if kind != "unknown":
        run.mkdir()
    if kind == "damaged":
        (run / "check.json").write_text('{"sha256": "", "value": {}}', encoding="utf-8")
    call("resume", "a\0b" if kind == "no-name" else run).refused()


def test_scenario_that_was_changed(call: Call, here: Path) -> None:
    """A check of a scenario file goes on though the file has gone: the run has all of it."""
    text = (load_scenario("torn-pte0").file).read_text(encoding="utf-8")
    mine = here / "my-own.toml"
    mine.write_text(text, encoding="utf-8")
    first = call("check", mine, "--set", "nr_pages=2", "--property", "TypeOK", "--json")
    run = Path(json.loads(first.stdout)["run_dir"])
    mine.unlink()
    assert call("resume", run).status == 0


def test_two_at_once(tmp_path: Path) -> None:
    """A run that is going on is not resumed beside it, and is not disturbed by that."""
    with _cut(tmp_path, *_SHORT) as cut:
        ended = cli.run("resume", cut.run, cwd=tmp_path)
        assert "is still running" in ended.refused()
        assert len(cut.jvms) == 1
        assert len(cut.checkpoints()) == 1
        cut.process.kill()


def test_every_scenario_can_be_resumed(checked: Checked, tools: Toolchain, tmp_path: Path) -> None:
    """What a run folder keeps of any scenario renders to the very spec that was checked."""
    from tornfolio.tlc.argv import Limits
    from tornfolio.tlc.resumable import keep_plan

    for name in scenario_names():
        spec = render(load_scenario(name))
        folder = tmp_path / name
        folder.mkdir()
        for file, text in ((spec.module, spec.tla), (f"MC{spec.module}", spec.mc)):
            (folder / f"{file}.tla").write_text(text, encoding="ascii")
        keep_plan(folder, spec, spec.properties, Limits(workers=3, memory=700), tools)
        plan = read_plan(folder, tools, our_model())
        assert plan.spec == spec
        assert plan.selected == spec.properties
        assert plan.limits == Limits(workers=3, memory=700)
