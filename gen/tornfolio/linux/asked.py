"""Knows which of a model's properties C can be asked for, and why it cannot be asked for others."""

from __future__ import annotations

import re
from functools import cache

from tornfolio.linux.headers import shim_folder

__all__ = ["asked_in_c", "why_not_asked"]

_NAME = re.compile(r'"([A-Z]\w+)"')
_BITS = "PTEs of C have no such bit here"
# Properties of our model that nothing in the shim looks at.
_REASONS = {
    "Termination": "NoDeadlock and NoLivelock are asked instead; fairness is not known here",
    "EventuallyReclaimed": "what happens in the end is not asked of C",
    "WriterNotStarved": "what happens in the end is not asked of C",
    "FreedTableIsUnused": "no page table is freed in C here",
    "SplitFrozen": "the split of the folio is ours in C",
    "MlockRestored": "whether a kept folio is mlocked is not looked at in C here",
    "NoWriteUpgrade": _BITS,
    "UffdMarkerKept": _BITS,
    "NoStaleAccess": "CPUs have no TLB in C here",
    "SwapInReturnsLastStore": "pages have no contents in C here",
}


@cache
def asked_in_c() -> frozenset[str]:
    """The names that the shim reports violations by."""
    texts = [path.read_text(encoding="utf-8") for path in shim_folder().glob("*.[ch]")]
    return frozenset(name for text in texts for name in _NAME.findall(text))


def why_not_asked(name: str) -> str:
    """Why C cannot be asked for a property, "" if it can.

    A property that nothing looks at would hold for every tree.
    """
    if name in asked_in_c():
        return ""
    return _REASONS.get(name, "it is not one of tornfolio's, and nothing in C looks at it")
