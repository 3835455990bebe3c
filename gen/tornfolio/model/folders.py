"""Names the folders of one model: the user's own, if there is one, before ours."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from tornfolio import __version__
from tornfolio.support.errors import BadInput
from tornfolio.support.files import is_folder
from tornfolio.support.paths import folder_names, near, readable_file, spec_dir

__all__ = ["Model", "find_model", "our_model"]

_FOLDERS = ("policies", "scenarios", "templates")


@dataclass(frozen=True)
class Model:
    """A model: our folder, and before it the user's own, None if there is none.

    A file of the user's own takes the place of ours of the same name.
    """

    ours: Path
    own: Path | None = None

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders, the first of which decides."""
        return (self.ours,) if self.own is None else (self.own, self.ours)

    @property
    def in_words(self) -> str:
        """Name the model in a line: the user's own folder, or ours with its version."""
        return f"tornfolio {__version__}" if self.own is None else str(self.own)

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files and folders of which the model consists, whether or not they are there."""
        names = {path.name for folder in self.folders for path in folder.glob("*.toml")}
        names.update(_FOLDERS)
        return tuple(folder / name for folder in self.folders for name in sorted(names))

    def command(self, *words: str) -> str:
        """A command of tornfolio for this model, which can be pasted where this process runs."""
        return shlex.join(["tornfolio", *words, *self._option()])

    def _option(self) -> list[str]:
        if self.own is None:
            return []
        return ["--spec-dir", near(self.own)]

    def file(self, name: str) -> Path:
        """A file of the user's own if it is there, else ours. Raises BadInput."""
        return self.own_file(name) or self.ours / name

    def own_file(self, name: str) -> Path | None:
        """A file of the user's own, None if there is none of that name.

        Raises BadInput if there is one that cannot be read: ours must not take its place unnoticed.
        """
        return readable_file(self.own, name) if self.own is not None else None

    def found_file(self, name: str) -> Path | None:
        """A file of the user's own if it is there, else ours, None if neither is. BadInput."""
        return self.own_file(name) or readable_file(self.ours, name)

    def names(self, folder: str, suffix: str) -> list[str]:
        """The names of all files in a folder of the model, sorted, without their suffix.

        Raises BadInput if one of them cannot be read.
        """
        found = (folder_names(spec, folder, suffix) for spec in self.folders)
        return sorted(set().union(*found))

    def first_names(self, folder: str, suffix: str) -> list[str]:
        """The same of the first folder alone: of the user's own if there is one."""
        return sorted(folder_names(self.folders[0], folder, suffix))


def our_model() -> Model:
    """Our model. Raises ToolMissing if it is not installed."""
    return Model(spec_dir())


def find_model(
    folder: Path | None = None, *, option: str = "--spec-dir", absent: bool = False
) -> Model:
    """The model of a folder of the user's own; None is what $TORNFOLIO_SPEC says, or ours.

    `option` is where the folder was given. Raises BadInput if there is no such folder, unless it
    may be absent because it is about to be written.
    """
    if folder is not None:
        if not is_folder(folder) and not (absent and not os.path.lexists(folder)):
            raise BadInput(f"{option} {folder} is not a folder", "make it, or check the path")
        return Model(spec_dir(), folder.absolute())
    named = os.environ.get("TORNFOLIO_SPEC")
    if named is None:
        return our_model()
    if not named:
        # A script whose variable was not set would check our model in place of its own.
        raise BadInput("TORNFOLIO_SPEC is empty", "name a folder, or unset the variable")
    if not is_folder(Path(named)) and not (absent and not os.path.lexists(named)):
        raise BadInput(f"TORNFOLIO_SPEC {named} is not a folder", "make it, or unset the variable")
    return Model(spec_dir(), Path(named).absolute())
