"""Tells whether it is the user's mistake that a module cannot be read or evaluated, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tornfolio.model.own_texts import own_texts
from tornfolio.model.properties import Property
from tornfolio.model.spec import Spec
from tornfolio.support.counting import number_of
from tornfolio.support.errors import BadInput, ToolFailed, TornfolioError
from tornfolio.tlc.frames import Frame
from tornfolio.tlc.messages import ERROR

__all__ = ["endless_mistake", "evaluation_mistake", "no_liveness", "parse_mistake", "warned"]

# Codes of tlc2/output/EC.java for what cannot be evaluated, or is asserted and false.
_INITIAL, _NESTED, _INVARIANT, _ASSUMPTION, _ASSERTION = 2102, 2103, 2111, 2104, 2132
# For an invariant that is not about one state.
_LEVEL = 2146
# For an invariant or a property without a variable, whose value is FALSE.
_CONSTANT = 2230
# For what is asked as a liveness property and is none, or has an action where none can stand.
_FIRST_STATE, _EACH_STEP, _ACTION_IN_FORMULA = 2108, 2112, 2214
_NO_QUESTION = {
    _CONSTANT: "is FALSE whatever happens: it looks at nothing that the scenario changes",
    _FIRST_STATE: "is no liveness property but a formula about the first state",
    _EACH_STEP: "is no liveness property but a formula about each step",
}
_EVALUATION = (
    *(_INITIAL, _NESTED, _INVARIANT, _ASSUMPTION, _ASSERTION, _LEVEL, _CONSTANT),
    *(_FIRST_STATE, _EACH_STEP, _ACTION_IN_FORMULA),
)
_STATE, _PARSING = 2217, 3002

_RANGE = re.compile(
    r"[Ll]ine (?P<line>\d+), col(?:umn)? (?P<first>\d+) to "
    r"line \d+, col(?:umn)? (?P<last>\d+) (?:of module|in) (?P<module>\w+)"
)
_POINT = re.compile(r"(?:at|around)?\s*line (?P<line>\d+)(?:, column (?P<first>\d+))?")
# Where the text stands that uses a macro, after a place within that macro.
_CALLED = re.compile(r"of macro called at line (?P<line>\d+), column (?P<first>\d+)")
# Of what the user has defined and our text uses.
_OPERATOR = re.compile(r"^The operator (?P<name>\w+) requires")
_LINE = re.compile(r"\s+(?:starting )?(?:at|around) line \d+(?:, column \d+)?")
_IN_MODULE = re.compile(r"In module (?P<module>\w+)")
# The PTEs of a state, up to the next variable.
_PTES = re.compile(r"^/\\ pte = (.*?)(?=^/\\ |\Z)", re.MULTILINE | re.DOTALL)
_INVARIANT_NAME = re.compile(
    r"(?:Evaluating (?:invariant|action property)|^The (?:invariant|property)(?: of)?"
    r"|^(?:Action p|P)roperty) (?P<name>\w+)"
)
# What the translator and SANY say of a mistake, without the place.
_SAID = (
    re.compile(
        r"\*\*\* (?:Errors|Warnings): \d+\s+line [^\n]*\n\s*(?P<what>.*?)\n\s*\n", re.DOTALL
    ),
    re.compile(r"(?P<what>Warning: symbols were renamed.*)\Z", re.DOTALL),
    re.compile(r"\*\*\*Parse Error\*\*\*\s*(?P<what>.*?)(?: at line |\n\s*\n)", re.DOTALL),
    re.compile(r"(?P<what>Lexical error at line[^\n]*|EOF reached[^\n]*)"),
    re.compile(r"(?m:^) -- (?P<what>.*?)\s*(?:\bat\s+)?(?:line \d+|\n\s*\n|\Z)", re.DOTALL),
)
# Where TLC goes on to say which states and which expressions it was looking at.
_REST = re.compile(r"While working on|The behavior up to|The error occurred|@!@!@|\n/\\ ")
# How TLC begins what it was not prepared for, as an evaluation in an action.
_WRAPPED = re.compile(
    r"TLC threw an unexpected exception\..*?The exception was a [\w.]+\s*:\s*", re.DOTALL
)
_MOST_CHARACTERS = 300
_NO_TERMINATION = "The property Termination specified in the configuration file is not defined"


@dataclass(frozen=True)
class _Spot:
    """A place that a tool names: a line of a module, and the columns of what stands there."""

    module: str
    line: int
    first: int = 0
    last: int = 0


def parse_mistake(spec: Spec, said: str, output: object) -> BadInput | None:
    """Make an error of the user's of what the translator or SANY has said; None if it is not his.

    Ours are read every day: with text of his own in a module that cannot be read, that is why.
    """
    files = own_texts(spec, spec.properties) if not spec.changed else {}
    found = next((match for each in _SAID if (match := each.search(said))), None)
    if not (files or spec.blame) or found is None:
        return None
    spots = [_spot(match) for match in _RANGE.finditer(said[found.start() :])][:1]
    inside = _IN_MODULE.search(said)
    if not spots and (point := _POINT.search(said, found.start())):
        module = inside["module"] if inside else spec.module
        called = list(_CALLED.finditer(said, found.start()))
        spots = [
            _Spot(module, int(each["line"]), int(each["first"] or 0)) for each in (*called, point)
        ]
    # The line is one of a module that the user never sees.
    what = " ".join(_LINE.sub("", found["what"]).split()).rstrip(".:,") or "this cannot be read"
    what = what.removesuffix(" at the following location")
    operator = _OPERATOR.match(what)
    return _mistake(
        *(spec, what[:_MOST_CHARACTERS], spots, list(files), output),
        defined=operator["name"] if operator else "",
    )


def warned(spec: Spec, said: str, output: object) -> TornfolioError:
    """Make an error of what a tool warns of.

    The translator warns when it gives another name to a label or a variable, SANY when it takes one
    meaning of a name for the other, TLC when it passes over what it does not understand: in each
    case what is decided is not what was asked.
    """
    mistake = parse_mistake(spec, said, output)
    if mistake is not None:
        return mistake
    found = next((match for each in _SAID if (match := each.search(said))), None)
    what = " ".join((found["what"] if found else said).split())
    return ToolFailed(f"a warning: {what[:_MOST_CHARACTERS]}", f"its words are in {output}")


def evaluation_mistake(
    spec: Spec, asked: Sequence[Property], frames: Sequence[Frame], output: object
) -> BadInput | None:
    """Make an error of the user's of what TLC could not evaluate; None if it is not his."""
    errors = [frame for frame in frames if frame.severity == ERROR]
    files = own_texts(spec, asked) if not spec.changed else {}
    if not (files or spec.blame) or not any(frame.code in _EVALUATION for frame in errors):
        return None
    text = "\n".join(frame.text for frame in errors if frame.code != _NESTED)
    # The reason stands in the message, or in one within it that has no severity of an error.
    what = _REST.split(_WRAPPED.sub("", text), maxsplit=1)[0].strip()
    inner = [frame.text for frame in frames if frame.severity == 0 and "TLC expected" in frame.text]
    what = " ".join(" ".join([what, *inner]).split()).rstrip(".") or "this cannot be evaluated"
    after = _after([frame.text for frame in frames if frame.code == _STATE])
    name = _INVARIANT_NAME.search(text)
    no_question = next(
        (_NO_QUESTION[each.code] for each in errors if each.code in _NO_QUESTION), ""
    )
    if name and no_question:
        what, after = f"{name['name']} {no_question}", ""
    nested = "\n".join(frame.text for frame in errors)
    # The innermost expression comes last.
    spots = [_spot(match) for match in _RANGE.finditer(nested)][::-1]
    return _mistake(
        spec,
        f"{what[:_MOST_CHARACTERS]}{after}",
        spots,
        list(files),
        output,
        evaluated=True,
        defined=name["name"] if name else "",
    )


def endless_mistake(spec: Spec, frames: Sequence[Frame]) -> BadInput | None:
    """Make an error of a process of the user's own that has no end; None if it is not his.

    The translator defines Termination only where each process can come to one.
    """
    files = own_texts(spec, ())
    if not files or not any(_NO_TERMINATION in " ".join(frame.text.split()) for frame in frames):
        return None
    return BadInput(
        f"{' or '.join(files)}: a process can never end, so nobody can say whether it does",
        "give each of its loops an end, or ask for other properties with --property",
    )


def no_liveness(spec: Spec, prop: Property) -> BadInput | None:
    """Make an error of a liveness property that TLC has taken for an invariant; None if not his."""
    from tornfolio.model.source_map import source_map

    place = source_map(spec).definition(prop.name)
    if place is None or not place.own:
        return None
    return BadInput(
        f"{place}: {prop.name} speaks of each state alone, so it is no liveness property",
        'leave out the outer [], and say kind = "safety" in properties.toml',
    )


def _after(states: Sequence[str]) -> str:
    """Say after which behaviour something could not be evaluated: its length, and how it ends."""
    if len(states) < 2:
        return ""
    last = states[-1]
    label = last.partition("<")[2].partition(" line ")[0].partition("(")[0]
    ptes = _PTES.search(last)
    several = "the last " if len(states) > 2 else ""
    at = f", {several}at {label}" if label else ""
    where = f", where pte = {' '.join(ptes[1].split())}" if ptes else ""
    return f" after {number_of(len(states) - 1, 'step')}{at}{where}"


def _word(modules: Mapping[str, Sequence[str]], spot: _Spot) -> str:
    """The name that stands at a place, nothing if something else does."""
    lines = modules.get(spot.module, ())
    if not 1 <= spot.line <= len(lines):
        return ""
    text = lines[spot.line - 1][max(spot.first - 1, 0) : spot.last]
    return text if text.isidentifier() else ""


def _spot(found: re.Match[str]) -> _Spot:
    return _Spot(found["module"], int(found["line"]), int(found["first"]), int(found["last"]))


def _mistake(
    spec: Spec,
    what: str,
    spots: Sequence[_Spot],
    files: Sequence[str],
    output: object,
    *,
    evaluated: bool = False,
    defined: str = "",
) -> BadInput:
    from tornfolio.model.source_map import source_map

    rest = f"the tool's own words are in {output}"
    if spec.blame:
        return BadInput(f"{spec.blame}: {what}", f"mend it; {rest}")
    known = source_map(spec)
    places = [
        place
        for spot in spots
        if (place := known.place(spot.module, spot.line, _word(known.modules, spot)))
    ]
    if defined and (place := known.definition(defined)):
        places.append(place)
    own = [place for place in places if place.own]
    if own:
        return BadInput(f"{own[0]}: {what}", f"mend it; {rest}")
    # What cannot be read is found out behind it; what cannot be evaluated has no such place.
    near = f"{places[0]}: " if places and not evaluated else ""
    before = known.before(spots[0].module, spots[0].line) if spots and not evaluated else None
    mended = str(before) if before else " or ".join(files)
    return BadInput(f"{near}{what}", f"mend {mended}, from which that follows; {rest}")
