"""Writes what a repository of the user's own needs to guard a model: spec, test and CI files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tornfolio.model.folders import Model, our_model
from tornfolio.model.skeletons import write_skeleton
from tornfolio.support.errors import BadInput
from tornfolio.support.files import is_folder, make_folder, write_file
from tornfolio.support.naming import check_name

__all__ = ["Started", "start_repository"]

_FOLDER = Path(__file__).resolve().parent / "starter"
# What another program reads from one place alone, which a repository may have already.
_SHARED = {".gitlab-ci.yml": "gitlab.yml", ".pre-commit-config.yaml": "pre-commit.yml"}
_OWN = {".github/workflows/tornfolio.yml": "github.yml", "tests/test_model.py": "pytest.txt"}


@dataclass(frozen=True)
class Started:
    """A model that was begun: the files that were written, and those that were there and stay."""

    model: Model
    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def start_repository(root: Path, folder: str, writer: str, requirement: str) -> Started:
    """Begin a model in a folder of a repository, with a test and the files of three CI programs.

    `requirement` is what pip installs there. Raises BadInput if a file is there already; then
    nothing is written. A file that CI programs share stays as it is.
    """
    check_name(folder, "folder name")
    if any(char in requirement for char in "'\n"):
        raise BadInput(
            "a requirement cannot contain a quote or a line break", "write it as for pip"
        )
    scenario = root / folder / "scenarios" / f"writer-{writer}.toml"
    texts = {root / place: _text(file, folder, writer, requirement) for place, file in _OWN.items()}
    _check_free(root, (root / folder, *texts))
    make_folder(root / folder)
    model = Model(our_model().ours, (root / folder).absolute())
    try:
        written = write_skeleton("writer", writer, model)
    except BadInput:
        (root / folder).rmdir()
        raise
    write_file(scenario, _text("scenario.toml", folder, writer, requirement).encode())
    kept = []
    for place, file in _SHARED.items():
        if (root / place).exists():
            kept.append(root / place)
        else:
            texts[root / place] = _text(file, folder, writer, requirement)
    for path, text in texts.items():
        make_folder(path.parent)
        write_file(path, text.encode())
    ours = (root / folder / path.relative_to(model.folders[0]) for path in written)
    return Started(model, (*ours, *texts), tuple(kept))


def _check_free(root: Path, paths: Iterable[Path]) -> None:
    """Raise BadInput if something has one of the names, if only a link, or is in a folder's place.

    A folder that this process cannot look into is told when the first folder is made in it.
    """
    for path in paths:
        if os.path.lexists(path):
            mend = "begin in an empty repository, or give another --model"
            raise BadInput(f"{path} exists", mend)
        above = path.parent
        if above != root and os.path.lexists(above) and not is_folder(above):
            raise BadInput(f"{above} is no folder", "move it, or begin in another repository")


def _text(file: str, folder: str, writer: str, requirement: str) -> str:
    text = (_FOLDER / file).read_text(encoding="utf-8")
    for word, value in (("FOLDER", folder), ("REQUIREMENT", requirement), ("NAME", writer)):
        text = text.replace(word, value)
    return text
