"""Finds the folders of the product: the model in spec/, and where run folders go."""

from __future__ import annotations

import os
from pathlib import Path

from tornfolio.errors import ToolMissing

__all__ = ["cache_dir", "checkout_root", "runs_dir", "spec_dir"]

_PACKAGE = Path(__file__).resolve().parent


def spec_dir() -> Path:
    """Give the folder of the model: inside an installed wheel, or spec/ of a checkout."""
    installed = _PACKAGE / "spec"
    if (installed / "templates").is_dir():
        return installed
    root = checkout_root()
    if root is not None:
        return root / "spec"
    raise ToolMissing(
        f"the model (spec/) is neither in {_PACKAGE} nor beside it", "install tornfolio again"
    )


def checkout_root() -> Path | None:
    """Give the root of the checkout that this package runs from, None for an installed wheel."""
    root = _PACKAGE.parent.parent
    return root if (root / "spec" / "templates").is_dir() else None


def runs_dir(chosen: Path | None = None) -> Path:
    """Give the folder of the run folders, which need not exist yet.

    In this order: the one chosen, $TORNFOLIO_RUNS, tlc-runs/ of a checkout, the user's cache.
    """
    if chosen is not None:
        return chosen
    from_environment = os.environ.get("TORNFOLIO_RUNS")
    if from_environment:
        return Path(from_environment)
    root = checkout_root()
    if root is not None:
        return root / "tlc-runs"
    return cache_dir() / "tlc-runs"


def cache_dir() -> Path:
    """Give the folder, which need not exist yet, for what can be made again at any time."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("tornfolio"))
