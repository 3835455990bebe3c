"""What answers say of a model of one's own: what of ours it replaces, and what is left open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kinds import Call
from own_policies import SPINS, WAITS
from tornfolio.explore.claims import load_claims
from tornfolio.model.folders import Model, find_model, our_model
from tornfolio.model.own_steps import not_asked_to_end
from tornfolio.model.scenario import load_scenario

_ASKED = ("torn-pte0", "--set", "nr_pages=2", "--spec-dir", "own")
_TRUE = 'AllOrNothing == pc["reclaim"] = "nowhere" \\/ TRUE\n'


def _write(name: str, text: str, encoding: str = "utf-8") -> None:
    path = Path("own") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding=encoding)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def test_a_policy_that_goes_round_closes_nothing(call: Call) -> None:
    """No final state shows a walk that never ends: each answer says that nobody asked for it."""
    _write("policies/spin.toml", SPINS)
    said = "Termination was not asked, and it alone shows if steps of your own go on for ever"
    spinning = (*_ASKED, "--set", "policy=spin")
    for ended in (
        call("check", *spinning, "--property", "AllOrNothing"),
        call("outcomes", *spinning),
        call("sweep", *spinning, "--property", "AllOrNothing"),
        call("compare", *_ASKED, "--policy", "none,spin"),
    ):
        assert said in _one_line(ended.stdout)
    asked = call("check", *spinning, "--property", "Termination")
    assert asked.status == 1
    assert said not in _one_line(asked.stdout)


def test_a_lock_that_is_taken_from_another_cpu_is_taken(call: Call) -> None:
    """Where spin_lock() does not wait, a row that moves the PTL is not one that changes nothing."""
    change = (
        "about = 'a'\n[[change]]\ntemplate = 'module.tla'\n"
        "find = 'await ptl[table] = \"nobody\";'\nreplace = 'skip;'\n"
    )
    _write("policies/no-wait.toml", change)
    asked = ("whole-with-sync", "--spec-dir", "own", "--set", "policy=no-wait")
    trace = json.loads(call("trace", *asked, "-f", "json").stdout)
    holders = [step["state"]["ptl"] for step in trace["steps"]]
    moved = [
        step
        for step, before in zip(trace["steps"][1:], holders, strict=False)
        if (before, step["state"]["ptl"]) == ("contpte", "reclaim")
    ]
    assert moved and all(step["takes_ptl"] and step["actor"] == "reclaim" for step in moved)


def test_where_no_step_is_ones_own(here: Path) -> None:
    """The sentence is for own writers, policies and templates with steps, where it can be asked."""
    _write("policies/spin.toml", SPINS)
    _write("properties.toml", "")
    own = find_model(here / "own")

    def said(model: Model, *settings: str, asked: tuple[str, ...] = ()) -> bool:
        return bool(not_asked_to_end([load_scenario("torn-pte0", settings, model)], asked))

    assert said(own, "policy=spin")
    assert not said(own, "policy=spin", asked=("Termination",))
    assert not said(own)
    assert not said(our_model(), "policy=ttu-sync")
    _write("templates/properties/AllOrNothing.tla", _TRUE)
    assert not said(find_model(here / "own"))
    walk = our_model().file("templates/page_vma_mapped_walk.tla").read_text(encoding="utf-8")
    _write("templates/page_vma_mapped_walk.tla", walk + "\n")
    assert said(find_model(here / "own"))


def test_who_replaces_a_formula_of_ours_is_told_so(call: Call) -> None:
    """A verdict by another formula is not one of ours, whichever command gives it."""
    _write("templates/properties/AllOrNothing.tla", _TRUE)
    said = "replaces properties/AllOrNothing of tornfolio"
    prop = ("--property", "AllOrNothing")
    for ended in (
        call("check", *_ASKED, *prop),
        call("sweep", *_ASKED, *prop),
        call("compare", "torn-pte0", "--set", "nr_pages=2", "--against", "own", *prop),
        call("outcomes", *_ASKED),
        call("list", "--spec-dir", "own"),
    ):
        assert said in _one_line(ended.stdout)
    assert call("outcomes", *_ASKED, "--json").stdout.count(said) == 1


def test_the_proof_for_all_sizes_is_about_our_text(here: Path) -> None:
    """What was proved of our walk is not proved of another one."""
    _write("properties.toml", "")
    checks = [each for claim in load_claims((), find_model(here / "own")) for each in claim.checks]
    assert any(each.all_sizes for each in checks)
    walk = our_model().file("templates/page_vma_mapped_walk.tla").read_text(encoding="utf-8")
    _write("templates/page_vma_mapped_walk.tla", walk + "\n")
    checks = [each for claim in load_claims((), find_model(here / "own")) for each in claim.checks]
    assert checks and not any(each.all_sizes for each in checks)


def test_a_scenario_with_the_name_of_ours(call: Call) -> None:
    """It may ask something else: the check names its file, and a comparison what differs."""
    ours = our_model().file("scenarios/torn-pte0.toml").read_text(encoding="utf-8")
    assert "ttu = []" in ours
    _write("scenarios/torn-pte0.toml", ours.replace("ttu = []", 'ttu = ["TTU_SYNC"]'))
    ended = call("check", *_ASKED, "--property", "AllOrNothing")
    assert ended.status == 0
    place = "own/scenarios/torn-pte0.toml stands in the place of tornfolio's scenario"
    assert place in _one_line(ended.stdout)
    ended = call("compare", "torn-pte0", "--set", "nr_pages=2", "--against", "own")
    said = (
        "The sides are asked different questions: ttu is none for tornfolio 0.1.0; TTU_SYNC for own"
    )
    assert said in _one_line(ended.stdout)
    ended = call("compare", "torn-pte0", "--set", "nr_pages=2", "--kernel", "rfc-base,latest")
    assert "different questions" not in ended.stdout


def test_text_with_a_mark_at_its_beginning(call: Call) -> None:
    """Editors that begin a file with a byte order mark, or write UTF-16, are common."""
    assert call("new", "writer", "mine", "--spec-dir", "own").status == 0
    file = Path("own/templates/writers/mine.tla")
    _write("templates/writers/mine.tla", file.read_text(encoding="utf-8"), "utf-8-sig")
    asked = ("check", "writer-mine", "--spec-dir", "own", "--property", "TypeOK")
    assert call(*asked).status == 0
    scenario = Path("own/scenarios/writer-mine.toml")
    _write("scenarios/writer-mine.toml", scenario.read_text(encoding="utf-8"), "utf-16")
    assert "writer-mine.toml is not UTF-8 text; save it as UTF-8" in call(*asked).refused()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("gen", "torn-pte0", "--diff", "foo"), "--diff 'foo' is not KEY=VALUE"),
        (("gen", "torn-pte0", "--diff", "policy=x"), "--diff: policy = 'x' is unknown"),
        (("trace", "torn-pte0", "--outcome", "P9"), "--outcome 'P9' is no pattern of 4 PTEs"),
        (
            ("check", "torn-pte0", "--set", "folio=file", "--property", "NoDataLost"),
            "NoDataLost cannot fail in this scenario, so it is not asked: it needs anon or lazy",
        ),
        (("trace", "./own"), "'./own' is a folder, and not that of a check"),
    ],
)
def test_a_mistake_is_told_in_the_words_of_the_user(
    call: Call, args: tuple[str, ...], said: str
) -> None:
    """The option, the folder or the property is what was given, not what it stands for inside."""
    Path("own").mkdir()
    assert said in call(*args).refused()


def test_what_cannot_be_evaluated_ends_a_sweep_with_a_sentence(call: Call) -> None:
    """It is a mistake of the user's own after some steps, in a folder that is gone by then."""
    bad = WAITS.partition("[[change]]")[0] + (
        "[[change]]\ntemplate = 'try_to_unmap_one.tla'\n"
        "find = '''if (\"TTU_SYNC\" \\in flags) goto map_pte_sync;'''\n"
        "replace = '''if (pte[9][9] = \"x\") goto map_pte_sync;'''\n"
    )
    _write("policies/bad.toml", bad)
    said = call("sweep", *_ASKED, "--set", "policy=bad", "--property", "TypeOK").refused()
    assert "policies/bad.toml" in said


def test_a_mean_is_infinite_if_not_all_end(call: Call) -> None:
    """The share of behaviours without an end is what the others leave of one."""
    pytest.importorskip("stormpy")
    _write("policies/spin.toml", SPINS)
    asked = ("quantify", *_ASKED, "--set", "policy=spin")
    found = json.loads(call(*asked, "--json").stdout)
    shares = next(each for each in found["quantities"] if each["name"] == "E(PTEs skipped)")
    assert shares["value"] is None
    assert found["ends"] == pytest.approx(sum(e["probability"] for e in shares["distribution"]))
    assert 0 < found["ends"] < 1
    assert "not all CPUs come to an end" in _one_line(call(*asked).stdout)
    whole = json.loads(call("quantify", "torn-pte0", "--set", "nr_pages=2", "--json").stdout)
    # Always all end, and only in which pass reclaim gets the folio has no mean.
    assert whole["ends"] == pytest.approx(1)
