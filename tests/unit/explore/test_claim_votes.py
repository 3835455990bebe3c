"""How the verdict of a claim follows from its checks, and what gives none, by hand-made votes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tornfolio.explore.claim_rule import Part, Vote, Weighed, derive, in_words
from tornfolio.support.errors import BadInput

FOR = Vote("", "for", "", "Whole", "holds")
AGAINST = Vote("", "against", "", "Whole", "violated")
ONLY = Vote("", "only-if", "no pin comes", "Whole", "violated")
OTHER = replace(ONLY, needs="one mm maps it", about="WholeAcross")
SPACE = replace(FOR, part="the space")
RARELY = Weighed("how often", "for", "it rains")
OFTEN = Weighed("how often", "against", "it snows")
_HELP = "the rule stands at the head of claims.toml"


@pytest.mark.parametrize(
    ("votes", "weighed", "verdict"),
    [
        ([FOR], [], "confirmed"),
        ([FOR, FOR], [], "confirmed"),
        ([AGAINST], [], "refuted"),
        ([FOR, ONLY], [], "confirmed only if no pin comes"),
        ([ONLY, FOR, OTHER], [], "confirmed only if no pin comes and one mm maps it"),
        (
            [ONLY, FOR, OTHER, replace(ONLY, needs="it is small")],
            [],
            "confirmed only if no pin comes, one mm maps it and it is small",
        ),
        ([FOR], [RARELY], "confirmed; confirmed where it rains (how often)"),
        ([SPACE, replace(AGAINST, part="the I/O")], [], "confirmed (the space); refuted (the I/O)"),
        (
            [replace(FOR, part="a"), replace(ONLY, part="a"), replace(AGAINST, part="b")],
            [replace(OFTEN, part="c"), RARELY],
            "confirmed only if no pin comes (a); refuted (b); refuted where it snows (c); "
            "confirmed where it rains (how often)",
        ),
        ([], [RARELY, OFTEN], "confirmed where it rains, refuted where it snows (how often)"),
    ],
)
def test_what_follows(votes: list[Vote], weighed: list[Weighed], verdict: str) -> None:
    """Each kind of verdict follows from one mixture of roles."""
    assert in_words(derive(votes, weighed, "C99")) == verdict


def test_parts_keep_their_names() -> None:
    """Each part has its own verdict under its name, and a whole claim is a part without one."""
    assert derive([SPACE, ONLY, FOR], [RARELY], "C99") == (
        Part("the space", "confirmed"),
        Part("", "confirmed only if no pin comes"),
        Part("how often", "confirmed where it rains"),
    )


@pytest.mark.parametrize(
    ("votes", "weighed", "problem"),
    [
        ([FOR, AGAINST], [], "C99: checks that are against, for give no verdict together"),
        (
            [replace(AGAINST, part="a"), replace(OTHER, part="a")],
            [],
            "C99 (a): checks that are against, only-if give no verdict together",
        ),
        ([ONLY], [], "C99: checks that are only-if give no verdict together"),
        (
            [FOR, ONLY, replace(OTHER, needs=ONLY.needs)],
            [],
            "C99: two checks test the condition 'no pin comes'",
        ),
        (
            [FOR, replace(ONLY, outcome="holds")],
            [],
            "C99: Whole holds is both for the claim and only-if",
        ),
        (
            [replace(FOR, outcome="violated"), AGAINST],
            [],
            "C99: Whole violated is both for the claim and against",
        ),
        (
            [SPACE],
            [replace(RARELY, part="the space")],
            "C99: 'the space' has both quantities and checks",
        ),
        ([FOR], [replace(RARELY, part="")], "C99: '' has both quantities and checks"),
        (
            [],
            [RARELY, replace(OFTEN, where="it rains")],
            "C99 (how often): two quantities have the same where, it rains",
        ),
    ],
)
def test_roles_that_clash(votes: list[Vote], weighed: list[Weighed], problem: str) -> None:
    """What leaves two verdicts possible is refused, with the rule as the next step."""
    with pytest.raises(BadInput) as refused:
        derive(votes, weighed, "C99")
    assert refused.value.problem == problem
    assert refused.value.next_step == _HELP


@pytest.mark.parametrize(
    "vote",
    [
        replace(FOR, needs="something"),
        replace(AGAINST, needs="something"),
        replace(ONLY, needs=""),
        replace(FOR, role="beside"),
    ],
)
def test_a_role_and_its_condition(vote: Vote) -> None:
    """Only `only-if` has a condition, and it always has one; there is no other role."""
    with pytest.raises(BadInput) as refused:
        derive([FOR, vote], [], "C99")
    what = "the check of Whole needs a role, and with only-if its condition"
    assert refused.value.problem == f"C99: {what}"
    assert refused.value.next_step == (
        "write role = for, against, or only-if with needs = the condition"
    )


def test_no_checks() -> None:
    """A claim without checks and without quantities says nothing."""
    with pytest.raises(BadInput) as refused:
        derive([], [], "C99")
    assert refused.value.problem == "C99 has no checks"
    assert refused.value.next_step == "give it one at least, or quantities"


@pytest.mark.parametrize("number", [replace(RARELY, role="only-if"), replace(RARELY, where="")])
def test_what_a_number_says(number: Weighed) -> None:
    """A number speaks for or against, and says where."""
    with pytest.raises(BadInput) as refused:
        derive([], [OFTEN, number], "C99")
    assert refused.value.problem == f"C99 (how often): a quantity is {number.role!r}"
    assert refused.value.next_step == "write role = for or against, and a text for where"
