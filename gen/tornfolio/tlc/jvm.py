"""Chooses how the JVM runs TLC, by the size of the search: compiler, collector, heap, threads."""

from __future__ import annotations

from dataclasses import dataclass

from tornfolio.model.estimate import Size
from tornfolio.support.machine import usable_memory

__all__ = ["ALWAYS", "LARGE_FROM", "SMALL", "Jvm", "choose_jvm"]

# The client compiler and the serial collector start faster; from a few seconds on, the server
# compiler and the parallel collector win.
SMALL = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_LARGE = ("-XX:+UseParallelGC",)
# At its end HotSpot waits 300 ms for threads that are in native code, and TLC 2.15 has one there:
# it accepts calls for the fingerprint set, which nobody makes.  Releases without that option, and
# other JVMs, pass over it.
ALWAYS = (
    "-XX:+IgnoreUnrecognizedVMOptions",
    "-XX:UserThreadWaitAttemptsAtExit=0",
    "-XX:-UsePerfData",
    # TLC 2.15 tells the JVM's flight recorder of its progress; to get that ready takes 100 ms.
    "-Djfr.unsupported.vm=true",
    # Comments of a model of one's own may be in any language, whatever the locale.
    "-Dfile.encoding=UTF-8",
)
# Values of variables that TLC copies and hashes until the server compiler has paid for itself.
LARGE_FROM = 3_000_000
# TLC keeps on the disk what the heap does not hold, and the collector takes what it may: so a large
# search gets some GiB, and only a huge one half of what there is.  JVMs that several checks share
# have their limit in pool.py, TLC's server in distributed/argv.py.
_LARGE_HEAP_MIB = 3072
_HUGE_FROM = 20_000_000


@dataclass(frozen=True)
class Jvm:
    """How one run of TLC is started.

    `options` are the JVM's, `workers` the threads of TLC. `archive`: an archive of classes helps.
    `states` is the estimate of distinct states that this rests on.
    """

    options: tuple[str, ...]
    workers: int
    archive: bool
    states: int

    def in_words(self) -> str:
        """The choice as one phrase."""
        threads = "1 worker" if self.workers == 1 else f"{self.workers} workers"
        return f"{' '.join(self.options)}, {threads}; about {self.states:,} states expected"


def choose_jvm(
    size: Size,
    *,
    workers: int | None = None,
    memory: int | None = None,
    processors: int = 1,
    most: int | None = None,
) -> Jvm:
    """Choose for one search.

    `most` is how many states it will look at, whatever there are: the heap follows from that, but
    not the number of workers, as a search goes on from a checkpoint with as many as it had.
    `workers` and `memory`, the heap in MiB, are the user's own wish, None for ours. `processors`
    is how many workers a large search may have; more than one are for searches of all states only,
    as a counterexample would be another one each time.
    """
    large = size.states * size.values >= LARGE_FROM or (workers or 1) > 1
    if workers is None:
        workers = processors if large else 1
    heap = memory
    if heap is None and large:
        half = (usable_memory() or 0) // 2
        huge = min(size.states, most or size.states) >= _HUGE_FROM
        heap = half if huge else min(half, _LARGE_HEAP_MIB)
    options = (*(_LARGE if large else SMALL), *([f"-Xmx{heap}m"] if heap else []))
    return Jvm(options, workers, archive=not large, states=size.states)
