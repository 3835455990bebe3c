"""The text of a spec: what differs between two settings, and what a policy's change can find."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.model.folders import our_model
from tornfolio.model.scenario import load_scenario
from tornfolio.model.template_lines import rendered_template

_WALK = "page_vma_mapped_walk"


def test_a_policy_as_a_difference(call: Call, tmp_path: Path) -> None:
    """The lines that give-up adds to the walk have a plus, and nothing is written."""
    before = set(tmp_path.iterdir())
    ended = call("gen", "torn-pte0", "--set", "policy=give-up", "--diff", "policy=none")
    assert ended.status == 0
    assert "\n+give_up:\n+    ret := FALSE;\n" in ended.stdout
    assert "\n-    goto this_pte;\n+    goto give_up;\n" in ended.stdout
    assert set(tmp_path.iterdir()) == before


def test_a_size_differs_in_constants_alone(call: Call) -> None:
    """One module serves all sizes."""
    said = call("gen", "torn-pte0", "--diff", "nr_pages=2", "--diff", "cont_ptes=2").stdout
    assert said.splitlines() == [
        "constant NR_PAGES = 4, with nr_pages=2, cont_ptes=2 2",
        "constant CONT_PTES = 4, with nr_pages=2, cont_ptes=2 2",
    ]
    same = call("gen", "torn-pte0", "--diff", "policy=none").stdout
    assert same == "torn_pte0.tla does not differ\n"


def test_what_is_not_rendered_is_told_apart() -> None:
    """A branch of another policy is not rendered, one of this policy is; statements are neither."""

    def marks(*settings: str) -> dict[str, bool | None]:
        lines = rendered_template(_WALK, load_scenario("torn-pte0", settings))
        return {line.text.strip(): line.rendered for line in lines}

    without, with_it = marks(), marks("policy=give-up")
    assert without["ret := FALSE;"] is False and with_it["ret := FALSE;"] is True
    assert without["map_pte:"] is with_it["map_pte:"] is True
    assert without['@% if policy == "give-up" %@'] is None
    # One line is of one table, the other of two.
    assert without["next_table:"] is False and marks("straddle=2")["next_table:"] is True


def test_every_template_is_listed_and_shown(call: Call) -> None:
    """The names that are listed are those of all files, each once; a text is that of its file."""
    said = call("template").stdout
    names = re.findall(r"\S+\.tla", said)
    folder = our_model().ours / "templates"
    assert sorted(names) == sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.tla"))
    # What most changes are about comes first.
    assert names.index(f"{_WALK}.tla") < names.index("writers/contpte.tla")
    assert "Other templates" not in said
    text = (folder / f"{_WALK}.tla").read_text(encoding="utf-8")
    assert call("template", _WALK).stdout == text
    writer = call("template", "contpte").stdout  # a name alone is enough where it is the only one
    assert writer == (folder / "writers" / "contpte.tla").read_text(encoding="utf-8")


def test_templates_of_a_model_of_ones_own_come_first(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They have a heading of their own, and the example that is named asks about that model."""
    monkeypatch.chdir(tmp_path)
    writer = tmp_path / "mine" / "templates" / "writers" / "young.tla"
    writer.parent.mkdir(parents=True)
    writer.write_text((our_model().ours / "templates" / "writers" / "contpte.tla").read_text())
    first, *rest = call("template", "--spec-dir", "mine").stdout.splitlines()
    assert first == "In your model:  writers/young.tla"
    assert rest[-1].endswith("lines of one are rendered.")
    assert "'tornfolio template page_vma_mapped_walk torn-pte0 --spec-dir mine'" in rest


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("template", "page_vma_mapped_wlak"), "did you mean page_vma_mapped_walk.tla"),
        (("template", _WALK, "--set", "nr_pages=2"), "--set needs a scenario"),
        (("template", _WALK, "torn-pte"), "unknown scenario"),
        (("gen", "torn-pte0", "--diff", "policy=none", "-o", "x"), "--diff writes no file"),
        (("gen", "torn-pte0", "--diff", "polcy=none"), "did you mean policy"),
    ],
)
def test_bad_input(args: tuple[str, ...], complaint: str, call: Call) -> None:
    """A mistake is one sentence."""
    assert complaint in call(*args).refused()


def _policy(folder: Path, find: str, replace: str) -> tuple[str, str, str, str]:
    """Write a policy that changes a text of the walk; give the options that use it."""
    (folder / "policies").mkdir(parents=True)
    text = "\n".join(
        [
            'about = "begins again at PTE0"',
            "[[change]]",
            f'template = "{_WALK}.tla"',
            f"find = '''\n{find}'''",
            f"replace = '''\n{replace}'''",
        ]
    )
    (folder / "policies" / "begin-again.toml").write_text(text, encoding="utf-8")
    return ("--spec-dir", str(folder), "--set", "policy=begin-again")


def test_a_change_of_a_branch_that_is_not_rendered_is_refused(tmp_path: Path, call: Call) -> None:
    """A policy whose text stands in the branch of hugetlb or of another policy changes nothing."""
    find = "give_up:\n    ret := FALSE;\n"
    given = _policy(tmp_path / "dead", find, find + "    addr := First;\n")
    said = call("check", "torn-by-protect", *given).refused()
    assert "changes nothing of torn-by-protect" in said
    assert """in the branch 'if policy == "give-up"'""" in said
    find = "aux_ptl_from := addr;\n    goto this_pte;\n"
    given = _policy(tmp_path / "huge", find, find.replace("addr;", "First;\n    addr := First;"))
    said = call("check", "torn-by-protect", *given).refused()
    assert """in the branch 'if folio == "hugetlb"'""" in said


_LATE = """
@% if policy == "give-up" %@
    goto give_up;
@% else %@
    goto this_pte;
"""
_AGAIN = """
@% if policy == "give-up" %@
    goto give_up;
@% else %@

    \\* page_vma_mapped_walk(): goto restart, PTL held
    \\* What was none without the PTL is looked at again, from PTE0.
begin_again:
    addr := First;
    aux_ptl_from := First;
    aux_stepped_over[vma] := {};
    goto this_pte;
"""


def test_a_policy_that_walks_again(tmp_path: Path, call: Call) -> None:
    """Beginning again with the PTL held closes the race in one page table, and not in two.

    The walk of the second mm takes no PTL if it finds all PTEs none, so it never begins again: the
    folio is torn across the mms, SSSS|PPPP, and no mm is torn by itself. TTU_SYNC takes the PTL.
    """
    given = _policy(tmp_path / "restart", _LATE, _AGAIN)
    asked = ("check", "torn-by-protect", "--property", "NotTornByReclaim", *given)
    assert call(*asked).status == 0
    assert call(*asked, "--set", "straddle=2").status == 1
    second = ("--set", "vmas=2", "--set", "writers=contpte@2")
    assert call(*asked, *second).status == 0
    across = ("check", "torn-by-protect", "--property", "AllOrNothingAcrossMms", *second)
    assert call(*across, *given).status == 1
    assert call(*across, "--set", "policy=ttu-sync").status == 0
    ends = call("outcomes", "torn-by-protect", *second, *given).stdout
    assert "SSSS|PPPP" in ends
    assert "States 2" in ends
    compared = call("compare", "torn-by-protect", "--policy", "none,begin-again", *given[:2])
    assert compared.status == 1 and "holds for begin-again" in compared.stdout


def test_what_a_change_does_not_find(tmp_path: Path, call: Call) -> None:
    """The error says which command shows what can be found, and that command shows it."""
    given = _policy(tmp_path / "gone", "no such text\n", "other\n")
    said = call("check", "torn-by-protect", *given).refused()
    assert (
        f"'tornfolio template {_WALK}.tla --spec-dir {tmp_path / 'gone'}' shows what can be found"
        in said
    )
    assert call("template", f"{_WALK}.tla").status == 0
