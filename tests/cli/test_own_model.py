"""Tests of a model of the user's own: it inherits ours, begins with skeletons, and is only text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli
from kinds import Call
from own_policies import WAITS
from tornfolio.model.folders import find_model
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.templates import _environment


@pytest.fixture
def model(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have an empty model of one's own, chosen by the environment."""
    folder = here / "model"
    folder.mkdir()
    monkeypatch.setenv("TORNFOLIO_SPEC", str(folder))
    return folder


def _write(model: Path, name: str, text: str) -> Path:
    path = model / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


_STEP = "addr := addr + 1;"


def _policy(*changes: tuple[str, str]) -> str:
    tables = (
        f"[[change]]\ntemplate='page_vma_mapped_walk.tla'\nfind='''{find}'''\n"
        f"replace='''{replace}'''\n"
        for find, replace in changes
    )
    return "about='a'\n" + "".join(tables)


def _scenario(writers: str = '"contpte"', more: str = "", prop: str = "NotTornByReclaim") -> str:
    return (
        f'intent = "i"\nsource = "s"\nproperty = "{prop}"\n[parameters]\nnr_pages = 2\n'
        f"ttu = []\nwriters = [{writers}]\n{more}"
    )


@pytest.mark.parametrize("kind", ["writer", "policy", "property", "scenario"])
def test_each_skeleton_passes_check(call: Call, model: Path, kind: str) -> None:
    """What `new` writes is checked as it is; it is never written over.

    A policy says first that it is empty and what it needs, and passes with the flag that it shows.
    """
    name = "MyRule" if kind == "property" else "my-own"
    ended = call("new", kind, name)
    assert (ended.status, ended.stderr) == (0, "")
    files = [Path(line) for line in ended.stdout.splitlines()]
    assert all(path.is_file() and path.is_relative_to(model) for path in files)
    scenario = next(path.stem for path in files if path.parent.name == "scenarios")

    asked = "MyRule" if kind == "property" else "TypeOK"
    if kind == "policy":
        said = call("check", scenario).refused()
        assert "the policy changes nothing" in said and "'tornfolio template" in said
        text = files[0].read_text(encoding="utf-8")
        assert text.count("\n# flags") == 1
        files[0].write_text(text.replace("\n# flags", "\nflags"), encoding="utf-8")
    ended = call("check", scenario, "--property", asked)
    assert (ended.status, ended.stderr) == (0, "")

    texts = [path.read_text(encoding="utf-8") for path in files]
    call("new", kind, name).refused()
    assert [path.read_text(encoding="utf-8") for path in files] == texts


def test_new_makes_the_folder(tmp_path: Path) -> None:
    """A folder that is not there yet is made, but not for a name that is refused; a file stays."""
    inside = tmp_path / "a" / "mine"
    cli.run("new", "writer", "numa", "--spec-dir", inside, cwd=tmp_path).refused()
    assert not inside.parent.exists()
    ended = cli.run("new", "writer", "my-own", "--spec-dir", inside, cwd=tmp_path)
    assert ended.status == 0
    assert (inside / "templates" / "writers" / "my-own.tla").is_file()
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    ended = cli.run("new", "writer", "my-own", "--spec-dir", taken, cwd=tmp_path)
    assert "is not a folder" in ended.refused()


def test_the_option_is_the_variable(call: Call, model: Path, tmp_path: Path) -> None:
    """--spec-dir wins over the environment; a folder that is not there is bad input."""
    other = tmp_path / "other"
    _write(other, "scenarios/mine.toml", _scenario())
    assert "mine" in call("list", "--spec-dir", other).stdout.splitlines()
    assert "mine" not in call("list").stdout.splitlines()
    assert "is not a folder" in call("list", "--spec-dir", tmp_path / "none").refused()
    ended = cli.run("new", "scenario", "a", cwd=tmp_path, env={"TORNFOLIO_SPEC": ""})
    assert "TORNFOLIO_SPEC is empty" in ended.refused()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("writer", "../evil"),
        ("writer", "numa"),
        ("writer", "none"),
        ("writer", "reclaim"),
        ("property", "Init"),
        ("policy", "give-up"),
        ("property", "lower"),
        ("property", "AllOrNothing"),
        ("scenario", "torn-pte0"),
        ("scenario", "a b"),
        ("scenario", ""),
    ],
)
def test_bad_names(call: Call, model: Path, kind: str, name: str) -> None:
    """A name that no file can have, or that is taken, is refused, and nothing is written."""
    call("new", kind, name).refused()
    assert list(model.iterdir()) == []


def test_ours_is_inherited(model: Path) -> None:
    """Without anything of one's own in it, every scenario of ours has the same text."""
    mine = render(load_scenario("torn-pte0", (), find_model()))
    _write(model, "templates/module.tla", '@% extends "tornfolio/module.tla" %@\n')
    _environment.cache_clear()
    assert render(load_scenario("torn-pte0", (), find_model())).tla == mine.tla
    _write(
        model,
        "templates/module.tla",
        '@% extends "tornfolio/module.tla" %@\n'
        "@% block own_definitions %@\nMine == TRUE\n@% endblock %@\n",
    )
    _environment.cache_clear()
    assert "\nMine == TRUE\n" in render(load_scenario("torn-pte0", (), find_model())).tla


def test_a_policy_is_a_change(model: Path) -> None:
    """A policy in one file says what it is, adds flags, and changes a template once."""
    change = (
        '[[change]]\ntemplate = "shrink_folio_list.tla"\nfind = "{}"\n'
        'replace = "\\\\* mine\\nshrink_flags:\\n    skip;"\n'
    )
    flags = "flags = '{\"TTU_SYNC\"}'\n"
    text = 'about = "what I do."\n' + flags
    _write(model, "policies/mine.toml", text + change.format("shrink_flags:"))
    spec = render(load_scenario("torn-pte0", ["policy=mine"], find_model()))
    assert "The policy is mine: what I do." in spec.tla
    assert '\\union ({"TTU_SYNC"})' in spec.tla
    assert "\\* mine\nshrink_flags:" in spec.tla


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("policies/mine.toml", "flags = 1\nabout = 'a'\n", "flags = 1 is not text"),
        ("policies/mine.toml", "", "about is missing"),
        ("policies/give-up.toml", "about = 'a'\n", "a policy of tornfolio"),
        (
            "policies/mine.toml",
            "about='a'\n[[change]]\ntemplate='module.tla'\nfind='in no template'\nreplace=''\n",
            "its text is not in module.tla",
        ),
        ("policies/mine.toml", "about='a'\nchange=[1]\n", "is not a table"),
        ("properties.toml", "[Mine]\nkind='safety'\n", "sentence is missing"),
        ("properties.toml", "[Mine]\nkind='x'\nsentence='s'\nsource='s'\n", "unknown kind"),
        ("properties.toml", "['a b']\nkind='safety'\nsentence='s'\nsource='s'\n", "is not a name"),
        (
            "properties.toml",
            "[Mine]\nkind='safety'\nsentence='s'\nsource='s'\n",
            "there is no template properties/Mine.tla",
        ),
        ("properties.toml", "Mine = 1\n", "is not a table"),
        (
            "properties.toml",
            "[Mine]\nkind='safety'\nsentence='s'\nsource='s'\nneeds=['gupp']\n",
            "needs 'gupp', did you mean gup?",
        ),
        (
            "properties.toml",
            "[Mine]\nkind='safety'\nsentence='s'\nsource='s'\nneeds=[[1]]\n",
            "not a list of words",
        ),
        ("policies/mine.toml", "about='a'\n", "the policy changes nothing"),
        ("policies/mine.toml", "about='a'\nflags='{}'\n", "the policy changes nothing"),
        ("policies/mine.toml", "about='a'\nflags='{ (* none *) }'\n", "the policy changes nothing"),
        (
            "policies/mine.toml",
            _policy((_STEP, f"{_STEP} (* why *)")),
            "change 1 changes nothing of",
        ),
        (
            "policies/mine.toml",
            _policy((_STEP, "addr\n := addr + 1;")),
            "change 1 changes nothing of",
        ),
        (
            "policies/mine.toml",
            _policy((_STEP, "addr := addr + 2;"), ("addr := addr + 2;", _STEP)),
            "the policy changes nothing of torn-pte0: its changes cancel each other",
        ),
        (
            "policies/mine.toml",
            "about='a'\nflags='{\"TTU_SNYC\"}'\n",
            "unknown TTU flag 'TTU_SNYC', did you mean TTU_SYNC?",
        ),
        (
            "policies/mine.toml",
            "about='a'\n[[change]]\ntemplate='mc.tla'\nfind=''\nreplace='x'\n",
            "find is empty",
        ),
        (
            "policies/mine.toml",
            "about='a'\n[[change]]\ntemplate='writers/numa.tla'\nfind='numa_i := 0;'\n"
            "replace='skip;'\n",
            "change 1 changes nothing of torn-pte0; its text stands in line ",
        ),
        (
            "policies/mine.toml",
            "about='a'\n[[change]]\ntemplate='writers/contpte.tla'\n"
            "find='contpte_i := 0;'\nreplace='skip;'\n",
            "its text is in writers/contpte.tla 2 times, in lines 54, 71",
        ),
        (
            "policies/mine.toml",
            "about='a'\nflags='{\"TTU_SYNC\"}'\n[[change]]\ntemplate='writers/contpte.tla'\n"
            "find='pte_dirty # {}'\nreplace='TRUE'\n",
            "in the branch 'if folio == \"lazyfree\"' of line 55, which is not rendered here",
        ),
        (
            "policies/mine.toml",
            "about='a'\n[[change]]\ntemplate='writers/contpte.tla'\n"
            "find='contpte_first := block;'\nreplace='contpte_first := block;  \\* as before'\n",
            "change 1 changes nothing of torn-pte0 but comments or white space",
        ),
        ("templates/writer.tla", "process (x = 1) {}\n", "writer.tla: this template of tornfolio"),
        ("templates/properties.tla", "@% if %@\n", "properties.tla:1"),
        ("templates/properties.tla", "x\n@{ nothing }@\n", "properties.tla:2: 'nothing' is undef"),
        ("templates/properties.tla", '@% include "nothing.tla" %@\n', "no template nothing.tla"),
        ("templates/properties.tla", '@% include "properties.tla" %@\n', "without end"),
        ("templates/properties.tla", '@% include "/etc/passwd" %@\n', "no template"),
        ("templates/properties.tla", '@% include "../x.tla" %@\n', "no template"),
        ("templates/properties.tla", "@{ ''.__class__.__mro__ }@\n", "unsafe"),
        ("templates/properties.tla", "@{ source.__globals__ }@\n", "properties.tla:1"),
        ("templates/properties.tla", "@% for i in range(10**9) %@@% endfor %@\n", "too large"),
        ("templates/properties.tla", "@{ 1 / 0 }@\n", "division by zero"),
        ("templates/properties.tla", "\udcff", "UTF-8"),
        ("templates/module.tla", '@% extends "module.tla" %@\n', "without end"),
    ],
)
def test_mistakes_are_named(call: Call, model: Path, file: str, text: str, complaint: str) -> None:
    """A mistake in a file of one's own is one sentence with the file, and a template's line."""
    path = model / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(errors="surrogateescape"))
    setting = ("--set", "policy=mine") if "mine" in file else ()
    assert complaint in call("gen", "torn-pte0", *setting).refused()


def test_templates_stay_in_their_folder(call: Call, model: Path, tmp_path: Path) -> None:
    """A link that leads out of the folder is not followed."""
    secret = tmp_path / "secret.tla"
    secret.write_text("\\* a secret\n", encoding="utf-8")
    (model / "templates").mkdir()
    (model / "templates" / "properties.tla").symlink_to(secret)
    assert "leads out of" in call("gen", "torn-pte0").refused()


@pytest.mark.parametrize(
    "intent",
    [
        "*) evil == TRUE (*",
        "$(touch pwned)",
        "`touch pwned`",
        "; touch pwned",
        "@{ 1 }@ @% %@",
        "\\* x",
    ],
)
def test_no_text_gets_out_of_its_comment(call: Call, model: Path, here: Path, intent: str) -> None:
    """Whatever a scenario says of itself, it is a comment in the module and nothing to a shell."""
    text = _scenario().replace('"i"', f"'{intent}'").replace('"s"', f"'{intent}'")
    _write(model, "scenarios/mine.toml", text)
    ended = call("check", "mine", "--property", "TypeOK")
    assert (ended.status, ended.stderr) == (0, "")
    assert not list(here.rglob("pwned"))
    (module,) = (here.parent / "runs").rglob("mine.tla")
    assert "\nevil ==" not in module.read_text(encoding="ascii")


def test_a_writer_can_use_more(model: Path) -> None:
    """A writer says which further variables it needs."""
    _write(
        model,
        "templates/writers/mine.tla",
        "\\* uses: refs userspace\n\\* mine: does nothing\n"
        "@{ fair }@ process (mine \\in MINE)\nvariables mine_left = TimesOf(self);\n{\n"
        "    \\* f(): g()\nmine_one:\n    refs[0] := refs[0];\n}\n",
    )
    _write(model, "scenarios/mine.toml", _scenario('"mine"'))
    tla = render(load_scenario("mine", (), find_model())).tla
    assert "    refs = [i" in tla
    assert "    aux_userspace = " in tla


@pytest.mark.long
def test_the_gate_guards_it(call: Call, model: Path) -> None:
    """Only one's own scenarios are points; a break is red; an own property needs its proof."""
    call("new", "writer", "mine")
    assert "gate --update --write" in call("gate").refused()
    assert call("gate", "--update", "--write").status == 0
    ended = call("gate", "-v")
    assert ended.status == 0
    assert "lane full: 1 point, 1 as expected" in ended.stdout

    writer = model / "templates" / "writers" / "mine.tla"
    text = writer.read_text(encoding="utf-8")
    lock = "    spin_lock(self, TableOf(VmaOf(self), mine_i));"
    assert text.count(lock) == 1
    writer.write_text(text.replace(lock, "    skip;"), encoding="utf-8")
    ended = call("gate", "--github")
    assert ended.status == 1
    assert "LockDiscipline: violated, expected holds" in ended.stdout
    writer.write_text(text, encoding="utf-8")

    call("new", "property", "MyRule")
    assert call("gate", "--update", "--write").status == 0
    ended = call("gate")
    assert ended.status == 1
    assert "nothing shows that MyRule can fail" in ended.stdout
    _write(
        model,
        "mutants.toml",
        '[forgotten]\ntemplate = "try_to_unmap_one.tla"\nscenario = "property-my-rule"\n'
        'killer = "MyRule"\n'
        "find = '''    swap_count[addr] := swap_count[addr] + 1;'''\n"
        "replace = '''    skip;'''\n",
    )
    assert call("gate", "--update", "--write").status == 0
    ended = call("gate")
    assert ended.status == 0
    assert "; 1 mutant not decided in lane full; " in ended.stdout


_MUTANT = """# A slip of mine.

[a-slip]
template = "page_vma_mapped_walk.tla"
find = 'addr := addr + 1;'
replace = 'addr := @;'
scenario = "torn-pte0"
killer = "NoPteSkipped"
"""


@pytest.mark.parametrize(
    "replaced", ["addr := ", "addr + + 1", "Nowhere(addr)", "Head(<<>>)", "@{ nowhere }@", "@{ 1"]
)
def test_a_mutant_that_cannot_be_read(call: Call, model: Path, replaced: str) -> None:
    """It is refused with its file and line, whichever tool cannot read or evaluate it."""
    path = _write(model, "mutants.toml", _MUTANT.replace("addr := @", f"addr := {replaced}"))
    said = call("mutate").refused()
    assert said.startswith(f"tornfolio: {path}:3: a-slip: ")
    words = said.partition("own words are in ")[2]
    assert "nowhere" in replaced or "@" in replaced or Path(words).is_file()


def test_a_policy_that_jinja_cannot_read(call: Call, model: Path) -> None:
    """The error names the file of the policy: the template that it changes is as it was."""
    change = (
        '[[change]]\ntemplate = "page_vma_mapped_walk.tla"\nfind = "addr := addr + 1;"\n'
        'replace = "addr := @{ nowhere }@;"\n'
    )
    path = _write(model, "policies/mine.toml", f'about = "a"\n{change}')
    said = call("check", "torn-pte0", "--set", "policy=mine").refused()
    assert said.startswith(f"tornfolio: {path}: with its changes, ")
    assert "'nowhere' is undefined" in said


@pytest.mark.parametrize("text", ["[](vma # 7)", "vma' # 7"])
def test_a_property_that_is_not_about_one_state(call: Call, model: Path, text: str) -> None:
    """What cannot be an invariant is refused with the line of the property, and what it is not."""
    _write(model, "scenarios/mine.toml", _scenario(prop="Mine"))
    _write(model, "properties.toml", '[Mine]\nkind = "safety"\nsentence = "s"\nsource = "s"\n')
    path = _write(model, "templates/properties/Mine.tla", f"Mine == {text}\n")
    said = call("check", "mine", "--property", "Mine").refused()
    assert said.startswith(f"tornfolio: {path}:1: The invariant Mine is not a state predicate")


def test_a_policy_that_waits_for_ever_closes_nothing(call: Call, model: Path) -> None:
    """Where the walk waits in the race for what never comes, each answer names it and the label."""
    _write(model, "policies/block.toml", WAITS)
    said = "nobody can go on: reclaim waits at next_pte_lock"
    asked = ("torn-pte0", "--set", "nr_pages=2")
    blocked = (*asked, "--set", "policy=block")
    for ended in (
        call("check", *blocked, "--property", "AllOrNothing"),
        call("outcomes", *blocked),
        call("sweep", *blocked, "--property", "AllOrNothing"),
        call("compare", *asked, "--policy", "none,block"),
    ):
        assert said in " ".join(ended.stdout.split())
    found = json.loads(call("outcomes", *blocked, "--json").stdout)
    assert found["stuck"] == [{"cpu": "reclaim", "label": "next_pte_lock"}]
    assert json.loads(call("outcomes", *asked, "--json").stdout)["stuck"] == []
