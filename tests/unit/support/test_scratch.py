"""Tests of temporary folders: what an error names of one is there after the folder has gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tornfolio.support import scratch
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.support.scratch import kept_if_named, scratch_folder


@pytest.mark.parametrize("kind", [BadInput, ToolFailed])
def test_what_an_error_names_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[BadInput]
) -> None:
    """A copy with the same bytes is in the cache, and the error of the same kind names that."""
    monkeypatch.setattr(scratch, "cache_dir", lambda: tmp_path / "cache")
    with pytest.raises(kind) as raised, scratch_folder() as folder:
        (folder / "a").mkdir()
        said = folder / "a" / "survey.out"
        said.write_bytes(b"many words\n\xff")
        raise kind(f"it failed, read {said}: all of it", f"its output is {said}")
    assert not folder.exists()
    problem, next_step = raised.value.problem, raised.value.next_step
    first, second = (
        Path(problem.removeprefix("it failed, read ").removesuffix(": all of it")),
        Path(next_step.removeprefix("its output is ")),
    )
    for copy in (first, second):
        assert copy.parent == tmp_path / "cache" / "said"
        assert copy.name.endswith("-survey.out")
        assert copy.read_bytes() == b"many words\n\xff"


def test_what_is_not_there_is_not_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No sentence leads to a file that nobody can read."""
    monkeypatch.setattr(scratch, "cache_dir", lambda: tmp_path / "cache")
    with pytest.raises(ToolFailed) as raised, kept_if_named(tmp_path):
        raise ToolFailed(f"read {tmp_path}/none.out", "again")
    assert str(raised.value) == "read a temporary file that is gone; again"
    (tmp_path / "there.out").write_text("words", encoding="utf-8")
    (tmp_path / "file").touch()
    monkeypatch.setattr(scratch, "cache_dir", lambda: tmp_path / "file" / "cache")
    with pytest.raises(ToolFailed) as raised, kept_if_named(tmp_path):
        raise ToolFailed(f"read {tmp_path}/there.out; it says why")
    assert str(raised.value) == "read a temporary file that is gone; it says why"


def test_what_cannot_be_written(tmp_path: Path) -> None:
    """Who has to make room is told where: in the folder that is there before and after."""
    folder = tmp_path / "tornfolio-x"
    with pytest.raises(ToolFailed) as raised, kept_if_named(folder):
        raise ToolFailed(f"{folder}/3/a.out cannot be written: No space left", "make room there")
    assert str(raised.value) == f"{tmp_path} cannot be written: No space left; make room there"


def test_other_errors_stay_as_they_are(tmp_path: Path) -> None:
    """An error that names nothing of the folder is the very same one."""
    error = BadInput("unknown", "look elsewhere")
    with pytest.raises(BadInput) as raised, kept_if_named(tmp_path):
        raise error
    assert raised.value is error


def test_the_last_few_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache does not grow with each failure."""
    monkeypatch.setattr(scratch, "cache_dir", lambda: tmp_path / "cache")
    (tmp_path / "a.out").write_text("words", encoding="utf-8")
    for _ in range(25):
        with pytest.raises(ToolFailed), kept_if_named(tmp_path):
            raise ToolFailed(f"read {tmp_path}/a.out")
    assert len(list((tmp_path / "cache" / "said").iterdir())) == 20


class _Larger(BadInput):
    """An error that is made of something else than its two texts."""

    def __init__(self, of: list[int]) -> None:
        super().__init__("read /nowhere", "again")
        self.of = of


def test_an_error_of_any_class_is_renamed(tmp_path: Path) -> None:
    """It is the same error, with all that it has, and names a file that stays."""
    error = _Larger([1, 2])
    error.problem = f"read {tmp_path}/none.out"
    with pytest.raises(_Larger) as raised, kept_if_named(tmp_path):
        raise error
    assert raised.value is error and error.of == [1, 2]
    assert str(raised.value) == "read a temporary file that is gone; again"
    assert raised.value.args == (raised.value.problem,)
