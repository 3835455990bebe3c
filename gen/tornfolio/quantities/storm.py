"""Asks Storm: the one module that knows stormpy."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornfolio.quantities.drn import drn_lines
from tornfolio.quantities.markov import Markov
from tornfolio.quantities.questions import Asked
from tornfolio.support.errors import ToolFailed, ToolMissing

__all__ = ["Model", "load", "load_drn", "need_storm"]


@dataclass(frozen=True)
class Model:
    """A model that Storm has read."""

    storm: Any
    model: Any

    @property
    def states(self) -> int:
        """The number of states, that behind all last ones included."""
        return int(self.model.nr_states)

    def value(self, formula: str) -> float:
        """The value of a formula in the initial state, which may be infinite."""
        return float(self._result(formula))

    def values(self, formula: str) -> list[float]:
        """The value of a formula in each state, in their order."""
        try:
            found = self.storm.model_checking(self.model, self._property(formula))
            return list(found.get_value_vector())
        except Exception as error:  # as below
            raise _failed(formula, error) from None

    def expression(self, formula: str) -> str:
        """The value of a formula as text, in the variable of the model."""
        return str(self._result(formula))

    def merged(self, formulas: Sequence[str]) -> Model:
        """A smaller model in which these formulas have the same values."""
        properties = [self._property(formula) for formula in formulas]
        try:
            small = self.storm.transformations.perform_bisimulation(self.model, properties)
        except Exception as error:
            raise _failed("a merge of states", error) from None
        return Model(self.storm, small)

    def _property(self, formula: str) -> Any:
        return self.storm.parse_properties(formula)[0]

    def _result(self, formula: str) -> Any:
        try:
            found = self.storm.model_checking(
                self.model, self._property(formula), only_initial_states=True
            )
            return found.get_value(self.model.initial_states[0])
        except Exception as error:  # its errors have no class of their own
            raise _failed(formula, error) from None


def need_storm() -> Any:
    """Storm's Python module. Raises ToolMissing if it is not there."""
    try:
        import stormpy
        import stormpy.developer
        import stormpy.transformations
    except ImportError as error:
        raise ToolMissing(
            f"Storm, which computes the quantities, cannot be used: {error}",
            "pip install 'tornfolio[quantities]'",
        ) from None
    # It would write into our own output; its errors are raised as well.
    stormpy.developer.set_log_level(stormpy.developer.LogLevel.OFF)
    return stormpy


def load(markov: Markov, asked: Asked, *, varies: bool = False) -> Model:
    """Let Storm read a model. Raises ToolMissing or ToolFailed."""
    return load_drn(drn_lines(markov, asked, varies=varies), varies=varies)


def load_drn(lines: Iterable[str], *, varies: bool = False) -> Model:
    """Let Storm read a model in DRN."""
    storm = need_storm()
    with tempfile.TemporaryDirectory(prefix="tornfolio-") as folder:
        path = Path(folder) / "model.drn"
        with path.open("w", encoding="ascii", newline="\n") as file:
            file.writelines(lines)
        build = storm.build_model_from_drn
        try:
            model = build[storm.RationalFunction](str(path)) if varies else build(str(path))
        except Exception as error:
            raise _failed("a model", error) from None
    return Model(storm, model)


def _failed(what: str, error: Exception) -> ToolFailed:
    return ToolFailed(f"Storm does not answer {what}: {error}", "choose smaller parameters")
