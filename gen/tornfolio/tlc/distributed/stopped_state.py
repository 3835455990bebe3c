"""Asks TLC which invariants a single state violates."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence

from tornfolio.model.spec import Spec
from tornfolio.support.errors import ToolFailed
from tornfolio.tla.literals import tla_literal
from tornfolio.tla.values import Value
from tornfolio.tlc.argv import Search, tlc_command
from tornfolio.tlc.frames import read_frames
from tornfolio.tlc.jvm import SMALL, Jvm
from tornfolio.tlc.messages import Code, read_counts, read_report, read_watched
from tornfolio.tlc.workplace import Workplace

__all__ = ["violated_in"]


def violated_in(
    state: Mapping[str, Value],
    names: Sequence[str],
    spec: Spec,
    place: Workplace,
    number: int,
) -> frozenset[str]:
    """Those of the named invariants that a state violates.

    The place's folder has the translated module; files of this question get the `number`. No time
    limit holds for this one state. Raises ToolFailed if TLC does not look at all of them.
    """
    folder = place.folder
    module = f"ST{number}{spec.module}"
    scratch = folder / f"scratch_{module}"
    (scratch / "tmp").mkdir(parents=True, exist_ok=True)
    (folder / f"{module}.tla").write_text(
        _module(module, spec.module, state, names), encoding="ascii", newline="\n"
    )
    constants = [f"    {name} = {value}" for name, value in spec.constants.items()]
    cfg = folder / f"{module}.cfg"
    cfg.write_text(
        "\n".join(["INIT Stopped", "NEXT Nothing", "CONSTANTS", *constants, "INVARIANT Say", ""]),
        encoding="ascii",
        newline="\n",
    )
    try:
        execution = place.processes.execute(
            tlc_command(
                place.tools,
                Search(
                    module=module,
                    cfg=cfg,
                    metadata=scratch / "states",
                    temporary=scratch / "tmp",
                    jvm=Jvm(SMALL, workers=1, archive=True, states=1),
                ),
            ),
            folder=folder,
            output=folder / f"{module}.out",
        )
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    with execution.output.open(encoding="utf-8", errors="replace") as lines:
        frames = list(read_frames(lines))
    watched = {read_watched(frame) for frame in frames} - {None}
    violated = {name for frame in frames if (name := read_report(frame)) is not None}
    counts = [read_counts(frame.text) for frame in frames if frame.code == Code.COUNTS]
    one_state = len(counts) == 1 and counts[0] is not None and counts[0].distinct == 1
    if execution.exit_status != 0 or watched != set(names) or not one_state:
        raise ToolFailed(
            f"TLC, which ended with status {execution.exit_status}, does not say what the state"
            f" violates at which its server stopped",
            f"check without --distributed; its output is {execution.output}",
        )
    return frozenset(violated)


def _module(module: str, base: str, state: Mapping[str, Value], names: Sequence[str]) -> str:
    try:
        values = "\n".join(
            f"    /\\ {name} = {tla_literal(value)}" for name, value in state.items()
        )
    except (TypeError, ValueError) as error:
        raise ToolFailed(
            f"TLC's server stopped at a state that is not understood: {error}"
        ) from None
    looked = "\n".join(
        f'    /\\ PrintT(<<"watching", "{name}">>)\n'
        f'    /\\ {name} \\/ PrintT(<<"violated", "{name}">>)'
        for name in names
    )
    return f"""---- MODULE {module} ----
(***************************************************************************
 Says which invariants of {base} are violated in the state at which a
 distributed search of TLC has stopped.
 ***************************************************************************)
EXTENDS {base}, TLC

Stopped ==
{values}

Nothing == FALSE /\\ UNCHANGED <<{", ".join(state)}>>

Say ==
{looked}
=============================================================================
"""
