"""Finds and renders the templates of the model: those of the user's own model first, then ours."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
import jinja2.bccache
import jinja2.loaders

from tornfolio.model.bounded import BoundedEnvironment
from tornfolio.model.digests import code_digest
from tornfolio.model.folders import Model
from tornfolio.model.marked import MarkedEnvironment
from tornfolio.model.marks import MARK
from tornfolio.support.cache import read_sealed, write_sealed
from tornfolio.support.errors import BadInput
from tornfolio.support.paths import cache_dir, readable_file

__all__ = ["Templates", "find_templates"]

# In a model of one's own, the name of our template that one of the same name extends.
_OURS = "tornfolio"
# Far more than there are; what was loaded is used again only while it is what would be loaded.
_MOST_LOADED = 1000
_CALLER = re.compile(rf"{MARK}|\bcaller(?P<name>(?:_\w+)?)\b", re.ASCII)


class Templates:
    """The templates of the model, some of them changed."""

    def __init__(self, environment: jinja2.Environment) -> None:
        self._environment = environment

    def source(self, name: str) -> str:
        """The text of a template as it stands in its file. Raises BadInput."""
        return self._found(name)[0]

    def file(self, name: str) -> str:
        """The file of a template, for a message. Raises BadInput."""
        return self._found(name)[1] or name

    def _found(self, name: str) -> tuple[str, str | None]:
        loader = self._environment.loader
        assert loader is not None
        try:
            return loader.get_source(self._environment, name)[:2]
        except jinja2.TemplateNotFound:
            raise BadInput(f"there is no template {name}") from None

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """Render a template. BadInput says what is wrong with one, with its file and line."""
        if isinstance(self._environment, BoundedEnvironment):
            self._environment.begin()
        try:
            return self._environment.get_template(name).render(context)
        except jinja2.TemplateSyntaxError as error:
            where = f"{error.filename or error.name}:{error.lineno}"
            raise BadInput(f"{where}: {error.message}", "mend the template") from None
        except jinja2.TemplateNotFound as error:
            raise BadInput(f"{_place(error, name)}: there is no template {error.name}") from None
        except RecursionError:
            raise BadInput(f"template {name} includes or calls itself without end") from None
        except BadInput:
            raise
        except Exception as error:  # whatever Python and Jinja raise in the code of a template
            raise BadInput(f"{_place(error, name)}: {error}", "mend the template") from None


def find_templates(
    model: Model, changed: Mapping[str, str] | None = None, *, marked: bool = False
) -> Templates:
    """Find the templates of a model; `changed` maps names of some to texts that take their place.

    What `marked` templates give says line by line where it is from; see unmarked().
    """
    changes = tuple(sorted((changed or {}).items()))
    if changes:
        return Templates(_changed_environment(model.folders, marked, changes))
    return Templates(_environment(model.folders, marked))


class _Folder(jinja2.BaseLoader):
    """The templates of one model, and no file outside of its folder, wherever a link leads."""

    def __init__(self, spec: Path) -> None:
        self._spec = spec
        self._folder = (spec / "templates").resolve()

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template.

        Raises BadInput if its file is not in the folder, or cannot be read.
        """
        parts = jinja2.loaders.split_template_path(template)
        path = readable_file(self._spec, "/".join(("templates", *parts)))
        if path is None:
            raise jinja2.TemplateNotFound(template)
        if self._leads_out(path, parts):
            raise BadInput(
                f"template {template} leads out of {self._folder}", "copy the file into the folder"
            )
        try:
            # Without the mark with which some editors begin a file.
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise BadInput(f"{path} is not UTF-8 text", "save it as UTF-8") from None
        except OSError as error:
            raise BadInput(f"{path} cannot be read: {error.strerror}") from None

        def as_before() -> bool:
            # Read anew each time that a template is rendered: a file that was changed may have the
            # size and time that it had, and one of the user's own may have come since.
            if isinstance(environment, BoundedEnvironment) and not environment.is_new(template):
                return True
            loader = environment.loader
            return loader is not None and loader.get_source(environment, template)[0] == text

        return text, str(path), as_before

    def _leads_out(self, path: Path, parts: Sequence[str]) -> bool:
        """Tell whether a link on the way to a file leads out of the folder."""
        way = f"{self._spec}{os.sep}templates"
        for part in parts:
            way = f"{way}{os.sep}{part}"
            if os.path.islink(way):  # noqa: PTH114 - of some thousand files this is half as long
                return not os.path.realpath(path).startswith(f"{self._folder}{os.sep}")
        return False


class _Compiled(jinja2.BytecodeCache):
    """Templates that were compiled before, by this process or, in the cache folder, by another.

    Jinja itself compares the checksum of a template's source, and the release of Python and its
    own, with those of the compiled one.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._known: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """What was compiled from this name."""
        checksum, code = self._known.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code
            return
        kept = read_sealed(self._place(bucket), code_digest())
        if isinstance(kept, str):
            bucket.bytecode_from_string(base64.b64decode(kept))
            self._remember(bucket)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what was compiled."""
        self._remember(bucket)
        text = base64.b64encode(bucket.bytecode_to_string()).decode("ascii")
        write_sealed(self._place(bucket), text, code_digest())

    def _remember(self, bucket: jinja2.bccache.Bucket) -> None:
        if bucket.code is not None:
            self._known[bucket.key] = bucket.checksum, bucket.code

    def _place(self, bucket: jinja2.bccache.Bucket) -> Path:
        return cache_dir() / self._folder / f"{bucket.key}-{bucket.checksum[:16]}.json"


# A policy of one's own is rendered at each point of a grid, with its changes and without them, and
# once more for where its lines are from.
@lru_cache(maxsize=8)
def _changed_environment(
    folders: tuple[Path, ...], marked: bool, changes: tuple[tuple[str, str], ...]
) -> jinja2.Environment:
    environment = _environment(folders, marked)
    assert environment.loader is not None
    loaders = [jinja2.DictLoader(dict(changes)), environment.loader]
    return environment.overlay(loader=jinja2.ChoiceLoader(loaders))


@lru_cache(maxsize=4)
def _environment(folders: tuple[Path, ...], marked: bool) -> jinja2.Environment:
    loaders: list[jinja2.BaseLoader] = [_Folder(folder) for folder in folders]
    # The default delimiters collide with TLA+ sets of sets; these occur in no TLA+ text.
    kind = MarkedEnvironment if marked else BoundedEnvironment
    environment = kind(
        loader=jinja2.ChoiceLoader([*loaders, jinja2.PrefixLoader({_OURS: loaders[-1]})]),
        bytecode_cache=_Compiled("marked" if marked else "compiled-2"),
        cache_size=_MOST_LOADED,
        variable_start_string="@{",
        variable_end_string="}@",
        block_start_string="@%",
        block_end_string="%@",
        comment_start_string="@*",
        comment_end_string="*@",
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["as_part_of"] = as_part_of
    return environment


def as_part_of(text: str, prefix: str, **words: str) -> str:
    """The text of a template that several others include, with the names of one of them.

    `caller_NAME` becomes the value of the keyword NAME, or else `prefix_NAME`; `caller` alone
    becomes the value of the keyword `cpu`.

    >>> as_part_of("caller_lock: spin_lock(caller, caller_vma);", "zap", cpu="self", vma="v")
    'zap_lock: spin_lock(self, v);'
    """

    def written(found: re.Match[str]) -> str:
        name = found["name"]
        if name is None:  # a mark, which may name any file
            return found[0]
        return words.get(name[1:], prefix + name) if name else words.get("cpu", "caller")

    return _CALLER.sub(written, text)


def _place(error: BaseException, name: str) -> str:
    """The innermost template and line of an error; Jinja gives its frames their names."""
    place, trace = name, error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(".tla"):
            place = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
