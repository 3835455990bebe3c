"""Takes from a tree the definitions that a program needs, text unchanged, in a fit order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tornfolio.linux.braces import check_braces
from tornfolio.linux.definitions import Definition
from tornfolio.linux.depends import Depends
from tornfolio.linux.headers import Shim
from tornfolio.linux.index import Index
from tornfolio.linux.probes import has_sign
from tornfolio.linux.read_before import mend_unknown
from tornfolio.linux.searched import CALLERS, FOLDERS, NOT_IN_ALL, SEARCHED
from tornfolio.linux.taken_text import check_taken, token_digest
from tornfolio.linux.tree import Tree
from tornfolio.support.errors import BadInput

__all__ = ["Extract", "Function", "extract"]

# Words of C, of the compiler, and of the preprocessor.
_C = frozenset(
    re.findall(
        r"\w+",
        "auto break case char const continue default defined do double else enum extern float "
        "for goto if inline int long register restrict return short signed sizeof static "
        "struct switch typedef union unsigned void volatile while bool true false NULL _Bool "
        "_Generic typeof asm __typeof__ __attribute__ __asm__ __func__ __FILE__ __LINE__ "
        "__VA_ARGS__ __inline __inline__ va_list noinline packed u l ul ull U L UL ULL x ",
    )
)
_INCLUDE = re.compile(rb'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


@dataclass(frozen=True)
class Function:
    """A function of a program: whose it is, where it stands, and a digest of its tokens."""

    name: str
    file: str
    line: int
    digest: str
    whose: str

    def to_json(self) -> dict[str, object]:
        """The function as JSON has it."""
        return {
            "name": self.name,
            "file": self.file,
            "line": self.line,
            "digest": self.digest,
            "whose": self.whose,
        }


@dataclass(frozen=True)
class Extract:
    """What a program takes from a tree.

    `probes` are macros that come first, `before` and `after` C that stands around the inner part of
    the shim, between its two halves, `callers` what stands behind what is put around its calls;
    `includes` are headers that whole files ask for and that are to be empty; `functions` are the
    tree's. `unset` has a sentence for each option that is taken as not set although nobody knows
    it; `headers` were looked through for macros beside the files that always are.
    """

    probes: bytes
    before: bytes
    after: bytes
    callers: bytes
    includes: tuple[str, ...]
    functions: tuple[Function, ...]
    unset: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


def extract(tree: Tree, shim: Shim) -> Extract:
    """Take all that the shim uses, and what that uses. Raises BadInput for an unknown symbol."""
    index = Index(tree, shim.macros)
    index.load(SEARCHED)
    whole = list(shim.whole_files)
    _check_whole(tree, whole)
    check_braces(tree, index.files)
    there = [name for name in shim.probed if index.find(name) or has_sign(tree, name)]
    there += shim.given
    shim = shim.fitting(there)
    depends = Depends(index, frozenset(whole), shim.names)
    depends.check_whole()
    found, used = _closure(index, shim, whole, depends)
    check_taken(tree.path, found, index.all_of)
    ordered = _ordered(found)
    types = _types([d for d in ordered if d.kind == "type" and d.file not in whole])
    macros = [d for d in ordered if d.kind == "macro" and d.file not in whole]
    variables = [d for d in ordered if d.kind == "variable" and d.file not in whole]
    functions = [d for d in ordered if d.kind == "function" and d.file not in whole]
    before = b"".join(
        [_lined(tree, each) for each in macros]
        + [_tags(types)]
        + [_lined(tree, each) for each in types]
        + [_prototype(tree, each) for each in functions]
        + [_lined(tree, each) for each in variables]
        + [b'#line 1 "%s"\n' % str(tree.path / file).encode() + tree.read(file) for file in whole]
    )
    after = b"".join(_lined(tree, each) for each in functions if each.file not in CALLERS)
    callers = b"".join(_lined(tree, each) for each in functions if each.file in CALLERS)
    compiled = [d for file in whole for d in index.files[file] if index.compiled(d)]
    listed = [d for d in [*functions, *compiled] if d.kind == "function"]
    return Extract(
        probes=b"".join(b"#define HAVE_%s 1\n" % name.encode() for name in there),
        before=before,
        after=after,
        callers=callers,
        includes=tuple(
            dict.fromkeys(
                name.decode() for file in whole for name in _INCLUDE.findall(tree.read(file))
            )
        ),
        functions=tuple(
            Function(d.name, d.file, d.line, token_digest(d.text), "tree") for d in listed
        )
        + tuple(_minis(shim, used)),
        unset=depends.unset,
        headers=tuple(sorted(index.headers)),
    )


def _check_whole(tree: Tree, whole: Iterable[str]) -> None:
    """Refuse a tree of which a part is missing, before its names are taken for unknown ones.

    The headers of an architecture are needed only for the files of it that are compiled.
    """
    for file in whole:
        if not tree.has(file):
            raise BadInput(f"{tree.path} has no {file}", "give another tree, or another writer")
    folders = {file.partition("/")[0] for file in whole} | {"mm", "include"}
    for file in SEARCHED:
        needed = file.partition("/")[0] in folders and file not in NOT_IN_ALL
        if needed and not tree.has(file):
            raise BadInput(f"{tree.path} has no {file}", f"unpack {', '.join(FOLDERS)} of the tree")


def _closure(
    index: Index, shim: Shim, whole: list[str], depends: Depends
) -> tuple[set[Definition], set[str]]:
    """What is needed of a tree and of the shim, from whole files and the shim's functions on.

    A macro of the shim needs what it uses only where it is used itself.
    """
    found: set[Definition] = set()
    used: set[str] = set()
    unknown: list[tuple[str, Definition]] = []
    entries = shim.names
    todo: list[str] = []

    def take(definition: Definition) -> None:
        nonlocal unknown
        if definition not in found:
            found.add(definition)
            todo.extend(definition.uses)
            unknown += _unknown_calls(definition, index, entries)
            for macro in depends.of(definition):
                take(macro)

    for entry in shim.entries:
        if entry.definition.kind != "macro":
            todo += entry.definition.uses
    for file in whole:
        for definition in index.files[file]:
            if index.compiled(definition):
                take(definition)
            else:
                depends.of(definition)
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name in seen or name in _C:
            continue
        seen.add(name)
        if name in entries:
            used.add(name)
            todo += entries[name].definition.uses
            continue
        needed = index.find(name)
        if needed is not None:
            take(needed)
    _refuse(index.tree, unknown)
    return found, used


def _unknown_calls(
    definition: Definition, index: Index, entries: Mapping[str, object]
) -> Iterable[tuple[str, Definition]]:
    for name in sorted(definition.calls):
        if name in entries or name in _C or name.startswith("__builtin_"):
            continue
        if index.find(name) is None:
            yield name, definition


def _refuse(tree: Tree, unknown: list[tuple[str, Definition]]) -> None:
    """Say which functions nobody knows, and who calls them."""
    if not unknown:
        return
    calls = "; ".join(f"{_where(by)}: {by.name}() calls {name}()" for name, by in unknown)
    names = list(dict.fromkeys(name for name, _ in unknown))
    raise BadInput(
        f"{tree.path}: the shim does not know {', '.join(names)}: {calls}",
        f"{mend_unknown(names)}, or choose another writer",
    )


def _minis(shim: Shim, used: set[str]) -> list[Function]:
    entries = {e.definition.name: e.definition for e in shim.entries if e.kind == "mini"}
    return [
        Function(name, e.file, e.line, token_digest(e.text), "mini")
        for name, e in entries.items()
        if name in used or e.kind == "function"
    ]


def _where(definition: Definition) -> str:
    return f"{definition.file}:{definition.line}"


def _ordered(found: set[Definition]) -> list[Definition]:
    place = {file: at for at, file in enumerate(SEARCHED)}
    return sorted(found, key=lambda d: (place.get(d.file, -1), d.line))


def _types(types: list[Definition]) -> list[Definition]:
    """Types in an order in which each comes after those that it uses."""
    by_name = {name: each for each in types for name in each.names}
    done: dict[Definition, None] = {}

    def visit(each: Definition, above: frozenset[Definition]) -> None:
        if each in done or each in above:
            return
        for name in sorted(each.uses):
            if name in by_name:
                visit(by_name[name], above | {each})
        done[each] = None

    for each in types:
        visit(each, frozenset())
    return list(done)


def _tags(types: list[Definition]) -> bytes:
    """Declare all tags first: types point to each other."""
    tags = [name for each in types for name in each.names if name.startswith(("struct ", "union "))]
    return b"".join(f"{tag};\n".encode() for tag in tags)


def _lined(tree: Tree, definition: Definition) -> bytes:
    path = str(tree.path / definition.file).encode()
    return b'#line %d "%s"\n%s' % (definition.line, path, definition.text)


def _prototype(tree: Tree, definition: Definition) -> bytes:
    head = definition.text[: definition.head].rstrip()
    return b'#line %d "%s"\n%s;\n' % (
        definition.line,
        str(tree.path / definition.file).encode(),
        head,
    )
