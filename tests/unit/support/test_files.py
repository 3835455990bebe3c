"""Tests of writing files: whole or not at all, and never over something else unasked."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tornfolio.support.errors import BadInput
from tornfolio.support.files import (
    check_unwritten,
    make_folder,
    open_to_write,
    read_whole,
    try_files,
    write_file,
)


def names(folder: Path) -> list[str]:
    """All names in a folder, hidden ones included."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["torn.svg", "b" * 200, "\u00e9 \n.svg"])
def test_new_file(tmp_path: Path, name: str) -> None:
    """A new file has the bytes that were given, and nothing is beside it."""
    write_file(tmp_path / name, b"\x00\xff\r\n")
    assert (tmp_path / name).read_bytes() == b"\x00\xff\r\n"
    assert names(tmp_path) == [name]


def test_other_content_is_noticed(tmp_path: Path) -> None:
    """A file with other content is refused; the same content and no file are not."""
    path = tmp_path / "a.tla"
    check_unwritten(path, b"new")
    path.write_bytes(b"mine")
    check_unwritten(path, b"mine")
    with pytest.raises(BadInput, match="exists and has other content") as caught:
        check_unwritten(path, b"new")
    assert "--force" in caught.value.next_step
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize("failing", ["open", "replace"])
def test_failure_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """When the disk is full or the name cannot be taken, the old file stays and no draft does."""
    path = tmp_path / "a.svg"
    path.write_bytes(b"old")
    whole = Path.write_bytes

    def fail(self: Path, data: bytes | Path) -> int:
        if isinstance(data, bytes):
            whole(self, data[:1])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, failing, fail)
    with pytest.raises(BadInput, match=r"a\.svg cannot be written: No space left on device"):
        write_file(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.svg"]


def test_parts_are_written_in_their_order_or_not_at_all(tmp_path: Path) -> None:
    """Many parts make one file; where room ends on the way, the old file stays."""
    path = tmp_path / "states.drn"
    write_file(path, (str(number).encode() for number in range(12)))
    assert path.read_bytes() == b"01234567891011"

    def no_room() -> Iterator[bytes]:
        yield b"new"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(BadInput, match="No space left on device"):
        write_file(path, no_room())
    assert path.read_bytes() == b"01234567891011"
    assert names(tmp_path) == ["states.drn"]


def test_interruption_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption between writing and renaming leaves no draft."""

    def interrupt(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "a.svg", b"new")
    assert names(tmp_path) == []


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder, a missing folder, a file as a folder and an endless name are refused."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for name in ("folder", "missing/a.svg", "file/a.svg", "b" * 300):
        with pytest.raises(BadInput, match=r"cannot be written: [A-Z]"):
            write_file(tmp_path / name, b"new")
    assert names(tmp_path) == ["file", "folder"]
    assert names(tmp_path / "folder") == []


@pytest.mark.parametrize("path", [".", "/", "..", "a\0b", "\ud800.svg"], ids=ascii)
def test_names_that_no_file_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """A path that can be no file is bad input like any other, not a crash."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput):
        write_file(Path(path), b"new")
    assert names(tmp_path) == []


def test_what_is_no_regular_file_stays(tmp_path: Path) -> None:
    """A pipe or a device is written to or refused, but no file takes its place."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        write_file(path, b"new")
    except BadInput:
        pass
    finally:
        os.close(reader)
    assert path.is_fifo()


def test_folders(tmp_path: Path) -> None:
    """A folder is made with its parents; one that is there is left as it is."""
    make_folder(tmp_path / "a" / "b")
    (tmp_path / "a" / "b" / "c").write_bytes(b"")
    make_folder(tmp_path / "a" / "b")
    assert names(tmp_path / "a" / "b") == ["c"]


@pytest.mark.parametrize("name", ["file", "file/a", "b" * 300, "a\0b"], ids=ascii)
def test_folders_that_cannot_be_made(tmp_path: Path, name: str) -> None:
    """A folder where there is a file, or with a name that cannot be, is refused."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInput, match=r"folder .* cannot be made"):
        make_folder(tmp_path / name)


def test_a_link_is_written_through(tmp_path: Path) -> None:
    """What a link leads to is written, and the link stays a link."""
    (tmp_path / "link").symlink_to("file")
    write_file(tmp_path / "link", b"text")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"text"


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (["missing/x.xml"], "its folder is missing"),
        (["."], "it is a folder"),
        (["x" * 300 + "/y"], "its folder is missing"),
        (["x" * 300], "File name too long"),
        (["x.xml", "./x.xml"], "given for two files"),
    ],
)
def test_files_are_tried(tmp_path: Path, paths: list[str], said: str) -> None:
    """What could not be written later is refused before, and so is one file for two."""
    with pytest.raises(BadInput, match=said):
        try_files(*(tmp_path / path for path in paths))
    try_files(tmp_path / "a", None, tmp_path / "b")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("expectations.toml", True),
        ("./scenarios/../expectations.toml", True),
        ("link", True),
        ("hard", True),
        ("scenarios/new.xml", True),
        ("behind/new.xml", True),
        ("report.xml", False),
        ("scenarios.xml", False),
        ("expectations.toml.bak", False),
    ],
)
def test_inputs_are_not_written_over(tmp_path: Path, path: str, refused: bool) -> None:
    """Neither an input, by any name, nor a file in a folder of inputs; beside them is room."""
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "expectations.toml").write_bytes(b"")
    (tmp_path / "link").symlink_to("expectations.toml")
    (tmp_path / "hard").hardlink_to(tmp_path / "expectations.toml")
    (tmp_path / "behind").symlink_to("scenarios")
    inputs = [tmp_path / name for name in ("expectations.toml", "scenarios", "absent.toml")]
    if refused:
        with pytest.raises(BadInput, match="files of the model are read from there"):
            try_files(tmp_path / path, inputs=inputs)
    else:
        try_files(tmp_path / path, inputs=inputs)


def test_a_device_is_written_to(tmp_path: Path) -> None:
    """What is no file, or a link to it, is a place like any other, for two reports as well."""
    (tmp_path / "link").symlink_to("/dev/null")
    try_files(tmp_path / "link", Path("/dev/null"), Path("/dev/stdout"))
    write_file(tmp_path / "link", b"text")
    assert (tmp_path / "link").readlink() == Path("/dev/null")


def test_a_pipe_without_a_name_is_written_to(tmp_path: Path) -> None:
    """What /dev/stdout leads to may be a pipe, which has no name in any folder."""
    reader, writer = os.pipe()
    try:
        (tmp_path / "link").symlink_to(f"/proc/self/fd/{writer}")
        try_files(tmp_path / "link")
        write_file(tmp_path / "link", b"text")
        assert os.read(reader, 10) == b"text"
    finally:
        os.close(reader)
        os.close(writer)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe that nobody writes to, a device without an end, a folder: none is read."""
    os.mkfifo(tmp_path / "pipe")
    for path, said in (
        (tmp_path / "pipe", "no regular file"),
        (Path("/dev/zero"), "no regular file"),
        (tmp_path, "directory"),
    ):
        with pytest.raises(OSError, match=said):
            read_whole(path)


def test_a_file_is_read_up_to_a_size(tmp_path: Path) -> None:
    """A file of the largest size is read, one that has a byte more is not."""
    path = tmp_path / "file"
    path.write_bytes(b"1234")
    assert read_whole(path, 4) == b"1234"
    with pytest.raises(OSError, match="larger than 3 bytes"):
        read_whole(path, 3)


def test_no_line_is_written_into_a_pipe(tmp_path: Path) -> None:
    """A pipe that nobody reads, in the place of a file to write, is refused and not waited for."""
    os.mkfifo(tmp_path / "out")
    with pytest.raises(OSError), open_to_write(tmp_path / "out"):
        pass


def test_lines_are_written_as_they_come(tmp_path: Path) -> None:
    """Each line is there at once, after what the file has already if that is to stay."""
    file = tmp_path / "out"
    for append, before in ((False, ""), (True, "one\n"), (False, "")):
        with open_to_write(file, append=append) as sink:
            sink.write("one\n")
            assert file.read_text(encoding="utf-8") == f"{before}one\n"
