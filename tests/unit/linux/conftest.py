"""The engine, and its small programs, compiled once by each compiler."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from engine_programs import COMPILERS, Compiler, compile_engine, compile_program
from tornfolio.linux.schedule import Searched
from tornfolio.linux.search import Limits, search
from tornfolio.support.processes import Processes

Explore = Callable[..., Searched]


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    """The place where programs are started."""
    with Processes() as started:
        yield started


@pytest.fixture(scope="session", params=COMPILERS, ids=lambda compiler: compiler.name)
def compiler(request: pytest.FixtureRequest) -> Compiler:
    """One compiler after the other."""
    chosen: Compiler = request.param
    return chosen


@pytest.fixture(scope="session")
def program(
    compiler: Compiler, processes: Processes, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """A function that compiles a program of tests/data/engine, once."""
    folder = tmp_path_factory.mktemp(compiler.name)
    engine = compile_engine(compiler, folder, processes)

    @cache
    def compiled(name: str) -> Path:
        return compile_program(name, compiler, engine, folder, processes)

    return compiled


@pytest.fixture
def explore(program: Callable[[str], Path], processes: Processes, tmp_path: Path) -> Explore:
    """A function that runs a program under every schedule."""

    def explored(
        name: str,
        settings: dict[str, str | int] | None = None,
        limits: Limits | None = None,
        *,
        hashed: bool = True,
    ) -> Searched:
        return search(
            program(name),
            processes,
            tmp_path / "output",
            settings=settings,
            limits=limits or Limits(step_seconds=0.3),
            count=True,
            hashed=hashed,
        )

    return explored
