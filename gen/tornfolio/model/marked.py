"""Lets rendered text say of each of its lines from which line of which template it came."""

from __future__ import annotations

import re

from jinja2 import nodes

from tornfolio.model.bounded import BoundedEnvironment
from tornfolio.model.marks import BEGIN, END

__all__ = ["MarkedEnvironment", "unmarked"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MARK = re.compile(f"{BEGIN}(\\d+):([^{BEGIN}{END}]*){END}")


class MarkedEnvironment(BoundedEnvironment):
    """Renders templates with a mark before each piece of their text."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Put the marks where Jinja has already decided about blanks around its statements."""
        tree = super()._parse(source, name, filename)
        for data in tree.find_all(nodes.TemplateData):
            lines = _LINE.findall(data.data)
            data.data = "".join(
                f"{BEGIN}{number}:{filename or name}{END}{line}"
                for number, line in enumerate(lines, start=data.lineno)
            )
        return tree


def unmarked(text: str) -> tuple[str, list[tuple[str, int]]]:
    """Give a text without its marks, and for each of its lines the template and line it is from.

    A template that has a file is named by that. A line that an expression alone has made is from
    where the text before it is from.
    """
    places = []
    last = ("", 1)
    for line in text.split("\n"):
        marks = _MARK.findall(line)
        places.append((marks[0][1], int(marks[0][0])) if marks else last)
        if marks:
            last = (marks[-1][1], int(marks[-1][0]))
    return _MARK.sub("", text), places
