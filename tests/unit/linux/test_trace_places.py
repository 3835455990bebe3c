"""Tests of the places of steps in a tree of Linux."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from tornfolio.linux.trace_places import with_places
from tornfolio.linux.tree import open_tree
from tornfolio.trace.trace_json import trace_to_json
from tornfolio.views.export import trace_bytes
from traces import make_trace

WALK = "static bool map_pte(int a)\n{\n\tint b;\n\tb = ptep_get(a);\n\treturn b;\n}\n"


def test_steps_get_file_and_line_and_the_page_shows_the_lines(tmp_path: Path) -> None:
    """Only the steps whose function the tree has; the line is that of the call that is named."""
    for name in ("Makefile", "mm/rmap.c", "mm/page_vma_mapped.c", "include/linux/mm.h"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("VERSION = 7\nPATCHLEVEL = 9\nSUBLEVEL = 1\n")
    (tmp_path / "mm" / "page_vma_mapped.c").write_text(WALK)
    first, second, *rest = make_trace().steps
    second = dataclasses.replace(second, function="map_pte", primitive="ptep_get() of a PTE")
    trace = dataclasses.replace(make_trace(), steps=(first, second, *rest))
    placed = with_places(trace, open_tree(tmp_path))
    told = trace_to_json(placed)["steps"]
    assert told[1]["c"] == {"function": "map_pte", "file": "mm/page_vma_mapped.c", "line": 4}
    assert "c" not in told[0]
    assert "[mm/page_vma_mapped.c:4]" in trace_bytes(placed, "txt", unfold=True).decode()
    assert "In the tree: mm/page" in trace_bytes(placed, "md", unfold=True).decode().replace(
        "\\", ""
    )
    assert "b = ptep_get(a);" in trace_bytes(placed, "html").decode()
