"""Tests of the gate: green only when all is as expected, and red for each way to be fooled."""

from __future__ import annotations

import dataclasses
import json
import re
import resource
import shlex
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from gates import Gated
from kinds import Call, Fake
from shared_jvms import SharedJvms
from tornfolio.gate.differences import list_unexpected
from tornfolio.gate.expectations import (
    Expectations,
    Expected,
    differences,
    expectations_text,
    read_expectations,
)
from tornfolio.gate.points import KINDS, Point, choose, find_points
from tornfolio.gate.run import run_gate
from tornfolio.gate.update import update
from tornfolio.model.folders import our_model
from tornfolio.model.properties import load_properties
from tornfolio.support import paths
from tornfolio.support.errors import Undecided
from tornfolio.support.paths import spec_dir
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.toolchain import Toolchain

_HOLDS, _VIOLATED = "whole-with-sync", "torn-pte0"

Gate = Callable[..., cli.Ended]


class Checkout:
    """A copy of the model, to change and to run the gate of."""

    def __init__(self, root: Path, call: Call) -> None:
        self.root = root
        self._call = call
        shutil.copytree(spec_dir(), root / "spec")

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a text that stands in a file once."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, text.count(old))
        path.write_text(text.replace(old, new), encoding="utf-8")

    def gate(self, *args: str | Path) -> cli.Ended:
        """Run the gate there."""
        return self._call("gate", *args)

    def only(self, *points: str, proven: bool = False) -> None:
        """Leave no scenarios, mutants and expectations but those of some points.

        With `proven` the mutant that is left is said to violate every property; else the gate is
        red because nothing shows that they can fail.
        """
        for path in (self.root / "spec" / "scenarios").iterdir():
            if path.stem not in points:
                path.unlink()
        # A catalogue of mutants is not empty: the first one of these points is left.
        mutants = self.root / "spec" / "mutants.toml"
        text = mutants.read_text(encoding="utf-8")
        left = next(name for name, of in tomllib.loads(text).items() if of["scenario"] in points)
        block = text.partition(f"[{left}]\n")[2].partition("\n[")[0]
        mutants.write_text(f"[{left}]\n{block}\n", encoding="utf-8")
        file = self.root / "spec" / "expectations.toml"
        old = read_expectations(file)
        kept = {name: old.points[name] for name in points}
        killed = {left: old.mutants[left]}
        if proven:
            names = tuple(prop.name for prop in load_properties(our_model()))
            killed[left] = dataclasses.replace(killed[left], killed_by=names)
        file.write_text(expectations_text(Expectations(file, kept, killed)), encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """A copy of the model, which is that of the product in this test."""
    root = tmp_path / "copy"
    copy = Checkout(root, call)
    monkeypatch.setattr(paths, "_PACKAGE", root / "gen" / "tornfolio")
    monkeypatch.chdir(root)
    return copy


def _words(ended: cli.Ended) -> dict[str, str]:
    """Map each point that is not as expected to its word."""
    found = re.findall(r"^(differs|not decided|tool failed) +(\S+)", ended.stdout, re.MULTILINE)
    return {point: word for word, point in found}


def test_as_expected(gated: Gated, call: Call) -> None:
    """Points that are as expected are green, one that holds and one that is violated."""
    ended = call("gate", "--only", _HOLDS, "--only", _VIOLATED)

    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout.startswith("lane full: 2 points, 2 as expected; ")


def test_decided_before(gated: Gated, call: Call, here: Path, fake: Fake) -> None:
    """What was decided before is not searched again, by whatever java; --no-cache searches."""
    call("gate", "--only", _HOLDS)
    ended = call("gate", "--only", _HOLDS, "-v")
    assert ended.status == 0
    assert f"as expected {_HOLDS} (decided before)" in ended.stdout

    assert "decided before" not in call("gate", "--only", _HOLDS, "--no-cache", "-v").stdout
    # Another java is another toolchain: nothing is known of it.
    assert call("gate", "--only", _HOLDS, "--java", fake("exit 0")).status == 4


@pytest.mark.parametrize("spoil", ["cut", "empty", "verdict", "counts", "list", "folder"])
def test_a_spoilt_entry_is_searched_again(gated: Gated, call: Call, here: Path, spoil: str) -> None:
    """An entry that was cut off or changed counts for nothing."""
    call("gate", "--only", _VIOLATED)
    distinct = gated.expectations.points[_VIOLATED].distinct[0]
    (entry,) = (here.parent / "runs" / "decided").iterdir()
    text = entry.read_text(encoding="utf-8")
    if spoil == "folder":
        entry.unlink()
        entry.mkdir()
    else:
        spoilt = {
            "cut": text[: len(text) // 2],
            "empty": "",
            "verdict": text.replace('"AllOrNothing": "violated"', '"AllOrNothing": "holds"'),
            "counts": text.replace(str(distinct), str(distinct - 1)),
            "list": "[]",
        }[spoil]
        assert spoilt != text
        entry.write_text(spoilt, encoding="utf-8")

    ended = call("gate", "--only", _VIOLATED, "-v")

    assert ended.status == 0
    assert "decided before" not in ended.stdout
    if spoil != "folder":
        assert entry.read_text(encoding="utf-8") == text


def test_json(gated: Gated, call: Call, here: Path) -> None:
    """The report as JSON has each comparison of each point."""
    call("gate", "--only", _VIOLATED, "--json", "gate.json")
    report = json.loads((here / "gate.json").read_text(encoding="utf-8"))

    assert (report["verdict"], report["lane"], report["problems"]) == ("as expected", "full", [])
    (point,) = report["points"]
    assert point["point"] == _VIOLATED
    found = {item["what"]: (item["found"], item["expected"]) for item in point["items"]}
    assert found["AllOrNothing"] == ("violated", "violated")
    expected = gated.expectations.points[_VIOLATED]
    assert found["distinct"] == (expected.distinct[0], expected.distinct[1])
    assert found["outcomes"] == (len(expected.outcomes),) * 2


@pytest.fixture(scope="module")
def points() -> tuple[Point, ...]:
    """The points of the catalogue."""
    return find_points(read_expectations(spec_dir() / "expectations.toml"), our_model()).points


@pytest.mark.parametrize("lane", ["smoke", "full", "live", "nightly"])
def test_lanes(points: tuple[Point, ...], lane: str) -> None:
    """Every lane has points, and each later one those of the earlier."""
    chosen = {point.name for point in choose(points, lane)}
    smoke = {point.name for point in choose(points, "smoke")}
    assert smoke <= chosen
    assert KINDS[lane] == {"live": "liveness", "nightly": "all"}.get(lane, "safety")


def test_live_lane(call: Call) -> None:
    """The live lane decides temporal properties, and those alone."""
    ended = call("gate", "--lane", "live", "--only", _HOLDS, "--json", "live.json")
    assert ended.status == 0
    (point,) = json.loads(Path("live.json").read_text(encoding="utf-8"))["points"]
    assert [item["what"] for item in point["items"]] == ["Termination"]


# A naive gate is green.


def test_trap_continue(checkout: Checkout, fake: Fake, tools: Toolchain) -> None:
    """-continue makes TLC end with status 0 though an invariant is violated: that differs."""
    checkout.only(_HOLDS)
    checkout.change(
        "spec/templates/try_to_unmap_one.tla",
        'if ("TTU_SYNC" \\in flags) goto map_pte_sync;',
        "if (FALSE) goto map_pte_sync;",
    )
    java = fake(f'exec {shlex.quote(str(tools.java.path))} "$@" -continue')
    ended = checkout.gate("--only", _HOLDS, "--java", java)

    assert ended.status == 1
    assert "NoPteSkipped: violated, expected holds" in ended.stdout


def test_trap_simulation(gated: Gated, call: Call, fake: Fake, tools: Toolchain) -> None:
    """A search that only samples is no verdict."""
    java = fake(f'exec {shlex.quote(str(tools.java.path))} "$@" -simulate num=3')
    ended = call("gate", "--only", _HOLDS, "--java", java, "--timeout", "20")
    assert ended.status in (4, 5)
    assert _words(ended)[_HOLDS] in ("tool failed", "not decided")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ("s/, 0 states left on queue/, 7 states left on queue/", 4),
        ("/STARTMSG 2193/,$d", 4),
        (r"s/\([0-9][0-9]*\) distinct/1\1 distinct/", 1),
        (r"s/\([0-9][0-9]*\) states generated/1\1 states generated/", 1),
        ('/"watching", "AllOrNothing">>/d', 4),
        ('/"outcome"/d', 1),
        ('s/"outcome", "/&x/', 4),
    ],
    ids=["early-stop", "cut-off", "distinct", "generated", "not-watched", "no-outcome", "garbage"],
)
def test_trap_output(
    gated: Gated, call: Call, fake: Fake, tools: Toolchain, change: str, status: int
) -> None:
    """A search that stopped early, was cut off, or has other counts is not as expected."""
    java = fake(f'{shlex.quote(str(tools.java.path))} "$@" | sed {shlex.quote(change)}')
    ended = call("gate", "--only", _HOLDS, "--java", java)
    assert ended.status == status, ended.stdout
    assert _words(ended) == {_HOLDS: "tool failed" if status == 4 else "differs"}


@pytest.mark.parametrize("lane", ["full", "live"])
def test_trap_lost_line(gated: Gated, call: Call, fake: Fake, tools: Toolchain, lane: str) -> None:
    """A .cfg that has lost its INVARIANT or PROPERTY line decides nothing."""
    java = fake(
        f"sed -i '/^ *Watch$/d; /^PROPERTIES/,$d' ../../*.cfg\n"
        f'exec {shlex.quote(str(tools.java.path))} "$@"'
    )
    ended = call("gate", "--only", _HOLDS, "--lane", lane, "--java", java)
    assert ended.status == 4
    assert "without having looked at" in ended.stdout


def test_trap_shrunk_constant(checkout: Checkout) -> None:
    """A scenario that was made smaller is other text than what was decided."""
    checkout.only(_HOLDS, proven=True)
    checkout.change("spec/scenarios/whole-with-sync.toml", "nr_pages = 4", "nr_pages = 1")
    ended = checkout.gate("--only", _HOLDS)

    assert ended.status == 1
    assert "expectations.toml was recorded for another text" in ended.stdout
    assert "tornfolio gate --lane full --update" in ended.stdout
    assert "distinct: 91, expected 181" in ended.stdout


def test_trap_vacuous_invariant(checkout: Checkout) -> None:
    """An invariant that became always true is other text, and what it should find is missing."""
    checkout.only(_HOLDS, _VIOLATED)
    checkout.change(
        "spec/templates/properties/AllOrNothing.tla",
        "AllOrNothing ==\n    Returned",
        "AllOrNothing ==\n    FALSE",
    )
    ended = checkout.gate("--only", _HOLDS)
    assert _words(ended) == {_HOLDS: "differs"}
    assert "for another text" in ended.stdout

    ended = checkout.gate("--update", "--write")
    assert "    violated: - AllOrNothing\n" in ended.stdout
    ended = checkout.gate()
    assert ended.status == 1
    assert "nothing shows that AllOrNothing can fail" in ended.stdout


def test_trap_wrong_invariant(checkout: Checkout, fake: Fake) -> None:
    """Another property than the expected one that is violated differs, by name."""
    checkout.only(_VIOLATED, proven=True)
    file = "spec/expectations.toml"
    text = (checkout.root / file).read_text(encoding="utf-8")
    _, _, point = text.partition(f'[points."{_VIOLATED}"]')
    point = point.partition("[points")[0]
    other = point.replace('"AllOrNothing", ', "").replace('"TypeOK"', '"TypeOK", "AllOrNothing"')
    checkout.change(file, point, other)
    ended = checkout.gate("--only", _VIOLATED)

    assert ended.status == 1
    assert _words(ended) == {_VIOLATED: "differs"}
    assert "    AllOrNothing: violated, expected holds" in ended.stdout


def test_trap_syntax_error(checkout: Checkout) -> None:
    """A module that SANY refuses is a tool that failed, whatever status SANY gives."""
    checkout.only(_VIOLATED, proven=True)
    checkout.change(
        "spec/templates/properties/LockDiscipline.tla",
        "LockDiscipline == aux_locked",
        "LockDiscipline == ",
    )
    ended = checkout.gate("--only", _VIOLATED)
    assert ended.status == 4
    assert _words(ended) == {_VIOLATED: "tool failed"}


def test_trap_missing_tools(gated: Gated, call: Call) -> None:
    """A missing jar or Java is no violation that was expected."""
    assert "no-such.jar" in call("gate", "--only", _VIOLATED, "--jar", "no-such.jar").refused(3)
    assert "no-java" in call("gate", "--only", _VIOLATED, "--java", "no-java").refused(3)


@pytest.mark.parametrize("dying", ["kill -9 $$", "exit 12", "exit 0", "exit 255"])
def test_trap_killed(gated: Gated, call: Call, fake: Fake, dying: str) -> None:
    """A JVM that is killed, or that only gives a status, has decided nothing; the others go on."""
    java = fake(dying)
    ended = call("gate", "--only", _VIOLATED, "--only", _HOLDS, "--java", java)
    assert ended.status == 4
    assert _words(ended) == {_VIOLATED: "tool failed", _HOLDS: "tool failed"}


def test_one_failure_is_not_that_of_others(
    gated: Gated, call: Call, fake: Fake, tools: Toolchain
) -> None:
    """A tool that fails at one point leaves the other as it is; the worst word counts."""
    real = shlex.quote(str(tools.java.path))
    java = fake(f'case "$*" in *MCtorn_pte0*) kill -9 $$;; esac\nexec {real} "$@"')
    ended = call("gate", "--only", _VIOLATED, "--only", _HOLDS, "--java", java)
    assert ended.status == 4
    assert _words(ended) == {_VIOLATED: "tool failed"}
    assert "1 as expected, 1 tool failed" in ended.stdout


def test_trap_budget(
    gated: Gated, call: Call, shared_jvms: SharedJvms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not decided in time is never green."""
    # JVMs that run already would decide in time.
    monkeypatch.setattr(shared_jvms, "lending", False)
    ended = call("gate", "--only", _VIOLATED, "--only", _HOLDS, "--budget", "0.3")
    assert ended.status == 5
    assert _words(ended) == {_VIOLATED: "not decided", _HOLDS: "not decided"}
    ended = call("gate", "--only", _HOLDS, "--max-states", "20")
    assert (ended.status, _words(ended)) == (5, {_HOLDS: "not decided"})


def test_budget_of_mutants(gated: Gated, tools: Toolchain) -> None:
    """The budget is that of the mutants too, and of an update: what is left of them is open."""
    report = run_gate("nightly", Tlc(tools, budget=1e-6), expectations=gated.expectations)
    assert report.word == "not decided"
    assert {each.word for each in report.points} == {"not decided"}
    open_ = [problem for problem in report.problems if problem.word == "not decided"]
    wanted = "mutant sync-forgotten: NoPteSkipped was to notice it, and that is not decided: "
    assert [problem.text for problem in open_] == [f"{wanted}the time limit was reached"]
    assert {each.word for each in list_unexpected(report)} == {"not decided"}
    with pytest.raises(Undecided, match="is not decided"):
        update(gated.expectations, "nightly", Tlc(tools, budget=1e-6))


def test_trap_two_at_once(tmp_path: Path) -> None:
    """Two gates at once in one folder of runs do not disturb each other."""
    both = [cli.start("gate", "--only", _HOLDS, "--no-cache", cwd=tmp_path) for _ in range(2)]
    for process in both:
        ended = cli.ended(process)
        assert (ended.status, ended.stderr) == (0, "")


def test_trap_full_disk(tmp_path: Path) -> None:
    """Files that may not grow are a tool that failed; no store of decisions is no error."""
    (tmp_path / "runs").write_text("no folder", encoding="utf-8")
    assert cli.run("gate", "--only", _HOLDS, cwd=tmp_path).status == 0

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    ended = cli.run("gate", "--only", _HOLDS, cwd=tmp_path, before=small_files)
    assert (ended.status, _words(ended)) == (4, {_HOLDS: "tool failed"})


# The catalogue and its expectations.


def test_nothing_is_never_green(call: Call, checkout: Checkout) -> None:
    """A pattern without a point, a file that expects nothing, and none at all are bad input."""
    assert "matches no point" in call("gate", "--only", "no-such-*").refused()
    file = checkout.root / "spec" / "expectations.toml"
    file.write_text("", encoding="utf-8")
    assert "expects nothing" in checkout.gate().refused()
    file.unlink()
    assert "gate --update --write" in checkout.gate().refused()
    for scenario in (checkout.root / "spec" / "scenarios").iterdir():
        scenario.unlink()
    assert checkout.gate().status == 2
    assert checkout.gate("--update").status == 2


def test_missing_and_extra(checkout: Checkout) -> None:
    """A scenario without an expectation and an expectation without a scenario are differences."""
    scenarios = checkout.root / "spec" / "scenarios"
    checkout.only(_HOLDS, "torn-by-numa")
    (scenarios / "torn-by-numa.toml").rename(scenarios / "torn-by-else.toml")
    ended = checkout.gate("--only", _HOLDS)

    assert ended.status == 1
    assert "scenario torn-by-else has no expectation" in ended.stdout
    assert "there is no scenario for the expectation torn-by-numa" in ended.stdout


def test_update(checkout: Checkout) -> None:
    """--update shows what follows from a change, and writes it only when told."""
    checkout.only(_HOLDS)
    file = checkout.root / "spec" / "expectations.toml"
    before = file.read_text(encoding="utf-8")
    # Named as one types it in the folder where the gate runs.
    assert checkout.gate("--update").stdout == "spec/expectations.toml is as it should be\n"
    checkout.change("spec/scenarios/whole-with-sync.toml", "nr_pages = 4", "nr_pages = 2")

    ended = checkout.gate("--update")
    assert ended.status == 1
    assert "    distinct: 181 -> 121\n" in ended.stdout
    assert "    the rendered text has changed\n" in ended.stdout
    assert "is unchanged; --write writes it" in ended.stdout
    assert file.read_text(encoding="utf-8") == before

    assert checkout.gate("--update", "--write").status == 0
    ended = checkout.gate("-v")
    assert f"as expected {_HOLDS}" in ended.stdout


def test_update_needs_a_decision(checkout: Checkout, fake: Fake) -> None:
    """Nothing is written of a point that was not decided, and the advice fits the reason."""
    checkout.only(_HOLDS)
    file = checkout.root / "spec" / "expectations.toml"
    before = file.read_text(encoding="utf-8")
    checkout.gate("--update", "--write", "--java", fake("exit 0")).refused(4)
    # No search finds all states of two PTEs among five.
    limited = checkout.gate("--update", "--write", "--no-cache", "--max-states", "5").refused(5)
    assert limited.endswith("the state limit was reached; nothing was changed; raise --max-states")
    hasty = checkout.gate("--update", "--write", "--no-cache", "--timeout", "0.001").refused(5)
    assert hasty.endswith(
        "time limit was reached; nothing was changed; raise --timeout or --budget"
    )
    assert file.read_text(encoding="utf-8") == before
    assert "--write does nothing without --update" in checkout.gate("--write").refused()


_LOCK = re.compile(r"^    spin_lock\([^;]*\);", re.MULTILINE)


def _do_not_lock(checkout: Checkout, actor: str) -> None:
    """Let an actor take no PTL any more."""
    file = checkout.root / "spec" / "templates" / f"{actor}.tla"
    broken, times = _LOCK.subn("    skip;", file.read_text(encoding="utf-8"))
    assert times
    file.write_text(broken, encoding="utf-8")


def test_a_break_of_the_walk_is_red(checkout: Checkout) -> None:
    """A walk that takes no PTL turns the gate red, with the right property named."""
    checkout.only(_VIOLATED)
    _do_not_lock(checkout, "page_vma_mapped_walk")
    ended = checkout.gate()
    assert ended.status == 1
    assert "    LockDiscipline: violated, expected holds" in ended.stdout
    assert "for another text" in ended.stdout


@pytest.mark.long
def test_a_break_of_each_writer_is_red(checkout: Checkout) -> None:
    """So does each writer; the breaks stand in different scenarios, so one gate shows them all."""
    scenarios = {
        "contpte": "torn-pte0",
        "protect": "torn-by-protect",
        "protect-batched": "torn-by-protect-batched",
        "numa": "torn-by-numa",
        "zap": "zap-late-rmap",
        "cow": "cow-leaves-folio",
        "fault": "fault-on-torn-folio",
    }
    checkout.only(*scenarios.values())
    for writer, scenario in scenarios.items():
        text = (checkout.root / "spec" / "scenarios" / f"{scenario}.toml").read_text("utf-8")
        assert {kind for kind in scenarios if f'"{kind}' in text} >= {writer}
        _do_not_lock(checkout, f"writers/{writer}")
    ended = checkout.gate("--json", "gate.json")

    assert ended.status == 1
    report = json.loads((checkout.root / "gate.json").read_text(encoding="utf-8"))
    for point in report["points"]:
        items = {item["what"]: (item["found"], item["expected"]) for item in point["items"]}
        assert items["LockDiscipline"] == ("violated", "holds"), point["point"]
    assert {point["point"] for point in report["points"]} == set(scenarios.values())
    # A mutant of one of them was recorded for another text as well.
    assert ended.stdout.count("expectations.toml was recorded for another text") == len(scenarios)


# The file of expectations.


def test_the_file_is_read_back() -> None:
    """The committed file is what its own expectations give, byte by byte."""
    path = spec_dir() / "expectations.toml"
    assert expectations_text(read_expectations(path)) == path.read_text(encoding="utf-8")


def test_hostile_names_are_read_back(tmp_path: Path) -> None:
    """Whatever a name holds, the file is TOML and gives it back."""
    name = 'a"b\\c\n[points]\x7f\u00e9 nr_pages=2'
    one = Expected(name, "full", ("A",), ('B"',), (1, 1), (1, 2), ("1 :> P",), "d", 'why"')
    path = tmp_path / "expectations.toml"
    path.write_text(expectations_text(Expectations(path, {name: one}, {})), encoding="utf-8")
    assert read_expectations(path).points == {name: one}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('lane = "fast"', "unknown lane"),
        ("distinct = 0", "neither a number of states"),
        ("distinct = [3, 2]", "neither a number of states"),
        ("distinct = [1, 2]", "a band of states and a reason go together"),
        ("distinct = true", "distinct = True is not a number or a list"),
        ("violated = [1]", "not a list of texts"),
        ('violated = ["A"]', "is both violated and holds"),
        ("holds = []", "expects nothing"),
        ("digest = 1", "is not text"),
        ("other = 1", "unknown key"),
    ],
)
def test_bad_files(tmp_path: Path, line: str, complaint: str) -> None:
    """What is wrong with the file is said with its place."""
    from tornfolio.support.errors import BadInput

    lines = {
        "lane": '"full"',
        "violated": "[]",
        "holds": '["A"]',
        "generated": "2",
        "distinct": "2",
        "outcomes": "[]",
        "digest": '"d"',
    }
    key, _, value = line.partition(" = ")
    lines[key] = value
    text = '[points."p"]\n' + "".join(f"{key} = {value}\n" for key, value in lines.items())
    path = tmp_path / "expectations.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=complaint) as error:
        read_expectations(path)
    assert str(path) in str(error.value)


def test_differences_are_readable() -> None:
    """Each difference has a line of its own, under its point."""
    file = Path("f")
    old = Expected("p", "full", ("A",), ("B",), (4, 4), (2, 2), ("1 :> P",), "d")
    new = Expected("p", "full", ("A", "B"), (), (4, 4), (3, 3), ("1 :> P", "1 :> S"), "e")
    assert differences(Expectations(file, {"p": old}), Expectations(file, {"p": new})) == [
        "point p",
        "    violated: + B",
        "    holds: - B",
        "    distinct: 2 -> 3",
        "    outcomes: + 1 :> S",
        "    the rendered text has changed",
    ]
