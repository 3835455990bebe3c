"""Tests of the numbers that are read from TLC's messages."""

from __future__ import annotations

import pytest

from tornfolio.frames import Frame
from tornfolio.messages import Code, Counts, read_counts, read_progress

FINAL = "253 states generated, 193 distinct states found, 0 states left on queue."
RUNNING = (
    "Progress(36) at 2026-11-23 00:59:57: 8,057 states generated (334,084 s/min), "
    "7,361 distinct states found (305,224 ds/min), 0 states left on queue."
)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (FINAL, Counts(253, 193, 0)),
        (RUNNING, Counts(8057, 7361, 0, diameter=36)),
        (RUNNING.replace(", 0 states", ", 12 states"), Counts(8057, 7361, 12, diameter=36)),
        (RUNNING.replace(" (334,084 s/min)", ""), Counts(8057, 7361, 0, diameter=36)),
        (
            "1,234,567,890 states generated, 1 distinct states found, 99,999 states left on queue.",
            Counts(1234567890, 1, 99999),
        ),
        (FINAL + "\n" + FINAL.replace("253", "999"), Counts(253, 193, 0)),
    ],
)
def test_counts(text: str, counts: Counts) -> None:
    """Both forms give all three numbers, with thousands, and the depth where there is one."""
    assert read_counts(text) == counts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Progress(36)",
        "Finished computing initial states: 1 distinct state generated.",
        "253 states generated, 193 distinct states found",
        FINAL.replace("193", "many"),
        FINAL.replace("253", "-253"),
        "states generated distinct states states left",
    ],
)
def test_other_text_has_no_counts(text: str) -> None:
    """Text without all three numbers has no counts."""
    assert read_counts(text) is None


@pytest.mark.parametrize(
    ("frame", "counts"),
    [
        (Frame(Code.PROGRESS, 0, RUNNING), Counts(8057, 7361, 0, diameter=36)),
        (Frame(Frame.LOOSE, 0, '<<"progress", 193, 4, 17>>'), Counts(None, 193, 4, diameter=17)),
        (Frame(Code.COUNTS, 0, FINAL), None),
        (Frame(Frame.LOOSE, 0, RUNNING), None),
        (Frame(Code.SUCCESS, 0, '<<"progress", 193, 4, 17>>'), None),
        (Frame(Frame.LOOSE, 0, '<<"progress", 193, 4>>'), None),
        (Frame(Frame.LOOSE, 0, '<<"progress", 193, "4", 17>>'), None),
        (Frame(Frame.LOOSE, 0, '<<"progress", 193, 4, 1'), None),
        (Frame(Frame.LOOSE, 0, '<<"progress", 1' + "9" * 5000 + ", 4, 1>>"), None),
        (Frame(Frame.LOOSE, 0, "Starting..."), None),
        (Frame(Code.PROGRESS, 0, "Progress(3) at noon"), None),
    ],
)
def test_progress(frame: Frame, counts: Counts | None) -> None:
    """Progress comes from TLC's own message and from the constraint's line, and nowhere else."""
    assert read_progress(frame) == counts
