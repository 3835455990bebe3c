"""Writes what TLC needs to go on from a checkpoint: a module, and the output until then."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tornfolio.support.naming import random_digits
from tornfolio.tla.literals import tla_literal
from tornfolio.tlc.frames import Frame, FrameReader
from tornfolio.tlc.messages import Code, read_report

__all__ = ["GOING_ON", "going_on_module", "keep_output", "reported_name"]

# The invariant that tells how far the search has come, and what it looks at.
GOING_ON = "GoingOn"
_EVERY = 4096


def reported_name(prop: str) -> str:
    """The name of the invariant that reports the violations of a property."""
    return f"{prop}Reported"


def going_on_module(module: str, name: str, watched: Iterable[str]) -> str:
    """The text of the module `name`, which extends `module` for a search that goes on.

    TLC evaluates no ASSUME then, so that its registers have no values, and none is used here.
    `watched` are the properties whose violations are reported: in each state, as nothing can be
    remembered, but only of those that were not reported before.
    """
    names = list(watched)
    said = [f"    /\\ PrintT(<<{tla_literal('watching')}, {tla_literal(prop)}>>)" for prop in names]
    reports = [
        f"{reported_name(prop)} == "
        f"{prop} \\/ PrintT(<<{tla_literal('violated')}, {tla_literal(prop)}>>)"
        for prop in names
    ]
    return "\n".join(
        [
            f"---- MODULE {name} ----",
            "(* For going on from a checkpoint. Whatever is printed here leaves out no state. *)",
            f"EXTENDS {module}",
            "",
            f'{GOING_ON} == TLCGet("distinct") % {_EVERY} = 0 =>',
            '    /\\ PrintT(<<"progress", TLCGet("distinct"), TLCGet("queue"), '
            'TLCGet("diameter")>>)',
            *said,
            "",
            *reports,
            "====",
            "",
        ]
    )


def keep_output(output: Path, number: int) -> set[str] | None:
    """Cut an output after the beginning of its checkpoint `number`; give the violations reported.

    All workers wait when a checkpoint begins: what stands before are the reports of the states
    that it has, and the search that goes on reports all others again. A violation that was
    reported later was seen all the same, and stays. None, and nothing is cut, if the output does
    not reach to that checkpoint. Raises OSError.
    """
    reader = FrameReader()
    kept: list[str] = []
    reported: set[str] = set()
    begun = 0
    with output.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if begun < number:
                kept.append(line)
            for frame in reader.feed(line.rstrip("\r\n")):
                begun += frame.code == Code.CHECKPOINT_BEGUN
                name = read_report(frame) if frame.code == Frame.LOOSE else None
                if name is not None and begun >= number and name not in reported:
                    kept.append(f"{line.rstrip()}\n")
                reported |= {name} if name is not None else set()
    if begun < number:
        return None
    draft = output.with_name(f".{output.name}.{random_digits()}")
    try:
        draft.write_text("".join(kept), encoding="utf-8", newline="\n")
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)
    return reported
