"""Runs the scripts of tests/data/engine/script.c in all orders, by means of its own.

It knows nothing of the engine: a state is a tuple, and every order is gone through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

WORDS = 8
CPUS = 3


@dataclass(frozen=True)
class Cpu:
    """How far a CPU has come: pairs done, accesses of the present pair done, what was loaded."""

    at: int = 0
    part: int = 0
    loaded: int = 0
    done: bool = False


@dataclass(frozen=True)
class State:
    """All there is: words, what CPUs have left behind, who has the lock, and the CPUs."""

    words: tuple[int, ...]
    left: tuple[int, ...]
    owner: int | None
    cpus: tuple[Cpu, ...]


def outcomes(scripts: list[str]) -> set[str]:
    """The texts of all final states, as final_text() has them."""
    start = State((0,) * WORDS, (0,) * CPUS, None, tuple(Cpu() for _ in scripts))
    seen, todo, texts = {start}, [start], set()
    while todo:
        state = todo.pop()
        successors = list(_successors(state, scripts))
        if not successors:
            texts.add("".join(f"{value}," for value in state.words + state.left))
        todo += [one for one in successors if one not in seen]
        seen.update(successors)
    return texts


def _successors(state: State, scripts: list[str]) -> Iterator[State]:
    for number, script in enumerate(scripts):
        cpu = _without_skips(state.cpus[number], script)
        if cpu.done:
            continue
        if cpu.at >= len(script):
            left = _with(state.left, number, cpu.loaded)
            yield _put(replace(state, left=left), number, replace(cpu, done=True))
        elif script[cpu.at] == "[":
            yield from _locked(state, number, cpu, script)
        else:
            yield _once(state, number, cpu, script[cpu.at : cpu.at + 2])


def _without_skips(cpu: Cpu, script: str) -> Cpu:
    """Go past `?`, which touches nothing that is shared."""
    while cpu.at < len(script) and script[cpu.at] == "?":
        cpu = replace(cpu, at=cpu.at + (4 if cpu.loaded % 2 else 2))
    return cpu


def _locked(state: State, number: int, cpu: Cpu, script: str) -> Iterator[State]:
    if cpu.part == 0:
        if state.owner is None:
            yield _put(replace(state, owner=number), number, replace(cpu, part=1))
    elif cpu.part == 1:
        done = _once(state, number, cpu, script[cpu.at + 2 : cpu.at + 4])
        after = done.cpus[number]
        yield _put(done, number, replace(after, at=cpu.at, part=2))
    else:
        yield _put(replace(state, owner=None), number, replace(cpu, at=cpu.at + 4, part=0))


def _once(state: State, number: int, cpu: Cpu, pair: str) -> State:
    """Do what a pair says, with one access."""
    word = ord(pair[1]) - ord("a")
    value, loaded = state.words[word], cpu.loaded
    match pair[0]:
        case "l":
            loaded = value
        case "s":
            value = loaded + 1
        case "+":
            value += 1
        case "c":
            loaded, value = value, 5 if value == 1 else value
    after = replace(state, words=_with(state.words, word, value))
    return _put(after, number, replace(cpu, at=cpu.at + 2, loaded=loaded))


def _with(values: tuple[int, ...], index: int, value: int) -> tuple[int, ...]:
    return (*values[:index], value, *values[index + 1 :])


def _put(state: State, number: int, cpu: Cpu) -> State:
    return replace(state, cpus=(*state.cpus[:number], cpu, *state.cpus[number + 1 :]))
