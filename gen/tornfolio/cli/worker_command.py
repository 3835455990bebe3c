"""The command that works for a check on another machine, and the options of such a check."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tornfolio.cli.exit_status import HELP
from tornfolio.cli.options import seconds, tool_options, tools_of
from tornfolio.support.errors import BadInput

if TYPE_CHECKING:
    from tornfolio.tlc.distributed.local_worker import Machines

__all__ = ["distributed_options", "machines_of", "worker"]

_MOST_THREADS = 512


def distributed_options(command: Any) -> Any:
    """Add the options of a check that many machines may work for."""
    for option in (
        click.option(
            "--local-workers",
            type=click.IntRange(0, _MOST_THREADS),
            help="With --distributed: TLC's worker threads here; by default one per processor.",
        ),
        click.option(
            "--bind",
            metavar="ADDRESS",
            help="With --distributed: this machine's address for workers; 127.0.0.1 by default.",
        ),
        click.option(
            "--distributed",
            is_flag=True,
            help="Search with TLC's server; other machines join with `tornfolio worker`.",
        ),
    ):
        command = option(command)
    return command


@contextlib.contextmanager
def machines_of(options: Mapping[str, Any]) -> Iterator[Machines | None]:
    """Those who work for a check, None if it is not distributed. Raises BadInput.

    Says on standard error what to run on the other machines.
    """
    bind, local = options.get("bind"), options.get("local_workers")
    if not options.get("distributed"):
        if bind is not None or local is not None:
            raise BadInput(
                f"--{'bind' if bind is not None else 'local-workers'} needs --distributed",
                "add --distributed",
            )
        yield None
        return
    from tornfolio.cli.console import note
    from tornfolio.support.machine import usable_cpus
    from tornfolio.tlc.distributed.local_worker import Machines
    from tornfolio.tlc.distributed.rendezvous import PORT, Rendezvous

    with Rendezvous(bind or "127.0.0.1") as rendezvous:
        place = rendezvous.address
        if rendezvous.port != PORT:
            place += f":{rendezvous.port}"
        note(f"On each further machine, run: tornfolio worker {place}")
        if rendezvous.address.startswith("127."):
            note("No other machine reaches that address; --bind ADDRESS takes another one.")
        note("TLC's workers are not authenticated: use a network that you trust.")
        yield Machines(rendezvous, usable_cpus() if local is None else local, note)


@click.command(epilog=HELP)
@click.argument("host", metavar="HOST[:PORT]")
@click.option(
    "--threads",
    type=click.IntRange(1, _MOST_THREADS),
    help="The number of TLC's worker threads; one per processor by default.",
)
@click.option("--memory", type=click.IntRange(2, 1 << 24), help="The heap of the JVM, in MiB.")
@click.option(
    "--wait",
    type=seconds(),
    default=60.0,
    show_default=True,
    help="How many seconds to wait for HOST.",
)
@tool_options
def worker(
    host: str,
    threads: int | None,
    memory: int | None,
    wait: float,
    model: object,
    java: Path | None,
    jar: Path | None,
) -> None:
    """Work for a check on another machine.

    HOST runs `tornfolio check` with --distributed; the worker ends when that ends. TLC's
    workers are not authenticated and nothing is encrypted: use a network that you trust.

    \b
    Example:  tornfolio worker 192.168.1.10
    """
    from tornfolio.cli.console import note
    from tornfolio.support.machine import usable_cpus
    from tornfolio.tlc.distributed.rendezvous import PORT
    from tornfolio.tlc.distributed.worker import work

    name, colon, digits = host.partition(":")
    if not name or (colon and not (digits.isdecimal() and 0 < int(digits[:6]) < 1 << 16)):
        raise BadInput(f"{host!r} is not HOST or HOST:PORT", "write for instance 192.168.1.10")
    work(
        name,
        int(digits) if colon else PORT,
        tools=tools_of({"java": java, "jar": jar}),
        threads=threads or usable_cpus(),
        wait=wait,
        memory=memory,
        on_event=note,
    )
