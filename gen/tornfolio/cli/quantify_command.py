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
    write_json,
)
from tornfolio.support.errors import BadInput

if TYPE_CHECKING:
    from tornfolio.quantities.curves import Curve
    from tornfolio.quantities.extremes import Direction
    from tornfolio.quantities.find import Found
    from tornfolio.quantities.policies import Comparison
    from tornfolio.quantities.quantify import Quantified, Scheduler
    from tornfolio.trace.trace import Trace

__all__ = ["quantify"]


@click.command(epilog=HELP)
@click.argument("scenario")
@click.option(
    "--scheduler",
    type=click.Choice(("uniform", "rates", "any")),
    help="Who goes next: each CPU as likely, by rates, or the worst and the best order.",
)
@click.option(
    "--rate",
    "rate",
    multiple=True,
    metavar="NAME=VALUE",
    help="The rate, for each microsecond, of a label, of a kind of step, or of arrival.",
)
@click.option("--rates", "rates_file", type=PathType(), help="A file like spec/rates.toml.")
@click.option(
    "--phases",
    multiple=True,
    metavar="NAME=COUNT",
    help="Let a label or a kind of step pass in so many phases: its time varies less.",
)
@click.option("--vary", metavar="NAME=FROM..TO", help="Vary one rate, and show a curve.")
@click.option("--policy", "policies", multiple=True, help="Compare policies; several allowed.")
@click.option(
    "--trace",
    "bound",
    type=click.Choice(("min", "max")),
    help="Show a shortest order of the steps that makes a quantity least, or greatest.",
)
@click.option("--of", metavar="QUANTITY", help="Which, such as 'P(kept)'; the first by default.")
@click.option(
    "--plot", type=PathType(), help="Draw curve, policies or trace to a .svg, .png or .pdf."
)
@graph_options
@json_option
def quantify(
    scenario: str,
    scheduler: Scheduler | None,
    rate: tuple[str, ...],
    rates_file: Path | None,
    phases: tuple[str, ...],
    vary: str | None,
    policies: tuple[str, ...],
    bound: Direction | None,
    of: str | None,
    plot: Path | None,
    as_json: bool,
    **options: Any,
) -> ExitStatus:
    """Say how likely and how long: Storm computes it from TLC's states.

    Each number is a consequence of the assumption that stands in its line. By default each CPU
    that can go on is as likely as any other to take the next step. With --rate, --rates, --phases
    or --vary each step takes an exponential time instead. With --scheduler any there is no
    assumption: the least and the greatest over all orders of the steps, and --trace shows one that
    attains it. The extra 'quantities' has Storm.

    \b
    Example:  tornfolio quantify torn-pte0 --rate flush=0.5
    """
    from tornfolio.cli.console import note
    from tornfolio.model.scenario import load_scenario
    from tornfolio.quantities import quantify as quantified
    from tornfolio.quantities.curves import draw_curve, parse_range
    from tornfolio.quantities.find import find_chain
    from tornfolio.quantities.policies import Comparison
    from tornfolio.quantities.rates import read_rates
    from tornfolio.quantities.storm import need_storm
    from tornfolio.support.files import try_files
    from tornfolio.views.quantity_plot import plot_format

    timed = bool(rate or rates_file or phases or vary)
    chosen = _scheduler(scheduler or (bound and "any"), timed=timed)
    _check(plot, vary, policies, chosen, bound, of)
    picture = plot_format(plot) if plot is not None else ""
    settings = [(*options["settings"], f"policy={policy}") for policy in policies]
    settings = settings or [options["settings"]]
    scenarios = [load_scenario(scenario, each, options["model"]) for each in settings]
    rates = read_rates(options["model"], rates_file)
    need_storm()
    try_files(plot)
    answers, chains, varied = [], [], None
    for loaded in scenarios:
        with searching(f"TLC searches all states of {loaded.name}:", options) as within:
            found = find_chain(loaded, **within)
        if found.chain is None:
            note(f"No quantities: {found.reason}; choose smaller parameters")
            return ExitStatus.UNDECIDED
        asked = rates.with_settings(rate, phases, found.chain.primitives)
        varied = vary and parse_range(vary, asked, found.chain.primitives)
        answers.append(quantified.quantify(found.chain, found.asked, chosen, asked))
        chains.append(found)
    first, chain = answers[0], chains[0]
    curve = draw_curve(first.chain, chain.asked, first.rates, varied) if varied else None
    compared = Comparison(dict(zip(policies, answers, strict=True))) if policies else None
    order = _order(chain, first, of, bound) if bound else None
    _tell(first, curve, compared, order, chain.folder, as_json=as_json)
    if plot is not None:
        _draw(plot, picture, curve, compared, order)
    return ExitStatus.HOLDS


def _order(found: Found, answer: Quantified, of: str | None, bound: Direction) -> Trace:
    """An order of the steps that attains a bound of a quantity, as a trace."""
    from tornfolio.quantities.extremes import find_extreme
    from tornfolio.quantities.shown_order import trace_of
    from tornfolio.support.naming import did_you_mean, shown

    names = [each.name for each in answer.quantities]
    if of is not None and of not in names:
        raise BadInput(
            f"there is no quantity {shown(of)}{did_you_mean(of, names)}",
            f"use one of {', '.join(names)}",
        )
    assert found.result is not None  # as there is a chain
    extreme = find_extreme(answer.chain, found.asked, answer.rates, of or names[0], bound)
    return trace_of(extreme, found.result)


def _draw(
    plot: Path,
    picture: str,
    curve: Curve | None,
    compared: Comparison | None,
    order: Trace | None,
) -> None:
    """Write the picture of what was found, in a format."""
    from tornfolio.support.files import write_file
    from tornfolio.views.export import trace_bytes
    from tornfolio.views.quantity_plot import comparison_bytes, curve_bytes

    if compared:
        write_file(plot, comparison_bytes(compared, picture))
    elif curve:
        write_file(plot, curve_bytes(curve, picture))
    elif order:
        write_file(plot, trace_bytes(order, picture))


def _tell(
    first: Quantified,
    curve: Curve | None,
    compared: Comparison | None,
    order: Trace | None,
    folder: Path,
    *,
    as_json: bool,
) -> None:
    """Write what was found to standard output."""
    from tornfolio.cli.console import show
    from tornfolio.trace.trace_json import trace_to_json
    from tornfolio.views.quantity_lines import comparison_lines, curve_lines, quantity_lines
    from tornfolio.views.trace_text import trace_lines

    if as_json:
        write_json(
            {
                **first.to_json(),
                "curve": curve.to_json() if curve else None,
                "policies": compared.to_json() if compared else [],
                "trace": trace_to_json(order) if order else None,
                "run_dir": str(folder),
            }
        )
    elif compared:
        show(comparison_lines(compared))
    else:
        show(quantity_lines(first))
        show(curve_lines(curve) if curve else [])
        show([(), *trace_lines(order)] if order else [])


def _check(
    plot: Path | None,
    vary: str | None,
    policies: tuple[str, ...],
    chosen: Scheduler,
    bound: Direction | None,
    of: str | None,
) -> None:
    """Raise BadInput if options do not go together."""
    if plot is not None and vary is None and bound is None and not policies:
        raise BadInput(
            "--plot draws a curve, policies or a trace",
            "add --vary NAME=FROM..TO, --policy or --trace max",
        )
    if policies and (vary is not None or chosen == "any"):
        raise BadInput("--policy compares values", "leave out --vary and --scheduler any")
    if bound is not None and chosen != "any":
        raise BadInput("--trace shows one of all orders", "add --scheduler any, without rates")
    if of is not None and bound is None:
        raise BadInput("--of says what --trace is about", "add --trace max")


def _scheduler(asked: Scheduler | None, *, timed: bool) -> Scheduler:
    """Who decides which CPU goes on: rates, where any were given."""
    chosen: Scheduler = asked or ("rates" if timed else "uniform")
    if timed and chosen != "rates":
        raise BadInput(
            f"--scheduler {chosen} has no rates", "leave out --rate, --rates, --phases and --vary"
        )
    return chosen
