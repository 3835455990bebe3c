"""Derives a claim's verdict from the roles of its checks, and finds roles that clash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tornfolio.support.errors import BadInput
from tornfolio.support.naming import shown

__all__ = ["ROLES", "Part", "Vote", "Weighed", "derive", "in_words"]

ROLES = ("for", "against", "only-if")
_HELP = "the rule stands at the head of claims.toml"


@dataclass(frozen=True)
class Vote:
    """What one check says of a claim, or of a part of it, if it comes out as expected.

    `role` is one of ROLES; `needs` names the condition that an only-if check goes without. `about`
    and `outcome` are what was looked at and what is expected of it.
    """

    part: str
    role: str
    needs: str
    about: str
    outcome: str


@dataclass(frozen=True)
class Weighed:
    """What a number says of a part of a claim: `role` is for or against, `where` under what."""

    part: str
    role: str
    where: str


@dataclass(frozen=True)
class Part:
    """A part of a claim, "" if the claim has one alone, and the verdict that follows for it."""

    name: str
    verdict: str

    def in_words(self) -> str:
        """The verdict, and of what."""
        return f"{self.verdict} ({self.name})" if self.name else self.verdict


def derive(votes: Sequence[Vote], weighed: Sequence[Weighed], where: str) -> tuple[Part, ...]:
    """Derive the verdict of each part; what is weighed by numbers no check can decide.

    The rule leaves no role that could be another: raises BadInput where it would.
    """
    names = list(dict.fromkeys(vote.part for vote in votes))
    numbers = list(dict.fromkeys(each.part for each in weighed))
    for name in numbers:
        if name in names or not name:
            raise BadInput(f"{where}: {shown(name)} has both quantities and checks", _HELP)
    parts = [_part(name, [v for v in votes if v.part == name], where) for name in names]
    parts += [_by_numbers(name, [w for w in weighed if w.part == name], where) for name in numbers]
    if not parts:
        raise BadInput(f"{where} has no checks", "give it one at least, or quantities")
    return tuple(parts)


def in_words(parts: Sequence[Part]) -> str:
    """The verdict of a claim as it stands in claims.toml."""
    return "; ".join(part.in_words() for part in parts)


def _part(name: str, votes: Sequence[Vote], where: str) -> Part:
    named = f"{where}{f' ({name})' if name else ''}"
    roles = {vote.role for vote in votes}
    for vote in votes:
        if vote.role not in ROLES or bool(vote.needs) != (vote.role == "only-if"):
            raise BadInput(
                f"{named}: the check of {vote.about} needs a role, and with only-if its condition",
                "write role = for, against, or only-if with needs = the condition",
            )
    _check_outcomes(votes, named)
    if roles == {"for"}:
        return Part(name, "confirmed")
    if roles == {"against"}:
        return Part(name, "refuted")
    if roles != {"for", "only-if"}:
        raise BadInput(
            f"{named}: checks that are {', '.join(sorted(roles))} give no verdict together", _HELP
        )
    conditions = [vote.needs for vote in votes if vote.role == "only-if"]
    for condition in conditions:
        if conditions.count(condition) > 1:
            raise BadInput(f"{named}: two checks test the condition {shown(condition)}", _HELP)
    return Part(name, f"confirmed only if {_listed(conditions)}")


def _by_numbers(name: str, weighed: Sequence[Weighed], where: str) -> Part:
    """The verdict of a part of which numbers speak: where it holds, and where it does not."""
    words = {"for": "confirmed", "against": "refuted"}
    wheres = [each.where for each in weighed]
    for each in weighed:
        if each.role not in words or not each.where:
            raise BadInput(
                f"{where} ({name}): a quantity is {shown(each.role)}",
                "write role = for or against, and a text for where",
            )
        if wheres.count(each.where) > 1:
            raise BadInput(
                f"{where} ({name}): two quantities have the same where, {each.where}", _HELP
            )
    return Part(name, ", ".join(f"{words[each.role]} where {each.where}" for each in weighed))


def _check_outcomes(votes: Sequence[Vote], named: str) -> None:
    """See that the same outcome of the same property does not speak both for and against."""
    pro = {(vote.about, vote.outcome) for vote in votes if vote.role == "for"}
    for vote in votes:
        if vote.role != "for" and (vote.about, vote.outcome) in pro:
            raise BadInput(
                f"{named}: {vote.about} {vote.outcome} is both for the claim and {vote.role}", _HELP
            )


def _listed(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
