"""Puts data, style and script into a page that needs no network and no other file."""

from __future__ import annotations

import base64
import hashlib
import html as markup
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tornfolio.support.naming import printable

__all__ = ["fill"]

_VIEWER = Path(__file__).resolve().parent / "viewer"
_SLOT = re.compile(r"@(TITLE|POLICY|STYLE|DATA|SCRIPT)@")
# Characters that would end a script element, or a line in old JavaScript, written so that JSON
# reads them all the same.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def fill(
    page: str,
    title: str,
    data: Mapping[str, Any],
    *,
    styles: Sequence[str],
    scripts: Sequence[str],
) -> str:
    """The page of some files of `viewer/`; its browser may run these scripts and nothing else.

    `page` has what follows the head, which all pages share.
    """
    style, script = "".join(map(_file, styles)), "".join(map(_file, scripts))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
    parts = {
        "TITLE": markup.escape(printable(title)),
        "POLICY": policy,
        "STYLE": style,
        "DATA": json.dumps(data, separators=(",", ":")).translate(_ESCAPES),
        "SCRIPT": script,
    }
    # In one pass, so that no text of a trace is taken for a slot.
    return _SLOT.sub(lambda slot: parts[slot[1]], _file("head.html") + _file(page))


@cache
def _file(name: str) -> str:
    return (_VIEWER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
