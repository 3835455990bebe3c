"""Tests of bad input: one clear sentence, status 2, and nothing changed or left behind."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import cli
from kinds import Call, Checked
from places import ROOT
from tornfolio.support.errors import BadInput
from tornfolio.trace.trace_json import trace_from_json
from tornfolio.views.lanes import build_graph
from tornfolio.views.spans import plain
from tornfolio.views.trace_text import trace_lines

_GOOD = {
    "intent": '"Is this folio torn?"',
    "source": '"a test"',
    "property": '"AllOrNothing"',
    "nr_pages": "2",
    "ttu": "[]",
    "writers": '["contpte"]',
}
# Everything by which text could leave a TLA+ comment, a template, or a PlusCal module.
_HOSTILE = (
    'it\'s "quoted" \\ and\n*) ended (* begun **)\n====\n---- MODULE other ----\n'
    "--algorithm other {\n--fair algorithm other\n\\* BEGIN TRANSLATION\n\\* END TRANSLATION\n"
    "PlusCal options (-termination)\n@{ 7 * 7 }@ @% raw %@ @* {{ x }} {% y %}\n"
    "EXTENDS TLC /\\ [](x' = <<>>) ~> TRUE\n(((***)))*)\n-*-*-(*)==\u2014\u4e2d\U0001f600\x07\x00"
)


@pytest.fixture
def run_folder(checked: Checked, tmp_path: Path) -> Path:
    """A copy of a run folder whose trace is complete."""
    verdict = checked("torn-pte0", "nr_pages=2", properties=("NoPteSkipped",))
    return Path(shutil.copytree(verdict.folder, tmp_path / "run"))


def _contents(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def _scenario(path: Path, **changes: str | None) -> Path:
    """Write a scenario file; a value of None leaves a key out."""
    values = _GOOD | changes
    top = [
        f"{key} = {value}"
        for key, value in values.items()
        if key not in ("nr_pages", "ttu", "writers", "cont_ptes") and value is not None
    ]
    inner = [
        f"{key} = {values[key]}"
        for key in ("nr_pages", "ttu", "writers", "cont_ptes")
        if values.get(key) is not None
    ]
    path.write_text("\n".join([*top, "[parameters]", *inner, ""]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "ommand"),
        (["chekc"], "chekc"),
        (["check"], "SCENARIO"),
        (["check", "torn-pte0", "zap-is-no-tear"], "zap-is-no-tear"),
        (["check", "--bogus", "torn-pte0"], "--bogus"),
        (["check", "torn-pte1"], "unknown scenario 'torn-pte1', did you mean torn-pte0?"),
        (["check", "TORN-PTE0"], "did you mean torn-pte0?"),
        (["gen", "zap-is-tear"], "did you mean zap-is-no-tear?"),
        (["trace", "torn-by-protct"], "did you mean torn-by-protect?"),
        (["check", ""], "unknown scenario ''"),
        (["check", "."], "unknown scenario '.'"),
        (["check", ".."], "unknown scenario '..'"),
        (["check", "/"], "'/' is a folder, and not that of a check"),
        (["check", "scenarios/torn-pte0"], "is not the name of a scenario"),
        (["check", "..\\torn-pte0"], "is not the name of a scenario"),
        (["check", "torn\npte0"], "did you mean torn-pte0?"),
        (["check", "torn-pte0\udcff"], "unknown scenario"),
        (["check", "x" * 300], "unknown scenario"),
        (["check", "x" * 300 + ".toml"], "too long"),
        (["check", "no-such-file.toml"], "does not exist"),
        (["check", ".toml"], ".toml"),
        (["trace", "x" * 300], "unknown scenario"),
        (["trace", "../torn-pte0"], "is not the name of a scenario"),
        (["check", "torn-pte0", "--property", "AllOrNone"], "did you mean AllOrNothing?"),
        (["check", "torn-pte0", "--property", ""], "unknown property ''"),
        (["check", "torn-pte0", "--property", "TypeOK", "--property", "X"], "unknown property 'X'"),
        (["trace", "torn-pte0", "--property", "All\nOrNothing"], "did you mean AllOrNothing?"),
        (["check", "torn-pte0", "--set"], "--set"),
        (["check", "torn-pte0", "--timeout", "0"], "--timeout"),
        (["check", "torn-pte0", "--timeout", "-1"], "--timeout"),
        (["check", "torn-pte0", "--timeout", "inf"], "--timeout"),
        (["check", "torn-pte0", "--timeout", "nan", "--property", "TypeOK"], "--timeout"),
        (["check", "torn-pte0", "--timeout", "soon"], "--timeout"),
        (["check", "torn-pte0", "--workers", "0"], "--workers"),
        (["check", "torn-pte0", "--workers", "513"], "--workers"),
        (["check", "torn-pte0", "--memory", "0"], "--memory"),
        (["check", "torn-pte0", "--memory", "1", "--property", "TypeOK"], "--memory"),
        (["check", "torn-pte0", "--memory", "1" * 30], "--memory"),
        (["check", "torn-pte0", "--max-states", "0"], "--max-states"),
        (["trace", "torn-pte0", "-f", "gif"], "'gif' is not one of"),
        (["trace", "torn-pte0", "-f", "png"], "-f png needs a file; add -o torn.png"),
        (["trace", "torn-pte0", "torn-by-protect"], "-f txt shows one counterexample, not 2; add"),
        (["trace", "torn-pte0", "-f", "html", "-o", "p.html", "torn"], "unknown scenario"),
        (["trace", "torn-pte0", "--choices", "-f", "itf"], "-f itf has no place for --choices"),
        (["trace"], "Missing argument 'SCENARIO|RUN...'"),
        (["trace", "torn-pte0", "-f", "pdf"], "-f pdf needs a file; add -o torn.pdf"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_bad_arguments(call: Call, here: Path, args: list[str], said: str) -> None:
    """A bad argument is refused in one sentence that names it, before anything is written."""
    assert said in call(*args).refused()
    assert _contents(here.parent) == {"here": None}


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("nr_pages=0", "nr_pages = 0 is out of range; use 1 to 8192"),
        ("nr_pages=-1", "nr_pages = -1 is out of range"),
        ("nr_pages=8193", "nr_pages = 8193 is out of range"),
        ("nr_pages=abc", "'abc' is not a number"),
        ("nr_pages=1.5", "'1.5' is not a number"),
        ("nr_pages=1e2", "'1e2' is not a number"),
        ("nr_pages=4_0", "'4_0' is not a number"),
        ("nr_pages=\u0664", "is not a number"),
        ("nr_pages=0x10", "'0x10' is not a number"),
        (f"nr_pages={10**30}", "nr_pages = "),
        ("nr_pages=" + "9" * 5000, "nr_pages = "),
        ("nr_pages=", "'' is not a number"),
        ("nr_pages=4;8", "'4;8' is not a number"),
        ("nr_pages", "'nr_pages' is not KEY=VALUE"),
        ("", "'' is not KEY=VALUE"),
        ("=4", "unknown parameter ''"),
        ("nr_page=4", "unknown parameter 'nr_page', did you mean nr_pages?"),
        ("nr\npages=4", "did you mean nr_pages?"),
        ("cont_ptes=3", "a CONT block of 3 PTEs does not divide a folio of 4"),
        ("cont_ptes=8", "a CONT block of 8 PTEs does not divide a folio of 4"),
        ("cont_ptes=0", "cont_ptes = 0 is out of range"),
        ("nr_pages=17", "a CONT block of 16 PTEs does not divide a folio of 17"),
        ("ttu=TTU_SINK", "unknown TTU flag 'TTU_SINK', did you mean TTU_SYNC?"),
        ("ttu=ttu_sync", "did you mean TTU_SYNC?"),
        ("ttu=TTU_SYNC|TTU_HWPOISON", "unknown TTU flag"),
        ("ttu=TTU_SYNC,", "unknown TTU flag ''"),
        ("ttu=TTU_SYNC,TTU_SYNC", "TTU_SYNC is given twice"),
        ("ttu=none,TTU_SYNC", "contradicts itself"),
        ("writers=none,zap", "contradicts itself"),
        ("writers=contpet", "unknown writer 'contpet', did you mean contpte?"),
        ("writers=../module", "unknown writer '../module'"),
        ("writers=zap,zap,zap,zap,zap", "5 writers are too many"),
        ('ttu=TTU_SYNC"} \\cup {"x', "unknown TTU flag"),
    ],
    ids=lambda value: value.partition("=")[0] + "=" + value.partition("=")[2][:12],
)
def test_bad_settings(call: Call, here: Path, setting: str, said: str) -> None:
    """A bad value of --set is refused in one sentence that says what would be right."""
    sentence = call("check", "torn-pte0", "--set", setting).refused()
    assert said in sentence
    assert _contents(here.parent) == {"here": None}


def test_setting_given_twice(call: Call) -> None:
    """A parameter that --set names twice is refused, even with the same value."""
    sentence = call("gen", "torn-pte0", "--set", "nr_pages=4", "--set", "nr_pages=4").refused()
    assert "--set nr_pages is given twice" in sentence


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"intents": '"x"'}, "unknown key 'intents', did you mean intent?"),
        ({"intent": None}, "intent is missing"),
        ({"source": None}, "source is missing"),
        ({"property": None}, "property is missing"),
        ({"nr_pages": None}, "parameter nr_pages is missing"),
        ({"ttu": None}, "parameter ttu is missing"),
        ({"writers": None}, "parameter writers is missing"),
        ({"intent": "5"}, "intent = 5 is not text"),
        ({"intent": "['a', 'b']"}, "is not text"),
        ({"property": "true"}, "is not text"),
        ({"property": '"AllOrNone"'}, "did you mean AllOrNothing?"),
        ({"property": '"EventuallyReclaimed"'}, "is not one of this scenario"),
        ({"property": '"TRUE\\n===="'}, "is not one of this scenario"),
        ({"condition": '"Pte0PresentRestSwop"'}, "did you mean Pte0PresentRestSwap?"),
        ({"condition": '"../writers/zap"'}, "unknown condition"),
        ({"nr_pages": '"4"'}, "'4' is not a number"),
        ({"nr_pages": "2.0"}, "2.0 is not a number"),
        ({"nr_pages": "nan"}, "nan is not a number"),
        ({"nr_pages": "true"}, "True is not a number"),
        ({"nr_pages": "2024-03-04"}, "is not a number"),
        ({"nr_pages": str(10**30)}, "is out of range"),
        ({"nr_pages": "9" * 5000}, "scenario.toml"),
        ({"nr_pages": "0x" + "f" * 5000}, "nr_pages"),
        ({"intent": "0x" + "f" * 5000}, "intent"),
        ({"ttu": '"TTU_SYNC"'}, "is not a list of words"),
        ({"ttu": "[1]"}, "is not a list of words"),
        ({"writers": '[["zap"]]'}, "is not a list of words"),
        ({"writers": '["zap\\n"]'}, "did you mean zap?"),
        ({"cont_ptes": "[]"}, "cont_ptes = [] is not a number"),
        ({"source": '"a"\nsource = "b"'}, "is not valid TOML"),
        ({"nr_pages": "2\nnr_pages = 2"}, "is not valid TOML"),
        ({"intent": '"not closed'}, "is not valid TOML"),
        ({"intent": '"bad escape \\q"'}, "is not valid TOML"),
        ({"intent": '"a bell \x07"'}, "is not valid TOML"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, dict) else value[:30],
)
def test_bad_scenario_files(
    call: Call, here: Path, changes: dict[str, str | None], said: str
) -> None:
    """A mistake in a scenario file is refused in one sentence that names both."""
    _scenario(here / "scenario.toml", **changes)
    before = _contents(here.parent)
    sentence = call("check", "scenario.toml").refused()
    assert "scenario.toml" in sentence
    assert said in sentence
    assert _contents(here.parent) == before


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe\x00", b"\x00" * 100, b"parameters = 1", b"[" * 30_000, b"#" * 70_000],
    ids=["empty", "no-utf8", "zeros", "no-table", "deep", "long"],
)
def test_files_that_are_no_scenario(call: Call, here: Path, data: bytes) -> None:
    """A file that is no scenario at all is refused in one sentence."""
    (here / "scenario.toml").write_bytes(data)
    assert "scenario.toml" in call("check", "scenario.toml").refused()


def test_file_without_end(tmp_path: Path) -> None:
    """A scenario file that never ends is refused without being read into memory as a whole."""

    def little_memory() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))

    (tmp_path / "endless.toml").symlink_to("/dev/zero")
    ended = cli.run("check", "endless.toml", cwd=tmp_path, timeout=20, before=little_memory)
    assert "endless.toml" in ended.refused()


def test_folder_in_place_of_a_scenario_file(call: Call, here: Path) -> None:
    """A folder whose name ends in .toml is refused in one sentence."""
    (here / "scenario.toml").mkdir()
    assert "scenario.toml cannot be read" in call("check", "scenario.toml").refused()


@pytest.mark.parametrize(
    "name",
    ["Upper", "with space", "a--b", "-a", "a_b", "a.b", "..a", "1st", "\u00e9", "a\nb", "x" * 61],
)
def test_bad_scenario_names(call: Call, here: Path, name: str) -> None:
    """A file whose name can be no module's is refused, as the name would reach paths and TLA+."""
    _scenario(here / f"{name}.toml")
    assert "is not a usable name" in call("check", f"./{name}.toml").refused()
    assert not (here.parent / "runs").exists()


@pytest.mark.parametrize("values", [_HOSTILE, "", "*" * 200, "(" * 50 + "*" * 50 + ")" * 50])
def test_hostile_prose_changes_nothing(checked: Checked, tmp_path: Path, values: str) -> None:
    """Whatever stands in intent and source, TLC checks the same model and finds the same states."""
    text = json.dumps(values)
    # JSON writes a character beyond the first plane as two, which TOML does not take.
    text = text.replace("\\ud83d\\ude00", "\\U0001f600")
    _scenario(tmp_path / "hostile.toml", intent=text, source=text)
    if values != _HOSTILE:
        ended = cli.run("gen", "hostile.toml", "-o", "out", cwd=tmp_path)
        assert ended.status == 0
        assert ended.stderr.startswith("To check it by hand")
        assert len(list((tmp_path / "out").iterdir())) == 3
        return
    ended = cli.run("check", "hostile.toml", "--property", "TypeOK", "--json", cwd=tmp_path)
    assert (ended.status, ended.stderr) == (0, "")
    verdict = json.loads(ended.stdout)
    assert verdict["verdict"] == "holds"
    plain_text = checked("torn-pte0", "nr_pages=2", properties=("TypeOK",)).to_json()
    assert verdict["states"] == plain_text["states"]


def test_name_and_status_of_a_real_process(tmp_path: Path) -> None:
    """A process of its own gives the same sentence and status as main(), and leaves nothing."""
    ended = cli.run("check", "torn-pte1", cwd=tmp_path)
    assert "did you mean torn-pte0?" in ended.refused()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["taken", "taken/below", "/proc/nowhere", "x" * 300])
def test_gen_into_no_folder(call: Call, here: Path, folder: str) -> None:
    """Where -o of gen cannot be a folder, gen says so and what stands there stays."""
    (here / "taken").write_text("mine", encoding="utf-8")
    before = _contents(here)
    assert "cannot be made" in call("gen", "torn-pte0", "-o", folder).refused()
    assert _contents(here) == before


def test_gen_leaves_other_content_alone(call: Call, here: Path) -> None:
    """Gen refuses to write over other content, writes with --force, and repeats itself freely."""
    args = ("gen", "torn-pte0", "--set", "nr_pages=2", "-o", "out")
    written = call(*args)
    assert written.status == 0
    assert written.stderr.startswith("To check it by hand")
    assert [Path(line).name for line in written.stdout.splitlines()] == [
        "torn_pte0.tla",
        "torn_pte0.cfg",
        "torn_pte0_live.cfg",
    ]
    first = _contents(here)
    assert call(*args).status == 0
    assert _contents(here) == first
    (here / "out" / "torn_pte0.cfg").write_text("mine", encoding="utf-8")
    before = _contents(here)
    assert "exists and has other content; give --force" in call(*args).refused()
    assert _contents(here) == before
    assert call(*args, "--force").status == 0
    assert _contents(here) == first


def test_gen_refuses_before_it_writes(call: Call, here: Path) -> None:
    """When one of the three files has other content, gen writes none of them."""
    (here / "torn_pte0_live.cfg").write_text("mine", encoding="utf-8")
    assert "torn_pte0_live.cfg exists" in call("gen", "torn-pte0").refused()
    assert _contents(here) == {"torn_pte0_live.cfg": b"mine"}


def test_gen_where_a_folder_has_a_files_name(call: Call, here: Path) -> None:
    """A folder that stands where a file should go is left alone, even with --force."""
    (here / "torn_pte0.tla").mkdir()
    assert "torn_pte0.tla cannot be written" in call("gen", "torn-pte0", "--force").refused()
    assert _contents(here) == {"torn_pte0.tla": None}


@pytest.mark.parametrize(
    "output", ["", ".", "..", "/", "folder", "no/such/folder/x.txt", "taken/x.txt", "x" * 300]
)
def test_trace_to_no_file(call: Call, here: Path, run_folder: Path, output: str) -> None:
    """Where -o of trace cannot be a file, trace says so and what stands there stays."""
    (here / "folder").mkdir()
    (here / "taken").write_text("mine", encoding="utf-8")
    before = _contents(here)
    sentence = call("trace", run_folder, "-o", output).refused()
    assert "cannot be written" in sentence or "the path is empty" in sentence
    assert _contents(here) == before


def test_setting_for_a_run(call: Call, run_folder: Path) -> None:
    """--set cannot change a finished run."""
    sentence = call("trace", run_folder, "--set", "nr_pages=4").refused()
    assert "--set cannot change a finished run" in sentence


def test_property_that_a_run_did_not_check(call: Call, run_folder: Path) -> None:
    """A property that the run did not check is refused with those that it did."""
    sentence = call("trace", run_folder, "--property", "TypeOK").refused()
    assert "did not check 'TypeOK'; it checked NoPteSkipped" in sentence


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "5", '"text"', "\x00\x01", "[" * 50_000, "1" * 5000, "{}"],
    ids=lambda text: ascii(text[:8]),
)
@pytest.mark.parametrize("name", ["verdict.json", "trace_NoPteSkipped.json"])
def test_run_folder_that_is_spoilt(call: Call, run_folder: Path, name: str, text: str) -> None:
    """A run folder with a spoilt file is refused by name; it never counts as no counterexample."""
    (run_folder / name).write_text(text, encoding="utf-8")
    assert name in call("trace", run_folder).refused()


@pytest.mark.parametrize("name", ["verdict.json", "trace_NoPteSkipped.json"])
def test_run_folder_that_is_cut_off(call: Call, run_folder: Path, name: str) -> None:
    """A file that ends in the middle is refused by name."""
    data = (run_folder / name).read_bytes()
    (run_folder / name).write_bytes(data[: len(data) // 2])
    assert f"{name} cannot be read" in call("trace", run_folder).refused()


def test_run_folder_whose_trace_is_gone(call: Call, run_folder: Path) -> None:
    """A violation whose trace is missing is an error, not a run without a counterexample."""
    (run_folder / "trace_NoPteSkipped.json").unlink()
    assert "trace_NoPteSkipped.json" in call("trace", run_folder).refused()


def test_run_folder_of_another_format(call: Call, run_folder: Path) -> None:
    """A trace of another format is refused by its number."""
    path = run_folder / "trace_NoPteSkipped.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(value | {"format": 1}), encoding="utf-8")
    assert "format 1, not 3" in call("trace", run_folder).refused()


@pytest.mark.parametrize("value", ["x" * 300, "../x", 5, ["a"], {"a": 1}])
def test_verdict_that_names_no_property(call: Call, run_folder: Path, value: object) -> None:
    """A verdict whose violated property is none is refused; nothing outside of the run is read."""
    path = run_folder / "verdict.json"
    verdict = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(verdict | {"violated_property": value}), encoding="utf-8")
    call("trace", run_folder).refused()


def test_undecided_run_has_no_verdict(call: Call, run_folder: Path) -> None:
    """The trace of a run that decided nothing ends with the status of an undecided check."""
    path = run_folder / "verdict.json"
    verdict = json.loads(path.read_text(encoding="utf-8"))
    verdict |= {"verdict": "undecided", "violated_property": None, "trace": []}
    verdict["properties"] = {"NoPteSkipped": "undecided"}
    path.write_text(json.dumps(verdict), encoding="utf-8")
    (run_folder / "trace_NoPteSkipped.json").unlink()
    ended = call("trace", run_folder)
    assert (ended.status, ended.stdout, len(ended.complaints)) == (5, "", 1)


def _places(value: object, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the places in a JSON value, of long lists only the beginning."""
    if isinstance(value, dict):
        inner = [found for key in value for found in _places(value[key], (*place, key))]
    elif isinstance(value, list):
        inner = [found for n, item in enumerate(value[:4]) for found in _places(item, (*place, n))]
    else:
        inner = []
    return [place, *inner] if place else inner


def test_spoilt_values_in_a_trace(run_folder: Path) -> None:
    """A wrong value anywhere in a stored trace gives BadInput, or a trace that can be shown."""
    text = (run_folder / "trace_NoPteSkipped.json").read_text(encoding="utf-8")
    surprises: list[str] = []
    for place in _places(json.loads(text)):
        for bad in (None, 5, -1, 1.5, float("inf"), "x", "a\nb", "\ud800", [], [1], {}, {"a": 1}):
            value = json.loads(text)
            *outer, last = place
            target = value
            for key in outer:
                target = target[key]
            target[last] = bad
            try:
                with contextlib.suppress(BadInput):
                    trace = trace_from_json(value, "trace")
                    plain(trace_lines(trace)).encode()
                    build_graph(trace)
            except Exception as error:
                surprises.append(f"{place} = {bad!r}: {error!r}")
    assert surprises == []


@pytest.mark.parametrize("runs", ["taken", "taken/below", "/proc/nowhere", "x" * 300, ""])
def test_runs_folder_that_cannot_be(call: Call, here: Path, runs: str) -> None:
    """Where --runs cannot be a folder, check says so before it starts anything."""
    (here / "taken").write_text("mine", encoding="utf-8")
    before = _contents(here.parent)
    sentence = call("check", "torn-pte0", "--runs", runs, "--property", "TypeOK").refused()
    assert "--runs" in sentence
    assert _contents(here.parent) == before


def test_sentences_stay_short(call: Call, here: Path) -> None:
    """A value of a hundred kilobytes is not repeated in full."""
    value = "9" * 100_000
    sentences = [
        call("check", "torn-pte0", "--set", f"nr_pages={value}").refused(),
        call("check", "torn-pte0", "--set", f"ttu={value}").refused(),
        call("check", "torn-pte0", "--set", value).refused(),
        call("check", value).refused(),
    ]
    assert max(map(len, sentences)) < 1000


@pytest.mark.parametrize(
    "line",
    [
        ("demo", "-o"),
        ("trace", "torn-pte0", "-o"),
        ("graph", "torn-pte0", "-o"),
        ("explore", "torn-pte0", "-o"),
        ("sweep", "torn-pte0", "--csv"),
        ("gate", "--lane", "smoke", "--junit"),
        ("bench", "--quick", "--only", "growth", "--plot"),
        ("bench", "--quick", "--only", "start", "-o"),
        ("bless", "torn-pte0", "--write", "-o"),
        ("gen", "torn-pte0", "-o"),
    ],
    ids=" ".join,
)
def test_places_are_tried_before_the_search(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...]
) -> None:
    """A place that cannot be written to is refused before any program is run."""
    (here / "file").write_bytes(b"")
    monkeypatch.setattr(subprocess, "Popen", None)
    ended = call(*line, "file/place")
    assert ended.status == 2
    assert "file/place cannot be" in ended.stderr
    assert _contents(here) == {"file": b""}


@pytest.mark.parametrize(
    "line",
    [
        ("demo", "-o", "m/templates/torn.svg"),
        ("trace", "torn-pte0", "-f", "txt", "-o", "m/mutants.toml"),
        ("trace", "./my.toml", "-f", "txt", "-o", "my.toml"),
        ("graph", "torn-pte0", "-f", "dot", "-o", "m/scenarios/a.toml"),
        ("graph", "./my.toml", "-f", "dot", "-o", "my.toml"),
        ("explore", "torn-pte0", "-o", "m/properties.toml"),
        ("explore", "./my.toml", "-o", "my.toml"),
        ("sweep", "torn-pte0", "--csv", "m/rates.toml"),
        ("sweep", "./my.toml", "--csv", "my.toml"),
        ("compare", "torn-pte0", "--policy", "none,ttu-sync", "-f", "md", "-o", "m/bugs.toml"),
        ("compare", "torn-pte0", "--against", "n", "-f", "md", "-o", "n/bugs.toml"),
        ("quantify", "torn-pte0", "--vary", "contpte_set_ptes=1:2", "--plot", "m/templates/p.svg"),
        ("gate", "--json", "m/expectations.toml"),
        ("gate", "--junit", "m/expectations.toml"),
        ("gate", "--sarif", "m/scenarios/a.toml"),
        ("gate", "--markdown", "m/policies/a.md"),
    ],
    ids=" ".join,
)
def test_no_report_takes_the_place_of_the_model(
    call: Call, here: Path, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...]
) -> None:
    """A report at the place of a file of the model is refused before any program is run."""
    for folder in ("m/templates", "m/scenarios", "m/policies", "n"):
        (here / folder).mkdir(parents=True)
    monkeypatch.setenv("TORNFOLIO_SPEC", "m")
    scenario = (ROOT / "spec" / "scenarios" / "torn-pte0.toml").read_bytes()
    (here / "m" / "scenarios" / "a.toml").write_bytes(scenario)
    (here / "m" / "expectations.toml").write_bytes(b"[points]")
    (here / "my.toml").write_bytes(scenario)
    before = _contents(here)
    monkeypatch.setattr(subprocess, "Popen", None)
    said = call(*line).refused()
    assert "cannot be written: files of the model are read from there" in said
    assert _contents(here) == before


@pytest.mark.parametrize(
    "line",
    [
        ("check", "./pipe.toml"),
        ("bench", "--from", "./pipe.toml"),
        ("bench", "--from", "/dev/zero"),
    ],
    ids=" ".join,
)
def test_what_is_no_file_is_not_read(call: Call, here: Path, line: tuple[str, ...]) -> None:
    """A pipe that nobody writes to and a device without an end are refused at once."""
    os.mkfifo(here / "pipe.toml")
    assert "it is no regular file" in call(*line).refused()


@pytest.mark.parametrize("name", ["bugs.toml", "claims.toml", "mutants.toml", "expectations.toml"])
def test_a_pipe_in_a_model(call: Call, here: Path, name: str) -> None:
    """The same for the files of a model of one's own."""
    model = here / "model"
    model.mkdir()
    os.mkfifo(model / name)
    command = {
        "bugs.toml": "bugs",
        "claims.toml": "claims",
        "mutants.toml": "mutate",
        "expectations.toml": "gate",
    }[name]
    assert str(model / name) in call(command, "--spec-dir", model).refused()


@pytest.mark.parametrize(
    ("command", "name"), [("bugs", "bugs"), ("claims", "claims"), ("mutate", "mutants")]
)
def test_a_catalogue_of_nothing(call: Call, here: Path, command: str, name: str) -> None:
    """A file without an entry is no catalogue of which all is as expected."""
    (here / f"{name}.toml").touch()
    said = call(command, "--spec-dir", here).refused()
    assert f"{name}.toml has no {name.removesuffix('s')}; write one" in said


_BUG = """[X]
title = "t"
wrong = "w"
versions = "v"
property = "NotTornByReclaim"
faulty = { scenario = "torn-pte0" }
fixed = { scenario = "torn-pte0", set = ["ttu=TTU_SYNC"] }
"""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("NotTornByReclaim", "NotTornByReclam", "torn-pte0 has no property 'NotTornByReclam'"),
        ("NotTornByReclaim", "Termination", "Termination is a liveness property"),
        (', set = ["ttu=TTU_SYNC"]', "", "both sides are torn-pte0"),
    ],
)
def test_a_bug_that_cannot_be_asked(
    call: Call, here: Path, old: str, new: str, complaint: str
) -> None:
    """A property that a side does not have, or sides that are one point, are bad input."""
    (here / "bugs.toml").write_text(_BUG.replace(old, new), encoding="utf-8")
    assert complaint in call("bugs", "--spec-dir", here).refused()


def test_results_that_are_nested_too_deeply(call: Call, here: Path) -> None:
    """Results of the benchmark that Python's reader cannot hold are no results."""
    (here / "deep.json").write_text("[" * 100_000 + "]" * 100_000, encoding="utf-8")
    call("bench", "--from", "deep.json").refused()


def test_a_model_that_leads_everywhere(call: Call, here: Path) -> None:
    """A link out of a model into very many files is refused, not followed to the end."""
    many = here / "many"
    (here / "model" / "templates").mkdir(parents=True)
    for folder in range(51):
        (many / str(folder)).mkdir(parents=True)
        for file in range(100):
            (many / str(folder) / f"{file}.txt").touch()
    (here / "model" / "templates" / "more").symlink_to(many)
    settings = ("--set", "nr_pages=2", "--property", "TypeOK", "--spec-dir", here / "model")
    assert "more than 5,000 files" in call("check", "torn-pte0", *settings).refused()
