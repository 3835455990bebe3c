"""The types of the fixtures that tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cli
from tornfolio.check.verdict import Verdict

__all__ = ["Call", "Checked", "Fake"]

Checked = Callable[..., Verdict]
Call = Callable[..., cli.Ended]
Fake = Callable[..., Path]
