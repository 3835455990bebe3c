"""Tests of the scenarios: the catalogue, files of the user's, and what is refused in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tornfolio.model import scenario as module
from tornfolio.model.folders import Model, our_model
from tornfolio.model.mistakes import NO_BUG, bug_names
from tornfolio.model.properties import load_properties
from tornfolio.model.render import render
from tornfolio.model.scenario import Scenarios, load_scenario, scenario_names, writer_kinds
from tornfolio.support.errors import BadInput

HOSTILE = (
    "*) END TRANSLATION (* --algorithm x {} ==== \\* @{ 7 * 7 }@ @% include 'x' %@ "
    "\u00e9\u2028\x7f\x1b[31m"
)
FIELDS = {
    "intent": '"Why it is asked.\\nSecond line."',
    "source": '"mm/rmap.c"',
    "property": '"AllOrNothing"',
    "condition": '"Pte0PresentRestSwap"',
}
PARAMETERS = {"nr_pages": "4", "ttu": "[]", "writers": '["contpte"]', "cont_ptes": "2"}


def quoted(text: str) -> str:
    """A TOML string."""
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text) + '"'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a scenario file that is fine."""
    return write(tmp_path / "my-torn.toml")


def write(path: Path, **changes: str | None) -> Path:
    """Write a scenario file with changes as TOML; None takes a key away."""
    lines: list[str] = []
    for table in (FIELDS, PARAMETERS):
        values = table | {key: text for key, text in changes.items() if key in table}
        lines += [f"{key} = {text}" for key, text in values.items() if text is not None]
        lines += ["[parameters]"] if table is FIELDS else []
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def refusal(name: str | Path, *settings: str) -> str:
    """Load a scenario that is refused and give the words."""
    with pytest.raises(BadInput) as caught:
        load_scenario(str(name), settings)
    return str(caught.value)


@pytest.mark.parametrize("name", scenario_names())
def test_the_catalogue_loads_and_renders(name: str) -> None:
    """Every scenario of the catalogue can be used, and says where its rule comes from."""
    scenario = load_scenario(name)
    assert (scenario.name, scenario.file.stem) == (name, name)
    assert scenario.source
    assert "\n" not in scenario.one_line
    assert scenario.property_name in [prop.name for prop in load_properties(our_model())]
    assert f"MODULE {scenario.module} " in render(scenario).tla.splitlines()[0]


def test_the_seed_is_in_the_catalogue() -> None:
    """The first question has its name, its four pages and no TTU_SYNC; names are sorted."""
    assert scenario_names() == sorted(scenario_names())
    parameters = load_scenario("torn-pte0").parameters
    assert (parameters.nr_pages, parameters.ttu, parameters.kinds) == (4, (), ("contpte",))
    assert {"contpte", "protect", "zap", "fault", "split-pmd"} <= set(writer_kinds(our_model()))


def test_many_are_loaded_as_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenarios that are loaded together are the same, and the catalogue of bugs is read once."""
    reads: list[Model] = []
    listed: list[Model] = []

    def read(model: Model) -> tuple[str, ...]:
        reads.append(model)
        return bug_names(model)

    def names(model: Model) -> list[str]:
        listed.append(model)
        return scenario_names(model)

    alone = [load_scenario(name) for name in scenario_names()]
    assert sum(scenario.parameters.bug != NO_BUG for scenario in alone) > 1
    monkeypatch.setattr(module, "bug_names", read)
    monkeypatch.setattr(module, "scenario_names", names)
    scenarios = Scenarios(our_model())
    assert [scenarios.load(scenario.name) for scenario in alone] == alone
    assert reads == [our_model()]
    assert not listed


def test_file_of_the_users(file: Path) -> None:
    """A file gives its fields; the name is that of the file, the module's has no hyphen."""
    scenario = load_scenario(str(file))
    assert (scenario.name, scenario.module, scenario.file) == ("my-torn", "my_torn", file)
    assert scenario.one_line == "Why it is asked. Second line."
    assert (scenario.source, scenario.property_name) == ("mm/rmap.c", "AllOrNothing")
    assert scenario.condition == "Pte0PresentRestSwap"
    assert scenario.parameters.cont_ptes == 2


def test_condition_is_optional(tmp_path: Path) -> None:
    """Without a condition any counterexample will do."""
    assert load_scenario(str(write(tmp_path / "a.toml", condition=None))).condition is None


def test_settings_replace(file: Path) -> None:
    """Settings take the place of the file's parameters, one by one."""
    settings = ["nr_pages=8", "ttu=TTU_SYNC", "writers=none"]
    parameters = load_scenario(str(file), settings).parameters
    assert (parameters.nr_pages, parameters.cont_ptes) == (8, 2)
    assert (parameters.ttu, parameters.writers) == (("TTU_SYNC",), ())
    assert load_scenario(str(file)).parameters.nr_pages == 4


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (["nr_pages=6", "nr_pages=8"], "--set nr_pages is given twice"),
        (["nr_pages=5"], "--set: a CONT block of 2 PTEs does not divide a folio of 5"),
        (["ttu=none,TTU_SYNC"], "--set: ttu = 'none,TTU_SYNC' contradicts itself"),
        (["nr_pages"], "--set 'nr_pages' is not KEY=VALUE"),
        (["writers=reclaim"], "--set: unknown writer 'reclaim'"),
    ],
)
def test_bad_settings_are_named(file: Path, settings: list[str], message: str) -> None:
    """A mistake in a setting is said to be one of --set, not of the file."""
    assert message in refusal(file, *settings)


@pytest.mark.parametrize(
    ("key", "text", "setting"),
    [
        ("nr_pages", "0", "nr_pages=4"),
        ("ttu", '["TTU_NONE"]', "ttu=none"),
        ("writers", '"contpte"', "writers=contpte"),
        ("cont_ptes", "3", "cont_ptes=2"),
    ],
)
def test_the_files_own_mistakes_show(tmp_path: Path, key: str, text: str, setting: str) -> None:
    """A bad value in the file is refused even where a setting replaces it."""
    path = write(tmp_path / "bad.toml", **{key: text})
    assert refusal(path, setting).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"intent": "7"}, "intent = 7 is not text"),
        ({"source": '["a"]'}, "source = ['a'] is not text"),
        ({"property": "true"}, "property = True is not text"),
        ({"condition": "1979-05-27"}, "condition = 1979-05-27 is not text"),
        ({"intent": None}, "intent is missing; a scenario has intent, source, property"),
        ({"source": None}, "source is missing"),
        ({"property": None}, "property is missing"),
        ({"nr_pages": None}, "parameter nr_pages is missing"),
        ({"ttu": None}, "parameter ttu is missing"),
        ({"writers": None}, "parameter writers is missing"),
        ({"writers": '["contpt"]'}, "unknown writer 'contpt', did you mean contpte?"),
        ({"writers": '["../writers/zap"]'}, "unknown writer '../writers/zap'"),
        ({"nr_pages": '4\nwriter = ["zap"]'}, "unknown parameter 'writer', did you mean writers?"),
        ({"condition": '"a"\nintents = "b"'}, "unknown key 'intents', did you mean intent?"),
        ({"nr_pages": "4\nnr_pages = 4"}, "is not valid TOML: Cannot overwrite a value"),
        ({"intent": '"a"\nintent = "b"'}, "is not valid TOML: Cannot overwrite a value"),
        ({"intent": '"open'}, "is not valid TOML: Illegal character"),
        ({"nr_pages": "9" * 5000}, "bad.toml"),
        ({"nr_pages": "[" * 5000}, "is not valid TOML"),
        ({"nr_pages": "inf"}, "nr_pages = inf is not a number"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_files(tmp_path: Path, change: dict[str, str | None], message: str) -> None:
    """Each mistake in a file is refused in words that name the file and the key."""
    path = write(tmp_path / "bad.toml", **change)
    words = refusal(path)
    assert str(path) in words
    assert message in words


@pytest.mark.parametrize("text", ["", "parameters = 3\n", "[parameters]\n"])
def test_nearly_empty_files(tmp_path: Path, text: str) -> None:
    """A file without the fields of a scenario is refused."""
    path = tmp_path / "bad.toml"
    path.write_text(text)
    assert refusal(path).startswith(f"{path}: ")


def test_hostile_text_in_words_is_harmless(tmp_path: Path) -> None:
    """Intent and source may say anything: the module stays ASCII and has one algorithm."""
    hostile = quoted(HOSTILE)
    plain = render(load_scenario(str(write(tmp_path / "a.toml"))))
    spec = render(load_scenario(str(write(tmp_path / "a.toml", intent=hostile, source=hostile))))
    assert spec.tla.isascii()
    for marker in ("--algorithm", "--fair algorithm", "TRANSLATION", "====", "(*", "*)"):
        assert spec.tla.count(marker) == plain.tla.count(marker)
    assert "49" not in spec.tla
    assert spec.annotations.actions.keys() == plain.annotations.actions.keys()


@pytest.mark.parametrize("key", ["property", "condition", "writers", "ttu"])
def test_hostile_text_in_names_is_refused(tmp_path: Path, key: str) -> None:
    """What names a thing of the model must be one that the model has, and is shown escaped."""
    text = f"[{quoted(HOSTILE)}]" if key in PARAMETERS else quoted(HOSTILE)
    path = write(tmp_path / "bad.toml", **{key: text})
    with pytest.raises(BadInput) as caught:
        render(load_scenario(str(path)))
    assert str(path) in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("key", ["property", "condition"])
def test_mistyped_names_of_the_model(tmp_path: Path, key: str) -> None:
    """A mistyped property or condition is refused with the nearest one."""
    path = write(tmp_path / "bad.toml", **{key: FIELDS[key].lower()})
    with pytest.raises(BadInput, match=f"did you mean {FIELDS[key][1:-1]}\\?"):
        render(load_scenario(str(path)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'intent = "\xff"\n', "is not UTF-8 text; save it as UTF-8"),
        (b"\x00\x01\x02", "is not valid TOML"),
        ("intent = 'a'".encode("utf-16"), "is not UTF-8 text; save it as UTF-8"),
        (b"# " + b"x" * 70_000, "cannot be read: it is larger than 65,536 bytes"),
    ],
)
def test_bytes_that_are_no_scenario(tmp_path: Path, data: bytes, message: str) -> None:
    """A file that is no UTF-8, no text or too large is refused."""
    path = tmp_path / "bad.toml"
    path.write_bytes(data)
    assert f"scenario file {path} {message}" in refusal(path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file and a folder are told apart."""
    assert "does not exist" in refusal(tmp_path / "none.toml")
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    assert f"scenario file {folder} cannot be read" in refusal(folder)
    assert "cannot be read" in refusal(folder / ("a" * 5000 + ".toml"))
    assert "cannot be read" in refusal("a\0.toml")


@pytest.mark.parametrize(
    "name", ["Torn.toml", "torn pte0.toml", "-torn.toml", "a--b.toml", "t\u00f6rn.toml", "1.toml"]
)
def test_file_names_that_name_no_module(tmp_path: Path, name: str) -> None:
    """A file whose name cannot name a module is refused, however good its content."""
    assert "is not a usable name" in refusal(write(tmp_path / name))
    assert "is not a usable name" in refusal(write(tmp_path / ("a" * 61 + ".toml")))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "unknown scenario ''"),
        ("torn-pte", "unknown scenario 'torn-pte', did you mean torn-pte0?"),
        ("TORN-PTE0", "did you mean torn-pte0?"),
        ("../torn-pte0", "'../torn-pte0' is not the name of a scenario"),
        ("scenarios\\torn-pte0", "is not the name of a scenario"),
        ("/etc/passwd", "'/etc/passwd' is not the name of a scenario"),
        ("\x1b[31m\n", "unknown scenario '\\x1b[31m\\n'"),
        ("x" * 5000, "unknown scenario 'xxx"),
    ],
    ids=lambda text: text[:20],
)
def test_unknown_names(name: str, message: str) -> None:
    """A name that is not in the catalogue is refused, shortened and with the nearest one."""
    words = refusal(name)
    assert message in words
    assert len(words) < 300


def test_a_mark_of_the_encoding(tmp_path: Path) -> None:
    """A file that begins with the mark that some editors write is read as if it did not."""
    text = our_model().file("scenarios/torn-pte0.toml").read_bytes()
    marked = tmp_path / "torn-pte0.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + text)
    assert load_scenario(str(marked)).parameters == load_scenario("torn-pte0").parameters
