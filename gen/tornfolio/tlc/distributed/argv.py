"""Prepares the command lines of TLC's server and of its workers; runs nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tornfolio.tlc.argv import Limits
from tornfolio.tlc.distributed.bind_agent import write_agent
from tornfolio.tlc.toolchain import Toolchain

__all__ = ["server_argv", "worker_argv"]

# Milliseconds between two reports of progress; TLC's own interval is a minute.
_REPORT = 1000

# Begins a program that the kernel ends when the process that began it ends, however that ends.
_BOUND = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 9)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""


def server_argv(
    tools: Toolchain,
    *,
    module: str,
    cfg: Path,
    metadata: Path,
    temporary: Path,
    limits: Limits,
    address: str,
    port: int,
) -> list[str]:
    """The command of the server that has `module`.tla searched by workers.

    `address` is the one by which workers reach this machine, and the only one at which the server
    listens; `port` is that of the RMI registry. A file is written into the folder `temporary`.
    """
    return [
        *_java(tools, temporary, address, port, limits.memory),
        f"-Dtlc2.tool.distributed.TLCServer.report={_REPORT}",
        "-cp",
        str(tools.jar.path),
        "tlc2.tool.distributed.TLCServer",
        "-tool",
        "-deadlock",
        # A checkpoint stops all workers; nothing here goes on from one.
        "-checkpoint",
        "0",
        "-fp",
        "0",
        "-metadir",
        str(metadata),
        "-config",
        str(cfg),
        f"{module}.tla",
    ]


def worker_argv(
    tools: Toolchain,
    *,
    server: str,
    port: int,
    address: str,
    threads: int,
    temporary: Path,
    memory: int | None = None,
) -> list[str]:
    """The command of a worker with some threads, each of which the server counts as one.

    `server` is the address of the server, `address` the one by which it reaches this machine, and
    the only one at which the worker listens. A file is written into the folder `temporary`.
    """
    return [
        *_java(tools, temporary, address, port, memory),
        f"-Dtlc2.tool.distributed.TLCWorker.threadCount={threads}",
        # TLC tells workers apart by a port that newer JVMs hide.
        "--add-exports=java.rmi/sun.rmi.server=ALL-UNNAMED",
        "--add-exports=java.rmi/sun.rmi.transport=ALL-UNNAMED",
        "-cp",
        str(tools.jar.path),
        "tlc2.tool.distributed.TLCWorker",
        server,
    ]


def _java(
    tools: Toolchain, temporary: Path, address: str, port: int, memory: int | None
) -> list[str]:
    agent = temporary / "bound_sockets.jar"
    write_agent(agent)
    bound = [sys.executable, "-I", "-S", "-c", _BOUND, str(os.getpid())]
    return [
        *(bound if sys.platform == "linux" else []),
        str(tools.java.path),
        f"-Djava.io.tmpdir={temporary}",
        "-Djava.awt.headless=true",
        "-Dfile.encoding=UTF-8",
        f"-javaagent:{agent}",
        "-XX:+UseParallelGC",
        *([f"-Xmx{memory}m"] if memory else []),
        "-XX:+ExitOnOutOfMemoryError",
        f"-Djava.rmi.server.hostname={address}",
        f"-Dtlc2.tool.distributed.TLCServer.port={port}",
    ]
