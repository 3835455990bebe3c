"""Says from debugging information which function, file and line an address of a program is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elftools.common.exceptions import DWARFError, ELFError
from elftools.elf.elffile import ELFFile

from tornfolio.support.errors import ToolFailed

__all__ = ["Place", "find_places"]


@dataclass(frozen=True)
class Place:
    """Where an address is in the source: the innermost function, although it may be inlined."""

    function: str
    file: str
    line: int


def find_places(program: Path, addresses: frozenset[int]) -> dict[int, Place]:
    """The places of addresses that calls return to; those that are not known are left out.

    Raises ToolFailed if the program cannot be read.
    """
    try:
        with program.open("rb") as file:
            elf = ELFFile(file)
            if not elf.has_dwarf_info():
                return {}
            found: dict[int, Place] = {}
            for unit in elf.get_dwarf_info().iter_CUs():
                # The call itself lies before the address that it returns to.
                inside = _ranges_of(unit.get_top_DIE())
                calls = {one - 1 for one in addresses if _is_in(one - 1, inside)}
                if calls:
                    functions = _functions(unit, calls)
                    for call, (name, line) in _lines(unit, calls).items():
                        found[call + 1] = Place(functions.get(call, "?"), name, line)
            return found
    except (OSError, ELFError, DWARFError, ValueError, KeyError) as error:
        raise ToolFailed(
            f"the debugging information of {program} cannot be read: {error}",
            "compile it with -g, or report this",
        ) from None


def _is_in(address: int, ranges: list[tuple[int, int]]) -> bool:
    return any(low <= address < high for low, high in ranges)


def _ranges_of(entry: Any) -> list[tuple[int, int]]:
    """The ranges of addresses that an entry says it has."""
    attributes = entry.attributes
    if "DW_AT_low_pc" in attributes and "DW_AT_high_pc" in attributes:
        low, high = attributes["DW_AT_low_pc"].value, attributes["DW_AT_high_pc"]
        # As an offset, unless it is an address.
        return [(low, high.value if high.form == "DW_FORM_addr" else low + high.value)]
    if "DW_AT_ranges" not in attributes:
        return []
    lists = entry.dwarfinfo.range_lists()
    base = entry.cu.get_top_DIE().attributes.get("DW_AT_low_pc")
    start = base.value if base else 0
    ranges = []
    for one in lists.get_range_list_at_offset(attributes["DW_AT_ranges"].value, entry.cu):
        if hasattr(one, "base_address"):
            start = one.base_address
        else:
            offset = 0 if getattr(one, "is_absolute", False) else start
            ranges.append((offset + one.begin_offset, offset + one.end_offset))
    return ranges


def _functions(unit: Any, addresses: set[int]) -> dict[int, str]:
    """The innermost function of each address: entries come outermost first."""
    found: dict[int, str] = {}
    for entry in unit.iter_DIEs():
        if entry.tag in ("DW_TAG_subprogram", "DW_TAG_inlined_subroutine"):
            ranges = _ranges_of(entry)
            inside = [one for one in addresses if _is_in(one, ranges)]
            if inside and (name := _name_of(entry)):
                found.update(dict.fromkeys(inside, name))
    return found


def _name_of(entry: Any) -> str | None:
    """The name of a function, which stands at what it is an instance of."""
    for _ in range(4):
        if "DW_AT_name" in entry.attributes:
            return str(entry.attributes["DW_AT_name"].value.decode())
        for origin in ("DW_AT_abstract_origin", "DW_AT_specification"):
            if origin in entry.attributes:
                entry = entry.get_DIE_from_attribute(origin)
                break
        else:
            return None
    return None


def _lines(unit: Any, addresses: set[int]) -> dict[int, tuple[str, int]]:
    """File and line of each address."""
    program = unit.dwarfinfo.line_program_for_CU(unit)
    found: dict[int, tuple[str, int]] = {}
    if program is None:
        return found
    names = _file_names(program.header)
    for low, high, file, line in _rows(program):
        for one in addresses:
            if low <= one < high:
                found[one] = (names.get(file, "?"), line)
    return found


def _rows(program: Any) -> Iterator[tuple[int, int, int, int]]:
    """The rows of a line program: from address, to address, number of file, line."""
    before = None
    for entry in program.get_entries():
        state = entry.state
        if state is None:
            continue
        if before is not None and before.address < state.address:
            yield before.address, state.address, before.file, before.line
        before = None if state.end_sequence else state


def _file_names(header: Any) -> dict[int, str]:
    """The names of files, with their folder if it is not that of the compiler."""
    # Up to version 4 files count from 1, and so do folders, as 0 is that of the compiler.
    first = 0 if header["version"] >= 5 else 1
    folders = [
        folder if isinstance(folder, bytes) else folder["DW_LNCT_path"]
        for folder in header["include_directory"]
    ]
    if first:
        folders.insert(0, b"")
    names = {}
    for number, entry in enumerate(header["file_entry"], first):
        name, index = entry.name.decode(), entry.dir_index
        folder = folders[index].decode() if index and index < len(folders) else ""
        names[number] = f"{folder}/{name}" if folder and not name.startswith("/") else name
    return names
