"""Tests of a model of one's own whose names or operators mean something else to a tool."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import jinja2
import pytest

from kinds import Call
from made import message
from own_policies import GO_BACK
from tornfolio.model.folders import find_model
from tornfolio.model.mutants import load_mutants, mutated
from tornfolio.model.namespace import clashes, cpu_clash
from tornfolio.model.own_code import check_own_code
from tornfolio.model.render import render
from tornfolio.model.reserved import reserved
from tornfolio.model.scenario import load_scenario, scenario_names
from tornfolio.model.source_map import source_map
from tornfolio.support import paths
from tornfolio.support.errors import BadInput
from tornfolio.tla.module_reader import read_module
from tornfolio.tlc.recovery import GOING_ON, going_on_module

Own = Callable[..., Path]
_SCENARIO = """intent = "i"
source = "s"
property = "{prop}"
{more}
[parameters]
nr_pages = 2
ttu = []
writers = [{writers}]
"""
_WRITER = r"""\* NAME_P: does nothing
@{ fair }@ process (NAME_P \in NAME_U)
variables
    NAME_P_left = TimesOf(self);
{
    \* f(): g()
NAME_P_one:
    NAME_P_left := 0; MORE

    \* f(): h()
LABEL:
    skip;
}
"""
_MINE = '[Mine]\nkind = "safety"\nsource = "s"\nsentence = "s"\n'


@pytest.fixture
def own(here: Path, monkeypatch: pytest.MonkeyPatch) -> Own:
    """A function that writes a model of one's own: a writer, a property, or both."""
    folder = here / "model"
    monkeypatch.setenv("TORNFOLIO_SPEC", str(folder))

    def write(files: dict[str, str], writers: str = '"contpte"', prop: str = "TypeOK") -> Path:
        scenario = _SCENARIO.format(prop=prop, writers=writers, more="")
        for name, text in {"scenarios/mine.toml": scenario, **files}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return write


def _writer(name: str, label: str = "", more: str = "") -> dict[str, str]:
    process = name.replace("-", "_")
    text = _WRITER.replace("NAME_P", process).replace("NAME_U", process.upper())
    text = text.replace("LABEL", label or f"{process}_two").replace("MORE", more)
    return {f"templates/writers/{name}.tla": text}


def _property(text: str) -> dict[str, str]:
    return {"properties.toml": _MINE, "templates/properties/Mine.tla": text}


@pytest.mark.parametrize(
    ("name", "label", "place", "said"),
    [
        ("ttu-flags", "", "ttu-flags.tla:2", "TTU_FLAGS names two constants"),
        ("shrink-unlock", "", "shrink-unlock.tla:2", "shrink_unlock is a label and a process"),
        ("mine", "shrink_unlock", "mine.tla:11", "shrink_unlock names two labels"),
        ("mine", "Done", "mine.tla:11", "Done is a label and what the translator defines"),
        ("mine", "pte", "mine.tla:11", "pte is a variable and a label"),
        ("mine", "Cardinality", "mine.tla:11", "is a label and an operator of a standard module"),
        ("mine", "Watch", "mine.tla:11", "Watch is a label and an operator"),
        ("mine", "GoingOn", "mine.tla:11", "is a label and what tornfolio defines for TLC"),
        ("await", "", "await.tla:2", "await is a process and a word of PlusCal"),
        ("i", "", "i.tla:2", "i is a process and a name that an expression"),
        ("spin-lock", "", "spin-lock.tla:2", "spin_lock is a macro and a process"),
        ("pages", "", "pages.tla:2", "pages is a process and a name that an expression"),
    ],
)
def test_a_name_with_two_meanings_is_refused(
    call: Call, own: Own, name: str, label: str, place: str, said: str
) -> None:
    """Of a writer, a label or a variable of one's own: with file, line, and what it is as well."""
    own(_writer(name, label), f'"contpte", "{name}"')
    complaint = call("check", "mine").refused()
    assert place in complaint
    assert said in complaint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mine == TRUE\nTorn == FALSE\n", "Torn names two operators"),
        ("Mine == TRUE\nInit == FALSE\n", "Init is an operator and what the translator defines"),
        (
            "Mine == TRUE\nHead(x) == x\n",
            "Head is an operator and an operator of a standard module",
        ),
        ("Mine == TRUE\nAllOrNothingMarked == TRUE\n", "AllOrNothingMarked names two operators"),
        (
            "Mine == TRUE\nTypeOKReported == TRUE\n",
            "and what tornfolio defines for the property TypeOK",
        ),
        ("Mine == \\A pte \\in {1} : TRUE\n", "pte is a variable and a name that an expression"),
        ("Mine == \\A pc \\in {1} : TRUE\n", "pc is a bound name and what the translator defines"),
        ("Nobody == TRUE\n", "templates/properties/Mine.tla does not define Mine"),
    ],
)
def test_an_operator_with_two_meanings_is_refused(
    call: Call, own: Own, text: str, said: str
) -> None:
    """Whatever a property's template defines or binds is new; and it defines the property."""
    own(_property(text), prop="Mine")
    complaint = call("check", "mine").refused()
    assert said in complaint
    assert "Mine.tla" in complaint


def test_cpus_have_names_of_their_own(call: Call, own: Own) -> None:
    """A writer called like the first of two CPUs of another one would never run."""
    folder = own(_writer("fault1"), '"fault", "fault", "fault1"')
    complaint = call("check", "mine").refused()
    assert "a CPU of writer fault1 and one of fault are both called fault1" in complaint
    own(_writer("fault1"), '"fault", "fault1"')
    assert call("gen", "mine").status == 0
    assert cpu_clash({"reclaim": ("reclaim",), "mine": ("nobody",)}) is not None
    own(_writer("none"), '"none"')
    assert "none.tla: writers = none stands for no writer" in call("check", "mine").refused()
    assert (folder / "templates" / "writers" / "none.tla").exists()


@pytest.mark.parametrize("name", scenario_names())
def test_no_name_of_ours_has_two_meanings(name: str) -> None:
    """Each name in a spec of the catalogue is one thing, and no CPU shares its name."""
    spec = render(load_scenario(name))
    modules = {spec.module: spec.tla, f"MC{spec.module}": spec.mc}
    assert list(clashes(modules, [prop.name for prop in spec.properties])) == []
    assert cpu_clash(spec.cpus) is None


def test_what_helpers_define_is_reserved() -> None:
    """The module for going on from a checkpoint defines no name that a model could have."""
    text = going_on_module("MCm", "GOm", ["Mine"])
    assert {GOING_ON, "MineReported"} == set(read_module(text).of_kind("operator"))
    assert reserved(GOING_ON)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mine == TLCSet(2, {})", "Mine.tla:1: TLCSet acts on TLC itself"),
        ("Mine == TLCGet(2) = {}", "Mine.tla:1: TLCGet acts"),
        ('Mine ==\n    /\\ TRUE\n    /\\ PrintT(<<"violated", "TypeOK">>)', "Mine.tla:3: PrintT"),
        ("Mine == Print(1, TRUE)", "Mine.tla:1: Print acts"),
        ('Mine == Assert(TRUE, "")', "Mine.tla:1: Assert acts"),
        ("Mine == RandomElement({TRUE})", "Mine.tla:1: RandomElement acts"),
        ('Mine == IOExec("true") = 0', "Mine.tla:1: IOExec acts"),
        ("T == INSTANCE TLC\nMine == T!TLCSet(2, {})", "Mine.tla:1: a model can use no module TLC"),
        ("LOCAL INSTANCE TLC\nMine == TRUE", "Mine.tla:1: a model can use no module TLC"),
        ("---- MODULE Inner ----\nEXTENDS TLC\n====\nMine == TRUE", "Mine.tla:3: the module would"),
        ("Mine == TRUE ==== Torn == TRUE", "Mine.tla:1: the module would end here"),
        ("---- MODULE Inner ----\nMine == TRUE", "Mine.tla:1: a module inside"),
    ],
)
def test_a_property_cannot_reach_tlc(call: Call, own: Own, text: str, said: str) -> None:
    """Registers, output, chance and other modules are refused with file and line, before TLC."""
    own(_property(f"{text}\n"), prop="Mine")
    assert said in call("check", "mine").refused()


@pytest.mark.parametrize("more", ["", '"\n', "(*\n"])
def test_a_module_ends_where_its_text_ends(call: Call, own: Own, more: str) -> None:
    """What stands behind the end of a module is read by nobody, so that nothing may stand there."""
    own(_property(f"Mine == TRUE\n====\n{more}"), prop="Mine")
    assert "Mine.tla:2: the module would end here" in call("check", "mine").refused()


def test_a_word_in_a_comment_or_a_string_reaches_nothing(call: Call, own: Own) -> None:
    """TLC's operators can be spoken of."""
    own(_property('Mine == (* TLCSet *) "PrintT" # "print"  \\* Assert\n'), prop="Mine")
    assert call("gen", "mine").status == 0


def test_a_writer_cannot_reach_tlc(call: Call, own: Own) -> None:
    """PlusCal's print becomes PrintT."""
    own(_writer("mine", more='print <<"violated", "TypeOK">>;'), '"mine"')
    assert "mine.tla:8: print acts on TLC itself" in call("check", "mine").refused()


def test_what_reports_cannot_be_replaced(call: Call, own: Own) -> None:
    """Neither by a template of one's own, nor by a change of a policy."""
    policy = 'about = "a"\n[[change]]\ntemplate = "{}"\nfind = "{}"\nreplace = "{}"\n'
    changes = {
        "mc.tla": ("IF property ", "IF TRUE ", "the module with which TLC reports"),
        "properties/LockDiscipline.tla": (
            "== aux_locked",
            "== TRUE",
            "the text behind the algorithm",
        ),
        "module.tla": ("Vmas   == 1..VMAS", "Vmas   == 1..1", "the operator Vmas"),
    }
    for template, (find, replace, said) in changes.items():
        own({"policies/mine.toml": policy.format(template, find, replace)})
        complaint = call("check", "mine", "--set", "policy=mine").refused()
        assert f"mine.toml: the policy changes {said}" in complaint
    folder = own({"templates/mc.tla": "---- MODULE MC@{ module }@ ----\n====\n"})
    complaint = call("check", "mine").refused()
    assert f"{folder / 'templates' / 'mc.tla'}: this template of tornfolio cannot be" in complaint


def test_a_model_may_extend_what_has_no_effect(call: Call, own: Own) -> None:
    """Integers and Sequences are no danger; a module that is not known is."""
    ours = (paths.spec_dir() / "templates" / "module.tla").read_text(encoding="utf-8")
    extends = "EXTENDS Naturals, FiniteSets"
    assert ours.count(extends) == 1
    own({"templates/module.tla": ours.replace(extends, f"{extends}, Integers, Sequences")})
    assert call("check", "mine", "--property", "TypeOK").status == 0
    folder = own({"templates/module.tla": ours.replace(extends, f"{extends}, Bags")})
    line = ours[: ours.index(extends)].count("\n") + 1
    complaint = call("check", "mine").refused()
    assert (
        f"{folder / 'templates' / 'module.tla'}:{line}: a model can use no module Bags" in complaint
    )


@pytest.mark.parametrize("command", ["outcomes", "gen", "graph", "sweep", "trace"])
def test_every_command_refuses_it(call: Call, own: Own, command: str) -> None:
    """What is refused in a check is refused wherever a spec is translated."""
    own(_writer("ttu-flags"), '"contpte", "ttu-flags"')
    assert "TTU_FLAGS names two constants" in call(command, "mine").refused()


@pytest.mark.parametrize("name", ["ttu-flags", "shrink", "split", "i", "while", "reclaim"])
def test_no_skeleton_with_a_name_that_is_taken(call: Call, own: Own, name: str) -> None:
    """`new` refuses what check would refuse: the labels of `shrink` would be those of reclaim."""
    folder = own({})
    assert "has a meaning of its own" in call("new", "writer", name).refused()
    assert not (folder / "templates").exists()


def test_a_place_of_ones_own_is_found(own: Own) -> None:
    """A line of a writer of one's own is known as such, one of ours is not one's own."""
    own(_writer("mine"), '"mine"')
    spec = render(load_scenario("mine", (), find_model()))
    lines = spec.tla.split("\n")
    known = source_map(spec)
    mine = known.place(spec.module, lines.index("mine_one:") + 1)
    ours = known.place(spec.module, lines.index("shrink_trylock:") + 1)
    assert mine and mine.own and mine.line == 7
    assert ours and not ours.own


def test_variables_on_one_line(own: Own) -> None:
    """A writer whose variables stand beside the word is undisturbed while they are as first."""
    text = _writer("mine")["templates/writers/mine.tla"].replace("variables\n   ", "variables")
    own({"templates/writers/mine.tla": text}, '"mine"')
    tla = render(load_scenario("mine", (), find_model())).tla
    assert 'pc[cpu] = "mine_one" /\\ mine_left[cpu] = TimesOf(cpu)' in tla


def test_a_warning_of_sany_is_an_error(
    call: Call, tlc_that_says: Callable[[str, int], Path]
) -> None:
    """TLC goes on after it, and ends with status 0; nothing that it says then is believed."""
    place = "line 1, col 1 to line 1, col 2 of module m"
    java = tlc_that_says(f"*** Warnings: 1\n\n{place}\n\nMultiple declarations.\n\n", 0)
    complaint = call("check", "torn-pte0", "--property", "TypeOK", "--java", java).refused(4)
    assert "a warning: Multiple declarations" in complaint
    unknown = message(2777, "The EXCEPT was applied to a field that is not there.", 3)
    java = tlc_that_says(unknown, 0)
    complaint = call("check", "torn-pte0", "--property", "TypeOK", "--java", java).refused(4)
    assert "a warning: The EXCEPT was applied" in complaint


def test_a_warning_of_the_translator_is_an_error(
    call: Call, fake: Callable[..., Path], tools: object
) -> None:
    """It says that it has renamed symbols, and ends with status 0."""
    java = fake(
        "exit 1",
        translator='cd "$PWD"; echo "Warning: symbols were renamed."; '
        'for m in torn_pte0.tla; do printf "%s\\n" "VARIABLE x" >> $m; done; exit 0',
    )
    complaint = call("check", "torn-pte0", "--property", "TypeOK", "--java", java).refused(4)
    assert "a warning: Warning: symbols were renamed" in complaint


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('pte[VmaOf(self)][0] := "none";', "an assignment to pte "),
        ('pte\n\n[VmaOf(self)][0]\n(* now *) := "none";', "an assignment to pte "),
        ('pte := [pte EXCEPT ![VmaOf(self)][0] = "none"];', "an assignment to pte "),
        ('refs[0] := 1 || pte[VmaOf(self)][0] := "none";', "an assignment to pte "),
        ('if (refs[0] = 0) pte[VmaOf(self)][0] := "none"; else skip;', "an assignment to pte "),
        ("ptl[1] := self;", "an assignment to ptl "),
        ('folio_lock := "nobody";', "an assignment to folio_lock "),
        ("aux_locked := TRUE;", "an assignment to aux_locked "),
        ("aux_unmapped := [v \\in Vmas |-> {}];", "an assignment to aux_unmapped "),
        ("aux_stepped_over[VmaOf(self)] := {};", "an assignment to aux_stepped_over "),
        ('set_pte("nobody", VmaOf(self), 0, "none");', 'set_pte() is called for the CPU "nobody"'),
        ('folio_lock := "reclaim";', 'folio_lock is taken for "reclaim"'),
        ("pmd_lock := [pmd_lock EXCEPT ![1] = self];", "pmd_lock is taken for [ pmd_lock"),
        ("spin_unlock(ptl[1], 1);", "spin_unlock() is called for the CPU ptl [ 1 ]"),
    ],
)
def test_a_store_past_the_macros_is_refused(call: Call, own: Own, more: str, said: str) -> None:
    """No property would see it: with file and line, however it is written, and what to use."""
    own(_writer("mine", more=more), '"mine"')
    complaint = call("check", "mine").refused()
    assert said in complaint
    assert "mine.tla:8: " in complaint
    assert "; use " in complaint or "write " in complaint


@pytest.mark.parametrize(
    "more",
    [
        'if (pte[VmaOf(self)][0] = "none") refs[0] := 1; aux_faulted := TRUE;',
        "aux_userspace[VmaOf(self)] := aux_userspace[VmaOf(self)] \\union {0};",
        'await folio_lock = "nobody"; folio_lock := self;',
        '\\* pte[VmaOf(self)][0] := "none"\n    skip;',
        'set_pte(self, VmaOf(self), 0, "none");',
    ],
)
def test_what_writers_note_themselves(own: Own, more: str) -> None:
    """A writer may read everything, take a lock under a condition, and say what userspace does."""
    own(_writer("mine", more=more), '"mine", "fault"')
    _check("mine")


def test_a_template_in_place_of_ours_may_assign_what_ours_does(own: Own) -> None:
    """A copy of ours passes, also where an expression is in it; a further store does not."""
    ours = paths.spec_dir() / "templates"
    names = ("writers/fault.tla", "split_folio.tla", "page_vma_mapped_walk.tla")
    texts = {name: (ours / name).read_text(encoding="utf-8") for name in names}
    folder = own({f"templates/{name}": text for name, text in texts.items()}, '"fault", "madvise"')
    _check("mine")
    stored = "    aux_locked := aux_locked /\\ ptl[TableOf(VmaOf(self), fault_i)] = self;\n"
    assert texts["writers/fault.tla"].count(stored) == 1
    changed = texts["writers/fault.tla"].replace(stored, "    aux_locked := TRUE;\n")
    (folder / "templates/writers/fault.tla").write_text(changed, encoding="utf-8")
    line = changed[: changed.index("    aux_locked := TRUE")].count("\n") + 1
    with pytest.raises(BadInput, match=f"fault.tla:{line}: an assignment to aux_locked "):
        _check("mine")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("aux_stepped_over[vma] := {};", ""),
        ("aux_unmapped[vma] := {};", "mine.toml:7: an assignment to aux_unmapped "),
        ("aux_locked := TRUE;", "mine.toml:7: an assignment to aux_locked "),
        ('set_pte("nobody", vma, addr, "none");', "mine.toml:7: set_pte() is called for the CPU"),
    ],
)
def test_the_text_of_a_policy(own: Own, more: str, said: str) -> None:
    """It may send the walk back, which passes by other PTEs then; it forgets nothing else."""
    policy = (
        'about = "a"\n[[change]]\ntemplate = "page_vma_mapped_walk.tla"\n'
        f"find = 'not_found:'\nreplace = '''\nnot_found:\n    {more}'''\n"
    )
    own({"policies/mine.toml": policy})
    with pytest.raises(BadInput, match=re.escape(said)) if said else nullcontext():
        _check("mine", "policy=mine")


def test_a_further_point_loads_no_template(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first point of a grid has loaded, with the changes of a policy, serves all."""
    own({"policies/back.toml": GO_BACK})
    _check("mine", "policy=back", "nr_pages=2")

    def loaded_again(self: object, environment: object, name: str, *rest: object) -> None:
        pytest.fail(f"{name} is loaded again")

    monkeypatch.setattr(jinja2.ChoiceLoader, "load", loaded_again)
    _check("mine", "policy=back", "nr_pages=3")


def test_a_mutant_does_not_note_itself(own: Own) -> None:
    """A mutant that writes what properties read would show of any of them that it can fail."""
    mutant = (
        '[slip]\ntemplate = "writers/contpte.tla"\nscenario = "mine"\nkiller = "LockDiscipline"\n'
        "find = '''\ncontpte_lock:'''\nreplace = '''\ncontpte_lock:\n    {}'''\n"
    )
    own({"mutants.toml": mutant.format("aux_locked := FALSE;")})
    with pytest.raises(BadInput, match=r"mutants\.toml:1: slip: it assigns to aux_locked"):
        mutated(load_mutants(model=find_model())[0])
    own({"mutants.toml": mutant.format("skip;")})
    assert mutated(load_mutants(model=find_model())[0]).changed


def _check(name: str, *settings: str) -> None:
    check_own_code(render(load_scenario(name, settings, find_model())))
