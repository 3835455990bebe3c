"""Says in words why a file of JSON is not what it should be."""

from __future__ import annotations

import json

__all__ = ["misread"]


def misread(error: Exception) -> str:
    """A few words for what was raised where a file was read, and its parts were looked up.

    >>> misread(KeyError("states"))
    "it has no 'states'"
    >>> misread(TypeError("list indices must be integers or slices, not str"))
    'its parts are not of the kind that they should be'
    """
    match error:
        case json.JSONDecodeError():
            return f"line {error.lineno}, column {error.colno}: {error.msg}"
        case OSError():
            return error.strerror or "it cannot be read"
        case KeyError():
            return f"it has no {error}"
        case RecursionError():
            return "its parts are nested too deeply"
        case UnicodeDecodeError():
            return "it is not UTF-8 text"
        case TypeError() | AttributeError() | IndexError():
            return "its parts are not of the kind that they should be"
    return str(error) or type(error).__name__
