"""Says which CPUs never acted in a search of all states, and whether that had a final state."""

from __future__ import annotations

from collections.abc import Sequence

from tornfolio.tlc.frames import Frame
from tornfolio.tlc.messages import Code, read_acted, read_final
from tornfolio.tlc.search import Run

__all__ = ["endless", "vacuous", "vacuous_in_words"]


def vacuous(run: Run, frames: Sequence[Frame]) -> tuple[str, ...] | None:
    """Give the writers' CPUs that a complete search has never seen act; None if it is not known.

    To act is to change something that others can see, locks and histories apart.
    """
    if not _reported(run, frames):
        return None
    acted = {cpu for frame in frames if (cpu := read_acted(frame)) is not None}
    cpus = [
        cpu for process, named in run.spec.cpus.items() if process != "reclaim" for cpu in named
    ]
    return tuple(cpu for cpu in cpus if cpu not in acted)


def endless(run: Run, frames: Sequence[Frame]) -> bool:
    """Tell whether a complete search had no final state though everybody's work is bounded."""
    if not _reported(run, frames) or run.spec.scenario.parameters.passes == 0:
        return False
    return not any(map(read_final, frames))


def vacuous_in_words(cpus: Sequence[str], *, endless: bool) -> tuple[str, ...]:
    """Give a sentence, without its full stop, on each CPU that never acted, and on no end."""
    said = [
        f"writer {cpu} never did anything here: nothing that it does changes a page or the folio, "
        "so nothing is said of a race with it"
        for cpu in cpus
    ]
    if endless:
        said.append("no state is final: in no behaviour do all CPUs come to their end")
    return tuple(said)


def _reported(run: Run, frames: Sequence[Frame]) -> bool:
    """Tell whether the search reports acts. One that goes on from a checkpoint reports none."""
    return run.question.watch and not any(frame.code == Code.RECOVERED for frame in frames)
