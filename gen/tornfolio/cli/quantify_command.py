"""The command that says how likely and how long."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.deciding import searching
from tornfolio.cli.exit_status import HELP, ExitStatus
from tornfolio.cli.options import (
    PathType,
    graph_options,
    json_option,
    width_option,
)
from tornfolio.support.errors import BadInput

if TYPE_CHECKING:
    from tornfolio.model.scenario import Scenario
    from tornfolio.quantities.extremes import Direction
    from tornfolio.quantities.find import Found
    from tornfolio.quantities.quantify import Quantified, Scheduler
    from tornfolio.quantities.rates import Rates
    from tornfolio.trace.trace import Trace

__all__ = ["quantify"]


@click.command(epilog=HELP)
@click.argument("scenario")
@click.option(
    "--scheduler",
    type=click.Choice(("uniform", "rates", "any")),
    help="Who goes next: all CPUs equally likely, by rates, or the worst and the best order.",
)
@click.option(
    "--rate",
    "rate",
    multiple=True,
    metavar="NAME=VALUE",
    help="The rate per microsecond of a label, of a kind of step, or of arrival.",
)
@click.option(
    "--rates",
    "rates_file",
    type=PathType(),
    help="Read the rates from a file like spec/rates.toml.",
)
@click.option(
    "--phases",
    multiple=True,
    metavar="NAME=COUNT",
    help="Split a label or a kind of step into this many phases, so that its time varies less.",
)
@click.option("--vary", metavar="NAME=FROM..TO", help="Vary one rate, and show a curve.")
@click.option(
    "--policy",
    "policies",
    multiple=True,
    help="Compare this policy; may be given several times.",
)
@click.option("--distributions", is_flag=True, help="Show the distribution of each time, too.")
@click.option(
    "--trace",
    "bound",
    type=click.Choice(("min", "max")),
    help="Show a shortest order of the steps that makes a quantity least, or greatest.",
)
@click.option(
    "--of",
    metavar="QUANTITY",
    help="The quantity for --trace, such as 'P(kept)'; the first by default.",
)
@click.option(
    "--plot",
    type=PathType(),
    help="Draw the curve, the policies or the trace as .svg, .png or .pdf.",
)
@graph_options
@width_option
@json_option
def quantify(
    scenario: str,
    scheduler: Scheduler | None,
    rate: tuple[str, ...],
    rates_file: Path | None,
    phases: tuple[str, ...],
    vary: str | None,
    policies: tuple[str, ...],
    distributions: bool,
    bound: Direction | None,
    of: str | None,
    plot: Path | None,
    width: int | None,
    as_json: bool,
    **options: Any,
) -> ExitStatus:
    """Compute chances and times from TLC's states, with Storm.

    Each number depends on an assumption, which its line names. By default each CPU that can go on
    is as likely as any other to take the next step. With --rate, --rates, --phases or --vary each
    step takes an exponential time instead. With --scheduler any there is no assumption: it computes
    the least and the greatest value over all orders of the steps, and --trace shows an order that
    reaches it. The extra 'quantities' installs Storm.

    \b
    Example:  tornfolio quantify torn-pte0 --rate flush=0.5
    """
    from tornfolio.cli.quantify_output import Output
    from tornfolio.quantities.curves import draw_curve, parse_range
    from tornfolio.quantities.policies import Comparison
    from tornfolio.quantities.rates import read_rates
    from tornfolio.quantities.storm import need_storm
    from tornfolio.support.files import try_files
    from tornfolio.views.quantity_plot import plot_format

    timed = bool(rate or rates_file or phases or vary)
    chosen = _scheduler(scheduler or (bound and "any"), timed=timed)
    _check(plot, vary, policies, chosen, bound, of, distributions)
    scenarios = _scenarios(scenario, policies, options)
    rates = read_rates(options["model"], rates_file)
    need_storm()
    try_files(plot, inputs=options["model"].inputs)
    answers = []
    for loaded in scenarios:
        answered = _answered(loaded, chosen, rates, (rate, phases), options, distributions)
        if answered is None:
            return ExitStatus.UNDECIDED
        answers.append(answered)
    found, first = answers[0]
    compared = dict(zip(policies, (answer for _, answer in answers), strict=False))
    curve = None
    if vary is not None:
        varied = parse_range(vary, first.rates, first.chain.primitives)
        curve = draw_curve(first.chain, found.asked, first.rates, varied)
    order = _order(found, first, of, bound, options) if bound else None
    output = Output(found, first, curve, Comparison(compared) if policies else None, order)
    output.tell(as_json=as_json, width=width)
    if plot is not None:
        output.draw(plot, plot_format(plot))
    return ExitStatus.HOLDS


def _scenarios(name: str, policies: tuple[str, ...], options: dict[str, Any]) -> list[Scenario]:
    """The scenario, once under each policy."""
    from tornfolio.model.scenario import load_scenario

    settings = [(*options["settings"], f"policy={policy}") for policy in policies]
    settings = settings or [options["settings"]]
    return [load_scenario(name, each, options["model"]) for each in settings]


def _answered(
    loaded: Scenario,
    chosen: Scheduler,
    rates: Rates,
    changes: tuple[tuple[str, ...], tuple[str, ...]],
    options: dict[str, Any],
    distributions: bool,
) -> tuple[Found, Quantified] | None:
    """All states of a scenario and what follows; if a limit ends the search, say so.

    `changes` are what the user says of rates and of phases.
    """
    from tornfolio.cli.console import note
    from tornfolio.quantities.find import find_chain
    from tornfolio.quantities.quantify import quantify as quantified
    from tornfolio.tlc.vacuous import nothing_in_words

    with searching(f"TLC searches all states of {loaded.name}:", options) as within:
        found = find_chain(loaded, **within)
    if found.chain is None:
        note(f"No quantities: {found.reason}; choose smaller parameters")
        return None
    assert found.result is not None  # as there is a chain
    for what in nothing_in_words(loaded.parameters.empty(), found.result.vacuous):
        note(what)
    asked = rates.with_settings(*changes, found.chain.primitives)
    answer = quantified(found.chain, found.asked, chosen, asked, distributions=distributions)
    return found, answer


def _order(
    found: Found, answer: Quantified, of: str | None, bound: Direction, options: dict[str, Any]
) -> Trace:
    """An order of the steps that attains a bound of a quantity, as a trace."""
    from tornfolio.model.render import render
    from tornfolio.quantities.extremes import find_extreme
    from tornfolio.quantities.shown_order import trace_of
    from tornfolio.support.naming import did_you_mean, shown
    from tornfolio.tlc.session import lone_session

    names = [each.name for each in answer.quantities]
    if of is not None and of not in names:
        raise BadInput(
            f"there is no quantity {shown(of)}{did_you_mean(of, names)}",
            f"use one of {', '.join(names)}",
        )
    assert found.result is not None  # as there is a chain
    extreme = find_extreme(answer.chain, found.asked, answer.rates, of or names[0], bound)
    scenario = answer.chain.scenario
    with searching(f"TLC says what decided the order of {scenario.name}:", options) as within:
        tools, limits, report = within["tools"], within["limits"], within["on_progress"]
        with lone_session(render(scenario), tools, limits, found.folder, report) as ask:
            return trace_of(extreme, found.result, ask)


def _check(
    plot: Path | None,
    vary: str | None,
    policies: tuple[str, ...],
    chosen: Scheduler,
    bound: Direction | None,
    of: str | None,
    distributions: bool,
) -> None:
    """Raise BadInput if options do not go together."""
    from tornfolio.views.quantity_plot import plot_format

    if plot is not None:
        plot_format(plot)
    if plot is not None and vary is None and bound is None and not policies:
        raise BadInput(
            "--plot draws a curve, policies or a trace",
            "add --vary NAME=FROM..TO, --policy or --trace max",
        )
    if policies and (vary is not None or chosen == "any"):
        raise BadInput(
            "--policy does not go with --vary or --scheduler any",
            "leave out --vary and --scheduler any",
        )
    if bound is not None and chosen != "any":
        raise BadInput(
            "--trace needs --scheduler any, without rates", "add --scheduler any, without rates"
        )
    if distributions and chosen == "any":
        raise BadInput("--scheduler any has no distributions", "leave out --distributions")
    if of is not None and bound is None:
        raise BadInput("--of does nothing without --trace", "add --trace max")


def _scheduler(asked: Scheduler | None, *, timed: bool) -> Scheduler:
    """Who decides which CPU goes on: rates, where any were given."""
    chosen: Scheduler = asked or ("rates" if timed else "uniform")
    if timed and chosen != "rates":
        raise BadInput(
            f"--scheduler {chosen} has no rates", "leave out --rate, --rates, --phases and --vary"
        )
    return chosen
