"""Says why a run of TLC ended without a verdict."""

from __future__ import annotations

from tornfolio.support.errors import ToolFailed, TornfolioError
from tornfolio.tlc.complaints import endless_mistake, evaluation_mistake, parse_mistake
from tornfolio.tlc.frames import Frame
from tornfolio.tlc.messages import ERROR, Code, ExitStatus
from tornfolio.tlc.search import Run
from tornfolio.tlc.signals import ended_error
from tornfolio.tlc.system_limits import limit_reached

__all__ = ["failure", "out_of_memory"]

_MEMORY = "java.lang.OutOfMemoryError"
# The JVM calls this the same, but it is no question of the heap.
_THREAD = "native thread"


def failure(run: Run, frames: list[Frame]) -> TornfolioError:
    """What to raise for a run that decided nothing: a mistake of the user, or a crash."""
    status = run.execution.exit_status
    mistake = _mistake(run, frames)
    if mistake is not None:
        return mistake
    by_another = ended_error("TLC", status, run.execution.output)
    if by_another is not None:
        return by_another
    text = "\n".join(frame.text for frame in frames)
    refused = limit_reached("TLC", text, run.execution.output)
    if refused is not None:
        return refused
    ended = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
    errors = [frame.text for frame in frames if frame.severity == ERROR and frame.text.strip()]
    # SANY and the JVM speak outside of frames; where they complain, that says more.
    loose = [frame.text for frame in frames if frame.code == Frame.LOOSE]
    loud = [number for number, text in enumerate(loose) if "rror" in text or "xception" in text]
    said = loose[loud[0] : loud[0] + 4] if loud else loose[-3:]
    complaint = " ".join([*errors, *said] or ["it said nothing"])[:400]
    return ToolFailed(
        f"TLC {ended} without a verdict: {complaint}", f"its output is {run.execution.output}"
    )


def out_of_memory(status: int, frames: list[Frame]) -> bool:
    """Tell a full heap from other crashes, also from too many threads.

    The JVM ends with 3, TLC with 1 or 255.
    """
    said = any(
        (_MEMORY in frame.text and _THREAD not in frame.text)
        or frame.code in (Code.OUT_OF_MEMORY, Code.OUT_OF_MEMORY_INITIAL)
        for frame in frames
    )
    return said and status in (ExitStatus.JVM_OUT_OF_MEMORY, 1, 153, 255)


def _mistake(run: Run, frames: list[Frame]) -> TornfolioError | None:
    """What is wrong with text of the user's own, None if TLC complains of something else."""
    output = run.execution.output
    if run.execution.exit_status == ExitStatus.PARSING:
        said = output.read_text(encoding="utf-8", errors="replace")
        return parse_mistake(run.spec, said, output)
    return endless_mistake(run.spec, frames) or evaluation_mistake(
        run.spec, run.question.properties, frames, output
    )
