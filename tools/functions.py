"""Writes anew which functions of Linux the model was made from: digests, and no text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tornfolio.linux.drift import FILE, read_tree
from tornfolio.linux.steps import labels_of_catalogue
from tornfolio.linux.tree import open_tree

SPEC = Path(__file__).resolve().parent.parent / "spec"
HEAD = """\
# The functions of Linux that labels of the model name, as they were read: for each release a digest
# of the function's tokens. One that a release does not have has no digest there.
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
    (SPEC / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{SPEC / FILE}: {len(labels)} functions of {', '.join(read)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
