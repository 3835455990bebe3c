"""What a person sees in a terminal: progress while TLC works, and colour."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def in_terminal(tmp_path: Path) -> bytes:
    """All that a check of a larger folio writes to its terminal, up to a state limit."""
    leader, follower = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    command = "check torn-pte0 --set nr_pages=512 --set granularity=fine"
    command += " --property TypeOK --max-states 20000 --runs runs"
    process = subprocess.Popen(
        [sys.executable, "-m", "tornfolio", *command.split()],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=environment | {"TERM": "xterm-256color", "COLUMNS": "160"},
        cwd=tmp_path,
    )
    os.close(follower)
    seen = bytearray()
    with contextlib.suppress(OSError):  # a terminal that nobody has open any more gives EIO
        while data := os.read(leader, 65536):
            seen += data
    os.close(leader)
    assert process.wait(timeout=60) == 5
    return bytes(seen)


def test_progress_and_colour_in_a_terminal(in_terminal: bytes) -> None:
    """TLC's states, queue, diameter and rate are shown while it works; the verdict has colour."""
    text = in_terminal.decode()

    assert "TLC checks torn-pte0" in text
    for word in ("distinct", "left on queue", "diameter", "distinct/s"):
        assert word in text
    assert "\x1b[" in text.partition("undecided")[0].rpartition("torn-pte0")[2]
