"""Writes anew what the C of a kernel says of the claims; no text of the kernel is kept."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tornfolio.explore.claims import load_claims
from tornfolio.linux.claims import FILE, Record, ask_claims, record_of
from tornfolio.linux.search import Limits
from tornfolio.linux.tree import open_tree

SPEC = Path(__file__).resolve().parent.parent / "spec"
HEAD = """\
# What the C of a release says of each check of claims.toml, in their order: `said`, or why it is
# `out` of scope. `functions` is a digest of all functions of the tree that ran.
# Written by tools/claims_in_c.py; no text of the kernel is kept.
"""


def seen(tree: Path) -> Record:
    """Ask a tree all claims."""
    opened = open_tree(tree)
    with tempfile.TemporaryDirectory() as runs:
        claims = ask_claims(load_claims(), opened, cc=None, runs=Path(runs), limits=Limits())
    return record_of(opened, claims)


def text_of(record: Record) -> str:
    """The record as TOML."""
    lines = [HEAD, f'release = "{record.release}"', f'functions = "{record.functions}"', ""]
    lines += ["[claims]"]
    for name, checks in record.claims.items():
        lines.append(f"{name} = [")
        for each in checks:
            key, value = ("said", each.said) if each.said else ("out", each.out)
            lines.append(f"    {{ of = {json.dumps(each.of)}, {key} = {json.dumps(value)} }},")
        lines.append("]")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Read the tree that is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path)
    (SPEC / FILE).write_text(text_of(seen(parser.parse_args().tree)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
