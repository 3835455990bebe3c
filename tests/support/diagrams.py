"""Tells a Mermaid sequence diagram from other text."""

from __future__ import annotations

import re

__all__ = ["is_diagram"]

# All that a line may be; what a trace says stands for itself or as a character code.
SAID = r"(?:[\w .,()_:=|/+'-]|…|<br/>|#\d+;)*"
LINES = [
    r"sequenceDiagram",
    rf"    title {SAID}",
    r"    acc(?:Title|Descr): [\w .,()_:=|/+'-]+",
    r"    %% [\d,]+ characters: GitHub draws no diagram of more than 50,000",
    rf"    participant cpu\d+ as {SAID}",
    rf"    Note over cpu\d+(?:,cpu\d+)?: {SAID}",
    r"    cpu\d+-->>cpu\d+: the PTL is free",
    r"    (?:de)?activate cpu\d+",
    r"    rect rgba\([\d., ]+\)",
    r"    loop \d+ rounds",
    r"    end",
]


def is_diagram(text: str) -> bool:
    """Tell whether every line is one that a diagram may have, and every block ends."""
    lines = text.split("\n")
    assert lines.pop() == ""
    opened = sum(line.split()[0] in ("rect", "loop") for line in lines)
    return (
        all(any(re.fullmatch(form, line) for form in LINES) for line in lines)
        and opened == lines.count("    end")
        and lines[0] == "sequenceDiagram"
    )
