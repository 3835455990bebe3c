"""Says what a search of all states has never seen: a CPU that acts, an end, what is asked about."""

from __future__ import annotations

from collections.abc import Sequence

from tornfolio.model.antecedents import property_of
from tornfolio.tla.module_reader import read_module
from tornfolio.tla.tokens import opened
from tornfolio.tlc.frames import Frame
from tornfolio.tlc.messages import Code, read_acted, read_asked, read_final
from tornfolio.tlc.search import Run

__all__ = [
    "endless",
    "nothing_in_words",
    "stuck_in_words",
    "unasked",
    "unasked_in_words",
    "vacuous",
    "vacuous_in_words",
]


def vacuous(run: Run, frames: Sequence[Frame]) -> tuple[str, ...] | None:
    """The CPUs that a complete search has never seen act; None if it is not known.

    For a writer to act is to change something that others can see, locks and histories apart; for
    reclaim it is to come to the page tables of a VMA.
    """
    if not _reported(run, frames):
        return None
    acted = {cpu for frame in frames if (cpu := read_acted(frame)) is not None}
    cpus = [cpu for named in run.spec.cpus.values() for cpu in named]
    return tuple(cpu for cpu in cpus if cpu not in acted)


def unasked(run: Run, frames: Sequence[Frame]) -> tuple[str, ...]:
    """What properties of the user's own depend on and a complete search never saw: operators.

    property_of() has the property of each. They are defined beside the module, in `spec.mc`.
    """
    if not _reported(run, frames):
        return ()
    asked = {read_asked(frame) for frame in frames}
    operators = read_module(run.spec.mc).of_kind("operator")
    known = [prop.name for prop in run.spec.properties]
    return tuple(name for name in operators if property_of(name) in known and name not in asked)


def unasked_in_words(name: str, mc: str, operators: Sequence[str]) -> tuple[str, ...]:
    """A sentence, without its full stop, on each operator that a property depends on in vain.

    `mc` is the text of the module in which they are defined.
    """
    read = read_module(mc)
    all_of = [each for each in read.of_kind("operator") if property_of(each) == name]
    missing = [each for each in all_of if each in operators]
    how = "is not put to the test" if missing == all_of else "is put to the test in part"
    lines = opened(mc).split("\n")
    said = []
    for head, body, stop in read.heads:
        if read.tokens[head].text in missing and body < stop:
            first, last = read.tokens[head].line, read.tokens[stop - 1].line
            text = " ".join(" ".join(lines[first - 1 : last]).partition("==")[2].split())
            said.append(
                f"{name} {how}: `{text}`, on which it depends, is true in no state that is reached"
            )
    return tuple(said)


def endless(run: Run, frames: Sequence[Frame]) -> bool:
    """Tell whether a complete search had no final state though everybody's work is bounded."""
    if not _reported(run, frames) or run.spec.scenario.parameters.passes == 0:
        return False
    return not any(map(read_final, frames))


def vacuous_in_words(cpus: Sequence[str], *, endless: bool = False) -> tuple[str, ...]:
    """A sentence, without its full stop, on each CPU that never acted, and on no end."""
    said = [
        "reclaim never comes to the page tables of the folio, so nothing is said of its walk"
        if cpu == "reclaim"
        else f"writer {cpu} never did anything here: nothing that it does changes a page or the "
        "folio, so nothing is said of a race with it"
        for cpu in cpus
    ]
    if endless:
        said.append("no state is final: in no behaviour do all CPUs come to their end")
    return tuple(said)


def stuck_in_words(waiting: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """A sentence, without its full stop, on a state in which nobody can go on; none if all can.

    `waiting` are the CPUs that wait there, each with its label.

    >>> stuck_in_words([("reclaim", "next_pte")])[0].partition(":")[0]
    'in some behaviours nobody can go on'
    """
    if not waiting:
        return ()
    who = ", ".join(f"{cpu} waits at {label}" for cpu, label in waiting)
    return (
        f"in some behaviours nobody can go on: {who} for ever, "
        "so there are fewer ends than it seems",
    )


def nothing_in_words(
    empty: Sequence[str],
    cpus: Sequence[str] | None,
    *,
    endless: bool = False,
    stuck: Sequence[tuple[str, str]] = (),
) -> list[str]:
    """A whole sentence on each reason for which an answer says less than it seems to.

    `empty` is what makes the question an empty one; `cpus` never acted, None if that is unknown;
    those of `stuck` wait for ever, each at its label.
    """
    nothing = vacuous_in_words(cpus or (), endless=endless)
    return [
        *(f"Empty question: {what}." for what in empty),
        *(f"Vacuous: {what}." for what in nothing),
        *(f"Stuck: {what}." for what in stuck_in_words(stuck)),
    ]


def _reported(run: Run, frames: Sequence[Frame]) -> bool:
    """Tell whether the search reports acts. One that goes on from a checkpoint reports none."""
    return run.question.reports and not any(frame.code == Code.RECOVERED for frame in frames)
