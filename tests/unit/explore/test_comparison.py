"""Tests of comparisons: what their sides are, where they differ, and how that is shown."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.explore.comparison import make_plan, sides_of
from tornfolio.model.folders import Model, our_model
from tornfolio.support.errors import BadInput
from tornfolio.views.comparison_table import ComparisonTable
from tornfolio.views.comparison_views import comparison_lines
from tornfolio.views.spans import Span, plain

_POLICIES = ("torn-pte0", "--policy", "none,ttu-sync", "--set", "nr_pages=1,2,4")


def _own(folder: Path, policy: str = "") -> Model:
    """A model of one's own with a policy that never takes the PTL at PTE0 and flags none."""
    (folder / "policies").mkdir(parents=True)
    text = policy or 'about = "passes TTU_SYNC"\nflags = \'{"TTU_SYNC"}\'\n'
    (folder / "policies" / "mine.toml").write_text(text, encoding="utf-8")
    return Model(our_model().ours, folder.absolute())


def test_sides_are_named_by_what_varies(tmp_path: Path) -> None:
    """Every combination of policies, kernels and models is a side; what is alike is not named."""
    ours, own = our_model(), _own(tmp_path / "mine")
    assert [side.name for side in sides_of(["none", "batch"], ["latest"], [ours])] == [
        "none",
        "batch",
    ]
    both = sides_of([], ["v6.8", "latest"], [ours, own])
    assert [side.name for side in both] == [
        f"v6.8, {ours.in_words}",
        "v6.8, mine",
        f"latest, {ours.in_words}",
        "latest, mine",
    ]
    assert both[3].settings == {"kernel": "latest"}
    other = _own(tmp_path / "other" / "mine")
    names = [side.name for side in sides_of([], [], [own, other])]
    assert names == [str(own.own), str(other.own)]  # both folders have the same name


@pytest.mark.parametrize(
    ("policies", "kernels", "complaint"),
    [
        ([], [], "nothing to compare it with"),
        (["none"], ["latest"], "nothing to compare it with"),
        (["none", "none"], [], "--policy has none twice"),
        ([], ["latest", "latest"], "--kernel has latest twice"),
    ],
)
def test_what_has_no_two_sides_is_refused(
    policies: list[str], kernels: list[str], complaint: str
) -> None:
    """One side alone, and one that is there twice, are no comparison."""
    with pytest.raises(BadInput, match=complaint):
        sides_of(policies, kernels, [our_model()])


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("--policy", "none,ttu-snyc"), "did you mean ttu-sync"),
        (("--policy", "none,ttu-sync", "--set", "policy=batch"), "--set policy and --policy"),
        (("--policy", "none,ttu-sync", "--property", "TypeOk"), "did you mean TypeOK"),
        (("--against", "nowhere"), "--against nowhere is not a folder"),
        (("--policy", "none,batch", "-f", "html"), "-f html needs a file"),
        (("--policy", "none,batch", "-f", "md", "--json"), "both given"),
        (("--policy", "none,batch", "--json", "-o", "x.json"), "--json writes to standard output"),
    ],
)
def test_bad_input(args: tuple[str, ...], complaint: str, call: Call) -> None:
    """A mistake is one sentence, and nothing is searched."""
    assert complaint in call("compare", "torn-pte0", *args).refused()


def test_a_model_with_itself_is_refused(tmp_path: Path, call: Call) -> None:
    """The same folder twice shows nothing."""
    _own(tmp_path / "mine")
    folder = str(tmp_path / "mine")
    said = call("compare", "torn-pte0", "--spec-dir", folder, "--against", folder).refused()
    assert "both sides are the same model" in said


def test_what_breaks_a_rule_is_no_point() -> None:
    """Two PTEs cannot be straddled at the second, for whatever side."""
    sides = sides_of(["none", "ttu-sync"], [], [our_model()])
    plan = make_plan("torn-pte0", sides, ["nr_pages=2,4", "straddle=0,2"], [])
    without = [dict(row[0].values) for row in plan.rows if row[0].spec is None]
    assert [(row["nr_pages"], row["straddle"]) for row in without] == [("2", "2")]
    assert all(len({point.spec is None for point in row}) == 1 for row in plan.rows)


def test_the_smallest_point_where_policies_differ(call: Call) -> None:
    """A folio of one page cannot be torn; from two pages on it can, unless TTU_SYNC is passed."""
    ended = call("compare", *_POLICIES, "--width", "200")
    assert ended.status == 1
    title, heads, *rows = ended.stdout.splitlines()
    assert title == "torn-pte0: AllOrNothing"
    assert heads.split() == ["nr_pages", "none", "ttu-sync"]
    assert [row.split() for row in rows[:3]] == [
        ["1", "holds", "holds"],
        ["2", "violated", "holds"],
        ["4", "violated", "holds"],
    ]
    assert rows[3] == (
        "AllOrNothing differs first at nr_pages = 2: violated for none; holds for ttu-sync"
    )


def test_json_has_the_final_states_of_each_side(call: Call) -> None:
    """With TTU_SYNC a folio of two pages ends reclaimed; without, also kept, whole or torn."""
    found = json.loads(call("compare", *_POLICIES, "--json").stdout)
    assert found["smallest"] == {"AllOrNothing": {"nr_pages": 2}}
    (point,) = [point for point in found["points"] if point["set"] == {"nr_pages": 2}]
    patterns = {
        side: {outcome["pattern"] for outcome in cell["outcomes"]}
        for side, cell in point["sides"].items()
    }
    assert patterns == {"none": {"PP", "PS", "SS"}, "ttu-sync": {"SS"}}
    of_property = [each["set"] for each in found["differences"] if each["property"]]
    assert of_property == [{"nr_pages": 2}, {"nr_pages": 4}]


def test_what_is_the_same_ends_with_0(call: Call) -> None:
    """Both policies keep a folio whole where no writer runs; that is said."""
    alike = ("--policy", "none,ttu-sync", "--writers", "none", "--set", "nr_pages=2")
    ended = call("compare", "torn-pte0", *alike, "--outcomes")
    assert ended.status == 0
    assert "AllOrNothing differs nowhere\nThe final states differ nowhere\n" in ended.stdout


def test_final_states_alone_can_differ(call: Call) -> None:
    """TypeOK holds for both, and with --outcomes the final states that one side lacks are named."""
    asked = (
        "torn-pte0",
        "--policy",
        "none,ttu-sync",
        "--set",
        "nr_pages=2",
        "--property",
        "TypeOK",
    )
    assert call("compare", *asked).status == 0
    ended = call("compare", *asked, "--outcomes", "--width", "200")
    assert ended.status == 1
    (line,) = [line for line in ended.stdout.splitlines() if line.startswith("Final states that")]
    assert "none can end as PP (folio kept; 2 slots), PS (folio kept; 2 slots)" in line


def test_final_states_of_the_first_points_alone(call: Call) -> None:
    """Four points differ: three are shown state by state, and the rest is counted."""
    asked = ("torn-pte0", "--policy", "none,ttu-sync", "--set", "nr_pages=2,3,4,5")
    ended = call("compare", *asked, "--outcomes", "--width", "200")
    shown = [line for line in ended.stdout.splitlines() if line.startswith("Final states")]
    assert [line.partition(" at ")[2].partition(":")[0] for line in shown] == [
        "nr_pages = 2",
        "nr_pages = 3",
        "nr_pages = 4",
    ]
    assert "The final states differ at 1 more point; --json has them all\n" in ended.stdout


def test_an_own_model_against_ours(tmp_path: Path, call: Call) -> None:
    """A writer that an own model replaces by one which takes no time tears nothing there."""
    folder = tmp_path / "mine"
    writer = folder / "templates" / "writers" / "protect.tla"
    writer.parent.mkdir(parents=True)
    text = (our_model().ours / "templates" / "writers" / "protect.tla").read_text(encoding="utf-8")
    writer.write_text(text.replace("@{ cleared }@", '"present"'), encoding="utf-8")
    asked = ("torn-pte0", "--writers", "protect", "--against", str(folder), "--set", "nr_pages=2")
    ended = call("compare", *asked)
    assert ended.status == 1
    assert "holds for mine" in ended.stdout


def test_a_picture_of_each_difference(tmp_path: Path, call: Call) -> None:
    """The page has one picture for each violation that the other side does not have."""
    page, folder = tmp_path / "page.html", tmp_path / "pictures"
    ended = call("compare", *_POLICIES, "-f", "html", "-o", page, "--pictures", folder)
    assert ended.status == 1
    assert sorted(path.name for path in folder.iterdir()) == [
        "01-none-AllOrNothing-nr_pages=2.svg",
        "02-none-AllOrNothing-nr_pages=4.svg",
    ]
    text = page.read_text(encoding="utf-8")
    pictures = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', text)
    written = [path.read_bytes() for path in sorted(folder.iterdir())]
    assert [base64.b64decode(picture) for picture in pictures] == written
    assert "<script" not in text and not re.findall(r"(?:src|href)=\"?https?:", text)


def test_markdown_points_to_the_pictures(tmp_path: Path, call: Call) -> None:
    """A table in Markdown names the pictures as its own file would."""
    table, folder = tmp_path / "a" / "table.md", tmp_path / "b"
    table.parent.mkdir()
    call("compare", *_POLICIES, "-f", "md", "-o", table, "--pictures", folder)
    text = table.read_text(encoding="utf-8")
    assert "| nr_pages | none | ttu-sync |\n| --- | --- | --- |\n| 1 | holds | holds |" in text
    places = re.findall(r"\]\(<([^>]+)>\)", text)
    assert places and all((table.parent / place).is_file() for place in places)


def test_what_is_not_decided_is_no_difference(call: Call) -> None:
    """Without time nothing is decided, and nothing is said to be the same."""
    ended = call("compare", *_POLICIES, "--budget", "0.001", "--no-cache")
    assert ended.status == 5
    assert "differs" not in ended.stdout


def test_a_wide_table_is_folded() -> None:
    """Columns move together before each row has a line with their names; no line is longer."""
    cells = tuple(Span(word) for word in ("2", "violated", "holds"))
    table = ComparisonTable("t", ("nr_pages", "none", "ttu-sync"), (cells,), ("a sentence",), "x")

    assert plain(comparison_lines(table, 40)).splitlines() == [
        "t",
        "nr_pages  none      ttu-sync",
        "2         violated  holds",
        "a sentence",
        "x",
    ]
    assert plain(comparison_lines(table, 26)).splitlines() == [
        "t",
        "nr_pages none     ttu-sync",
        "2        violated holds",
        "a sentence",
        "x",
    ]
    assert plain(comparison_lines(table, 25)).splitlines()[:-3] == [
        "t",
        "",
        "nr_pages: 2,",
        "    none: violated,",
        "    ttu-sync: holds",
        "",
        "a sentence",
        "x",
    ]


def test_long_rows_say_how_they_can_be_had_as_a_table() -> None:
    """There are other formats and widths; rows of one line each have no blank lines between."""
    cells = [tuple(map(Span, (number, "violated", "undecided"))) for number in ("2", "3")]
    table = ComparisonTable("t", ("n", "first", "second"), tuple(cells), (), "x")
    heads = ("nr_pages", "a-policy-with-a-long-name", "another-such-name")
    long = ComparisonTable("t", heads, tuple(cells), (), "x")
    (title, *rows, about), many = (
        plain(comparison_lines(each, 45)).splitlines() for each in (table, long)
    )
    assert rows == ["n  first     second", "2  violated  undecided", "3  violated  undecided"]
    assert (title, about) == ("t", "x") and "-f md" not in " ".join(rows)
    words = " ".join(" ".join(many).split())
    assert all(option in words for option in ("--width", "-f md", "-f html"))
    assert many.count("") == 3
