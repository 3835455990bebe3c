"""Tests of the benchmark: with real TLC and SPIN; counts are exact, and no second is asserted."""

from __future__ import annotations

import json
import platform
import shutil
import signal
import sys
import xml.etree.ElementTree
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import cli
from kinds import Call
from places import ROOT
from tornfolio.bench.measure import Bench, Command, Facts, Work
from tornfolio.bench.plan import FULL, QUICK
from tornfolio.bench.report import kept, results_markdown
from tornfolio.bench.sections import SECTIONS
from tornfolio.bench.sides import Contenders, Subject
from tornfolio.explore.growth import growth_series
from tornfolio.explore.survey import survey_all
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.support.errors import ToolFailed
from tornfolio.support.processes import Processes
from tornfolio.tlc.archive_seal import condition_of
from tornfolio.tlc.batch import Tlc
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.views.growth_plot import growth_svg

MISSING = [program for program in ("spin", "gcc") if shutil.which(program) is None]
with_spin = pytest.mark.skipif(
    bool(MISSING), reason=f"there is no {' and no '.join(MISSING)}: apt-get install spin gcc"
)
# nr_pages and CONT_PTES.
PEER_SIZES = ((2, 1), (4, 2), (4, 4), (16, 4))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A bench in a folder of its own, of which nothing is left running."""
    place = tmp_path / "place"
    place.mkdir()
    with Processes() as processes:
        yield Bench(place, processes, lambda line: None)


@pytest.fixture(scope="module")
def quick(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the quick benchmark once, as a user does; give the folder of its results."""
    folder = tmp_path_factory.mktemp("bench")
    args = ("bench", "--quick", "-o", "results", "--plot", "growth.svg")
    done = cli.run(*args, cwd=folder, timeout=1800)
    assert done.status == 0, done.stderr
    assert done.stdout == (folder / "results" / "RESULTS.md").read_text(encoding="utf-8")
    # Progress: a line for each row at least.
    assert len(done.complaints) > len(body_of(folder)["rows"])
    return folder


def body_of(folder: Path) -> dict[str, Any]:
    """The results that were written to a folder."""
    body = json.loads((folder / "results" / "results.json").read_text(encoding="utf-8"))
    assert isinstance(body, dict)
    return body


def rows_of(folder: Path, section: str) -> list[dict[str, Any]]:
    """The rows of a section."""
    return [row for row in body_of(folder)["rows"] if row["section"] == section]


@pytest.mark.long
def test_the_quick_benchmark_measures_every_section(quick: Path) -> None:
    """Each section has rows, or a reason why it was left out; the keys are those documented."""
    body = body_of(quick)
    assert set(body) == {"machine", "rows", "growth", "exponents", "omitted", "failed", "begun"}
    assert body["failed"] == []
    assert set(body["machine"]) == {
        *("on", "system", "processors", "load", "python", "java", "tlc", "spin")
    }
    assert {row["section"] for row in body["rows"]} | set(body["omitted"]) == set(SECTIONS)
    assert set(body["omitted"]) <= {*("peer", "peer-rate", "distributed", "linux", "linux-rate")}
    assert all((name in body["omitted"]) == bool(MISSING) for name in ("peer", "peer-rate"))
    assert all(body["omitted"].values())
    for row in body["rows"]:
        assert set(row) == {"section", "what", "rounds", "ratio", "sides"}
        for side in row["sides"]:
            assert set(side) == {
                *("name", "seconds", "peak_mib", "verdict", "distinct", "generated"),
                *("states_per_second", "reason"),
            }


@pytest.mark.long
def test_numbers_are_numbers(quick: Path) -> None:
    """Seconds, ratios and memory are positive, and a median lies between the least and the most."""
    for row in body_of(quick)["rows"]:
        spreads = [side["seconds"] for side in row["sides"] if not side["reason"]]
        spreads += [row["ratio"]] if row["ratio"] else []
        assert (len(row["sides"]) == 2) == (row["ratio"] is not None), row
        for spread in spreads:
            assert 0 < spread["least"] <= spread["median"] <= spread["most"]
        for side in row["sides"]:
            # Linux does not say a peak below what the process that began it had.
            assert side["reason"] or side["peak_mib"] is None or side["peak_mib"] > 10


@pytest.mark.long
def test_both_sides_say_the_same(quick: Path) -> None:
    """Ours and the bare commands agree on verdict and states where they ask the same."""
    for row in rows_of(quick, "rate"):
        ours, bare = row["sides"]
        assert ours["verdict"] == bare["verdict"] == "holds"
        assert ours["distinct"] == bare["distinct"] > 0
        assert ours["generated"] == bare["generated"]
    for row in rows_of(quick, "check"):
        assert [side["verdict"] for side in row["sides"]] == ["violated", "violated"]


@pytest.mark.long
def test_the_memory_of_all_states_is_that_of_our_python(quick: Path) -> None:
    """Both commands see the 207 states of two pages, in less memory than the JVM has had."""
    rows = rows_of(quick, "chain")
    assert [row["sides"][0]["name"] for row in rows] == ["tornfolio graph", "tornfolio quantify"]
    (jvm,) = {row["sides"][0]["peak_mib"] for row in rows_of(quick, "rate")}
    for row in rows:
        assert row["sides"][0]["distinct"] == 207
        assert 10 < row["sides"][0]["peak_mib"] < jvm


@pytest.mark.long
@with_spin
def test_the_peer_says_the_same(quick: Path) -> None:
    """SPIN gives our verdict, and stores as many states as TLC finds."""
    for row in rows_of(quick, "peer"):
        expected = "holds" if "TTU_SYNC" in row["what"] else "violated"
        assert [side["verdict"] for side in row["sides"]] == [expected, expected]
    ours, spin = zip(*(row["sides"] for row in rows_of(quick, "peer-rate")), strict=True)
    assert [side["distinct"] for side in ours] == [386, 181]
    assert [side["distinct"] for side in spin] == [386, 181]
    assert all(side["states_per_second"] > 0 for side in (*ours, *spin))


def test_numbers_of_a_point() -> None:
    """The parameters of a point that are numbers are numbers in what is recorded too."""
    recorded = json.loads((ROOT / "bench" / "results.json").read_text(encoding="utf-8"))
    texts = {"granularity", "writers", "ttu"}
    for point in recorded["growth"]:
        for name, value in point["set"].items():
            assert isinstance(value, str if name in texts else int), point
    # Older files had texts there; the page is made of either.
    older = [
        point | {"set": {name: str(value) for name, value in point["set"].items()}}
        for point in recorded["growth"]
    ]
    assert growth_series(older) == growth_series(recorded["growth"])


@pytest.mark.long
def test_the_growth_is_counted_exactly(quick: Path, tools: Toolchain) -> None:
    """Each point of the growth has the states that a search of its own finds."""
    growth = body_of(quick)["growth"]
    counts = {
        (values["writers"], values["ttu"], values["nr_pages"]): point["distinct"]
        for point in growth
        for values in [point["set"]]
        if values["granularity"] == "fine"
    }
    assert counts["contpte", "none", 4] == 386
    assert counts["contpte", "TTU_SYNC", 4] == 181
    assert counts["protect", "none", 4] == 461
    assert counts["numa", "none", 4] == 274
    assert len(counts) == 2 * 2 * 3
    lock = [point for point in growth if point["set"]["granularity"] == "lock"]
    specs = [
        render(load_scenario("torn-pte0", [f"{k}={v}" for k, v in point["set"].items()]))
        for point in lock
    ]
    surveys = survey_all(specs, Tlc(tools), liveness=lambda spec: False)
    assert len(lock) >= len(counts)
    assert [s.counts.distinct for s in surveys if s.counts] == [p["distinct"] for p in lock]


@pytest.mark.long
def test_the_page_follows_from_the_json(quick: Path) -> None:
    """The tables say what results.json says, of this machine no more than its versions."""
    body = body_of(quick)
    page = (quick / "results" / "RESULTS.md").read_text(encoding="utf-8")
    assert page == results_markdown(body)
    for text in (page, json.dumps(body)):
        assert str(ROOT) not in text
        assert str(quick) not in text
        assert sys.executable not in text
        assert len(platform.node()) < 4 or platform.node() not in text
    for section, reason in body["omitted"].items():
        assert section in SECTIONS
        assert f"Left out: {reason}." in page


@pytest.mark.long
def test_the_picture_has_every_count(quick: Path) -> None:
    """The picture is SVG in which each point says what it is, and --from draws it again."""
    svg = (quick / "growth.svg").read_text(encoding="utf-8")
    root = xml.etree.ElementTree.fromstring(svg)
    titles = {title.text for title in root.iter("{http://www.w3.org/2000/svg}title")}
    assert "contpte, 4 pages, fine: 386 states" in titles
    assert "numa, 4 pages, fine: 274 states" in titles

    again = cli.run(
        *("bench", "--from", "results/results.json", "--plot", "again.svg"), cwd=quick, timeout=60
    )
    assert again.status == 0, again.stderr
    assert (quick / "again.svg").read_text(encoding="utf-8") == svg
    assert again.stdout == (quick / "results" / "RESULTS.md").read_text(encoding="utf-8")


def test_the_full_plan() -> None:
    """The whole benchmark has a grid of 100 points, and the sizes of real folios."""
    number = 1
    for _, values in FULL.grid:
        number *= len(set(values))
    assert number == 100
    for pages in dict(FULL.grid)["nr_pages"]:
        for ttu in dict(FULL.grid)["ttu"]:
            for writers in dict(FULL.grid)["writers"]:
                load_scenario(
                    "torn-pte0", (f"nr_pages={pages}", f"ttu={ttu}", f"writers={writers}")
                )
    assert FULL.sizes == (16, 512, 2048, 8192)
    assert FULL.rounds >= 3 and FULL.warm_up and QUICK.rounds == 1


@pytest.mark.long
@with_spin
@pytest.mark.parametrize("sync", [False, True])
def test_spin_decides_what_tlc_decides(
    tools: Toolchain, tmp_path: Path, bench: Bench, sync: bool
) -> None:
    """SPIN finds the tear without TTU_SYNC and none with it, and as many states as TLC."""
    (tmp_path / "sides").mkdir()
    sides = Contenders(tools, tmp_path / "sides")

    def spin(size: tuple[int, int], exhaustive: bool) -> Facts:
        work = sides.spin(*size, sync=sync, exhaustive=exhaustive)
        row = bench.measure("peer", str(size), [work], rounds=1, limit=300, warm_up=False)
        return row.sides[0].facts

    expected = survey_all(
        [
            render(load_scenario("torn-pte0", (*sized, f"ttu={'TTU_SYNC' if sync else 'none'}")))
            for nr_pages, cont_ptes in PEER_SIZES
            for sized in [(f"nr_pages={nr_pages}", f"cont_ptes={cont_ptes}")]
        ],
        Tlc(tools),
        liveness=lambda spec: False,
    )
    for size, found in zip(PEER_SIZES, expected, strict=True):
        assert found.counts is not None
        assert found.verdicts["AllOrNothing"] == ("holds" if sync else "violated")
        assert spin(size, False).verdict == found.verdicts["AllOrNothing"]
        assert spin(size, True).distinct == found.counts.distinct


def _python(name: str, code: str, fine: Sequence[int] = (0,)) -> Work:
    """A work that runs a line of Python, and whose verdict is what that writes."""

    def commands(folder: Path) -> list[Command]:
        argv = (sys.executable, "-c", code)
        return [Command(argv, folder, tuple(fine), {5: "a limit was reached"})]

    return Work(
        name,
        lambda folder: None,
        commands,
        lambda folder, runs: Facts(verdict=runs[0].output.read_text(encoding="utf-8").strip()),
    )


def test_two_sides_run_in_turns(tmp_path: Path) -> None:
    """Rounds are A B A B, the first is thrown away, and each has a ratio."""
    log = tmp_path / "log"
    place = tmp_path / "place"
    place.mkdir()
    said: list[str] = []
    works = [_python(name, f"open({str(log)!r}, 'a').write({name!r})") for name in "AB"]
    with Processes() as processes:
        bench = Bench(place, processes, said.append)
        row = bench.measure("s", "w", works, rounds=2, limit=60)
    assert log.read_text(encoding="utf-8") == "ABABAB"
    assert row.rounds == 2
    assert row.ratio is not None and row.ratio.least <= row.ratio.median <= row.ratio.most
    assert said == [
        "s: w: a first round, thrown away",
        "s: w: round 1 of 2",
        "s: w: round 2 of 2",
    ]
    assert not [path for path in place.iterdir() if path.is_dir()]


def test_a_side_that_is_not_decided_is_a_finding(bench: Bench) -> None:
    """A program over its limit is ended, its row says so, and has no ratio."""
    works = [_python("slow", "import time; time.sleep(600)"), _python("quick", "print('holds')")]
    row = bench.measure("s", "w", works, rounds=3, limit=0.5)
    assert row.sides[0].reason.startswith("not decided in ")
    assert row.sides[1].facts.verdict == "holds"
    assert (row.rounds, row.ratio) == (1, None)

    limited = bench.measure("s", "w", [_python("own", "raise SystemExit(5)")], rounds=1, limit=60)
    assert limited.sides[0].reason.startswith("a limit was reached in ")


def test_a_program_that_fails_ends_the_benchmark(bench: Bench) -> None:
    """A status that nobody expects is no measurement; nor are rounds that contradict each other."""
    with pytest.raises(ToolFailed, match=r"ended with status 3: no such state"):
        works = [_python("wrong", "print('no such state'); raise SystemExit(3)")]
        bench.measure("s", "w", works, rounds=1, limit=60)
    with pytest.raises(ToolFailed, match="does not say the same in each round"):
        works = [_python("fickle", "import os; print(os.getpid())")]
        bench.measure("s", "w", works, rounds=2, limit=60)


@pytest.mark.long
def test_a_section_that_fails_leaves_the_others(
    tools: Toolchain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a tool says that failed is shown, the page says that it did, and the rest is kept."""
    (tmp_path / "bin").mkdir()
    for program in ("spin", "gcc"):
        path = tmp_path / "bin" / program
        path.write_text("#!/bin/sh\necho no such model\nexit 9\n", encoding="utf-8")
        path.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    args = ("bench", "--quick", "--only", "peer", "--only", "rate", "-o", "results")
    done = cli.run(*args, cwd=tmp_path, timeout=600)
    assert done.status == 4
    assert "no such model" in done.stderr
    body = body_of(tmp_path)
    assert body["failed"] == ["peer"]
    assert [row["section"] for row in body["rows"]] == ["rate"]
    assert "A tool failed" in done.stdout
    assert str(tmp_path) not in done.stdout


def test_a_size_that_is_not_decided_stands_in_its_row(
    tools: Toolchain, tmp_path: Path, bench: Bench
) -> None:
    """Our own time limit is a finding of the row, and no JVM is left."""
    (tmp_path / "sides").mkdir()
    sides = Contenders(tools, tmp_path / "sides")
    work = sides.sweep("torn-pte0", ("nr_pages=512", "writers=protect"), limit=0.5)
    row = bench.measure("sizes", "protect", [work], rounds=1, limit=60, warm_up=False)
    assert row.sides[0].reason.startswith("not decided in ")
    assert row.sides[0].facts.distinct is None
    assert not cli.processes_with(tmp_path)


def test_first_time_means_nothing_but_the_archive(tools: Toolchain, tmp_path: Path) -> None:
    """A spec that is new finds no translation of itself in the cache, only the archive."""
    sides = Contenders(tools, tmp_path)
    kept = tmp_path / "cache" / "tornfolio" / "translated" / "some.tla"
    kept.parent.mkdir()
    kept.touch()
    sides.check(Subject("torn-pte0"), limit=60).prepare(tmp_path)
    assert kept.exists()
    sides.check(Subject("torn-pte0"), limit=60, new=True).prepare(tmp_path)
    assert not kept.exists()
    assert tools.archive is not None
    assert condition_of(tmp_path / "cache" / "tornfolio" / tools.archive.name) == "whole"


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    """An interrupted benchmark ends with 130, with what it had started; whole sections are kept."""
    (tmp_path / "tmp").mkdir()
    env = {"TMPDIR": str(tmp_path / "tmp")}
    args = ("bench", "--quick", "--only", "start", "--only", "check")
    process = cli.start(*args, cwd=tmp_path, env=env)
    try:
        # The JVM of a check of ours: it belongs to a grandchild.
        assert cli.wait_for(lambda: len(_of_a_check(tmp_path)) > 0, seconds=120)
    finally:
        process.send_signal(signal.SIGINT)
        done = cli.ended(process)
    assert done.status == 130
    assert done.complaints[-1] == "tornfolio: interrupted"
    assert cli.wait_for(lambda: not cli.processes_with(tmp_path), seconds=20)
    body = json.loads((tmp_path / "bench" / "results.json").read_text(encoding="utf-8"))
    assert [*body["begun"]] == ["start"]
    assert {row["section"] for row in body["rows"]} == {"start"}


def _of_a_check(folder: Path) -> list[int]:
    own = {pid for pid in cli.processes_with("-Djava.io.tmpdir=") if _has(pid, "/runs/")}
    return [pid for pid in cli.processes_with(folder) if pid in own]


def _has(pid: int, text: str) -> bool:
    try:
        return text.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def test_what_is_measured_again_replaces_its_own_section() -> None:
    """Other sections stay as they were, with the machine's day; each says when it was begun."""
    before = json.loads((ROOT / "bench" / "results.json").read_text(encoding="utf-8"))
    row = next(row for row in before["rows"] if row["section"] == "peer-rate")
    begun = {"on": "2031-02-03", "load": 0.4}
    new = {
        # The peer is not installed where the new section is measured.
        "machine": before["machine"] | {"on": "2031-02-03", "load": 0.4, "spin": ""},
        "growth": [],
        **{"rows": [row | {"what": "again"}], "exponents": [], "omitted": {}, "failed": []},
        "begun": {"peer-rate": begun},
    }
    both = kept(new, before)
    assert [row["what"] for row in both["rows"] if row["section"] == "peer-rate"] == ["again"]
    others = [row for row in before["rows"] if row["section"] != "peer-rate"]
    assert [row for row in both["rows"] if row["section"] != "peer-rate"] == others
    assert both["growth"] == before["growth"]
    assert both["machine"] == before["machine"]
    assert "Begun on 2031-02-03, load 0.4." in results_markdown(both)


def test_series_of_the_growth() -> None:
    """The exponent is that of the two largest sizes; other CONT blocks stand apart."""

    def point(size: int, distinct: int, writers: str, **more: str) -> dict[str, Any]:
        values = {"nr_pages": str(size), "writers": writers, "ttu": "none", "granularity": "lock"}
        return {"set": values | more, "distinct": distinct}

    contpte, numa = growth_series(
        [
            point(512, 800, "contpte"),
            point(16, 50, "contpte", cont_ptes="16"),
            point(64, 100, "contpte"),
            point(2048, 900, "contpte", cont_ptes="128"),
            point(2048, 64, "numa", cont_ptes="128"),
            point(512, 512, "contpte,numa"),
        ]
    )
    assert contpte.counts == ((16, 50), (64, 100), (512, 800))
    assert contpte.exponent == pytest.approx(1.0)
    assert contpte.apart == ((2048, 128, 900),)
    assert numa.counts == ((2048, 64),)
    assert numa.exponent is None
    xml.etree.ElementTree.fromstring(growth_svg([point(4, 50, "a<b"), point(4, 50, "numa")]))


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--only", "chek"), "did you mean check?"),
        (("--only", "check", "--plot", "x.svg"), "add --only growth"),
        (("--from", "nothing.json"), "nothing.json cannot be read"),
        (("--from", "other.json"), "is not a result of 'tornfolio bench'"),
        (("--sizes-limit", "0"), "0"),
    ],
)
def test_bad_input(call: Call, here: Path, args: tuple[str, ...], says: str) -> None:
    """What cannot be measured or read is refused before anything is run."""
    (here / "other.json").write_text('{"rows": 1}', encoding="utf-8")
    assert says in call("bench", *args).refused()
    assert not (here / "bench").exists()
