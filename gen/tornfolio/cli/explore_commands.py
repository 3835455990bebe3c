"""The commands beyond one verdict: outcomes, the state graph, claims, mutants, labels, bless."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tornfolio.cli.exit_status import HELP, ExitStatus, of_words
from tornfolio.cli.options import (
    PathType,
    check_options,
    graph_options,
    json_option,
    limit_options,
    limits_of,
    tool_options,
    tools_of,
    write_json,
)
from tornfolio.support.errors import BadInput

__all__ = ["bless", "claims", "graph", "labels", "mutate", "outcomes"]

_GRAPH_FORMATS = ("svg", "png", "dot", "graphml", "json")


@click.command(epilog=HELP)
@click.argument("scenario")
@check_options
@json_option
def outcomes(scenario: str, as_json: bool, **options: Any) -> ExitStatus:
    """List every final state of a scenario, as herd7 does.

    The patterns have a letter for each PTE: P present, 0 none, S swap entry, M marker, O another
    page, H mapped by the PMD; mms are separated by |.

    \b
    Example:  tornfolio outcomes torn-pte0 --set nr_pages=8
    """
    from tornfolio.cli.console import progress_shown, show
    from tornfolio.cli.explore_lines import outcome_lines
    from tornfolio.explore.outcomes import find_outcomes
    from tornfolio.model.scenario import load_scenario
    from tornfolio.support.paths import runs_dir

    loaded = load_scenario(scenario, options["settings"], options["model"])
    with progress_shown(f"TLC lists the outcomes of {loaded.name}:") as report:
        found = find_outcomes(
            loaded,
            tools=tools_of(options),
            runs=runs_dir(options["runs"]),
            limits=limits_of(options),
            on_progress=report,
        )
    if as_json:
        write_json(found.to_json())
    else:
        show(outcome_lines(found))
    return ExitStatus.UNDECIDED if found.reason else ExitStatus.HOLDS


@click.command(epilog=HELP)
@click.argument("scenario")
@click.option(
    "-f",
    "--format",
    "graph_format",
    type=click.Choice(_GRAPH_FORMATS),
    default="svg",
    help="A picture, or all states and steps as data.",
)
@click.option("-o", "output", type=PathType(), help="The file to write.")
@click.option("--property", "prop", help="The invariant to mark; the scenario's own by default.")
@click.option(
    "--by",
    multiple=True,
    metavar="WHAT",
    help="Draw one node for all states with the same pte, shape, ptl, or label of a CPU.",
)
@graph_options
def graph(
    scenario: str,
    graph_format: str,
    output: Path | None,
    prop: str | None,
    by: tuple[str, ...],
    **options: Any,
) -> ExitStatus:
    """Draw the reachable states of a scenario, or write them as data.

    States that violate the property are marked, and so is a shortest counterexample. Beyond 400
    states, one node stands for all states that are alike. --by chooses in what: pte (every PTE),
    shape (the order of their kinds), ptl (the holder of the PTL), or a CPU (its label). The exit
    status is 0 whether or not a state violates the property.

    \b
    Example:  tornfolio graph torn-pte0 --by ptl -o states.svg
    """
    if output is None and graph_format == "png":
        raise BadInput("-f png needs a file", "add -o states.png")
    from tornfolio.cli.console import note, progress_shown, write
    from tornfolio.explore.quotient import check_by, coarsen
    from tornfolio.explore.state_graph import cpus_of, find_state_graph
    from tornfolio.model.scenario import load_scenario
    from tornfolio.support.files import try_files, write_file
    from tornfolio.support.paths import runs_dir
    from tornfolio.views.state_files import DATA_FORMATS, data_bytes, picture_bytes
    from tornfolio.views.state_words import graph_words, quotient_words

    loaded = load_scenario(scenario, options["settings"], options["model"])
    if by and graph_format in DATA_FORMATS:
        raise BadInput(f"-f {graph_format} has all states", "leave out --by, or draw with -f svg")
    check_by(by, cpus_of(loaded))
    try_files(output)
    with progress_shown(f"TLC searches all states of {loaded.name}:") as report:
        search = find_state_graph(
            loaded,
            tools=tools_of(options),
            runs=runs_dir(options["runs"]),
            prop=prop,
            limits=limits_of(options),
            on_progress=report,
        )
    found = search.graph
    if found is None:
        note(f"No graph: {search.reason}; choose smaller parameters")
        return ExitStatus.UNDECIDED
    words = [*graph_words(found), f"Model: {loaded.model.in_words}."]
    if graph_format in DATA_FORMATS:
        data = data_bytes(found, graph_format)
    else:
        drawn = coarsen(found, by)
        data = picture_bytes(drawn, graph_format)
        words += quotient_words(drawn)
    if output is None:
        write(data.decode())
    else:
        write_file(output, data)
    note(" ".join(words))
    return ExitStatus.HOLDS


@click.command(epilog=HELP)
@click.argument("claim", nargs=-1)
@limit_options
@tool_options
@json_option
def claims(claim: tuple[str, ...], as_json: bool, **options: Any) -> ExitStatus:
    """Decide the claims of the thread with TLC.

    Each has a verdict, the evidence, and what it means. CLAIM is an id from C01 to C20; all by
    default. A verdict follows from the roles of its checks. The exit status is 0 if TLC
    confirms every check, and 1 if it contradicts one.

    \b
    Example:  tornfolio claims C08 C12
    """
    from tornfolio.cli.console import counting_shown, show
    from tornfolio.cli.explore_lines import claim_lines
    from tornfolio.explore.claims import decide_claims, load_claims
    from tornfolio.tlc.batch import Tlc

    chosen = load_claims(claim, options["model"])
    with counting_shown("TLC decides the claims:") as report:
        decisions = decide_claims(
            chosen,
            Tlc(tools_of(options), limits_of(options), on_progress=report),
        )
    if as_json:
        write_json(
            {
                "model": options["model"].in_words,
                "claims": [decision.to_json() for decision in decisions],
            }
        )
    else:
        show(claim_lines(decisions, options["model"]))
    return of_words(word for decision in decisions for word in decision.words)


@click.command(epilog=HELP)
@click.argument("mutant", nargs=-1)
@click.option("--list", "only_list", is_flag=True, help="List the mutants; run nothing.")
@limit_options
@tool_options
@json_option
def mutate(mutant: tuple[str, ...], only_list: bool, as_json: bool, **options: Any) -> ExitStatus:
    """Make small mistakes in the model and show what notices them.

    The exit status is 0 if the property that the catalogue names notices each mutant.

    \b
    Example:  tornfolio mutate sync-forgotten
    """
    from tornfolio.cli.console import counting_shown, show
    from tornfolio.cli.explore_lines import mutant_lines, mutant_list
    from tornfolio.explore.mutants import load_mutants, run_mutants
    from tornfolio.tlc.batch import Tlc

    chosen = load_mutants(mutant, options["model"])
    if only_list:
        show(mutant_list(chosen))
        return ExitStatus.HOLDS
    with counting_shown("TLC checks the mutants:") as report:
        findings = run_mutants(
            chosen,
            Tlc(tools_of(options), limits_of(options), on_progress=report),
        )
    if as_json:
        write_json(
            {
                "model": options["model"].in_words,
                "mutants": [finding.to_json() for finding in findings],
            }
        )
    else:
        show(mutant_lines(findings, options["model"]))
    return of_words(
        "as expected" if found.expected else "undecided" if found.word == "undecided" else "differs"
        for found in findings
    )


@click.command(epilog=HELP)
@tool_options
@json_option
def labels(as_json: bool, **options: Any) -> ExitStatus:
    """List every label of the model, and how many scenarios reach it.

    The exit status is 0 if every label is reached in some scenario.
    """
    from tornfolio.cli.console import counting_shown, show
    from tornfolio.cli.explore_lines import label_lines
    from tornfolio.explore.labels import cover
    from tornfolio.tlc.batch import Tlc

    with counting_shown("TLC searches the catalogue:") as report:
        found = cover(Tlc(tools_of(options), on_progress=report), options["model"])
    if as_json:
        write_json(
            {"model": options["model"].in_words, "labels": [each.to_json() for each in found]}
        )
    else:
        show(label_lines(found))
    return ExitStatus.HOLDS if all(label.scenarios for label in found) else ExitStatus.VIOLATED


@click.command(epilog=HELP)
@click.argument("scenario", nargs=-1)
@click.option("-o", "folder", type=PathType(), help="The gallery; traces/ of a checkout.")
@click.option("--write", "do_write", is_flag=True, help="Write what differs.")
@limit_options
@tool_options
def bless(
    scenario: tuple[str, ...], folder: Path | None, do_write: bool, **options: Any
) -> ExitStatus:
    """Find the gallery's counterexamples again, and compare.

    Nothing is written without --write. The exit status is 1 if something differs and was not
    written.

    \b
    Example:  tornfolio bless torn-pte0
    """
    from tornfolio.cli.console import counting_shown, show
    from tornfolio.cli.explore_lines import gallery_lines
    from tornfolio.gate.gallery import (
        INDEX,
        compare,
        find_counterexamples,
        gallery_files,
        index,
        write,
    )
    from tornfolio.model.scenario import load_scenario, scenario_names
    from tornfolio.support.files import make_folder
    from tornfolio.support.paths import checkout_root
    from tornfolio.tlc.batch import Tlc

    root = checkout_root()
    if folder is None and root is None:
        raise BadInput("there is no checkout whose gallery could be meant", "name it with -o")
    place = folder or (root or Path()) / "traces"
    scenarios = {
        name: load_scenario(name, (), options["model"])
        for name in scenario or scenario_names(options["model"])
    }
    if do_write:
        make_folder(place)
    with counting_shown("TLC finds the counterexamples:") as report:
        traces = find_counterexamples(
            list(scenarios.values()),
            Tlc(tools_of(options), limits_of(options), on_progress=report),
        )
    files = {name: data for trace in traces for name, data in gallery_files(trace).items()}
    if not scenario:
        files[INDEX] = index(scenarios[trace.scenario] for trace in traces)
    changes = compare(place, files, whole=not scenario)
    show(gallery_lines(changes, len(traces), written=do_write))
    if do_write:
        write(changes)
        return ExitStatus.HOLDS
    return ExitStatus.VIOLATED if changes else ExitStatus.HOLDS
