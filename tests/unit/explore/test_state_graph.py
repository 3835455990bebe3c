"""Tests of the state graph: it is TLC's own, whole, and its pictures say what it has."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pygraphviz
import pytest

import cli
from kinds import Call, Checked
from tlc import asking
from tornfolio.explore.dump import read_dump
from tornfolio.explore.outcomes import find_outcomes
from tornfolio.explore.quotient import LIMIT, READABLE, Quotient, coarsen
from tornfolio.explore.state_graph import StateGraph, find_state_graph, read_state_graph
from tornfolio.model.ptes import shape
from tornfolio.model.render import render
from tornfolio.model.scenario import load_scenario
from tornfolio.model.spec import cfg_text
from tornfolio.support.errors import BadInput, ToolFailed
from tornfolio.support.processes import Processes
from tornfolio.tlc.argv import Limits, Search, tlc_command
from tornfolio.tlc.jvm import SMALL, Jvm
from tornfolio.tlc.messages import Code
from tornfolio.tlc.result import Result
from tornfolio.tlc.search import Question
from tornfolio.tlc.session import open_session
from tornfolio.tlc.toolchain import Toolchain
from tornfolio.tlc.workplace import Workplace
from tornfolio.views.state_files import data_bytes
from tornfolio.views.state_picture import draw_states, states_dot
from tornfolio.views.state_words import graph_words, quotient_words

Found = Callable[..., StateGraph]

CASES = [
    ("torn-pte0", None),
    ("torn-pte0", "NoPteSkipped"),
    ("torn-pte0", "NotTornByReclaim", "nr_pages=3"),
    ("second-pass", None),
    ("torn-pte0", "AllOrNothing", "nr_pages=2", "writers=protect,zap"),
    ("torn-across-mms", None, "nr_pages=2"),
    ("pmd-split-in-walk-torn", None, "nr_pages=2"),
]


@pytest.fixture(scope="session")
def found(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """A function that finds a state graph with real TLC, once for each set of arguments."""
    runs = tmp_path_factory.mktemp("graphs")

    @cache
    def found_once(name: str = "torn-pte0", prop: str | None = None, *settings: str) -> StateGraph:
        search = find_state_graph(
            load_scenario(name, settings), tools=tools, runs=Path(runs), prop=prop
        )
        assert search.graph is not None, search.reason
        return search.graph

    return found_once


@pytest.fixture(scope="session")
def dumped(tools: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A result of real TLC with its dump, for the smallest folio."""
    folder = tmp_path_factory.mktemp("dumped")
    spec = render(load_scenario("torn-pte0", ["nr_pages=2"]))
    with asking(spec, tools, folder) as ask:
        return ask(Question("graph", spec.select(["AllOrNothing"]), dump=True))


@pytest.fixture
def copied(dumped: Result, tmp_path: Path) -> Result:
    """The same result with files of its own, which a test may damage."""
    output = tmp_path / "graph.out"
    shutil.copy(dumped.run.execution.output, output)
    execution = dataclasses.replace(dumped.run.execution, output=output)
    run = dataclasses.replace(dumped.run, execution=execution)
    shutil.copy(dumped.run.dump, run.dump)
    return dataclasses.replace(dumped, run=run)


def _read(result: Result) -> StateGraph:
    return read_state_graph(result, result.run.question.properties[0])


# What TLC found.


def test_the_graph_has_all_states_of_the_seed(found: Found, checked: Checked) -> None:
    """The states are as many as TLC counts in an ordinary check, one of them initial."""
    graph = found().graph
    counts = checked("torn-pte0").counts
    assert counts is not None
    assert graph.number_of_nodes() == counts.distinct == 386
    # Beside the initial state and the stuttering at the end, each generated state is a step.
    assert counts.generated == graph.number_of_edges() + 1 + len(found().terminal)
    assert found().initial == {1}
    assert max(found().depths.values()) + 1 == counts.diameter


@pytest.mark.parametrize("case", CASES)
def test_each_step_is_a_label_where_some_cpu_is(found: Found, case: tuple[str, ...]) -> None:
    """A step has the label at which a CPU stands before it, and that CPU alone goes on."""
    states = found(*case)
    labels = render(states.scenario).annotations.actions
    for source, target, action in states.graph.edges(data="action"):
        before, after = states.state(source).pcs, states.state(target).pcs
        moved = [
            cpu for cpu, pair in enumerate(zip(before, after, strict=True)) if len(set(pair)) > 1
        ]
        for label in action.split(", "):
            assert label in labels
            assert label in before
        assert len(moved) <= 1
        assert [before[cpu] for cpu in moved] in ([], [action])


@pytest.mark.parametrize("case", ["torn-pte0", "second-pass", "zap-late-rmap"])
def test_terminal_states_are_the_outcomes(
    found: Found, tools: Toolchain, tmp_path: Path, case: str
) -> None:
    """The states without another step are the final states that `outcomes` lists."""
    states = found(case)
    outcomes = find_outcomes(load_scenario(case), tools=tools, runs=tmp_path)
    assert states.terminal == states.done
    assert len(states.terminal) == sum(outcomes.states.values())
    patterns = {states.state(number).pattern for number in states.terminal}
    assert patterns == {outcome.pattern for outcome in outcomes.states}


def test_the_seed_ends_in_five_patterns(found: Found) -> None:
    """The five final states of the seed are those of the README's table."""
    patterns = sorted(found().state(number).pattern for number in found().terminal)
    assert patterns == ["PPPP", "PPPS", "PPSS", "PSSS", "SSSS"]


@pytest.mark.parametrize(
    ("case", "prop"),
    [
        (("torn-pte0", "NoPteSkipped"), "NoPteSkipped"),
        (("torn-pte0",), "AllOrNothing"),
        (("torn-pte0", "AllOrNothing", "nr_pages=2", "writers=protect,zap"), "AllOrNothing"),
    ],
)
def test_violating_states_are_those_that_tlc_reports(
    found: Found, tools: Toolchain, tmp_path: Path, case: str, prop: str
) -> None:
    """TLC's own -continue, which complains of each violating state once, complains as often."""
    states = found(*case)
    name, settings = case[0], case[2:]
    spec = render(load_scenario(name, settings))
    cfg = tmp_path / "continue.cfg"
    cfg.write_text(cfg_text(spec, invariants=[prop]), encoding="ascii")
    with (
        Processes() as processes,
        open_session(spec, Workplace(tools, Limits(), processes, tmp_path)),
    ):
        argv = tlc_command(
            tools,
            Search(
                module=spec.module,
                cfg=cfg,
                metadata=tmp_path / "states",
                temporary=tmp_path,
                jvm=Jvm(SMALL, workers=1, archive=False, states=1),
                go_on=True,
            ),
        )
        ended = processes.execute(argv, folder=tmp_path, output=tmp_path / "out", timeout=60)
    complaints = ended.output.read_text(encoding="utf-8").count(
        f"@!@!@STARTMSG {Code.INVARIANT_VIOLATED}:"
    )
    assert len(states.violating) == complaints > 0


def test_a_property_that_holds_marks_nothing(found: Found) -> None:
    """With TTU_SYNC no state violates the property, and there is no counterexample."""
    states = found("torn-pte0", None, "ttu=TTU_SYNC", "nr_pages=2")
    assert (states.violating, states.counterexample) == (frozenset(), ())
    assert "No state violates AllOrNothing." in graph_words(states)


@pytest.mark.parametrize("case", CASES)
def test_the_counterexample_is_tlcs_own(
    found: Found, checked: Checked, case: tuple[str, ...]
) -> None:
    """The marked path is the trace of `check`, step by step, and no path is shorter."""
    states = found(*case)
    name, prop, settings = case[0], states.invariant, case[2:]
    assert prop is not None
    trace = checked(name, *settings, properties=(prop.name,)).trace
    assert trace is not None
    path = states.counterexample
    assert len(path) == len(trace.steps)
    actions = [states.graph.edges[pair]["action"] for pair in pairwise(path)]
    assert actions == [step.action for step in trace.steps[1:]]
    assert nx.shortest_path_length(states.graph, path[0], path[-1]) == len(path) - 1
    assert path[0] in states.initial
    assert path[-1] in states.violating
    assert trace.condition == states.condition


def test_cpus_can_go_round_for_ever(found: Found) -> None:
    """Reclaim that never gives up walks in circles, one before and one after the writer is done."""
    states = found("mlocked-never-reclaimed")
    assert [len(part) for part in states.components] == [17, 17]
    for part in states.components:
        assert nx.is_strongly_connected(states.graph.subgraph(part))
    assert not states.terminal
    words = " ".join(graph_words(states))
    assert "2 strongly connected parts of more than one state (states: 17, 17)." in words
    assert "EventuallyReclaimed is about behaviours: no state is marked." in words
    assert "No behaviour ends." in words


def test_a_stuck_cpu_is_said(found: Found) -> None:
    """A final state in which some CPU is not done is no ordinary end, in words and picture."""
    stuck = dataclasses.replace(found(), terminal=found().terminal | {1})
    assert "6 final states, in 1 of them a CPU is stuck." in graph_words(stuck)
    assert "<B>END, stuck</B>" in states_dot(coarsen(stuck, ["state"]))
    assert "stuck" not in states_dot(coarsen(found(), ["state"]))


# A dump that is not whole, or not understood.


@pytest.mark.parametrize("keep", [0.0, 0.01, 0.3, 0.7, 0.99, 0.9999])
def test_a_dump_that_is_cut_off(copied: Result, keep: float) -> None:
    """A dump without its end is refused, wherever it was cut."""
    assert _read(copied).graph.number_of_nodes() > 100
    text = copied.run.dump.read_text(encoding="utf-8").rstrip("}\n")
    copied.run.dump.write_text(text[: int(len(text) * keep)], encoding="utf-8")
    with pytest.raises(ToolFailed, match=r"cut off|neither a state nor a step|without readable"):
        _read(copied)


@pytest.mark.parametrize("what", [" -> ", ' [label="/'])
def test_a_dump_with_a_hole(copied: Result, what: str) -> None:
    """A dump that lacks one step, or one state with all its steps, is not taken for whole."""
    lines = copied.run.dump.read_text(encoding="utf-8").splitlines(keepends=True)
    place = max(n for n, line in enumerate(lines) if what in line)
    fingerprint = lines[place].split()[0]
    drop = what if what == " -> " else fingerprint
    kept = [
        line for n, line in enumerate(lines) if n != place and not (drop != what and drop in line)
    ]
    copied.run.dump.write_text("".join(kept), encoding="utf-8")
    with pytest.raises(ToolFailed, match=r"is not complete: it has .* and TLC counted"):
        _read(copied)


def test_a_dump_that_is_gone(copied: Result) -> None:
    """A dump that is not there is an error of one line."""
    copied.run.dump.unlink()
    with pytest.raises(ToolFailed, match="cannot be read: No such file"):
        _read(copied)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('\\"mark\\", ', '\\"mark\\", 1', "which is not the one in the dump"),
        ('\\"mark\\", ', '\\"mark\\", 999999', "which is not the one in the dump"),
    ],
)
def test_marks_that_do_not_fit(copied: Result, old: str, new: str, message: str) -> None:
    """A violating state whose number leads to another state in the dump is refused."""
    output = copied.run.execution.output
    text = output.read_text(encoding="utf-8")
    assert old in text
    output.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ToolFailed, match=message):
        _read(copied)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["12 -> 13"], "line 1 is neither a state nor a step"),
        (['1 -> 2 [label="a"];'], "line 1 has a step from a state that is not there"),
        ([r'1 [label="/\\ pc = [a |-> \"b\"]"];'], "line 1 has a state without readable pte"),
        ([r'1 [label="/\\ pte = <<"];'], "line 1 has a state without readable pte"),
        ([], "is cut off after line 0"),
        (["digraph {", "}"], "is cut off after line 2"),
    ],
)
def test_dumps_of_another_kind(lines: list[str], message: str) -> None:
    """What is no dump of this model is refused, with the line."""
    with pytest.raises(ToolFailed, match=message):
        read_dump(lines, ["reclaim"], 1, "a dump")


# Reads 100,000 states, each of them two kilobytes of text with much that no graph needs.
_LARGE = r"""
import resource
from tornfolio.explore.dump import read_dump

def states(count):
    for number in range(1, count + 1):
        if number > 1:
            yield f'{7 * (number - 1)} -> {7 * number} [label="step{number % 5}"];\n'
        words = ["swap" if number >> page & 1 else "present" for page in range(4)]
        pte = " @@ ".join(f'{page} :> \\"{word}\\"' for page, word in enumerate(words))
        rest = "".join(rf"\n/\\ unused{n} = ({pte})" for n in range(24))
        pc = rf'[contpte |-> \"contpte_lock\", reclaim |-> \"l{number % 9}\"]'
        end = ",style = filled]" if number == 1 else "];"
        first = rf"/\\ pte = <<({pte})>>\n/\\ ptl = <<\"nobody\">>"
        yield rf'{7 * number} [label="{first}{rest}\n/\\ pc = {pc}"' + end + "\n"
    yield "}\n"

def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

read_dump(states(9), ["reclaim", "contpte"], 4, "a dump")
before = memory()
texts = sum(map(len, states(100_000))) >> 20
assert memory() - before < 5
dump = read_dump(states(100_000), ["reclaim", "contpte"], 4, "a dump")
print(dump.graph.number_of_nodes(), dump.graph.number_of_edges(), texts, memory() - before)
"""


def test_a_large_dump_is_read_in_little_memory() -> None:
    """Of 100,000 states no more is kept than the graph needs, which is less than their text."""
    done = subprocess.run(
        [sys.executable, "-c", _LARGE], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    nodes, edges, texts, used = map(int, done.stdout.split())
    assert (nodes, edges) == (100_000, 99_999)
    assert used < 170 < 200 < texts


# The quotient.


@pytest.mark.parametrize(
    "by", [("reclaim",), ("reclaim", "contpte"), ("ptl",), ("pte",), ("shape",), ("shape,reclaim",)]
)
@pytest.mark.parametrize("case", [("torn-pte0",), ("second-pass",)])
def test_the_quotient_keeps_facts_and_steps(
    found: Found, case: tuple[str, ...], by: tuple[str, ...]
) -> None:
    """Every fact and every step of the states is there in the quotient, and nothing else is."""
    states = found(*case)
    quotient = coarsen(states, by)
    names = by[0].split(",") if len(by) == 1 else by
    assert not quotient.coarser
    # Group the states anew, by what the command says.
    key_of = {number: _key(states, number, tuple(names)) for number in states.graph}
    groups: dict[object, list[int]] = {}
    for number, key in sorted(key_of.items()):
        groups.setdefault(key, []).append(number)
    assert [block.first for block in quotient.blocks] == [group[0] for group in groups.values()]
    for block, group in zip(quotient.blocks, groups.values(), strict=True):
        members = set(group)
        assert block.states == len(members)
        assert block.violating == len(members & states.violating)
        assert block.terminal == len(members & states.terminal)
        assert block.initial == bool(members & states.initial)
        on_path = [n for n, number in enumerate(states.counterexample) if number in members]
        assert block.step == (on_path[0] if on_path else None)
    index = {key: place for place, key in enumerate(groups)}
    steps: dict[tuple[int, int], list[str]] = {}
    for source, target, action in states.graph.edges(data="action"):
        pair = index[key_of[source]], index[key_of[target]]
        if pair[0] != pair[1]:
            steps.setdefault(pair, []).append(action)
    assert {pair: set(actions) for pair, actions in steps.items()} == {
        (source, target): actions
        for source, target, actions in quotient.graph.edges(data="actions")
    }
    assert {pair: len(actions) for pair, actions in steps.items()} == {
        (source, target): count for source, target, count in quotient.graph.edges(data="steps")
    }
    path = [index[key_of[number]] for number in states.counterexample]
    marked = {pair for pair in pairwise(path) if pair[0] != pair[1]}
    assert {
        (source, target)
        for source, target, is_marked in quotient.graph.edges(data="marked")
        if is_marked
    } == marked


def _key(states: StateGraph, number: int, names: tuple[str, ...]) -> object:
    state = states.state(number)
    cpus = {name for name in names if name in states.cpus}
    return (
        shape(state.pattern) if "shape" in names else state.pattern,
        state.holders if cpus or "ptl" in names else "",
        [pc for cpu, pc in zip(states.cpus, state.pcs, strict=True) if cpu in cpus].__repr__(),
    )


def test_few_states_are_drawn_one_by_one(found: Found) -> None:
    """Up to the limit each state has a node if that is asked for, and each step an edge."""
    quotient = coarsen(found(), ["state"])
    assert quotient.by == ""
    assert len(quotient.blocks) == 386 <= LIMIT
    assert quotient.graph.number_of_edges() == found().graph.number_of_edges()
    assert quotient_words(quotient) == []


def test_more_states_are_drawn_as_fewer_nodes(found: Found) -> None:
    """Above the limit, states that are alike share a node: the more states, the more of them."""
    by = [coarsen(found(), limit=limit).by for limit in (LIMIT, 385, 35, 34, 25, 15)]
    assert by == [
        "PTEs and holder of the PTL",
        "PTEs and holder of the PTL",
        "PTEs and holder of the PTL",
        "PTEs",
        "order of the kinds of PTEs (not how many of each) and holder of the PTL",
        "order of the kinds of PTEs (not how many of each)",
    ]
    few = found("torn-pte0", None, "nr_pages=2", "writers=none")
    assert few.graph.number_of_nodes() <= READABLE
    assert coarsen(few).by == ""
    assert coarsen(found(), ["reclaim"]).by == "PTEs, holder of the PTL and label of reclaim"


def test_a_wish_that_gives_too_many_nodes(found: Found) -> None:
    """If what --by asks for cannot be drawn, less is drawn, and the words say so."""
    each = coarsen(found(), ["state"], limit=385)
    assert (each.coarser, each.by) == (True, "PTEs, holder of the PTL and label of reclaim")
    quotient = coarsen(found(), ["reclaim"], limit=100)
    assert quotient.coarser
    assert quotient.by == "PTEs and holder of the PTL"
    assert "with what was asked for there would be too many" in quotient_words(quotient)[0]


def test_too_many_states_for_any_picture(found: Found) -> None:
    """If even the kinds of PTEs are too many, the user is told where all states can be had."""
    with pytest.raises(BadInput, match=r"386 states are more than a picture can show; .*graphml"):
        coarsen(found(), limit=3)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("P", "P"),
        ("PPPP", "P"),
        ("0000", "0"),
        ("P0", "P0"),
        ("P000", "P0"),
        ("PSSP|00SS", "PSP|0S"),
        ("P1 S511", "PS"),
        ("020 P12", "0P"),
        ("0128|P1 0126 P1", "0|P0P"),
    ],
)
def test_the_shape_of_a_pattern(pattern: str, expected: str) -> None:
    """A shape has one letter for each run, in patterns with lengths and without."""
    assert shape(pattern) == expected


# Pictures and files.


def _pictured(quotient: Quotient) -> pygraphviz.AGraph:
    return pygraphviz.AGraph(string=states_dot(quotient))


@pytest.mark.parametrize("by", [("state",), (), ("ptl",), ("shape",)])
def test_the_picture_has_what_the_quotient_has(found: Found, by: tuple[str, ...]) -> None:
    """Nodes, edges, marks and letters of the picture are as many as those of the quotient."""
    quotient = coarsen(found(), by)
    picture = _pictured(quotient)
    assert len(picture.nodes()) == len(quotient.blocks)
    assert len(picture.edges()) == quotient.graph.number_of_edges()
    thick = [edge for edge in picture.edges() if edge.attr["penwidth"] == "4"]
    marked = [pair for *pair, m in quotient.graph.edges(data="marked") if m]
    assert len(thick) == len(marked) > 0
    for node, block in zip(picture.nodes(), quotient.blocks, strict=True):
        label = node.attr["label"]
        assert (node.attr["shape"] == "octagon") == bool(block.violating)
        assert ("<B>V" in label) == bool(block.violating)
        assert (node.attr["peripheries"] == "2") == ("<B>END" in label) == bool(block.terminal)
        assert ("START" in label) == block.initial
        dashed = "dashed" in (node.attr["style"] or "")
        assert dashed == (0 < block.violating < block.states)
    title = picture.graph_attr["label"]
    for sentence in graph_words(quotient.source) + quotient_words(quotient):
        assert sentence.split(";")[0][:60] in title.replace(
            '</B></TD></TR><TR><TD ALIGN="LEFT"><B>', " "
        )


@pytest.mark.parametrize(
    "case",
    [
        ("torn-pte0",),
        ("torn-across-mms", None, "nr_pages=2"),
        ("mlocked-never-reclaimed",),
        ("torn-pte0", None, "nr_pages=32"),
        ("pmd-split-in-walk-torn", None, "nr_pages=2"),
    ],
)
def test_real_graphviz_draws_it(found: Found, case: tuple[str, ...]) -> None:
    """The picture is drawn within seconds, with one group for each node and each edge."""
    quotient = coarsen(found(*case))
    started = time.monotonic()
    svg = ElementTree.fromstring(draw_states(quotient, "svg"))
    assert time.monotonic() - started < 20
    kinds = [group.get("class") for group in svg.iter("{http://www.w3.org/2000/svg}g")]
    assert kinds.count("node") == len(quotient.blocks) <= LIMIT
    assert kinds.count("edge") == quotient.graph.number_of_edges()
    assert draw_states(coarsen(found(*case), ["shape"]), "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("by", [["state"], [], ["reclaim"], ["contpte"]])
def test_no_label_of_an_edge_lies_on_another_text(found: Found, by: list[str]) -> None:
    """Where Graphviz puts the labels, none covers another one or what stands in a node."""
    svg = ElementTree.fromstring(draw_states(coarsen(found(), by), "svg"))
    boxes = list(_boxes(svg))
    assert len({of for _, of in boxes}) > 30
    for (one, of), (other, to) in combinations(boxes, 2):
        if of != to and "->" in of + to:
            wide = min(one[2], other[2]) - max(one[0], other[0])
            high = min(one[3], other[3]) - max(one[1], other[1])
            assert min(wide, high) < 2, (of, to)


def _boxes(svg: ElementTree.Element) -> Iterator[tuple[tuple[float, float, float, float], str]]:
    """About where each text stands, and whose it is: a node's or an edge's."""
    space = "{http://www.w3.org/2000/svg}"
    for group in svg.iter(f"{space}g"):
        if group.get("class") not in ("node", "edge"):
            continue
        for text in group.iter(f"{space}text"):
            said, size = text.text or "", float(text.get("font-size", "0"))
            wide = 0.5 * size * len(said)
            x, y = float(text.get("x", "0")), float(text.get("y", "0"))
            left = (
                x - wide * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")]
            )
            left += 0.3 * size * (len(said) - len(said.lstrip("\N{NO-BREAK SPACE}")))
            yield (left, y - 0.7 * size, left + wide, y), group.findtext(f"{space}title") or ""


def test_graphml_is_read_back(found: Found, tmp_path: Path) -> None:
    """The same graph is read back by networkx from GraphML, with every attribute."""
    states = found()
    path = tmp_path / "states.graphml"
    path.write_bytes(data_bytes(states, "graphml"))
    # Booleans are those of XML, for readers that are not Python; numbers have a type of numbers.
    text = path.read_text(encoding="utf-8")
    assert ">true</data>" in text
    assert not re.search(r">(?:True|False)</data>", text)
    assert re.search(r'attr\.name="depth" attr\.type="(?:int|long)"', text)
    back = nx.read_graphml(path, node_type=int)
    assert set(back.edges(data="action")) == set(states.graph.edges(data="action"))
    assert back.graph["property"] == "AllOrNothing"
    for number, data in back.nodes(data=True):
        state = states.state(number)
        assert int(data["fingerprint"]) == state.fingerprint
        assert data["initial"] is (number in states.initial)
        assert data["terminal"] is (number in states.terminal)
        assert data["violates"] is (number in states.violating)
        assert (data["pte"], data["ptl"]) == (state.pattern, state.holders)
        assert (data["pc_reclaim"], data["pc_contpte"]) == state.pcs
        assert data["depth"] == states.depths[number]


def test_json_is_read_back(found: Found) -> None:
    """The same graph is read back by networkx from JSON, with what is known of it as a whole."""
    states = found()
    back = nx.node_link_graph(json.loads(data_bytes(states, "json")), edges="edges")
    assert set(back.edges(data="action")) == set(states.graph.edges(data="action"))
    assert back.graph["states"] == 386
    assert back.graph["steps"] == back.number_of_edges()
    assert back.graph["terminal"] == sorted(states.terminal)
    assert back.graph["components"] == []
    assert tuple(back.graph["counterexample"]) == states.counterexample
    violating = {number for number, data in back.nodes(data=True) if data["violates"]}
    assert violating == set(back.graph["violating"]) == states.violating
    assert back.nodes[1]["pc"] == {"reclaim": "shrink_trylock", "contpte": "contpte_lock"}


# The command.


@pytest.mark.parametrize(
    ("graph_format", "begins"),
    [
        ("svg", "<?xml"),
        ("png", "\x89PNG"),
        ("dot", "digraph states {"),
        ("graphml", "<?xml"),
        ("json", '{"directed": true'),
    ],
)
def test_each_format(call: Call, here: Path, graph_format: str, begins: str) -> None:
    """Each format begins as it should; one line on standard error says what the graph has."""
    ended = call("graph", "missed-small-folio", "-f", graph_format, "-o", f"states.{graph_format}")
    assert (ended.status, ended.stdout) == (0, "")
    data = (here / f"states.{graph_format}").read_bytes()
    assert data.startswith(begins.encode("latin-1"))
    (line,) = ended.complaints
    assert line.startswith("155 states, ")
    assert "violate NoPteSkipped; a shortest way to one has " in line


def test_text_formats_go_to_standard_output(call: Call) -> None:
    """Without -o the picture is standard output, with fewer nodes where --by asks for them."""
    ended = call("graph", "missed-small-folio", "--by", "ptl", "--by", "reclaim", "-f", "dot")
    assert ended.status == 0
    assert ended.stdout.startswith("digraph states {")
    assert "Drawn as " in ended.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("torn",), "unknown scenario 'torn'"),
        (("torn-pte0", "--property", "AllOrNothin"), "did you mean AllOrNothing?"),
        (("torn-pte0", "--property", ""), "unknown property ''"),
        (("torn-pte0", "--property", "Termination"), "violated by behaviours, not by states"),
        (("torn-pte0", "--by", "contpt"), "did you mean contpte?"),
        (("torn-pte0", "--by", ""), "--by '' is nothing that states can have in common"),
        (("torn-pte0", "--by", "ptl,,pte"), "--by '' is nothing that states can have in common"),
        (("torn-pte0", "--by", "zap"), "use reclaim, contpte, state, pte, shape, ptl"),
        (("torn-pte0", "--by", "</svg>\x00\n"), "is nothing that states can have in common"),
        (("torn-pte0", "--by", "ptl", "-f", "json"), "-f json has all states"),
        (("torn-pte0", "-f", "png"), "-f png needs a file"),
        (("torn-pte0", "-f", "pdf"), "'pdf' is not one of"),
        (("torn-pte0", "--set", "nr_pages=0"), "nr_pages = 0 is out of range"),
        (("torn-pte0", "--workers", "2"), "No such option"),
        (("torn-pte0", "--timeout", "nan"), "no number of seconds"),
        (("missed-small-folio", "-o", "no/states.svg"), "no/states.svg cannot be written"),
        (("missed-small-folio", "-o", "."), "cannot be written"),
    ],
)
def test_bad_input(call: Call, here: Path, args: tuple[str, ...], message: str) -> None:
    """What cannot be used is refused in one sentence, and no file is written."""
    assert message in call("graph", *args).refused()
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        (("--timeout", "0.001"), "the time limit was reached"),
        (("--timeout", "4"), "the time limit was reached"),
        (("--max-states", "100"), "the state limit was reached"),
        (("--memory", "6"), "the JVM's memory was exhausted"),
    ],
)
def test_limits(tmp_path: Path, limit: tuple[str, str], reason: str) -> None:
    """A search that a limit ends gives no graph, says why, and leaves no JVM behind."""
    long = ("graph", "torn-pte0", "--set", "nr_pages=64", "--set", "writers=contpte,protect")
    ended = cli.run(*long, *limit, "-f", "json", cwd=tmp_path, timeout=40)
    assert (ended.status, ended.stdout) == (5, "")
    assert ended.complaints == [f"No graph: {reason}; choose smaller parameters"]
    assert cli.java_processes(tmp_path) == []
