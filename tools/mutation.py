"""Lets mutmut change the modules that make a verdict, and writes down which changes tests notice.

Run as `make mutation`: minutes, and no part of `make test`. The tests here start no TLC, so each
change costs a fraction of a second. Modules are changed one after another, each within a limit of
time; what a limit left open counts as not noticed. With names of modules as arguments only those
are changed, and the page is not written. All paths of the job are in this file.
"""

from __future__ import annotations

import ast
import difflib
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tornfolio.support.toml import read_tables

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "gen" / "tornfolio"
STAGE = ROOT / ".mutation"
EQUIVALENT = ROOT / "tests" / "data" / "equivalent-mutations.toml"
REPORT = ROOT / "docs" / "mutation.md"

# What makes a verdict, and the tests of it.
MODULES = (
    *("tlc.frames", "tlc.messages", "tlc.behaviour", "tlc.failure", "tlc.result", "check.verdict"),
    *("explore.outcomes", "explore.survey", "explore.mutants", "explore.claims"),
    *("explore.claim_rule", "explore.verdict_cache", "check.check"),
    *("gate.comparison", "gate.audit", "gate.run", "cli.exit_status"),
)
TESTS = (
    *("check/test_verdict", "tlc/test_read_result", "tlc/test_failed_result", "tlc/test_result"),
    *("tlc/test_messages", "tlc/test_frames", "gate/test_comparison", "gate/test_audit"),
    *("explore/test_claims", "explore/test_claims_read", "explore/test_outcomes"),
    *("explore/test_survey", "explore/test_verdict_cache", "explore/test_mutants"),
    *("explore/test_claim_votes", "check/test_questions", "gate/test_decide_points"),
    "cli/test_statuses",
)
SHARED = ("made", "expected", "recorded", "places", "only_file")
KILLED = ("killed", "timeout")
# Seconds for one module.
MOST = 900
# What mutmut writes before and after the name of a class.
_BETWEEN = "\N{LATIN LETTER LATERAL CLICK}"

_CONFIG = """\
[tool.pytest.ini_options]
addopts = "--import-mode=importlib"
pythonpath = ["tests/support"]

[tool.mutmut]
source_paths = ["src/"]
only_mutate = [{modules}]
also_copy = ["spec"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "--tb=no", "--assert=plain"]
"""

_PAGE = """\
# Which changes to our code the tests notice

`make mutation` makes one small change at a time, with mutmut, in the modules that make a verdict.
For each change it runs the tests of these modules that start no TLC. `.venv/bin/python
tools/mutation.py MODULE` does so for one module. Measured on {date}.

A change that has no effect counts as equivalent; `tests/data/equivalent-mutations.toml` gives the
reason. The score is the share of all other changes that a test noticed. A change that no test ran,
or that was not tried within the time limit, counts as not noticed.

| module | changes | killed | equivalent | survived | score |
|---|---|---|---|---|---|
{rows}

## Not noticed

{left}
"""


def stage(changed: Sequence[str]) -> None:
    """Lay out the package, the model and the tests as mutmut wants them, to change some modules."""
    if STAGE.exists():
        shutil.rmtree(STAGE)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, STAGE / "src" / "tornfolio", ignore=ignored)
    shutil.copytree(ROOT / "spec", STAGE / "spec")
    tests = STAGE / "tests"
    shutil.copytree(ROOT / "tests" / "data", tests / "data")
    names = (*(f"unit/{test}.py" for test in TESTS), *(f"support/{name}.py" for name in SHARED))
    for name in names:
        (tests / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "tests" / name, tests / name)
    modules = ", ".join(f'"src/tornfolio/{_file(module)}"' for module in changed)
    (STAGE / "pyproject.toml").write_text(_CONFIG.format(modules=modules), encoding="utf-8")


def mutate(modules: Sequence[str]) -> dict[str, str]:
    """Run mutmut on one module after another; give the word of each change by its name."""
    program = [sys.executable, "-m", "mutmut"]
    # Plugins of pytest that no test here uses cost each change more than its tests.
    environment = os.environ | {
        "XDG_CACHE_HOME": str(STAGE / "cache"),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    for module in modules:
        _run_for(MOST, [*program, "run", f"tornfolio.{module}.*"], environment)
    done = subprocess.run(
        [*program, "results", "--all", "true"],
        cwd=STAGE,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    pairs = (line.strip().rpartition(": ") for line in done.stdout.splitlines() if ": " in line)
    return {name: word for name, _, word in pairs if _module(name) in modules}


def _run_for(seconds: float, program: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run a program and all that it starts, but no longer than so many seconds."""
    with (STAGE / "log").open("ab") as log:
        group = subprocess.Popen(
            program, cwd=STAGE, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            status = group.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(group.pid, signal.SIGKILL)
            group.wait()
        else:
            if status:
                raise SystemExit(f"mutmut ended with status {status}; read {STAGE / 'log'}")


def report(words: Mapping[str, str], modules: Sequence[str]) -> str:
    """The page: a line for each module, then the changes that nothing noticed."""
    excused = read_tables(EQUIVALENT)
    counts: dict[str, Counter[str]] = {module: Counter() for module in modules}
    texts = {module: _functions(module) for module in modules}
    left = []
    for name, word in sorted(words.items()):
        module, mangled = _module(name), name.rpartition(".")[2]
        function, _, number = mangled.rpartition("__mutmut_")
        place = f"{module}.{_plain(function)}"
        became = _became(texts[module], function, number)
        kind = "killed" if word in KILLED else "survived"
        if kind == "survived" and became in excused.get(place, {}).get("became", ()):
            kind = "equivalent"
        counts[module][kind] += 1
        if kind == "survived":
            left.append(f"- {place}, {word}: `{became}`")
    counts["all"] = sum(counts.values(), Counter())
    rows = [_row(module, count) for module, count in counts.items()]
    return _PAGE.format(
        date=f"{datetime.now(UTC):%d %B %Y}",
        rows="\n".join(rows),
        left="\n".join(left) or "Every change was noticed.",
    )


def _module(change: str) -> str:
    """The module that a change is in: `check.verdict`."""
    return change.removeprefix("tornfolio.").rpartition(".")[0]


def _file(module: str) -> str:
    """The file of a module, relative to the package."""
    return f"{module.replace('.', '/')}.py"


def _plain(function: str) -> str:
    """The name of a function, with its class, as it is in the source."""
    if _BETWEEN in function:
        _, name, method = function.split(_BETWEEN)
        return f"{name}.{method}"
    return function.removeprefix("x_")


def _functions(module: str) -> dict[str, list[str]]:
    """The lines of all functions that mutmut has made of a module, by their names."""
    text = (STAGE / "mutants" / "src" / "tornfolio" / _file(module)).read_text(encoding="utf-8")
    lines = text.splitlines()
    return {
        node.name: lines[node.lineno : node.end_lineno]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }


def _became(functions: Mapping[str, list[str]], function: str, number: str) -> str:
    """The lines that a change has put in the place of others, as one."""
    before = functions[f"{function}__mutmut_orig"]
    after = functions[f"{function}__mutmut_{number}"]
    lines = [line[2:].strip() for line in difflib.ndiff(before, after) if line.startswith("+ ")]
    return " ".join(lines) or "a line less"


def _row(module: str, count: Counter[str]) -> str:
    killed, excused, survived = (count[kind] for kind in ("killed", "equivalent", "survived"))
    score = f"{100 * killed / (killed + survived):.1f} %" if killed + survived else "-"
    changes = killed + excused + survived
    return f"| {module} | {changes} | {killed} | {excused} | {survived} | {score} |"


def main() -> None:
    """Stage, mutate and write the page."""
    modules = sys.argv[1:] or MODULES
    stage(modules)
    text = report(mutate(modules), modules)
    if tuple(modules) == MODULES:
        REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
