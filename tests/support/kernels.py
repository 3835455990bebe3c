"""Finds sources of Linux for tests, which are not ours to keep: in a folder, or from Debian."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

FOLDER = "TORNFOLIO_TEST_LINUX"
SUITES = ("bookworm", "trixie", "trixie-backports", "sid")
KEY = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# The home of whoever runs the tests, which the tests do not write to but for this.
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tornfolio-test-linux"
_WANTED = ("*/mm/*", "*/arch/arm64/*", "*/include/*", "*/Makefile")


@cache
def kernel(release: str) -> Path:
    """A tree of Linux, `6.12` for instance; skip the test, and say so, if there is none.

    TORNFOLIO_TEST_LINUX names a folder with trees linux-6.12 and so on. Without it the package
    linux-source-6.12 is taken from where the machine gets its Debian packages, once.
    """
    chosen = os.environ.get(FOLDER)
    tree = Path(chosen or _CACHE) / f"linux-{release}"
    if (tree / "mm" / "rmap.c").is_file():
        return tree
    if chosen:
        pytest.skip(f"{FOLDER} has no linux-{release}")
    reason = _fetched(release, tree)
    if reason:
        pytest.skip(f"no sources of Linux {release}: {reason}; set {FOLDER}")
    return tree


def _fetched(release: str, tree: Path) -> str:
    """Fetch and unpack Debian's package; say why that is not possible, "" if it is done."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb") and KEY.is_file()):
        return "this is no Debian"
    sites = _said("apt-get", "indextargets", "--format", "$(SITE)").split()
    if not sites:
        return "apt-get knows no archive"
    tree.parent.mkdir(parents=True, exist_ok=True)
    own = tree.parent / f"apt-{release}"
    for part in ("lists/partial", "cache/archives/partial"):
        (own / part).mkdir(parents=True, exist_ok=True)
    lines = [f"deb [signed-by={KEY}] {sites[0]} {suite} main" for suite in SUITES]
    (own / "sources.list").write_text("\n".join(lines) + "\n")
    options = [
        *("-o", f"Dir::Etc::sourcelist={own / 'sources.list'}"),
        *("-o", "Dir::Etc::sourceparts=/dev/null"),
        *("-o", f"Dir::State::lists={own / 'lists'}"),
        *("-o", f"Dir::Cache={own / 'cache'}"),
        *("-o", "APT::Sandbox::User="),
    ]
    _said("apt-get", *options, "update")
    _said("apt-get", *options, "download", f"linux-source-{release}", folder=own)
    packages = list(own.glob("linux-source-*.deb"))
    if not packages:
        return "the archive has no such package"
    _said("dpkg-deb", "-x", str(packages[0]), str(own / "deb"))
    archives = list((own / "deb" / "usr" / "src").glob("linux-source-*.tar.xz"))
    draft = own / "tree"
    draft.mkdir(exist_ok=True)
    if archives:
        patterns = ["--wildcards", *_WANTED]
        _said("tar", "-xJf", str(archives[0]), "-C", str(draft), "--strip-components=1", *patterns)
    if not (draft / "mm" / "rmap.c").is_file():
        return "the package is not understood"
    draft.replace(tree)
    shutil.rmtree(own, ignore_errors=True)
    return ""


def _said(*argv: str, folder: Path | None = None) -> str:
    ended = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False)
    return ended.stdout if ended.returncode == 0 else ""
