"""Lets rendered text say of each of its lines from which line of which template it came."""

from __future__ import annotations

import re

from jinja2 import nodes

from tornfolio.model.bounded import BoundedEnvironment
from tornfolio.model.marks import BEGIN, END

__all__ = ["MarkedEnvironment"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


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
