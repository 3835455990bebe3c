"""Makes the folder of a new run."""

from __future__ import annotations

import datetime
from pathlib import Path

from tornfolio.support.errors import BadInput
from tornfolio.support.naming import random_digits

__all__ = ["new_run"]


def new_run(runs: Path, scenario: str) -> Path:
    """Make a new, empty folder for a run. Raises BadInput if it cannot be made."""
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    folder = runs.absolute() / f"{scenario}-{stamp}-{random_digits()}"
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise BadInput(
            f"run folder {folder} cannot be made: {error.strerror}",
            "choose another folder with --runs or TORNFOLIO_RUNS",
        ) from None
    return folder
