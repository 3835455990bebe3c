"""Draws the graph of a trace with Graphviz: a lane for each actor, time downward."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import graphviz

from tornfolio.errors import ToolMissing
from tornfolio.fold import Row
from tornfolio.graph import TraceGraph
from tornfolio.strips import LETTERS, page_ranges
from tornfolio.words import summary

__all__ = ["FORMATS", "Picture", "draw", "dot_source"]

PictureFormat = Literal["svg", "png", "pdf", "dot"]
FORMATS: tuple[PictureFormat, ...] = ("svg", "png", "pdf", "dot")
