"""Tests of characters beyond ASCII in a model of one's own: in comments, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kinds import Call

_SCENARIO = (
    'intent = "i"\nsource = "s"\nproperty = "Own"\n[parameters]\nnr_pages = 2\nttu = []\n'
    'writers = ["own"]\n'
)
_WRITER = """\\* own: writes {about}
fair process (own \\in OWN)
  variables own_left = TimesOf(self);
{{
    \\* function(): {about}
own_a:
    own_left := 0; {rest}
}}
"""


@pytest.fixture
def model(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have a model of one's own with a writer and a property."""
    folder = here / "model"
    monkeypatch.setenv("TORNFOLIO_SPEC", str(folder))
    for name, text in {
        "scenarios/mine.toml": _SCENARIO,
        "properties.toml": '[Own]\nkind = "safety"\nsource = "s"\nsentence = """\nA sentence\n'
        'of two lines, --algorithm \u00fc.\n"""\n',
        "templates/properties/Own.tla": "Own == (* \u00fc *) TRUE \\* \u4e2d\n",
        "templates/writers/own.tla": _WRITER.format(about="nothing", rest="skip;"),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_any_language_in_comments(call: Call, model: Path) -> None:
    """Comments in any language reach TLC and the written module; a sentence is one line."""
    made = [Path(line) for line in call("new", "writer", "my-own").stdout.splitlines()]
    (writer,) = (path for path in made if path.suffix == ".tla")
    (scenario,) = (path for path in made if path.parent.name == "scenarios")
    text = writer.read_text(encoding="utf-8")
    known = '    my_own_old = "none";'
    assert known in text
    changed = text.replace(known, f"    (* \u00e9\n *)\n{known} \\* \u00fc")
    writer.write_text(changed, encoding="utf-8")
    ended = call("check", scenario.stem, "--property", "TypeOK", "--property", "Own")
    assert (ended.status, ended.stderr) == (0, "")
    ended = call("gen", scenario.stem, "-o", "specs")
    assert ended.status == 0
    text = Path(ended.stdout.splitlines()[0]).read_text(encoding="utf-8")
    assert '    (* \u00e9\n *)\n    my_own_old = "none"; \\* \u00fc' in text
    assert "Own == (* \u00fc *) TRUE \\* \u4e2d\n" in text
    assert "\n\\* A sentence of two lines, - -algorithm \\xfc.\n" in text


@pytest.mark.parametrize(
    ("name", "text", "where", "said"),
    [
        ("properties/Own.tla", "\\* \u00fc\nOwn == \u00fc\n", 2, "U+00FC"),
        ("properties/Own.tla", 'Own == "\u4e2d" = "" \\* \u00fc\n', 1, "U+4E2D"),
        ("properties/Own.tla", "Own == TRUE \\* \x1b[2J\n", 1, "U+001B"),
        ("properties/Own.tla", "Own == TRUE \\* \u2028\n", 1, "U+2028"),
        ("writers/own.tla", _WRITER.format(about="x", rest="\u00fc := 1; \\* \u00fc"), 7, "U+00FC"),
    ],
)
def test_elsewhere_it_is_refused(
    call: Call, model: Path, name: str, text: str, where: int, said: str
) -> None:
    """In code, in strings, and where no character of its kind can be, with file and line."""
    (model / "templates" / name).write_text(text, encoding="utf-8")
    refused = call("check", "mine").refused()
    assert f"{name}:{where}: the character {said} (" in refused
