"""The exit status of each error and of each finding, without any program."""

from __future__ import annotations

import pytest

from tornfolio.cli.exit_status import of_error, of_words, worst
from tornfolio.support.errors import BadInput, RuleBroken, ToolFailed, ToolMissing, Undecided


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadInput("a name"), 2),
        (RuleBroken("a rule"), 2),
        (ToolMissing("java"), 3),
        (ToolFailed("TLC"), 4),
        (Undecided("a point"), 5),
        (KeyboardInterrupt(), 130),
    ],
)
def test_an_error(error: BaseException, status: int) -> None:
    """Each kind of error that a user can meet has a status of its own."""
    try:
        found = of_error(error)
    except BaseException:
        pytest.fail("it is raised again")
    assert found == status


def test_another_error() -> None:
    """An error that nobody expects is raised again, as it is."""
    error = RuntimeError("a mistake of ours")
    with pytest.raises(RuntimeError) as raised:
        of_error(error)
    assert raised.value is error


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ([], 0),
        (["holds", "as expected", "no point"], 0),
        (["holds", "violated"], 1),
        (["differs", "holds"], 1),
        (["undecided", "violated"], 5),
        (["not decided", "differs"], 5),
        (["tool failed", "undecided"], 4),
    ],
)
def test_findings(words: list[str], status: int) -> None:
    """Of several findings the worst counts: what is open before what is wrong."""
    assert of_words(words) == status
    assert worst(of_words([word]) for word in words) == status
