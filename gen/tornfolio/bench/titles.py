"""Says what each section of the benchmark measures: a title, and what one must know to read it."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["TITLES"]

TITLES: Mapping[str, tuple[str, str]] = {
    "start": (
        "Our own Python",
        "How long tornfolio takes to say what it can do, beside a Python that does nothing.",
    ),
    "check": (
        "One check against the two bare commands",
        "Bare is what a user types without tornfolio: `pcal.trans`, then `tlc2.TLC` with"
        " `-XX:+UseParallelGC` and `-workers 2`, with the same jar, JVM and spec. For one property"
        " the .cfg names `AllOrNothing`; else every invariant, as `tornfolio gen` writes it,"
        " and TLC stops at the first violation, where tornfolio decides each safety property, and"
        " for all the temporal one too. Nothing was decided before, but where the spec was"
        " translated before, what TLC says of the counterexample's steps is known; our archive of"
        " classes is there.",
    ),
    "watch": (
        "From saving a file to the verdict",
        "`tornfolio watch`, whose JVM is warm, from the moment in which a file is saved, three"
        " seconds after the verdict before, to its verdict, beside a `tornfolio check` of the same"
        " that starts anew. Where only the size has changed, the check finds the module translated;"
        " another kernel is another module, which neither has seen.",
    ),
    "sweep": (
        "Many checks against a loop",
        "`tornfolio sweep --no-cache` decides all safety properties of each point, with nothing"
        " translated before; the loop asks for `AllOrNothing` alone.",
    ),
    "gate": (
        "The whole catalogue against a loop",
        "`tornfolio gate --lane full --no-cache`, with nothing translated before, decides each"
        " safety property of each point and compares its final states; the loop runs the two bare"
        " commands for each point with all invariants, and TLC stops at the first violation.",
    ),
    "claims": (
        "The claims against a loop",
        "`tornfolio claims`, with nothing translated before; the loop runs the two bare commands"
        " once for each point that the claims ask, as above.",
    ),
    "rate": (
        "A larger model",
        "A complete search with the invariant `LockDiscipline`. States per second are those of the"
        " program that searches, with the start of its JVM.",
    ),
    "peer": (
        "The same model in Promela, checked by SPIN",
        "From the start to the verdict. `bench/torn_pte0.pml` has a step for each label of the"
        " spec beside it. SPIN's time holds `spin -a`, gcc and the search, which reduces as it does"
        " by default and stops at the first violation. `lock` is our `granularity=lock`.",
    ),
    "peer-rate": (
        "All states of that model",
        "A complete search without reduction, in which both find the same number of states.",
    ),
    "distributed": (
        "Distributed against local",
        "TLC's own server with its workers on this machine, against a local search: what the mode"
        " costs when one machine would do.",
    ),
    "growth": (
        "Counting states for the growth",
        "One sweep for each granularity.",
    ),
    "sizes": (
        "Large folios",
        "Each point by one complete search that decides all safety properties, with"
        " `granularity=lock`. CONT blocks have 16 PTEs, 128 at 2,048 pages and 32 at 8,192, as on"
        " arm64. Memory is that of the largest process.",
    ),
    "others": (
        "Other writers",
        "The same with the other writers, each beside reclaim alone. Each point is given 30"
        " seconds: of one that took them all, `violated` is what was found in the states until"
        " then, and other properties are not decided. Larger ones were not tried then.",
    ),
    "chain": (
        "Nearly a million states as numbers",
        "`graph -f drn` writes all states of a scenario as a Markov decision process, and"
        " `quantify` computes with them, both with `--max-states 2000000`. MiB are those of our own"
        " Python, with Storm in it for `quantify`, and not those of the JVM.",
    ),
    "linux": (
        "The C of a tree against the model",
        "`tornfolio linux check` asks the C for all properties, `tornfolio check` the model for"
        " `AllOrNothing`, with `granularity=lock` for the large folios. The first time, the engine"
        " and the functions of the tree are compiled. CONT blocks have 16 PTEs.",
    ),
    "linux-rate": (
        "All states of the C against SPIN",
        "A complete search beside contpte. A state of the C is one after each access to memory, so"
        " there are more of them than in `bench/torn_pte0.pml`, in which SPIN searches without"
        " reduction. States per second are those of the program that searches.",
    ),
}
