"""Tests of keeping TLC's checkpoints and the output that belongs to them."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tornfolio.tlc.checkpoint import find_checkpoint, keep_checkpoint, lay_out
from tornfolio.tlc.recovery import keep_output

_NOW = 1_700_000_000
_FILES = ("0", "7", "MCa-0.st", "MCa-0.chkpt", "MCa.st", "queue.chkpt", "vars.chkpt", "MCa_0.fp")
_BEGUN = "@!@!@STARTMSG 2195:0 @!@!@\nCheckpointing of run x\n@!@!@ENDMSG 2195 @!@!@\n"
_COMPLETED = "@!@!@STARTMSG 2196:0 @!@!@\nCheckpointing completed\n@!@!@ENDMSG 2196 @!@!@\n"


def _said(seconds: int) -> str:
    """TLC's words for a checkpoint completed at a time, in UTC."""
    stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds))
    return f"Checkpointing completed at ({stamp})"


@pytest.fixture
def metadata(tmp_path: Path) -> Path:
    """A folder as TLC leaves it after a checkpoint."""
    folder = tmp_path / "states" / "23-11-14-22-13-20"
    folder.mkdir(parents=True)
    for name in _FILES:
        (folder / name).write_text(f"this is {name}", encoding="utf-8")
        os.utime(folder / name, (_NOW, _NOW))
    return folder


def _keep(metadata: Path, number: int = 1, message: str = _said(_NOW)) -> bool:
    root = metadata.parent.parent
    (root / "out").touch()
    return keep_checkpoint(
        metadata.parent, root / "kept", number, message=message, output=root / "out"
    )


def test_checkpoint_stays_as_it_was(metadata: Path) -> None:
    """What is kept is whole whatever TLC does to its own files, and is laid out for a module."""
    assert _keep(metadata)
    for path in metadata.iterdir():
        path.unlink()
    found = find_checkpoint(metadata.parent.parent / "kept")
    assert found is not None
    assert found.number == 1
    for target in ("one", "two"):
        lay_out(found, metadata / target, "GOa_safety")
        laid_out = {path.name: path.read_text() for path in (metadata / target).iterdir()}
        assert laid_out == {
            "0": "this is 0",
            "7": "this is 7",
            "GOa_safety-0.st": "this is MCa-0.st",
            "GOa_safety-0.chkpt": "this is MCa-0.chkpt",
            "GOa_safety.st": "this is MCa.st",
            "queue.chkpt": "this is queue.chkpt",
            "vars.chkpt": "this is vars.chkpt",
        }
        # TLC writes to the traces in place, and to nothing else.
        (metadata / target / "GOa_safety-0.st").write_text("changed", encoding="utf-8")


def test_only_the_last_is_kept(metadata: Path) -> None:
    """A checkpoint takes the place of the one before."""
    assert _keep(metadata)
    assert _keep(metadata, 2)
    kept = metadata.parent.parent / "kept"
    assert [path.name for path in kept.iterdir()] == ["2"]


@pytest.mark.parametrize("name", ["queue.chkpt", "vars.chkpt", "MCa-0.chkpt"])
def test_next_one_has_begun(metadata: Path, name: str) -> None:
    """Files of a later checkpoint than the one that TLC spoke of are not kept, the others stay."""
    assert _keep(metadata)
    os.utime(metadata / name, (_NOW + 61, _NOW + 61))
    assert not _keep(metadata, 2)
    found = find_checkpoint(metadata.parent.parent / "kept")
    assert found is not None
    assert found.number == 1
    assert _keep(metadata, 3, _said(_NOW + 61))


@pytest.mark.parametrize("message", ["", "Checkpointing completed at (yesterday)"])
def test_words_that_are_not_understood(metadata: Path, message: str) -> None:
    """Where TLC does not say when the checkpoint was completed, it is not kept."""
    assert not _keep(metadata, 1, message)
    assert find_checkpoint(metadata.parent.parent / "kept") is None


@pytest.mark.parametrize("name", ["0", "MCa-0.st", "queue.chkpt", "checkpoint.json"])
@pytest.mark.parametrize("gone", [True, False])
def test_checkpoint_that_is_not_whole(metadata: Path, name: str, gone: bool) -> None:
    """A checkpoint that has lost a file or a part of one is none."""
    assert _keep(metadata)
    path = metadata.parent.parent / "kept" / "1" / name
    text = path.read_text(encoding="utf-8")
    path.unlink()
    if not gone:
        path.write_text(text[:-2], encoding="utf-8")
    assert find_checkpoint(metadata.parent.parent / "kept") is None


@pytest.mark.parametrize("name", ["0", "MCa-0.st", "queue.chkpt"])
def test_checkpoint_that_was_changed(metadata: Path, name: str) -> None:
    """A file of the same size with other contents is no part of a checkpoint; a longer one is."""
    assert _keep(metadata)
    path = metadata.parent.parent / "kept" / "1" / name
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text} and more", encoding="utf-8")
    assert find_checkpoint(metadata.parent.parent / "kept") is not None
    path.write_text(text.swapcase(), encoding="utf-8")
    assert find_checkpoint(metadata.parent.parent / "kept") is None


def test_output_belongs_to_its_checkpoint(tmp_path: Path) -> None:
    """The output ends where the checkpoint began, but a violation that was seen later stays."""
    output = tmp_path / "safety.out"
    before = 'loose\n<<"watching", "A">>\n<<"violated", "A">>\n<<"outcome", "[a |-> 1]">>\n'
    after = f'<<"outcome", "[a |-> 2]">>\n{_COMPLETED}<<"violated", "A">>\n<<"violated", "B">>\n'
    output.write_text(f'{before}{_BEGUN}{after}{_BEGUN}<<"violated", "C', encoding="utf-8")
    assert keep_output(output, 1) == {"A", "B"}
    kept = f'{before}{_BEGUN}<<"violated", "B">>\n'
    assert output.read_text(encoding="utf-8") == kept
    # A search that goes on from there and is killed is cut at the same place again.
    with output.open("a", encoding="utf-8") as file:
        file.write(f'<<"outcome", "[a |-> 2]">>\n{_BEGUN}')
    assert keep_output(output, 1) == {"A", "B"}
    assert output.read_text(encoding="utf-8") == kept


def test_output_that_is_too_short(tmp_path: Path) -> None:
    """An output that does not reach to the checkpoint is of no use, and is left as it is."""
    output = tmp_path / "safety.out"
    output.write_text(_BEGUN, encoding="utf-8")
    assert keep_output(output, 2) is None
    assert output.read_text(encoding="utf-8") == _BEGUN
