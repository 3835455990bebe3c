"""Digests mutants, and keeps the digests: to render each of them anew takes some seconds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path

from tornfolio.model.digests import code_digest, model_digest
from tornfolio.model.folders import Model
from tornfolio.model.mutants import Mutant, mutated
from tornfolio.model.render import render
from tornfolio.model.spec import digest_of
from tornfolio.support.cache import digest, read_sealed, write_sealed
from tornfolio.support.errors import BadInput
from tornfolio.support.paths import cache_dir

__all__ = ["mutant_digests"]


def mutant_digests(mutants: Sequence[Mutant], model: Model) -> dict[str, str | BadInput]:
    """Map the name of each mutant to its digest_of(), or to the error of one that has none.

    Nothing is kept where there is an error.
    """
    # Named before anything is rendered, so that a file which changes meanwhile names another place.
    place = _place(mutants, model)
    kept = read_sealed(place)
    if isinstance(kept, dict):
        return {mutant.name: kept[mutant.name] for mutant in mutants}
    unchanged = cache(partial(render, remember=True))
    found: dict[str, str | BadInput] = {}
    for mutant in mutants:
        try:
            found[mutant.name] = digest_of(mutated(mutant, unchanged(mutant.scenario)))
        except BadInput as error:
            found[mutant.name] = error
    if not any(isinstance(each, BadInput) for each in found.values()):
        write_sealed(place, found)
    return found


def _place(mutants: Sequence[Mutant], model: Model) -> Path:
    """The file of the digests: another one once any code, file or mutant has changed."""
    parts = [code_digest(), model_digest(model), *map(repr, mutants)]
    name = digest(*(part.encode() for part in parts))
    return cache_dir() / "mutants" / f"{name[:32]}.json"
