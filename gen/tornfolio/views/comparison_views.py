"""Shows a comparison: as a table for the terminal, as Markdown, and as a page with pictures."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence

from tornfolio.explore.shown import Shown
from tornfolio.support.naming import printable
from tornfolio.views.comparison_table import ComparisonTable, settings_in_words
from tornfolio.views.export import trace_bytes
from tornfolio.views.folded import folded
from tornfolio.views.markdown import escaped
from tornfolio.views.spans import Line, Span

__all__ = ["comparison_lines", "comparison_markdown", "comparison_page", "picture_name"]

_HANGING = "    "
_WIDER = "As a table: --width with a larger number, -f md, or -f html -o FILE."
_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { border: 1px solid #8888; padding: .3rem .7rem; text-align: left; }
td.good { background: #2a72; } td.alarm { background: #d336; font-weight: 600; }
td.open { background: #fb26; } td.faint { opacity: .6; }
figure { margin: 2rem 0; } img { max-width: 100%; background: #fff; }
""".strip()


def comparison_lines(table: ComparisonTable, width: int | None = None) -> list[Line]:
    """A table for the terminal, and what it shows in sentences.

    Its columns move together if it would be wider than `width`. One that is still wider has a line
    for each row instead, folded where it is longer, and says how it can be had as a table.
    """
    widths = [
        max(len(table.heads[at]), *(len(row[at].text) for row in table.rows))
        for at in range(len(table.heads))
    ]
    below: list[Line] = [*((Span(sentence),) for sentence in table.sentences)]
    below = folded([*below, (Span(table.about, "faint"),)], width)
    title = folded([(Span(table.title, "head"),)], width)
    space = _space(widths, width)
    if width is not None and not space:
        rows = [_without_columns(table.heads, row, width) for row in table.rows]
        # A row of one line is told from the next one by its place alone.
        gap: list[Line] = [()] if any(len(row) > 1 for row in rows) else []
        told = [*gap, *(line for row in rows for line in (*row, *gap))]
        return [*title, *told, *below, *folded([(Span(_WIDER, "faint"),)], width)]
    heads = space.join(head.ljust(width) for head, width in zip(table.heads, widths, strict=True))
    lines: list[Line] = [*title, (Span(heads.rstrip(), "head"),)]
    for row in table.rows:
        *cells, last = zip(row, widths, strict=True)
        spans = [Span(span.text.ljust(width) + space, span.style) for span, width in cells]
        lines.append((*spans, last[0]))
    return [*lines, *below]


def _space(widths: Sequence[int], width: int | None) -> str:
    """The space between columns: the widest with which they fit, "" if none does."""
    for space in ("  ", " "):
        if width is None or sum(widths) + len(space) * (len(widths) - 1) <= width:
            return space
    return ""


def _without_columns(heads: Sequence[str], row: Sequence[Span], width: int) -> list[Line]:
    """A row with the name of its column before each cell, which stay together."""
    lines: list[list[Span]] = [[]]
    used = 0
    for at, (head, cell) in enumerate(zip(heads, row, strict=True)):
        item = [Span(f"{head}: ", "faint"), cell, *([Span(",")] if at < len(row) - 1 else [])]
        length = sum(len(span.text) for span in item)
        if used and used + 1 + length > width:
            lines.append([Span(_HANGING), *item])
            used = len(_HANGING) + length
        else:
            lines[-1] += [Span(" "), *item] if used else item
            used += length + bool(used)
    return [tuple(line) for line in lines]


def comparison_markdown(table: ComparisonTable, pictures: Sequence[tuple[Shown, str]]) -> str:
    """A table in Markdown; `pictures` are the places of pictures that were written."""
    lines = [f"# {escaped(table.title)}", ""]
    rows = [[escaped(span.text) for span in row] for row in table.rows]
    for cells in ([escaped(head) for head in table.heads], ["---"] * len(table.heads), *rows):
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", *(f"- {escaped(sentence)}" for sentence in table.sentences)]
    for shown, place in pictures:
        lines += ["", f"![{escaped(_caption(shown))}](<{place}>)"]
    return "\n".join([*lines, "", escaped(table.about), ""])


def comparison_page(table: ComparisonTable, shown: Sequence[Shown]) -> str:
    """A page that needs no network: the table, and a picture of each difference."""
    rows = "\n".join(
        "<tr>"
        + "".join(f'<td class="{span.style}">{_text(span.text)}</td>' for span in row)
        + "</tr>"
        for row in table.rows
    )
    heads = "".join(f'<th scope="col">{_text(head)}</th>' for head in table.heads)
    sentences = "\n".join(f"<li>{_text(sentence)}</li>" for sentence in table.sentences)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \
'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_text(table.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{_text(table.title)}</h1>
<table>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
<ul>
{sentences}
</ul>
{"".join(map(_figure, shown))}<p>{_text(table.about)}</p>
</body>
</html>
"""


def picture_name(number: int, shown: Shown) -> str:
    """A file name for the picture of a difference."""
    prop = shown.difference.property
    values = [f"{key}={value}" for key, value in shown.difference.row.values.items()]
    words = [f"{number:02}", shown.side.name, prop.name if prop else "", *values]
    kept = ("".join(c if c.isalnum() or c in "=._-" else "-" for c in word) for word in words)
    return "-".join(word for word in kept if word)[:120] + ".svg"


def _figure(shown: Shown) -> str:
    caption = _text(_caption(shown))
    if shown.trace is None:
        return f"<p>{caption}: no picture, {_text(shown.reason)}</p>\n"
    picture = base64.b64encode(trace_bytes(shown.trace, "svg")).decode()
    image = f'<img alt="{caption}" src="data:image/svg+xml;base64,{picture}">'
    return f"<figure><figcaption>{caption}</figcaption>{image}</figure>\n"


def _caption(shown: Shown) -> str:
    prop = shown.difference.property
    where = settings_in_words(shown.difference.row.values)
    name = prop.name if prop else "a property"
    return f"{name} is violated for {shown.side.name}" + (f" at {where}" if where else "")


def _text(text: str) -> str:
    return html.escape(printable(text))
