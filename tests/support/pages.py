"""Reads the pages of the documentation: their blocks, what they run, and what they link to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from places import ROOT

__all__ = ["PAGES", "Block", "Command", "anchors", "blocks", "links", "pattern", "prose", "steps"]

PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "traces").glob("*.md"),
        ROOT / "tlc-runs" / "README.md",
    )
)
_BLOCK = re.compile(
    r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
# In an escaped line of output: what another run prints instead.
_OTHER_DAYS = {
    r"(?:\\ )+\d+\\\.\d+(?=(?:\\ s)?$)": r" +\d+\.\d+",
    r"\d{8}T\d{6}Z\\-[0-9a-f]{6}": r"\d{8}T\d{6}Z-[0-9a-f]{6}",
}


@dataclass(frozen=True)
class Block:
    """A fenced block; one with a title is a file that the reader writes."""

    language: str
    title: str | None
    body: str


@dataclass(frozen=True)
class Command:
    """A line after a dollar sign, and the output that the page shows below it."""

    line: str
    output: str


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    for match in _BLOCK.finditer(text):
        yield Block(match["language"], match["title"], match["body"])


def prose(text: str) -> str:
    """A page without its blocks."""
    return _BLOCK.sub("", text)


def steps(text: str) -> Iterator[Block | Command]:
    """What a reader does: the files to write and the commands to run, in this order."""
    for block in blocks(text):
        if block.title:
            yield block
        elif block.language == "console":
            for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
                line, _, output = part.replace("\\\n", " ").partition("\n")
                yield Command(line, output)


def pattern(output: str) -> re.Pattern[str]:
    """What an output has to match.

    `...` stands for any text in a line, and for any lines where it stands alone; seconds and the
    names of run folders are those of another day.
    """
    lines = []
    for line in output.splitlines():
        if line == "...":
            lines.append(r"(?:.*\n)*?")
            continue
        escaped = re.escape(line).replace(r"\.\.\.", ".*")
        for told, today in _OTHER_DAYS.items():
            escaped = re.sub(told, today.replace("\\", r"\\"), escaped)
        lines.append(f"{escaped}\\n")
    return re.compile("".join(lines))


def links(text: str) -> Iterator[tuple[str, str]]:
    """The relative links of a page, each as a path and an anchor."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(text)):
        if "://" not in target:
            path, _, anchor = target.partition("#")
            yield path, anchor


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", prose(path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
