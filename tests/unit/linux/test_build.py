"""Tests of how programs are compiled and kept."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kernels import kernel
from tornfolio.linux.build import Program, build
from tornfolio.linux.tree import open_tree
from tornfolio.support.paths import cache_dir
from tornfolio.support.processes import Processes


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return cache_dir() / "linux"


def built(processes: Processes) -> Program:
    """The program of 7.3 and contpte."""
    return build(open_tree(kernel("7.3")), ["contpte"], cc=None, processes=processes)


def test_what_a_cleaner_has_left_is_compiled_again(own_cache: Path, processes: Processes) -> None:
    """Folders of the cache without their files are made whole again, the engine's too."""
    first = built(processes)
    assert not first.cached
    assert built(processes).cached
    for file in [each for each in own_cache.rglob("*") if each.is_file()]:
        file.unlink()
    again = built(processes)
    assert not again.cached
    assert again.path.is_file()
    assert again.functions == first.functions


def test_another_program_in_the_place_of_one(own_cache: Path, processes: Processes) -> None:
    """What was put in the place of a program, or of a part of the engine, is not believed."""
    first = built(processes)
    text = first.path.read_bytes()
    engine = next(own_cache.glob("base-*/*.o"))
    engine.write_bytes(b"")
    first.path.write_bytes(b"#!/bin/sh\nexit 0\n")
    again = built(processes)
    assert not again.cached
    assert again.path.stat().st_size == len(text)
    assert engine.stat().st_size > 0
    assert built(processes).cached


def test_old_programs_go_when_one_is_compiled(own_cache: Path, processes: Processes) -> None:
    """A program that nobody has asked for in a month is removed; what is of use is kept."""
    old = own_cache / "0123"
    old.mkdir(parents=True)
    at = time.time() - 40 * 86400
    os.utime(old, (at, at))
    program = built(processes)
    assert not old.exists()
    assert {each.name.partition("-")[0] for each in own_cache.iterdir()} == {
        program.path.parent.name,
        "base",
    }
