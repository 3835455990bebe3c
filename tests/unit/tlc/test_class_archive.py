"""Tests of the archive of TLC's classes: it makes a start faster, and never does any harm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli
from kinds import Fake
from tornfolio.model.estimate import Size
from tornfolio.tlc import archive_seal
from tornfolio.tlc.archive_seal import condition_of, seal_archive, to_blame
from tornfolio.tlc.argv import Search, tlc_command
from tornfolio.tlc.class_archive import with_archive
from tornfolio.tlc.jvm import choose_jvm
from tornfolio.tlc.toolchain import Tool, Toolchain, archive_of, find_toolchain

_SMALL = ("check", "torn-pte0", "--set", "nr_pages=2", "--property", "AllOrNothing")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have an empty cache folder."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "tornfolio"


def _command(tools: Toolchain, states: int = 100) -> list[str]:
    return tlc_command(
        tools,
        Search(
            module="M",
            cfg=Path("M.cfg"),
            metadata=Path("states"),
            temporary=Path("tmp"),
            jvm=choose_jvm(Size(states, 60)),
        ),
    )


def test_made_once(cache: Path) -> None:
    """The archive is made where there is none, found from then on, and used for small searches."""
    tools = with_archive(find_toolchain())
    assert tools.archive is not None
    assert list(cache.glob("*.aot*")) == [tools.archive]
    made = tools.archive.stat().st_mtime_ns

    again = with_archive(find_toolchain())
    assert again == tools
    assert tools.archive.stat().st_mtime_ns == made
    assert f"-XX:AOTCache={tools.archive}" in _command(tools)
    assert not [word for word in _command(tools, states=10**6) if "AOT" in word]


def test_others_tools_have_another(tmp_path: Path, tools: Toolchain) -> None:
    """Another JVM or another jar has another archive."""
    other = tmp_path / "tla2tools.jar"
    other.write_bytes(tools.jar.path.read_bytes())
    assert archive_of(tools) == archive_of(Toolchain(tools.java, tools.jar))
    assert archive_of(tools) != archive_of(Toolchain(tools.java, Tool(other, "--jar")))
    assert archive_of(tools) != archive_of(Toolchain(Tool(other, "--java"), tools.jar))


@pytest.mark.parametrize("does", ["exit 1", "exit 0", "echo; sleep 0.1; kill -9 $$"])
def test_a_java_that_makes_none(cache: Path, fake: Fake, tools: Toolchain, does: str) -> None:
    """A JVM that knows no archives is used without one."""
    java = Tool(fake(does), "--java")
    assert with_archive(Toolchain(java, tools.jar)).archive is None
    assert not list(cache.glob("*.aot*")) + list(cache.glob(".*"))


def test_it_is_tried_once(cache: Path, fake: Fake, tools: Toolchain) -> None:
    """A JVM that made no archive is not asked again: that would cost each check some time."""
    asked = cache.parent / "asked"
    java = Tool(fake(f"echo >> {asked}; exit 1"), "--java")
    for _ in range(2):
        assert with_archive(Toolchain(java, tools.jar)).archive is None
    assert asked.read_text(encoding="utf-8") == "\n"


def test_a_check_makes_it(cache: Path, here: Path) -> None:
    """The first check leaves an archive for the next ones, without a word."""
    first = cli.run(*_SMALL, cwd=here, env={"XDG_CACHE_HOME": str(cache.parent)})
    assert (first.status, first.stderr) == (1, "")
    assert sorted(path.suffix for path in cache.iterdir() if path.is_file()) == [".aot", ".json"]


def test_a_cache_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tools: Toolchain
) -> None:
    """Without a place for it there is none."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert with_archive(Toolchain(tools.java, tools.jar)).archive is None


@pytest.mark.parametrize("spoil", ["empty", "cut", "garbage", "changed"])
def test_a_spoilt_archive(tmp_path: Path, tools: Toolchain, spoil: str) -> None:
    """An archive with other bytes changes no verdict: it is thrown away and made anew, once."""
    assert tools.archive is not None
    archive = tmp_path / "cache" / "tornfolio" / tools.archive.name
    archive.parent.mkdir(parents=True)
    draft = tmp_path / "draft"
    draft.write_bytes(tools.archive.read_bytes())
    assert seal_archive(draft, archive)
    match spoil:
        case "empty":
            archive.write_bytes(b"")
        case "cut":
            archive.write_bytes(archive.read_bytes()[: 1 << 20])
        case "garbage":
            archive.write_bytes(b"no archive" * 1000)
        case "changed":
            _zero(archive)
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    ended = cli.run(*_SMALL, cwd=tmp_path, env=env)
    assert ended.status == 1
    assert len(ended.complaints) == 1
    assert f"the archive of classes {archive} was damaged" in ended.complaints[0]
    assert condition_of(archive) == "whole"
    again = cli.run(*_SMALL, cwd=tmp_path, env=env)
    assert (again.status, again.stderr) == (1, "")


def test_one_without_a_seal(tmp_path: Path, tools: Toolchain) -> None:
    """An archive of which nobody knows what it has to be is not used, and made anew in silence."""
    assert tools.archive is not None
    archive = tmp_path / "tornfolio" / tools.archive.name
    archive.parent.mkdir()
    archive.write_bytes(tools.archive.read_bytes())
    _zero(archive)
    ended = cli.run(*_SMALL, cwd=tmp_path, env={"XDG_CACHE_HOME": str(tmp_path)})
    assert (ended.status, ended.stderr) == (1, "")
    assert condition_of(archive) == "whole"


def test_one_with_which_the_jvm_crashes(tmp_path: Path, tools: Toolchain) -> None:
    """An archive that is what it was, and does not fit this machine, is thrown away as well."""
    assert tools.archive is not None
    archive = tmp_path / "cache" / "tornfolio" / tools.archive.name
    archive.parent.mkdir(parents=True)
    draft = tmp_path / "draft"
    draft.write_bytes(tools.archive.read_bytes())
    _zero(draft)
    assert seal_archive(draft, archive)
    bad = archive.read_bytes()
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    # First the translator crashes, then, as nothing has to be translated, TLC.
    for note in (False, True):
        archive.write_bytes(bad)
        draft.write_bytes(bad)
        assert seal_archive(draft, archive)
        ended = cli.run(*_SMALL, "--json", cwd=tmp_path, env=env)
        assert (ended.status, ended.stderr) == (1, "")
        said = [n for n in json.loads(ended.stdout)["notes"] if "archive of classes" in n]
        assert bool(said) == note
        assert archive.read_bytes() != bad if archive.exists() else True


def test_a_heap_that_is_too_small_for_it(tmp_path: Path, tools: Toolchain) -> None:
    """A JVM that cannot begin with so little heap and an archive begins without; both stay."""
    assert tools.archive is not None
    archive = tmp_path / "cache" / "tornfolio" / tools.archive.name
    archive.parent.mkdir(parents=True)
    draft = tmp_path / "draft"
    draft.write_bytes(tools.archive.read_bytes())
    assert seal_archive(draft, archive)
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    ended = cli.run(*_SMALL, "--memory", "2", cwd=tmp_path, env=env)
    assert (ended.status, ended.stderr) == (5, "")
    assert "the JVM's memory was exhausted" in ended.stdout
    assert condition_of(archive) == "whole"


@pytest.mark.parametrize(
    ("status", "blamed"), [(-6, True), (-11, True), (134, True), (139, True), (1, False),
                           (-9, False), (137, False), (0, False), (12, False), (255, False)]
)  # fmt: skip
def test_who_is_to_blame(status: int, blamed: bool) -> None:
    """Only a JVM that has crashed by itself, and was given an archive, speaks against that."""
    archive = Path("a.aot")
    argv = ("java", "-XX:+UseSerialGC", f"-XX:AOTCache={archive}", "tlc2.TLC")
    assert to_blame(argv, status) == (archive if blamed else None)
    assert to_blame(("java", "tlc2.TLC"), status) is None


def test_doctor_looks_at_it(tmp_path: Path, tools: Toolchain) -> None:
    """The doctor says whether the archive is there, and that a damaged one is."""
    assert tools.archive is not None
    env = {"XDG_CACHE_HOME": str(tmp_path)}
    archive = tmp_path / "tornfolio" / tools.archive.name

    def said() -> tuple[int, str]:
        ended = cli.run("doctor", cwd=tmp_path, env=env)
        lines = ended.stdout.splitlines()
        return ended.status, next(line for line in lines if "class archive" in line)

    assert said()[0] == 0
    assert "not made yet" in said()[1]
    archive.parent.mkdir()
    draft = tmp_path / "draft"
    draft.write_bytes(tools.archive.read_bytes())
    assert seal_archive(draft, archive)
    assert (said()[0], said()[1].split()[0]) == (0, "ok")
    _zero(archive)
    assert (said()[0], said()[1].split()[0]) == (3, "bad")
    assert archive.exists()


def test_one_that_is_made_anew_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive whose seal changes while it is looked at is not called damaged."""
    archive = tmp_path / "tlc.aot"
    (tmp_path / "draft").write_bytes(b"old")
    assert seal_archive(tmp_path / "draft", archive)
    archive.write_bytes(b"new")
    assert condition_of(archive) == "damaged"
    hashed = archive_seal._sha256

    def slowly(path: Path) -> str | None:
        found = hashed(path)
        archive_seal._seal_of(archive).unlink(missing_ok=True)
        return found

    monkeypatch.setattr(archive_seal, "_sha256", slowly)
    assert condition_of(archive) == "missing"


def _zero(archive: Path) -> None:
    """Write 64 KiB of zeros into an archive: a JVM that is given it crashes."""
    with archive.open("r+b") as file:
        file.seek(1 << 22)
        file.write(bytes(1 << 16))
