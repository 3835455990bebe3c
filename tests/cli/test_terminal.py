"""What a person sees in a terminal: progress while TLC works, and colour."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from kernels import kernel

_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def in_terminal(tmp_path: Path, *command: str) -> bytes:
    """All that a command writes to its terminal that does not decide everything."""
    leader, follower = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tornfolio", *command, "--runs", "runs"],
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


def test_progress_and_colour_in_a_terminal(tmp_path: Path) -> None:
    """TLC's states, queue, diameter and rate are shown while it works; the verdict has colour."""
    command = "check torn-pte0 --set nr_pages=512 --set granularity=fine"
    command += " --property TypeOK --max-states 20000"
    text = in_terminal(tmp_path, *command.split()).decode()

    assert "TLC checks torn-pte0" in text
    for word in ("distinct", "left on queue", "diameter", "distinct/s"):
        assert word in text
    assert "\x1b[" in text.partition("undecided")[0].rpartition("torn-pte0")[2]


def test_progress_of_the_c(tmp_path: Path) -> None:
    """States, steps and rate are shown while the C runs, which no terminal has after the answer."""
    command = "--set nr_pages=512 --set writers=contpte,protect --timeout 4"
    tree = str(kernel("7.3"))
    text = in_terminal(tmp_path, "linux", "check", tree, "torn-pte0", *command.split()).decode()

    assert "The C runs torn-pte0" in text
    shown, _, answer = text.rpartition("states/s")
    assert shown.count("states, ") >= 1
    assert "not complete: the limit of time was reached" in " ".join(
        _ESCAPE.sub("", answer).split()
    )
