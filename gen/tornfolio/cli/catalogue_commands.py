"""The commands for the whole catalogue: claims, mutants, labels, and the gallery."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.deciding import deciding
from tornfolio.cli.exit_status import HELP, ExitStatus, of_words
from tornfolio.cli.options import (
    PathType,
    json_option,
    limit_options,
    tool_options,
    tools_of,
    width_option,
    write_json,
)
from tornfolio.support.errors import BadInput

if TYPE_CHECKING:
    from tornfolio.explore.claims import Claim
    from tornfolio.linux.claims import InC
    from tornfolio.linux.tree import Tree

__all__ = ["bless", "claims", "labels", "mutate"]


@click.command(epilog=HELP)
@click.argument("claim", nargs=-1)
@click.option(
    "--linux",
    "tree",
    type=PathType(),
    help="Ask the C of this Linux tree too, where it can answer.",
)
@click.option(
    "--kernel",
    "kernels",
    metavar="KERNEL,...",
    default="rfc-base",
    help="Decide the claims for these kernels, side by side. Known are rfc-base, which the thread "
    "is about, and v7.3.",
)
@limit_options
@tool_options
@width_option
@json_option
def claims(
    claim: tuple[str, ...],
    tree: Path | None,
    kernels: str,
    width: int | None,
    as_json: bool,
    **options: Any,
) -> ExitStatus:
    """Decide the claims of the thread with TLC.

    It shows the verdict on each claim, the evidence, and what the claim means. CLAIM is an id from
    C01 to C20; by default all are decided. A verdict follows from the roles of its checks. The exit
    status is 0 if TLC confirms every check, and 1 if it contradicts one. The answers of the C do
    not change it.

    With --kernel each check is asked of that kernel, with the flags that its reclaim passes. Where
    a verdict is another one there, a sentence says why.

    \b
    Example:  tornfolio claims C02 --kernel rfc-base,v7.3
    """
    from tornfolio.cli.claim_lines import claim_lines, side_by_side
    from tornfolio.cli.console import show_folded
    from tornfolio.explore.claims import decide_claims, load_claims
    from tornfolio.explore.kernel_claims import claims_at

    chosen = load_claims(claim, options["model"])
    names = list(dict.fromkeys(kernels.split(",")))
    there = [at for name in names for at in claims_at(name, chosen, options["model"])]
    if tree is not None and names != ["rfc-base"]:
        raise BadInput("--linux and --kernel are both given", "give one of them")
    with deciding("TLC decides the claims:", options) as tlc:
        decisions = decide_claims([at.claim for at in there], tlc)
    opened = None if tree is None else _opened(tree)
    in_c = {} if opened is None else _asked_of_c(chosen, opened, options)
    if as_json:
        write_json(
            {
                "model": options["model"].in_words,
                "tree": None if opened is None else opened.to_json(),
                "claims": [
                    at.to_json(decision)
                    | {"in_c": [each.to_json() for each in in_c.get(decision.claim.name, ())]}
                    for at, decision in zip(there, decisions, strict=True)
                ],
            }
        )
    elif names != ["rfc-base"]:
        show_folded(side_by_side(list(zip(there, decisions, strict=True)), options["model"]), width)
    else:
        words = {name: [each.in_words() for each in several] for name, several in in_c.items()}
        show_folded(claim_lines(decisions, options["model"], words), width)
    return of_words(word for decision in decisions for word in decision.words)


def _opened(tree: Path) -> Tree:
    from tornfolio.linux.tree import open_tree

    return open_tree(tree)


def _asked_of_c(
    chosen: Sequence[Claim], tree: Tree, options: dict[str, Any]
) -> dict[str, tuple[InC, ...]]:
    from tornfolio.cli.console import words_shown
    from tornfolio.linux.claims import ask_claims
    from tornfolio.linux.search import Limits
    from tornfolio.support.paths import runs_dir

    with words_shown("The C runs") as told:
        return ask_claims(
            chosen,
            tree,
            cc=None,
            runs=runs_dir(None),
            limits=Limits(options["timeout"], None, options["max_states"]),
            on_progress=told,
        )


@click.command(epilog=HELP)
@click.argument("mutant", nargs=-1)
@click.option("--list", "only_list", is_flag=True, help="List the mutants; run nothing.")
@limit_options
@tool_options
@width_option
@json_option
def mutate(
    mutant: tuple[str, ...],
    only_list: bool,
    width: int | None,
    as_json: bool,
    **options: Any,
) -> ExitStatus:
    """Make small mistakes in the model and show what notices them.

    The exit status is 0 if the property that the catalogue names notices each mutant.

    \b
    Example:  tornfolio mutate sync-forgotten
    """
    from tornfolio.cli.console import show, show_folded
    from tornfolio.cli.explore_lines import mutant_lines, mutant_list
    from tornfolio.explore.mutants import run_mutants, silent_properties
    from tornfolio.model.mutants import load_mutants

    chosen = load_mutants(mutant, options["model"])
    if only_list:
        show(mutant_list(chosen))
        return ExitStatus.HOLDS
    with deciding("TLC checks the mutants:", options) as tlc:
        findings = run_mutants(chosen, tlc)
    if as_json:
        write_json(
            {
                "model": options["model"].in_words,
                "mutants": [finding.to_json() for finding in findings],
                "silent": list(silent_properties(findings, options["model"])),
            }
        )
    else:
        show_folded(mutant_lines(findings, options["model"]), width)
    return of_words(
        "as expected" if found.expected else "undecided" if found.word == "undecided" else "differs"
        for found in findings
    )


@click.command(epilog=HELP)
@tool_options
@width_option
@json_option
def labels(width: int | None, as_json: bool, **options: Any) -> ExitStatus:
    """List every label of the model, and how many scenarios reach it.

    The exit status is 0 if every label is reached in some scenario.
    """
    from tornfolio.cli.console import counting_shown, show_folded
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
        show_folded(label_lines(found), width)
    return ExitStatus.HOLDS if all(label.scenarios for label in found) else ExitStatus.VIOLATED


@click.command(epilog=HELP)
@click.argument("scenario", nargs=-1)
@click.option(
    "-o",
    "folder",
    type=PathType(),
    help="The folder of the gallery; by default traces/ of the checkout.",
)
@click.option("--write", "do_write", is_flag=True, help="Write what differs.")
@limit_options
@tool_options
def bless(
    scenario: tuple[str, ...], folder: Path | None, do_write: bool, **options: Any
) -> ExitStatus:
    """Search the gallery's counterexamples again, and compare.

    Nothing is written without --write. The exit status is 1 if something differs and was not
    written.

    \b
    Example:  tornfolio bless torn-pte0
    """
    from tornfolio.cli.console import show
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

    root = checkout_root()
    if folder is None and root is None:
        raise BadInput("there is no checkout here, and so no gallery", "name it with -o")
    place = folder or (root or Path()) / "traces"
    scenarios = {
        name: load_scenario(name, (), options["model"])
        for name in scenario or scenario_names(options["model"])
    }
    if do_write:
        make_folder(place)
    with deciding("TLC finds the counterexamples:", options) as tlc:
        traces = find_counterexamples(list(scenarios.values()), tlc)
    files = {name: data for trace in traces for name, data in gallery_files(trace).items()}
    if not scenario:
        files[INDEX] = index(scenarios[trace.scenario] for trace in traces)
    changes = compare(place, files, whole=not scenario)
    show(gallery_lines(changes, len(traces), written=do_write))
    if do_write:
        write(changes)
        return ExitStatus.HOLDS
    return ExitStatus.VIOLATED if changes else ExitStatus.HOLDS
