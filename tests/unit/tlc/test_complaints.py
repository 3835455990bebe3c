"""Tests of complaints: a mistake in text of one's own is bad input, with its file and line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kinds import Call
from tornfolio.model.folders import find_model
from tornfolio.model.skeletons import write_skeleton

Own = Callable[..., Path]


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """A function that makes a model of one's own with a property `Own`, of a text."""

    def make(text: str, kind: str = "safety") -> Path:
        folder = tmp_path / "model"
        file = folder / "templates" / "properties" / "Own.tla"
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
        (folder / "properties.toml").write_text(
            f'[Own]\nkind = "{kind}"\nsentence = "It is."\nsource = "a test"\n', encoding="utf-8"
        )
        return file

    return make


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Own ==\n    /\\ TRUE\n    /\\ 1 + )\n", 3, 'Encountered ")"'),
        ("Own ==\n    /\\ pte = nix\n", 2, "Unknown operator: `nix'"),
        ('Own ==\n    "abc\n', 2, "Lexical error"),
        ("Own ==\n    TRUE\n\n    (* abc\n", 4, "open comment"),
        ('Own ==\n\n    pte[3][0] = "none"\n', 3, "not in the domain of the function"),
        # In mid-search TLC names the invariant alone.
        ('Own == pte[1][0] = "present" \\/\n    addr = 1 \\/ "x" = 2\n', 1, "string"),
    ],
)
def test_a_property(call: Call, own: Own, text: str, line: int, said: str) -> None:
    """A property that cannot be read, or be evaluated, is told by its file and line."""
    file = own(text)
    settings = ("--set", "nr_pages=2", "--property", "Own", "--spec-dir", file.parents[2])
    ended = call("check", "torn-pte0", *settings)
    # What is found out in mid-search is told with the behaviour that led there.
    assert bool(ended.behaviour) == (said == "string")
    sentence = ended.refused(2)
    assert f"{file}:{line}: " in sentence
    assert said in sentence
    assert re.search(r"own words are in \S+\.out$", sentence)
    if "in the domain" not in said and "addr = 1" in text:
        # The behaviour that led to it: its length, its last step and what the PTEs are there.
        assert re.search(r" after \d+ steps, the last at \w+, where pte = <<", sentence)
    # No line of a module that the user has not written.
    assert not re.search(r"line \d", sentence.partition(" mend it")[0])


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("safety", "Own == \\E x \\in {} : TRUE", "Own is FALSE whatever happens"),
        ("liveness", "Own == FALSE", "Own is FALSE whatever happens"),
        ("liveness", 'Own == pte[1][0] = "none"', "a formula about the first state"),
        ("liveness", "Own == [][FALSE]_vars", "a formula about each step"),
        ("liveness", "Own == [](pte = pte)", "speaks of each state alone, so it is no liveness"),
    ],
)
def test_no_question(call: Call, own: Own, kind: str, text: str, said: str) -> None:
    """A property that is FALSE for every model, or none of its kind, is a mistake of its author."""
    file = own(f"\\* a test\n{text}\n", kind)
    settings = ("--set", "nr_pages=2", "--property", "Own", "--spec-dir", file.parents[2])
    sentence = call("check", "torn-pte0", *settings).refused(2)
    assert f"{file}:2: Own " in sentence
    assert said in sentence


def test_a_writer_without_an_end(call: Call, tmp_path: Path) -> None:
    """A writer that loops for ever is named where its end is asked for; the rest is decided."""
    model = tmp_path / "model"
    assert call("new", "writer", "mine", "--spec-dir", model).status == 0
    file = model / "templates" / "writers" / "mine.tla"
    text = file.read_text(encoding="utf-8")
    begin = text.index("{", text.index("process"))
    looping = "\n    \\* mine(): loop\nmine_loop:\n    while (TRUE) { skip; };\n}\n"
    file.write_text(text[: begin + 1] + looping, encoding="utf-8")
    settings = ("--set", "nr_pages=2", "--set", "writers=mine", "--spec-dir", model)
    sentence = call("check", "torn-pte0", *settings).refused(2)
    assert f"{file}: a process can never end" in sentence
    asked = call("check", "torn-pte0", *settings, "--property", "LockDiscipline")
    assert "holds     LockDiscipline" in asked.stdout


def test_one_of_several_properties(call: Call, own: Own) -> None:
    """Where TLC does not say which invariant it was, the files that may be at fault are named."""
    file = own("Own == 5\n")
    sentence = call(
        "check", "torn-pte0", "--set", "nr_pages=2", "--spec-dir", file.parents[2]
    ).refused(2)
    assert f"mend {file}" in sentence


def test_a_liveness_property(call: Call, tmp_path: Path, own: Callable[..., Path]) -> None:
    """The same for a property of behaviours."""
    file = own('Own == [](pte[3][0] = "none")\n', "liveness")
    settings = ("--set", "nr_pages=2", "--property", "Own", "--spec-dir", file.parents[2])
    assert f"{file}:1: " in call("check", "torn-pte0", *settings).refused(2)


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("check", "mine_left := ;", "Empty right-hand side of assignment"),
        ("gen", "mine_left := 1 );", 'found ")"'),
        ("gate", "mine_left := 1 );", 'found ")"'),
        # The translator knows no names.
        ("check", "mine_left := nix(1);", "Unknown operator: `nix'"),
        ("check", "nix := 1;", "nix"),
        ("gate", "mine_left := nix(1);", "Unknown operator: `nix'"),
    ],
)
def test_a_writer(call: Call, tmp_path: Path, command: str, text: str, said: str) -> None:
    """A writer that the translator, or SANY behind it, refuses is told by its file and line."""
    model = tmp_path / "model"
    model.mkdir()
    call("new", "writer", "mine", "--spec-dir", model)
    file = model / "templates" / "writers" / "mine.tla"
    lines = file.read_text(encoding="utf-8").split("\n")
    at = lines.index("mine_lock:")
    lines.insert(at + 1, f"    {text}")
    file.write_text("\n".join(lines), encoding="utf-8")
    words = {
        "check": ("check", "writer-mine"),
        "gen": ("gen", "writer-mine", "-o", tmp_path),
        "gate": ("gate", "--update"),
    }[command]
    sentence = call(*words, "--spec-dir", model).refused(2)
    assert f"{file}:{at + 2}: " in sentence
    assert said in sentence


def test_a_writer_that_cannot_be_evaluated(call: Call, tmp_path: Path) -> None:
    """What TLC says of a step that it cannot evaluate begins with the reason, at the line of it."""
    model = tmp_path / "model"
    model.mkdir()
    call("new", "writer", "mine", "--spec-dir", model)
    file = model / "templates" / "writers" / "mine.tla"
    lines = file.read_text(encoding="utf-8").split("\n")
    at = lines.index('    mine_old := "none";')
    lines[at] = "    mine_old := pte[9][9];"
    file.write_text("\n".join(lines), encoding="utf-8")
    settings = ("--property", "TypeOK", "--spec-dir", model)
    sentence = call("check", "writer-mine", *settings).refused(2)
    # The label of the step that cannot be evaluated, or a line below it.
    found = re.search(rf"{re.escape(str(file))}:(\d+): Attempted to apply function", sentence)
    assert found is not None, sentence
    assert lines.index("mine_set:") < int(found[1]) <= at + 1


def test_a_policy(call: Call, tmp_path: Path) -> None:
    """The text that a policy brings is told by the policy's file and line."""
    file = tmp_path / "model" / "policies" / "again.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        'about = "a test"\n[[change]]\ntemplate = "page_vma_mapped_walk.tla"\n'
        "find = 'next_pte:\n'\n".replace("'", "'''")
        + "replace = '''\nnext_pte:\n"
        "    addr := addr +;\n\\* walk(): a step\nagain:\n'''\n",
        encoding="utf-8",
    )
    settings = ("--set", "policy=again", "--spec-dir", file.parents[1])
    sentence = call("check", "torn-pte0", *settings).refused(2)
    assert re.search(rf"{re.escape(str(file))}:[78]: ", sentence)

    # Here our own line is the one that cannot stand there, and the policy is why.
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\\* walk(): a step\nagain:\n", ""), encoding="utf-8")
    sentence = call("check", "torn-pte0", *settings).refused(2)
    assert re.search(r"page_vma_mapped_walk.tla:\d+: Missing label", sentence)
    # That is the line where the text of the change begins.
    assert f"mend {file}:7, from which that follows" in sentence


def test_a_label_without_a_comment(call: Call, tmp_path: Path) -> None:
    """A label or a process that does not say what it is, is told by its file and line."""
    model = tmp_path / "model"
    model.mkdir()
    writer = model / "templates" / "writers" / "mine.tla"
    write_skeleton("writer", "mine", find_model(model))
    text = writer.read_text(encoding="utf-8")
    settings = ("--spec-dir", model)
    for comment, of in (
        ("\\* function(): pte_offset_map_lock()", "label mine_lock does not say"),
        ("\\* mine: what it does, in a few words", "process mine has no comment"),
    ):
        assert comment in text
        writer.write_text(text.replace(comment, "\\* nothing"), encoding="utf-8")
        word = "mine_lock:" if "label" in of else "@{ fair }@ process"
        lines = writer.read_text(encoding="utf-8").split("\n")
        at = next(n for n, line in enumerate(lines, 1) if line.startswith(word))
        sentence = call("check", "writer-mine", *settings).refused(2)
        assert f"{writer}:{at}: {of}" in sentence
        assert "rendered spec" not in sentence

    file = model / "policies" / "again.toml"
    file.parent.mkdir()
    file.write_text(
        'about = "a test"\n[[change]]\ntemplate = "page_vma_mapped_walk.tla"\n'
        "find = \"next_pte:\\n\"\nreplace = '''\nnext_pte:\n    skip;\nagain:\n'''\n",
        encoding="utf-8",
    )
    sentence = call("check", "torn-pte0", "--set", "policy=again", *settings).refused(2)
    assert f"{file}:8: label again does not say" in sentence


def test_a_model_without_such_text(call: Call, tmp_path: Path, fake: Callable[..., Path]) -> None:
    """Where nothing of the user's own stands in the module, it is the tool that has failed."""
    (tmp_path / "model" / "scenarios").mkdir(parents=True)
    java = fake(translator='echo " -- Expected x"; echo "    line 3, column 4."; exit 1')
    ended = call("check", "torn-pte0", "--spec-dir", tmp_path / "model", "--java", java)
    assert "the PlusCal translator ended with status 1" in ended.refused(4)
