"""The commands that ask about the model as a whole: outcomes, claims, mutate and labels."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.explore import claims
from tornfolio.model import mutants
from tornfolio.model.parameter_table import PARAMETERS
from tornfolio.support.errors import BadInput
from tornfolio.support.toml import read_tables


def test_outcomes_as_text(call: Call) -> None:
    """Each final state has a line, and the last lines say how often the condition was seen."""
    ended = call("outcomes", "missed-small-folio")
    assert ended.status == 0
    lines = ended.stdout.splitlines()
    assert lines[0].startswith("Test missed-small-folio for nr_pages = 1, ttu = 0")
    assert lines[1] == "States 2"
    assert [line.split()[2] for line in lines[2:4]] == ["P", "S"]
    assert "Observation missed-small-folio Never 0 2" in lines


def test_outcomes_as_json(call: Call) -> None:
    """The keys are those of the reference; several mms are separated by a bar."""
    ended = call("outcomes", "torn-across-mms", "--set", "nr_pages=2", "--json")
    found = json.loads(ended.stdout)
    assert found["scenario"] == "torn-across-mms"
    assert found["parameters"]["vmas"] == 2
    assert found["observation"] == "Sometimes"
    assert {outcome["pattern"] for outcome in found["outcomes"]} == {"PP|SS", "PS|SS", "SS|SS"}
    assert {outcome["folio"] for outcome in found["outcomes"]} == {"kept", "reclaimed"}
    assert found["positive"] + found["negative"] == sum(o["states"] for o in found["outcomes"])


def test_long_patterns_have_run_lengths(call: Call) -> None:
    """Beyond 16 PTEs a pattern is written with run lengths."""
    ended = call("outcomes", "torn-by-numa", "--set", "nr_pages=64", "--set", "writers=numa:0-0")
    assert " P1 S63 " in ended.stdout
    assert " S64 " in ended.stdout


def test_outcomes_that_are_not_all(call: Call) -> None:
    """A search that a limit has ended says so, with status 5."""
    ended = call("outcomes", "torn-pte0", "--timeout", "0.001")
    assert ended.status == 5
    assert "Not complete: the time limit was reached" in ended.stdout
    assert "Observation torn-pte0 Undecided" in ended.stdout


def test_a_scenario_without_an_end(call: Call) -> None:
    """Reclaim that tries for ever has no final state, which is said and is no list of none."""
    ended = call("outcomes", "mlocked-never-reclaimed")
    assert "no order of the CPUs of mlocked-never-reclaimed comes to an end" in ended.refused()
    assert "--set passes=1" in ended.refused()


def test_one_claim(call: Call) -> None:
    """A claim has its verdict, its checks, and one sentence of meaning."""
    ended = call("claims", "C16", "--json")
    assert ended.status == 0
    (claim,) = json.loads(ended.stdout)["claims"]
    assert (claim["id"], claim["verdict"]) == ("C16", "confirmed")
    assert (claim["scenario"], claim["property"]) == ("missed-small-folio", "NoPteSkipped")
    assert "missed-small-folio: NoPteSkipped violated (155 states)" in claim["evidence"]
    assert claim["meaning"].endswith(".")
    assert claim["parts"] == [{"name": "", "verdict": "confirmed"}]
    assert (claim["bounds"]["nr_pages"], claim["bounds"]["writers"]) == ([1], ["protect"])
    assert claim["checks"][0]["role"] == "for"
    assert claim["checks"][0]["bounds"].startswith("nr_pages = 1, ttu = 0, writers = protect")


def test_a_claim_for_two_kernels(call: Call) -> None:
    """A claim has its verdict under each kernel, and a sentence where they differ."""
    ended = call("claims", "C03", "--kernel", "rfc-base,v7.3", "--width", "200")
    assert ended.status == 0
    head, thread, newest, because, counted = ended.stdout.splitlines()
    assert head.startswith("C03 The folio is then still mapped")
    assert thread == "    rfc-base  confirmed only if no later pass is counted"
    assert newest == "    v7.3      refuted"
    assert because.startswith("    With TTU_SYNC no PTE is missed")
    assert counted.startswith("1 claim; ")


def test_a_claim_that_is_not_decided(call: Call) -> None:
    """A claim whose checks a limit has ended is undecided, with status 5, and never confirmed."""
    ended = call("claims", "C16", "--timeout", "0.001")
    assert ended.status == 5
    assert "undecided" in ended.stdout
    assert "\n    confirmed" not in ended.stdout


def test_a_claim_that_tlc_contradicts(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """If TLC says otherwise than a verdict rests on, the verdict is 'differs' and the status 1."""
    read = read_tables

    def otherwise(path: Path) -> dict[str, dict[str, object]]:
        tables = read(path)
        tables["C16"]["checks"][0]["expect"] = "holds"
        return tables

    monkeypatch.setattr(claims, "read_tables", otherwise)
    ended = call("claims", "C16")
    assert ended.status == 1
    assert "differs" in ended.stdout
    words = " ".join(ended.stdout.split())
    assert "NoPteSkipped violated (155 states), expected holds" in words


def test_one_mutant(call: Call) -> None:
    """A mutant is killed by the property that the catalogue names, among others."""
    ended = call("mutate", "mremap-one-ptl", "--json")
    assert ended.status == 0
    (found,) = json.loads(ended.stdout)["mutants"]
    assert (found["verdict"], found["killer"]) == ("killed", "LockDiscipline")
    assert "LockDiscipline" in found["killed_by"]


def test_a_mutant_that_survives(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that nothing notices is reported with status 1."""
    read = read_tables

    def harmless(path: Path) -> dict[str, dict[str, object]]:
        tables = read(path)
        tables["mremap-one-ptl"]["replace"] = f"{tables['mremap-one-ptl']['find']} skip;"
        return tables

    monkeypatch.setattr(mutants, "read_tables", harmless)
    ended = call("mutate", "mremap-one-ptl")
    assert ended.status == 1
    assert "survived  mremap-one-ptl" in ended.stdout


def test_the_list_of_mutants(call: Call) -> None:
    """The list names every mutant and runs nothing."""
    ended = call("mutate", "--list")
    assert len(ended.stdout.splitlines()) == len(mutants.load_mutants())


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("claims", "C21"), "unknown claim 'C21'"),
        (("claims", "c01"), "unknown claim 'c01', did you mean C01?"),
        (("claims", "--kernel", "v6.8"), "'v6.8'; choose from rfc-base, v7.3"),
        (("claims", "--kernel", "v7.3", "--linux", "."), "--linux and --kernel are both given"),
        (("mutate", "sync"), "unknown mutant 'sync'"),
        (("mutate", "sync-forgoten"), "did you mean sync-forgotten?"),
        (("outcomes", "torn"), "unknown scenario 'torn'"),
        (("outcomes", "torn-pte0", "--set", "vmas=9"), "vmas = 9 is out of range"),
    ],
)
def test_bad_names(call: Call, args: tuple[str, ...], message: str) -> None:
    """Unknown names are refused with the nearest known one."""
    assert message in call(*args).refused()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"killer": None, "reason": None}, "needs either a killer or a reason"),
        ({"reason": "two"}, "needs either a killer or a reason"),
        ({"find": "nowhere"}, "its text is not in"),
        ({"template": "no.tla"}, "there is no template no.tla"),
        ({"scenario": 5}, "scenario = 5 is not text"),
        ({"fnd": "x"}, "unknown key 'fnd', did you mean find?"),
        ({"replace": None}, "replace is missing"),
    ],
)
def test_bad_mutants(
    call: Call, monkeypatch: pytest.MonkeyPatch, change: dict[str, object], message: str
) -> None:
    """A catalogue of mutants that does not fit the templates is refused, naming the mutant."""
    read = read_tables

    def changed(path: Path) -> dict[str, dict[str, object]]:
        tables = read(path)
        table = tables["mremap-one-ptl"] | change
        return {"mremap-one-ptl": {k: v for k, v in table.items() if v is not None}}

    monkeypatch.setattr(mutants, "read_tables", changed)
    assert message in call("mutate", "mremap-one-ptl").refused()


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ({"scenario": "torn-pte0", "role": "for"}, "needs property and expect, or observe"),
        (
            {"scenario": "torn-pte0", "role": "for", "property": "TypeOK", "expect": "maybe"},
            "needs property and",
        ),
        (
            {"scenario": "torn-pte0", "role": "for", "observe": "Often"},
            "observe is Always, Sometimes or Never",
        ),
        (
            {"scenario": "torn-pte0", "role": "for", "property": "Tpye", "expect": "holds"},
            "did you mean TypeOK?",
        ),
        ({"scenario": "torn", "role": "for"}, "needs property and expect"),
        ({"property": "TypeOK"}, "scenario is missing"),
        ({"scenario": "torn-pte0"}, "role is missing"),
        ("torn-pte0", "a check is not a table"),
    ],
)
def test_bad_claims(
    call: Call, monkeypatch: pytest.MonkeyPatch, check: object, message: str
) -> None:
    """A table of claims that asks for nothing that can be decided is refused."""
    table = {"claim": "c", "verdict": "confirmed", "meaning": "m", "checks": [check]}
    monkeypatch.setattr(claims, "read_tables", lambda path: {"C01": table})
    assert message in call("claims").refused()


def test_a_claim_without_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A verdict that rests on nothing is refused."""
    table = {"claim": "c", "verdict": "confirmed", "meaning": "m", "checks": []}
    monkeypatch.setattr(claims, "read_tables", lambda path: {"C01": table})
    with pytest.raises(BadInput, match="C01 has no checks"):
        claims.load_claims()


def test_a_verdict_is_as_wide_as_a_mail(call: Call) -> None:
    """No line is longer than 72 but the first, with the parameters, and the last, with the path."""
    args = ("check", "torn-pte0", "--set", "nr_pages=2")
    narrow, wide = (call(*args, *width).stdout for width in ((), ("--width", "200")))
    _, *between, _ = narrow.splitlines()
    assert max(map(len, between)) <= 72
    assert any(
        len(line) > 72 and line.startswith("complete search: ") for line in wide.splitlines()
    )


@pytest.mark.parametrize(
    "args",
    [("list",), ("claims", "C16", "--timeout", "0.001"), ("bugs", "B01", "--timeout", "0.001")],
    ids=lambda args: args[0],
)
def test_text_is_as_wide_as_a_mail(call: Call, args: tuple[str, ...]) -> None:
    """Where it goes to no terminal no line is longer than 72, and --width asks for another one."""
    narrow = call(*args).stdout
    wide = call(*args, "--width", "110").stdout

    assert max(map(len, narrow.splitlines())) <= 72
    assert 72 < max(map(len, wide.splitlines())) <= 110
    assert narrow.split() == wide.split()


def test_the_names_of_parameters_stand_apart_from_their_words(call: Call) -> None:
    """However long a name is, `list` has room behind it."""
    said = call("list", "--width", "200").stdout.partition("Parameters for --set:\n")[2]
    for name, parameter in PARAMETERS.items():
        assert re.search(rf"^    {name}  +{re.escape(parameter.about[:12])}", said, re.MULTILINE)
