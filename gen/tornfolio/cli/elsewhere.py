"""Lists the commands that stand in modules of their own: where each is, and what it does.

The help of all commands together imports none of them.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ELSEWHERE"]

# The module of each command in this package, and the first line of its help.
ELSEWHERE: Mapping[str, tuple[str, str]] = {
    "bench": ("bench_command", "Measure tornfolio against the bare tools."),
    "bless": ("catalogue_commands", "Search the gallery's counterexamples again, and compare."),
    "bugs": ("bugs_command", "Decide real bugs of Linux with TLC, faulty and fixed."),
    "check": ("check_command", "Check a scenario with TLC, property by property."),
    "claims": ("catalogue_commands", "Decide the claims of the thread with TLC."),
    "compare": ("compare_command", "Compare policies, kernels or models, point by point."),
    "demo": ("check_command", "Check the seed scenario without and with TTU_SYNC, and draw it."),
    "explore": ("explore_commands", "Write a page in which you walk through all states."),
    "gate": ("gate_command", "Decide the points of a lane and compare with what is expected."),
    "gen": ("spec_commands", "Write a scenario's .tla, translated, and its .cfg files."),
    "graph": ("graph_command", "Draw the reachable states of a scenario, or write them as data."),
    "init": ("init_command", "Begin a model in a repository of your own."),
    "labels": (
        "catalogue_commands",
        "List every label of the model, and how many scenarios reach it.",
    ),
    "linux": ("linux_command", "Run the functions of a Linux tree under all schedules."),
    "mutate": (
        "catalogue_commands",
        "Make small mistakes in the model and show what notices them.",
    ),
    "new": ("new_command", "Write the skeleton of a writer, policy, property or scenario."),
    "outcomes": ("explore_commands", "List every final state of a scenario, as herd7 does."),
    "quantify": (
        "quantify_command",
        "Compute chances and times from TLC's states, with Storm.",
    ),
    "resume": ("resume_command", "Continue a check that was interrupted."),
    "sweep": ("sweep_command", "Decide a scenario for every combination of some values."),
    "template": ("spec_commands", "Show a template: the text that a policy's change can find."),
    "trace": ("trace_command", "Write the counterexample of a scenario as a picture or as text."),
    "watch": ("watch_command", "Check a scenario again whenever its model changes."),
    "worker": ("worker_command", "Work for a check on another machine."),
}
