"""The command that draws all states of a scenario, or writes them as data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.deciding import searching
from tornfolio.cli.exit_status import HELP, ExitStatus
from tornfolio.cli.formats import format_of
from tornfolio.cli.options import (
    PathType,
    condition_option,
    graph_options,
    scenario_argument,
)
from tornfolio.model.replaced import model_in_words
from tornfolio.support.counting import number_of
from tornfolio.support.errors import BadInput

if TYPE_CHECKING:
    from tornfolio.model.scenario import Scenario

__all__ = ["graph"]

_GRAPH_FORMATS = ("svg", "png", "dot", "graphml", "json", "drn", "prism")
# What is written from the states that quantities are about.
_MARKOV_FORMATS = ("drn", "prism")


@click.command(epilog=HELP)
@scenario_argument
@click.option(
    "-f",
    "--format",
    "asked",
    type=click.Choice(_GRAPH_FORMATS),
    help="A picture, or all states as data. Default: by the suffix of -o, or svg.",
)
@click.option("-o", "output", type=PathType(), help="The file to write.")
@click.option("--property", "prop", help="The invariant to mark; the scenario's own by default.")
@click.option(
    "--by",
    multiple=True,
    metavar="WHAT",
    help="What the states of one node have in common: state, pte, shape, ptl, or a CPU.",
)
@condition_option
@graph_options
def graph(
    scenario: str,
    asked: str | None,
    output: Path | None,
    prop: str | None,
    by: tuple[str, ...],
    condition: str | None,
    **options: Any,
) -> ExitStatus:
    """Draw the reachable states of a scenario, or write them as data.

    States that violate the property are marked, and so is a shortest counterexample. Beyond 150
    states, one node stands for all states that have something in common. --by says what that is:
    pte (every PTE), shape (the order of the kinds of PTEs), ptl (the holder of the PTL), or a CPU
    (its label). With --by state, each state has its own node, up to 400 states. The exit status is
    0 whether or not a state violates the property. -f drn and -f prism write a Markov decision
    process for Storm or PRISM, with the labels and rewards of 'quantify'.

    \b
    Example:  tornfolio graph torn-pte0 --by ptl -o states.svg
    """
    graph_format = format_of(asked, output, _GRAPH_FORMATS, "svg")
    if output is None and graph_format == "png":
        raise BadInput("-f png needs a file", "add -o states.png")
    from tornfolio.cli.console import note, write_out
    from tornfolio.explore.quotient import check_by, coarsen
    from tornfolio.explore.state_graph import cpus_of, find_state_graph
    from tornfolio.model.given_condition import with_condition
    from tornfolio.model.scenario import load_scenario
    from tornfolio.support.files import try_files
    from tornfolio.views.state_files import DATA_FORMATS, data_bytes, picture_bytes
    from tornfolio.views.state_words import graph_words, quotient_words

    loaded = load_scenario(scenario, options["settings"], options["model"])
    loaded = with_condition(loaded, condition, prop)
    if by and graph_format in (*DATA_FORMATS, *_MARKOV_FORMATS):
        raise BadInput(f"-f {graph_format} has all states", "leave out --by, or draw with -f svg")
    check_by(by, cpus_of(loaded))
    try_files(output, inputs=[*loaded.model.inputs, loaded.file])
    if graph_format in _MARKOV_FORMATS:
        return _write_markov(loaded, graph_format, output, options)
    with searching(f"TLC searches all states of {loaded.name}:", options) as within:
        search = find_state_graph(loaded, prop=prop, **within)
    found = search.graph
    if found is None:
        note(f"No graph: {search.reason}; choose smaller parameters")
        return ExitStatus.UNDECIDED
    words = [*graph_words(found), f"Model: {model_in_words(loaded.model)}."]
    if graph_format in DATA_FORMATS:
        write_out(data_bytes(found, graph_format), output)
    else:
        drawn = coarsen(found, by)
        write_out(picture_bytes(drawn, graph_format), output)
        words += quotient_words(drawn)
    note(" ".join(words))
    return ExitStatus.HOLDS


def _write_markov(
    loaded: Scenario, graph_format: str, output: Path | None, options: dict[str, Any]
) -> ExitStatus:
    """Write all states as a Markov decision process."""
    from tornfolio.cli.console import note, write_parts
    from tornfolio.quantities.drn import drn_lines
    from tornfolio.quantities.find import find_chain
    from tornfolio.quantities.markov import any_order
    from tornfolio.quantities.prism import prism_lines
    from tornfolio.quantities.questions import questions_about
    from tornfolio.quantities.rates import read_rates

    with searching(f"TLC searches all states of {loaded.name}:", options) as within:
        found = find_chain(loaded, **within)
    if found.chain is None:
        note(f"No graph: {found.reason}; choose smaller parameters")
        return ExitStatus.UNDECIDED
    asked = questions_about(found.chain, read_rates(loaded.model), found.asked)
    lines = drn_lines if graph_format == "drn" else prism_lines
    write_parts(lines(any_order(found.chain), asked), output)
    note(f"{number_of(found.chain.states, 'state')}. Model: {model_in_words(loaded.model)}.")
    return ExitStatus.HOLDS
