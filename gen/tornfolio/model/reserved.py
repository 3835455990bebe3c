"""Lists the names that a model cannot give: words of the languages, and what tools define."""

from __future__ import annotations

__all__ = ["EFFECTS", "MODULES", "reserved"]

# The modules that a spec of ours may extend: they define numbers, sets and sequences, and TLC
# evaluates what they define without any effect.
MODULES = ("Naturals", "Integers", "FiniteSets", "Sequences")

# Operators and statements by which a text reaches TLC itself: its registers and its output, on
# which verdicts rest, the world outside of it, and chance.
_EFFECTS = (
    "TLCSet TLCGet TLCEval TLCFP TLCGetAndSet TLCGetOrDefault TLCCache TLCDefer TLCNoOp "
    "TLCModelValue PickSuccessor Print PrintT Assert AssertEq AssertError JavaTime Any "
    "RandomElement RandomSubset RandomSubsetSet RandomSetOfSubsets TestRandomSetOfSubsets "
    "IOExec IOEnvExec IOExecTemplate IOEnvExecTemplate IOEnv Serialize Deserialize IOSerialize "
    "IODeserialize JsonSerialize JsonDeserialize ndJsonSerialize ndJsonDeserialize print assert"
)
EFFECTS = frozenset(_EFFECTS.split())

_TLA = (
    "ACTION ASSUME ASSUMPTION AXIOM BOOLEAN BY CASE CHOOSE CONSTANT CONSTANTS COROLLARY DEF DEFINE "
    "DEFS DOMAIN ELSE ENABLED EXCEPT EXTENDS FALSE HAVE HIDE IF IN INSTANCE LAMBDA LEMMA LET LOCAL "
    "MODULE NEW OBVIOUS OMITTED ONLY OTHER PICK PROOF PROPOSITION PROVE QED RECURSIVE STATE STRING "
    "SUBSET SUFFICES TAKE TEMPORAL THEN THEOREM TRUE UNCHANGED UNION USE VARIABLE VARIABLES WITH "
    "WITNESS"
)
_PLUSCAL = (
    "algorithm assert await begin call define do either else elsif end fair goto if macro or print "
    "procedure process return skip then variable variables when while with"
)
# What the translator defines, and what stands for a CPU or a place in its text.
_TRANSLATION = (
    "Done Error Fairness Init Next ProcSet Spec Terminating Termination defaultInitValue pc self "
    "stack vars"
)
# What the modules define that ours extend, and the one with which TLC reports.
_STANDARD = (
    "Nat Int IsFiniteSet Cardinality Seq Len Append Head Tail SubSeq SelectSeq Permutations "
    "SortSeq ToString"
)
# What modules define that follow a behaviour or go on from a checkpoint.
_HELPERS = (
    "GoingOn Taken Follow FollowInit Others Say Stopped Nothing followed "
    "ClearRegister ClearInit ClearNext ClearSpec "
    "Clearer Clearest clear_last clear_switches"
)

_SETS = (
    ("a word of TLA+", frozenset(_TLA.split())),
    ("a word of PlusCal", frozenset(_PLUSCAL.split())),
    ("what the translator defines", frozenset(_TRANSLATION.split())),
    ("an operator of a standard module", frozenset(_STANDARD.split()) | EFFECTS),
    ("what tornfolio defines for TLC", frozenset(_HELPERS.split())),
    ("the name of a module", frozenset({*MODULES, "TLC"})),
)
# WF_ and SF_ begin formulas, whatever follows.
_FAIRNESS = ("WF_", "SF_")


def reserved(name: str) -> str:
    """Say what a name means already, "" if nothing.

    >>> reserved("await"), reserved("contpte_lock")
    ('a word of PlusCal', '')
    """
    if name.startswith(_FAIRNESS):
        return "the beginning of a fairness formula"
    return next((what for what, names in _SETS if name in names), "")
