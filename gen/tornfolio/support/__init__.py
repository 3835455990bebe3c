"""Stands under everything: errors, names, files, the cache, other programs, this machine."""

# The modules that other packages may use.
__all__ = [
    "cache",
    "changes",
    "counting",
    "crashes",
    "errors",
    "files",
    "machine",
    "misread",
    "naming",
    "paths",
    "processes",
    "reading",
    "scratch",
    "server",
    "toml",
    "undisturbed",
]
