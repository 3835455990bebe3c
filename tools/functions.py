"""Writes anew which functions of Linux the model was made from: digests, and no text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tornfolio.linux.drift import read_tree
from tornfolio.linux.read_before import FILE
from tornfolio.linux.runs import what_runs
from tornfolio.linux.source import Function
from tornfolio.linux.steps import labels_of_catalogue
from tornfolio.linux.tree import Tree, open_tree
from tornfolio.support.errors import BadInput

SPEC = Path(__file__).resolve().parent.parent / "spec"
HEAD = """\
# The functions of Linux that labels of the model name, as they were read: for each release a digest
# of the function's tokens. One that a release does not have has no digest there. Helpers run in the
# C of a release although no label names them.
# Written by tools/functions.py; no text of the kernel is kept.
"""


def main() -> int:
    """Read the trees that are given, oldest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="+", type=Path)
    labels = labels_of_catalogue()
    trees = [open_tree(path) for path in parser.parse_args().trees]
    read = {tree.release: read_tree(tree, labels) for tree in trees}
    lines = [HEAD, "read = [" + ", ".join(f'"{release}"' for release in read) + "]"]
    for name in labels:
        digests = {release: known[name] for release, known in read.items() if name in known}
        lines += ["", f"[functions.{name}]"] * bool(digests)
        lines += [f'"{release}" = "{digest}"' for release, digest in digests.items()]
    helpers = {tree.release: _running(tree) for tree in trees}
    for name in sorted(set().union(*helpers.values()) - set(labels)):
        lines += ["", f"[helpers.{name}]"]
        lines += [
            f'"{r}" = "{known[name].digest}"' for r, known in helpers.items() if name in known
        ]
    (SPEC / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{SPEC / FILE}: {len(labels)} functions of {', '.join(read)}\n")
    return 0


def _running(tree: Tree) -> dict[str, Function]:
    """What runs of a tree, nothing of one that the shim does not know."""
    try:
        return what_runs(tree).tree
    except BadInput as error:
        sys.stderr.write(f"{tree.release}: {error}\n")
        return {}


if __name__ == "__main__":
    sys.exit(main())
