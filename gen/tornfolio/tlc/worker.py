"""Hosts a JVM in a process of its own, and runs the PlusCal translator and TLC in it on request.

The program that pool.py starts. A request is a line of JSON on standard input. Whatever the
tool writes goes to standard output, as from a process of its own, and then a line with the
request's mark and an answer in JSON. Every request has a class loader of its own, so nothing that
the tool keeps in static variables is there for the next one; those that the parent calls alike
follow one another in the same class loader, whose code is warm then, and which knows nothing of
their modules. Where anything is not as expected, the answer says so, or this process ends; then its
parent asks elsewhere.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tornfolio.tlc.hosted_tool import HostedTool

__all__ = ["main"]

_THREADS_END_SECONDS = 5.0
# All is well; a deadlock, a violation of safety, one of liveness.
_WELL = (0, 11, 12, 13)
# Class loaders that are kept for requests like those that they had; each takes some 20 MiB.
_MOST_LOADERS = 16
_OWN_THREADS = (
    *("Attach Listener", "Common-Cleaner", "Finalizer", "ForkJoinPool.commonPool", "GC Daemon"),
    *("Notification Thread", "Reference Handler", "RMI ", "Signal Dispatcher"),
)


def main() -> None:
    """Answer requests until standard input ends; then this process ends, whatever it is doing."""
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    source = os.fdopen(os.dup(0), encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    threading.Thread(target=_read, args=(source, requests), daemon=True).start()
    host: _Host | None = None
    while True:
        request = requests.get()
        try:
            if host is None:
                host = _Host(Path(request["libjvm"]), Path(request["jar"]), request["options"])
                answer: dict[str, Any] = {"ready": True}
            else:
                answer = host.run(
                    request["main"],
                    request["args"],
                    Path(request["folder"]),
                    request["properties"],
                    request["alike"],
                )
        except Exception as error:
            answer = {"failed": f"{type(error).__name__}: {error}"[:500]}
        os.write(1, f"{request['mark']} {json.dumps(answer)}\n".encode())  # noqa: TID251 - the pipe to the pool


def _read(source: Iterator[str], requests: queue.SimpleQueue[dict[str, Any]]) -> None:
    for line in source:
        requests.put(json.loads(line))
    # The parent has ended, and a search may have hours to go: a JVM is never left behind.
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


class _Host:
    """A JVM in this process, and how one request is kept apart from the next."""

    def __init__(self, libjvm: Path, jar: Path, options: Sequence[str]) -> None:
        # Imported here alone: a single check must not need it.
        import jpype

        own = (
            "-Xrs",  # signals are Python's
            "-XX:+DisableAttachMechanism",  # with -Xrs its socket is made at once, and stays
            "--enable-native-access=ALL-UNNAMED",  # JPype loads its own library
            "-XX:SoftRefLRUPolicyMSPerMB=0",  # RMI's caches would keep the classes for hours
        )
        jpype.startJVM(str(libjvm), *options, *own, convertStrings=False)
        self._jpype = jpype
        self._jar = jpype.java.io.File(str(jar)).toURI().toURL()
        self._system = jpype.java.lang.System
        self._thread = jpype.java.lang.Thread
        # The handles run all of a request in Java: JPype never gives up a class that it has seen.
        self._handles = jpype.java.lang.invoke.MethodHandles
        self._lookup = self._handles.publicLookup()
        self._tools: dict[str, HostedTool] = {}

    def run(
        self,
        main: str,
        args: Sequence[str],
        folder: Path,
        properties: Mapping[str, str],
        alike: str | None,
    ) -> dict[str, Any]:
        """Run a tool in a folder; give its exit status, whether it left nothing, and the memory.

        It has the classes of the last request that was `alike`, if that has ended well.
        """
        os.chdir(folder)
        before = self._busy()
        tool = self._tools.pop(alike, None) if alike else None
        tool = tool or HostedTool(self._jpype, self._lookup, self._loader())
        with self._put_back(properties):
            work = (
                tool.translator(args)
                if main == "pcal.trans"
                else tool.checker(args, alone=alike is None)
            )
            status = int(self._in_a_thread(work, tool.loader)) & 255
            self._system.out.flush()
            if main != "pcal.trans":
                tool.forget()
        clean = self._ended(before)
        if alike and clean and status in _WELL:
            self._tools[alike] = tool
            if len(self._tools) > _MOST_LOADERS:
                self._tools.pop(next(iter(self._tools))).loader.close()
        else:
            tool.loader.close()
        return {"status": status, "clean": clean, "memory": self._memory()}

    def _in_a_thread(self, handle: Any, loader: Any) -> Any:
        """Call a handle in a thread of its own: what a tool keeps for its thread ends with it."""
        java = self._jpype.java
        call = java.lang.invoke.MethodHandleProxies.asInterfaceInstance(
            java.util.concurrent.Callable.class_, handle
        )
        task = java.util.concurrent.FutureTask(call)
        thread = self._thread(task, "main")
        thread.setContextClassLoader(loader)
        thread.start()
        return task.get()

    def _loader(self) -> Any:
        platform = self._jpype.java.lang.ClassLoader.getPlatformClassLoader()
        urls = self._jpype.JArray(self._jpype.java.net.URL)([self._jar])
        return self._jpype.java.net.URLClassLoader(urls, platform)

    @contextlib.contextmanager
    def _put_back(self, properties: Mapping[str, str]) -> Iterator[None]:
        """Set properties for a request, and put back at its end what a JVM has only once."""
        system = self._system
        out, err, at_first = system.out, system.err, system.getProperties().clone()
        beans = self._jpype.java.lang.management.ManagementFactory.getPlatformMBeanServer()
        known = beans.queryNames(None, None)
        for name, value in properties.items():
            system.setProperty(name, value)
        try:
            yield
        finally:
            system.setOut(out)
            system.setErr(err)
            system.setProperties(at_first)
            for name in beans.queryNames(None, None):
                if not known.contains(name):
                    beans.unregisterMBean(name)

    def _busy(self) -> set[int]:
        """The threads, by number, that do something or will by themselves.

        TLC leaves some that wait for others to give them work. Nobody can once all wait; the JVM's
        own threads know nothing of it. (As beans, since JPype would keep TLC's own classes.)
        """
        beans = self._jpype.java.lang.management.ManagementFactory.getThreadMXBean()
        found = set()
        for thread in beans.dumpAllThreads(False, False):
            own = thread is None or str(thread.getThreadName()).startswith(_OWN_THREADS)
            if not own and str(thread.getThreadState()) != "WAITING":
                found.add(int(thread.getThreadId()))
        return found

    def _ended(self, before: set[int]) -> bool:
        """Tell whether no thread that a tool has started goes on."""
        until = time.monotonic() + _THREADS_END_SECONDS
        while self._busy() - before:
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        return True

    def _memory(self) -> int:
        """What the JVM has taken from the system, in MiB."""
        beans = self._jpype.java.lang.management.ManagementFactory.getMemoryMXBean()
        heap, other = beans.getHeapMemoryUsage(), beans.getNonHeapMemoryUsage()
        return int(heap.getCommitted() + other.getCommitted()) >> 20


if __name__ == "__main__":
    main()
