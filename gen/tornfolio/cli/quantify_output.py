"""Writes what quantify has found: as lines of text, as JSON, and as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tornfolio.cli.options import write_json

if TYPE_CHECKING:
    from tornfolio.quantities.curves import Curve
    from tornfolio.quantities.find import Found
    from tornfolio.quantities.policies import Comparison
    from tornfolio.quantities.quantify import Quantified
    from tornfolio.trace.trace import Trace

__all__ = ["Output"]


@dataclass(frozen=True)
class Output:
    """The quantities of a search, and what else was asked: a curve, policies, an order of steps."""

    found: Found
    first: Quantified
    curve: Curve | None
    compared: Comparison | None
    order: Trace | None

    def tell(self, *, as_json: bool, width: int | None) -> None:
        """Write it to standard output, folded at a width."""
        from tornfolio.cli.console import show, text_width
        from tornfolio.trace.trace_json import trace_to_json
        from tornfolio.views.folded import folded
        from tornfolio.views.quantity_lines import comparison_lines, curve_lines, quantity_lines
        from tornfolio.views.trace_text import trace_lines

        columns = text_width(width)
        if as_json:
            vacuous = self.found.result.vacuous if self.found.result else None
            write_json(
                {
                    **self.first.to_json(),
                    "curve": self.curve.to_json() if self.curve else None,
                    "policies": self.compared.to_json() if self.compared else [],
                    "trace": trace_to_json(self.order) if self.order else None,
                    "run_dir": str(self.found.folder),
                    "empty": list(self.first.chain.scenario.parameters.empty()),
                    "vacuous": None if vacuous is None else list(vacuous),
                }
            )
        elif self.compared:
            show(comparison_lines(self.compared, columns))
        else:
            show(folded(quantity_lines(self.first), columns))
            show(curve_lines(self.curve, columns) if self.curve else [])
            show([(), *trace_lines(self.order, width=columns)] if self.order else [])

    def draw(self, plot: Path, picture: str) -> None:
        """Write a picture of it to a file, in a format."""
        from tornfolio.support.files import write_file
        from tornfolio.views.export import trace_bytes
        from tornfolio.views.quantity_plot import comparison_bytes, curve_bytes

        if self.compared:
            write_file(plot, comparison_bytes(self.compared, picture))
        elif self.curve:
            write_file(plot, curve_bytes(self.curve, picture))
        elif self.order:
            write_file(plot, trace_bytes(self.order, picture))
