"""Whatever it is given, a command ends with a documented status, in a sentence, leaving nothing."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from any_input import Command, changed, commands, harmless, lines, toml_text
from kinds import Checked
from tornfolio.cli.exit_status import ExitStatus
from tornfolio.cli.main import main
from tornfolio.support.cache import write_sealed

_FEW, _MANY = 25, 500
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_NO_JAVA = Path("/bin/false")

_SCENARIO: dict[str, Any] = {
    "intent": "Is it torn?",
    "source": "a test",
    "property": "AllOrNothing",
    "condition": "Pte0PresentRestSwap",
    "parameters": {"nr_pages": 2, "ttu": ["TTU_SYNC"], "writers": ["own", "contpte:0-1*2"]}
    | {"policy": "own", "initial": "PP", "mlocked": [1], "vmas": 1, "kernel": "latest"},
}
_POLICY: dict[str, Any] = {
    "about": "a change that the translator would have to read",
    "flags": '{"TTU_SYNC"}',
    "change": [
        {
            "template": "page_vma_mapped_walk.tla",
            "find": "next_pte:\n",
            "replace": "next_pte:\n    skip;\n",
        }
    ],
}
_PROPERTIES: dict[str, Any] = {
    "Own": {"kind": "safety", "sentence": "It is.", "source": "a test", "needs": ["anon"]},
}
_CLAIMS: dict[str, Any] = {
    "X01": {
        "claim": "a claim",
        "verdict": "confirmed",
        "meaning": "none",
        "checks": [{"scenario": "torn-pte0", "set": ["nr_pages=2"], "property": "TypeOK"}
                   | {"expect": "holds", "role": "for"}],
    }
}  # fmt: skip
_MUTANTS: dict[str, Any] = {
    "one": {"template": "page_vma_mapped_walk.tla", "scenario": "torn-pte0"}
    | {"find": "next_pte:\n", "replace": "next_pte:\n    skip;\n"}
    | {"set": ["nr_pages=2"], "killer": "TypeOK"},
}
_BUGS: dict[str, Any] = {
    "B1": {"title": "a title", "wrong": "a story", "versions": "all", "property": "TypeOK"}
    | {"faulty": {"scenario": "torn-pte0", "set": ["nr_pages=2", "bug=B1"]}}
    | {"fixed": {"scenario": "torn-pte0", "set": ["nr_pages=2"]}}
    | {"change": [{"template": "page_vma_mapped_walk.tla"}
       | {"find": "next_pte:\n", "replace": "next_pte:\n    skip;\n"}]},
}  # fmt: skip
_EXPECTATIONS: dict[str, Any] = {
    "points": {
        "own": {"lane": "smoke", "violated": [], "holds": ["TypeOK"], "generated": 1}
        | {"distinct": [1, 2], "reason": "it varies", "outcomes": ["PP"], "digest": "0"}
    },
    "mutants": {"one": {"killed_by": ["TypeOK"], "digest": "0"}},
}
_FILES = {
    "scenarios/own.toml": _SCENARIO,
    "policies/own.toml": _POLICY,
    "properties.toml": _PROPERTIES,
    "bugs.toml": _BUGS,
    "claims.toml": _CLAIMS,
    "mutants.toml": _MUTANTS,
    "expectations.toml": _EXPECTATIONS,
}
_TEMPLATES = (
    "\u00fc",
    "@{ 'x' * 1000000000000 }@",
    "@{ 5|join }@",
    "@{ 'x'|truncate(-1) }@",
    "@{ 'x'|center(1000000000000) }@",
    "@{ [1,2]|batch('x')|list }@",
    "@{ ''.ljust(1000000000000) }@",
    "@{ '%1000000000000d' % 1 }@",
    "@{ 10 ** 10 ** 10 }@",
    "@{ range(10 ** 9) | list }@",
    "@% for i in 5 %@\nx\n@% endfor %@\n",
    "".join(f"@% for i{n} in range(9) %@\n" for n in range(25)) + "@% endfor %@\n" * 25,
    "".join(f"@% for i{n} in range(999) %@\n" for n in range(5)) + "@% endfor %@\n" * 5,
    "@% macro m(n) %@\n@{ m(n) }@@{ m(n) }@\n@% endmacro %@\n@{ m(1) }@\n",
    "@% include 'module.tla' %@\n",
    "@% include 5 %@\n",
    "@% set s = namespace(x='x') %@\n@% for i in range(99) %@\n@% set s.x = s.x ~ s.x %@\n"
    "@% endfor %@\n",
    "@{ has.__self__ }@ @{ source.__globals__ }@",
    "@{ policy() }@ @{ cases(5) }@ @{ has([]) }@",
    "@% import 'x' as y %@\n",
    "@{ 1 / 0 }@",
    "@{ {}|dictsort(by=5) }@",
    "@{ nr_pages|filesizeformat }@ @{ 'x'|int(base=99) }@ @{ []|first }@",
    "@% raw %@",
    "\x00\x1b",
    "",
)


_WRITER = (
    "\\* own: a test\n@{ fair }@ process (own \\in OWN)\n"
    "variables\n    own_left = TimesOf(self);\n{\n    \\* own(): nothing\n"
)


@dataclass(frozen=True)
class Place:
    """Where the commands work: the own model, the run folders, and where temporary files go."""

    here: Path
    model: Path
    run: Path
    temporary: Path


@pytest.fixture(scope="module")
def place(checked: Checked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A folder with a model of one's own, and a run folder with a counterexample."""
    root = tmp_path_factory.mktemp("any")
    found = Place(root / "here", root / "model", root / "runs" / "run", root / "tmp")
    for folder in (found.here / "folder", found.run.parent, found.temporary):
        folder.mkdir(parents=True)
    (found.here / "file").write_text("text", encoding="utf-8")
    verdict = checked("torn-pte0", "nr_pages=2", properties=("NoPteSkipped",))
    shutil.copytree(verdict.folder, found.run)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(found.here)
        patch.setenv("TORNFOLIO_RUNS", str(found.run.parent))
        patch.setattr(tempfile, "tempdir", str(found.temporary))
        yield found


def _write_model(place: Place) -> None:
    shutil.rmtree(place.model, ignore_errors=True)
    for name, table in _FILES.items():
        path = place.model / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(toml_text(table), encoding="utf-8")
    for name, text in (
        ("writers/own.tla", _WRITER + "own_a:\n    own_left := 0;\n}\n"),
        ("properties/Own.tla", "Own == TRUE\n"),
    ):
        path = place.model / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _children() -> set[str]:
    found = set[str]()
    for task in Path("/proc/self/task").iterdir():
        # A thread may end while the others are looked at; its children are another's then.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found.update((task / "children").read_text(encoding="ascii").split())
    return found


def ends_well(place: Place, line: Command) -> int:
    """Assert that a command line ends as it may, and leaves nothing; give its status."""
    before = _children()
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    out, err = io.StringIO(), io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.raises(SystemExit) as exit_,
        ):
            main(line)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    status, said = exit_.value.code, err.getvalue()
    assert isinstance(status, int)
    assert status in set(map(int, ExitStatus)) - {130}, said
    assert "fault of tornfolio itself" not in said
    assert "Traceback" not in said + out.getvalue()
    if status == ExitStatus.BAD_INPUT:
        # One sentence, and nothing else: no warning, no progress, no second complaint.
        assert said.startswith("tornfolio: "), said
        assert said.endswith("\n"), said
        assert said.count("\n") == 1, said
    assert not _children() - before
    assert not list(place.temporary.iterdir())
    return status


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.long)], ids=["few", "many"])
def many(request: pytest.FixtureRequest) -> bool:
    """Tell whether to try many examples."""
    return bool(request.param)


def _try(many: bool, strategy: st.SearchStrategy[Any], test: Any) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.large_base_example]
    limited = settings(
        max_examples=_MANY if many else _FEW,
        suppress_health_check=checks,
        derandomize=True,
        database=None,
        deadline=None,
    )
    limited(given(strategy)(test))()


def test_the_commands_are_known() -> None:
    """The generator knows every command, with options that the command line itself names."""
    assert {"check", "gate", "trace", "list", "resume", "linux check"} <= set(commands())
    assert not [name for name in commands() if name.split()[-1] == "linux"]
    line = harmless("check", ("check", "x"), _NO_JAVA)
    assert line == ("check", "x", "--java", str(_NO_JAVA))


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (("check", "own"), 4),
        (("check", "own", "--property", "Own"), 4),
        (("gen", "own", "-o", "specs"), 4),
        (("outcomes", "own"), 4),
        (("gate", "--update", "--only", "own"), 4),
        (("mutate",), 4),
        (("bugs",), 4),
        (("claims",), 4),
        (("list",), 0),
        (("mutate", "--list"), 0),
    ],
)
def test_the_model_as_it_is(place: Place, line: Command, status: int) -> None:
    """Unchanged, the model is good enough for the translator: what is refused was made so.

    A Java that ends at once is how that shows.
    """
    _write_model(place)
    with_model = (*line, "--spec-dir", str(place.model))
    assert ends_well(place, harmless(line[0], with_model, _NO_JAVA)) == status


def test_any_command_line(place: Place, many: bool) -> None:
    """Any command with any options and words."""
    _write_model(place)

    def ends(line: Command) -> None:
        ends_well(place, line)

    _try(many, lines(_NO_JAVA), ends)


_READERS: dict[str, tuple[Command, ...]] = {
    "scenarios/own.toml": (("check", "own"), ("list", "--json"), ("gen", "own", "-o", "specs")),
    "policies/own.toml": (("check", "own"), ("outcomes", "own")),
    "properties.toml": (("check", "own"), ("trace", "own")),
    "bugs.toml": (("bugs",), ("bugs", "B1", "--json")),
    "claims.toml": (("claims",), ("claims", "X01")),
    "mutants.toml": (("mutate",), ("mutate", "--list")),
    "expectations.toml": (("gate", "--lane", "smoke"), ("gate", "--update", "--only", "own")),
}


def test_any_file_of_a_model(place: Place, many: bool) -> None:
    """Any file of one's own model with one thing changed, read by the commands that use it."""
    _write_model(place)
    each = st.sampled_from(sorted(_FILES)).flatmap(
        lambda name: st.tuples(
            st.just(name), changed(_FILES[name]), st.sampled_from(_READERS[name])
        )
    )

    def ends(example: tuple[str, Any, Command]) -> None:
        name, table, line = example
        path = place.model / name
        path.write_text(toml_text(table), encoding="utf-8", errors="surrogatepass")
        try:
            with_model = (*line, "--spec-dir", str(place.model))
            ends_well(place, harmless(line[0], with_model, _NO_JAVA))
        finally:
            path.write_text(toml_text(_FILES[name]), encoding="utf-8")

    _try(many, each, ends)


def test_any_bytes(place: Place, many: bool) -> None:
    """The same for files that are no TOML, or no text at all."""
    _write_model(place)
    each = st.tuples(
        st.sampled_from(sorted(_FILES)),
        st.binary(max_size=40) | st.text(max_size=40).map(lambda text: text.encode()),
    )

    def ends(example: tuple[str, bytes]) -> None:
        name, data = example
        path = place.model / name
        path.write_bytes(data)
        try:
            line = (*_READERS[name][0], "--spec-dir", str(place.model))
            ends_well(place, harmless(line[0], line, _NO_JAVA))
        finally:
            path.write_text(toml_text(_FILES[name]), encoding="utf-8")

    _try(many, each, ends)


@pytest.mark.parametrize("text", _TEMPLATES, ids=range(len(_TEMPLATES)))
@pytest.mark.parametrize("name", ["writers/own.tla", "properties/Own.tla"])
def test_any_template(place: Place, name: str, text: str) -> None:
    """Templates that Jinja cannot render, or only in more time and memory than there is."""
    _write_model(place)
    head = "" if name.startswith("prop") else f"{_WRITER}own_a:\n"
    (place.model / "templates" / name).write_text(head + text, encoding="utf-8")
    scenario = _SCENARIO | {"parameters": {"nr_pages": 2, "ttu": [], "writers": ["own"]}}
    path = place.model / "scenarios/own.toml"
    path.write_text(toml_text(scenario), encoding="utf-8")

    line = ("check", "own", "--spec-dir", str(place.model))
    assert ends_well(place, harmless("check", line, _NO_JAVA)) in (2, 4)


def test_any_run_folder(place: Place, many: bool) -> None:
    """Files of a run folder with nulls and other types where something else was."""
    files = sorted(place.run.glob("*.json"))
    good = {path: json.loads(path.read_text(encoding="utf-8")) for path in files}
    each = st.sampled_from(files).flatmap(
        lambda path: st.tuples(
            st.just(path),
            changed(good[path], dates=False),
            st.sampled_from([("trace", "run"), ("resume", "run"), ("trace", "run", "--choices")]),
        )
    )

    def ends(example: tuple[Path, Any, Command]) -> None:
        path, value, line = example
        before = path.read_bytes()
        if set(good[path]) == {"sha256", "value"} and isinstance(value, dict):
            write_sealed(path, value.get("value"))
        else:
            path.write_text(json.dumps(value), encoding="utf-8")
        try:
            ends_well(place, harmless(line[0], line, _NO_JAVA))
        finally:
            path.write_bytes(before)

    _try(many, each, ends)
