"""Writes the page of the shim: what stands in for the kernel around a tree's functions, and why."""

from __future__ import annotations

import tomllib
from itertools import groupby

from tornfolio.linux.headers import CLASSES, load_shim, shim_folder, writer_kinds

__all__ = ["shim"]


def shim() -> str:
    """The page: entries by header, class and reason, and what is known to differ."""
    entries = load_shim(writer_kinds()).entries
    parts = [
        "# The shim\n\n`tornfolio linux` puts these definitions in place of the kernel around the"
        " functions of a tree. [The C of a kernel](../linux.md) says what the classes mean. The"
        " headers are in `gen/tornfolio/linux/shim`.",
        "| class | entries |\n|---|---|\n"
        + "\n".join(
            f"| {kind} | {sum(entry.kind == kind for entry in entries)} |" for kind in CLASSES
        ),
    ]
    for file, several in groupby(entries, lambda entry: entry.definition.file):
        parts.append(f"## `{file.removeprefix('shim/')}`\n\n{_about(file)}")
        rows = ["| class | entries | reason |", "|---|---|---|"]
        for (kind, reason), alike in groupby(several, lambda entry: (entry.kind, entry.reason)):
            names = dict.fromkeys(entry.definition.name for entry in alike)
            words = ", ".join(f"`{name}`" for name in names)
            rows.append(f"| {kind} | {words} | {reason.replace('|', chr(92) + '|')} |")
        parts.append("\n".join(rows))
    parts.append("## Known differences from the model\n\n" + _explained())
    return "\n\n".join(parts) + "\n"


def _about(file: str) -> str:
    """What a header says of itself in its second comment."""
    text = (shim_folder().parent / file).read_text("utf-8")
    comment = text.split("/*", 2)[2].partition("*/")[0]
    lines = [line.strip(" *\t") for line in comment.splitlines()]
    return " ".join(line for line in lines if line and not line.startswith("uses:"))


def _explained() -> str:
    table = tomllib.loads((shim_folder().parent / "explained.toml").read_text("utf-8"))
    return (
        "\n".join(
            f"- `{name}`: {' '.join(entry['reason'].split())}" for name, entry in table.items()
        )
        or "None: TLC and the C agree at every point of the grid."
    )
