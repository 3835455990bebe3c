"""Lays out the pages of the site as they lie in the repository, and builds it with mkdocs.

Links between pages, pictures and data are the same on GitHub and on the site that way. Run as
`make docs`; the site is written to site/.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAID_OUT = ROOT / ".site"
# What pages are made of or link to; a link to anything else is a broken one.
PARTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs", "traces", "bench")
FILES = ("tlc-runs/README.md",)


def lay_out() -> None:
    """Copy the pages, and what they link to, into a folder of their own."""
    shutil.rmtree(LAID_OUT, ignore_errors=True)
    for part in (*PARTS, *FILES):
        source, target = ROOT / part, LAID_OUT / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)


def main() -> None:
    """Build the site; any warning, a broken link among them, is an error."""
    lay_out()
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict"], cwd=ROOT)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
