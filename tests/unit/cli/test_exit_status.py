"""Tests of exit statuses: one order of severity, whatever the command."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest

from kinds import Call
from tornfolio.check.verdict import Word
from tornfolio.cli.exit_status import ExitStatus, of_words, worst
from tornfolio.explore.claims import Check, Checked, Claim, Decision
from tornfolio.explore.sweep import SweptWord
from tornfolio.gate.comparison import GateWord
from tornfolio.gate.comparison import worst as worst_word
from tornfolio.model.scenario import load_scenario

_DOCUMENTED = (0, 1, 5, 4, 3, 2, 130)


def test_the_documented_order() -> None:
    """Of two statuses the one that the reference lists later counts, whichever comes first."""
    for better, worse in itertools.combinations(_DOCUMENTED, 2):
        pair = ExitStatus(better), ExitStatus(worse)
        assert worst(pair) == worst(reversed(pair)) == worse
    assert set(_DOCUMENTED) == set(ExitStatus)
    assert worst([]) == 0


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["holds", "violated"], 1),
        (["violated", "undecided"], 5),
        (["undecided", "violated", "holds"], 5),
        (["violated", "undecided", "tool failed"], 4),
        (["as expected", "differs"], 1),
        (["not decided", "differs"], 5),
        (["no point", "holds"], 0),
        ([], 0),
    ],
)
def test_findings(words: list[str], status: int) -> None:
    """What was not decided is worse than what is violated: nobody knows what else there is."""
    assert of_words(words) == status


def test_every_word_has_a_status() -> None:
    """Each word that a command can end with has its status; the gate's words have one order."""
    for words in map(get_args, (GateWord, SweptWord, Word)):
        for pair in itertools.product(words, repeat=2):
            assert of_words(pair) == worst([of_words(pair[:1]), of_words(pair[1:])])
    for pair in itertools.product(get_args(GateWord), repeat=2):
        assert of_words([worst_word(pair)]) == of_words(pair)


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (("holds", "violated"), 0),
        (("holds", "holds"), 1),
        (("undecided", "violated"), 5),
        (("undecided", "holds"), 5),
        (("violated", "undecided"), 5),
    ],
)
def test_a_claim_with_an_open_check(found: tuple[str, str], status: int) -> None:
    """A check that is not decided outweighs one of the same claim that came out otherwise."""
    scenario = load_scenario("torn-pte0")
    checks = [
        Check(scenario, (), "P", False, expected, "for") for expected in ("holds", "violated")
    ]
    checked = tuple(Checked(check, word, None) for check, word in zip(checks, found, strict=True))
    decision = Decision(Claim("C00", "", "confirmed", "", tuple(checks), ()), checked)
    assert of_words(decision.words) == status


def test_an_empty_question_says_so(call: Call) -> None:
    """That there is nothing to unmap, and who could do nothing, stands before all that holds."""
    ended = call("check", "torn-pte0", "--set", "initial=0000", "--property", "AllOrNothing",
                 "--width", "200")  # fmt: skip
    first, second, *vacuous, last = ended.stdout.splitlines()[:5]
    assert first.startswith("torn-pte0 for ")
    assert "nothing to unmap" in second
    assert [line.split()[:3] for line in vacuous] == [
        ["Vacuous:", "reclaim", "never"],
        ["Vacuous:", "writer", "contpte"],
    ]
    assert last.split() == ["holds", "AllOrNothing"]


def test_a_check_that_is_cut_off_after_a_violation(call: Call) -> None:
    """A violated property beside one that a limit left open: the status is that of the open one.

    There are many states, of which a few thousand are enough to see the first violations. One
    worker finds them always in the same order, and takes little memory, whatever else is running.
    """
    settings = ("--set", "nr_pages=4", "--set", "writers=contpte,protect,gup", "--workers", "1",
                "--memory", "512")  # fmt: skip
    ended = call("check", "torn-pte0", *settings, "--property", "NoPteSkipped", "--property",
                 "TypeOK", "--max-states", "6000")  # fmt: skip
    assert ended.status == 5
    assert "  violated  NoPteSkipped" in ended.stdout
    assert "  undecided TypeOK" in ended.stdout
