"""Makes a tree of Linux with one function changed, beside the original."""

from __future__ import annotations

import re
from pathlib import Path

from tornfolio.linux.definitions import definitions_of
from tornfolio.linux.searched import SEARCHED


def linked(tree: Path, folder: Path, *changed: str) -> Path:
    """A folder that looks like a tree: links to its files, but copies of those named."""
    for file in ("Makefile", *SEARCHED):
        if not (tree / file).is_file():
            continue
        place = folder / file
        place.parent.mkdir(parents=True, exist_ok=True)
        if file in changed:
            place.write_bytes((tree / file).read_bytes())
        else:
            place.symlink_to(tree / file)
    return folder


def edited(tree: Path, folder: Path, function: str, old: str, new: str) -> Path:
    """A tree in which `new` stands in a function for what the expression `old` matches.

    White space in `old` stands for any. There must be exactly one such function and place.
    """
    pattern = re.compile(r"\s*".join(old.split()).encode())
    places = [
        (file, definition, found)
        for file in SEARCHED
        if (tree / file).is_file() and function.encode() in (tree / file).read_bytes()
        for definition in definitions_of((tree / file).read_bytes(), file)
        if definition.kind == "function" and definition.name == function
        for found in pattern.finditer(definition.text)
    ]
    assert len(places) == 1, (function, old, len(places))
    file, definition, found = places[0]
    text = definition.text[: found.start()] + new.encode() + definition.text[found.end() :]
    place = linked(tree, folder, file) / file
    place.write_bytes(place.read_bytes().replace(definition.text, text, 1))
    return folder
