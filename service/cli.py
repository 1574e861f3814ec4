"""The command line: results to stdout, remarks to stderr."""

import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from matcher.errors import InfeasibleError, MatcherError
from service import exits
from service.cli_asking import what_if_command
from service.cli_learning import evaluate_command, models_group, train_command
from service.cli_serve import serve_command
from service.cli_store import COMMANDS as STORE_COMMANDS
from service.cli_suggest import plan_command, suggest_command
from service.options import (
    check_there,
    day,
    meeting_options,
    owner_option,
    roster_options,
    search_options,
    seating_option,
)
from service.spoken import SpokenGroup


@click.group(cls=SpokenGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="peermatch")
def cli() -> None:
    """Seat leaders in diverse, cross-industry peer groups that keep every rule.

    \b
    peermatch demo                      see it work on a built-in sample
    peermatch check members.csv         what would be read, and can it work?
    peermatch form members.csv -o out   groups.csv, proposal.json, report.html

    Exit codes: 0 done, 1 a named problem, 2 wrong usage, 3 rules cannot all be met
    for everyone (what can be done is done all the same), 130 interrupted. With
    --json a named problem is an object on stdout, too.
    """  # noqa: D301 - click reads the backspace


@cli.command("check")
@roster_options
@seating_option
@click.option(
    "--swap",
    nargs=2,
    metavar="ID ID",
    help="With --seating: what if these two traded seats?",
)
@meeting_options
@owner_option
def check_command(**options: Any) -> None:
    """Say what would be read from ROSTER and whether its rules can be met.

    Nothing is searched, and nothing is written but what --owner names. Shown are the
    columns as they were understood, what was repaired or refused and on which line,
    people who are there twice, and for every rule whether there are people it cannot
    seat.

    With --seating the groups of that file are read back instead: which rule is broken
    by which group and people, by a checker that shares nothing with the search. Exit
    code 3 then says that a hard rule is broken.
    """
    check_there(options["roster"])
    from service import checking  # noqa: PLC0415 - heavy, only when needed
    from service.workflows.inputs import Sources  # noqa: PLC0415

    given = (
        "roster",
        "program",
        "mapping",
        "relations",
        "seating",
        "history",
        "guides",
        "sheet",
    )
    is_read_back = options["seating"] is not None
    if options["swap"] and not is_read_back:
        msg = "--swap trades seats of a seating; give one with --seating."
        raise click.UsageError(msg)
    sources = Sources(**{name: options[name] for name in given})
    how = {
        "as_of": day(options["as_of"]),
        "as_json": options["as_json"],
        "owner": options["owner"],
    }
    if options["swap"]:
        checking.check_swap(sources, options["swap"], **how)
    run = checking.check_seating if is_read_back else checking.check
    run(sources, **how)


@cli.command("form")
@roster_options
@seating_option
@meeting_options
@click.option(
    "--memberships",
    type=click.Path(path_type=Path),
    help="Groups that leaders sit in already, lasting or for a season: leader_id,"
    "group_id,way,slot,start,end. Their slots are closed to groups of the other way.",
)
@search_options
@owner_option
@click.option(
    "--max-moves",
    type=click.IntRange(0),
    help="Most leaders of the seating who may change group. Without it the fewest "
    "that keep every rule, and what more would buy.",
)
@click.option(
    "--refresh",
    "stay_share",
    type=click.FloatRange(0.0, 1.0),
    metavar="SHARE",
    help="Mix the groups anew while this share of the seated stays, such as 0.7.",
)
@click.option(
    "--prices",
    is_flag=True,
    help="Price each rule: the same searches with and without it, at five seeds. "
    "Takes up to a minute for 250 leaders.",
)
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="BUNDLE",
    help="Count what a bundle learned of who brings value to whom: a folder that "
    "train wrote, or a registry, whose champion is used.",
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path),
    metavar="PROPOSAL.json",
    help="Make an earlier proposal again, bit for bit, from the same files; its "
    "program, seed and search are used.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder for groups.csv, unplaced.csv, proposal.json and report.html.",
)
def form_command(**options: Any) -> None:
    """Form groups for the leaders in ROSTER and write them to a folder.

    The folder appears whole or not at all. Ctrl-C while searching keeps the best
    groups found so far, labelled as interrupted.

    \b
    Example:  peermatch form members.csv --program forum -o groups-2026
    """  # noqa: D301 - click reads the backspace
    check_there(options["roster"])
    from service import commands  # noqa: PLC0415 - heavy, only when needed
    from service.workflows.forming import Effort  # noqa: PLC0415
    from service.workflows.inputs import Sources  # noqa: PLC0415

    _check_seating(options)
    given = (
        "roster",
        "program",
        "mapping",
        "relations",
        "seating",
        "model",
        "memberships",
        "history",
        "guides",
        "sheet",
    )
    commands.form(
        Sources(*(options[name] for name in given)),
        Effort(
            options["seconds"],
            options["seed"],
            options["workers"],
            day(options["as_of"]),
            options["max_moves"],
            options["stay_share"],
            with_prices=options["prices"],
        ),
        commands.Output(
            options["output"], options["force"], options["as_json"], options["owner"]
        ),
        recording=options["replay"],
    )


@cli.command("demo")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Folder for the sample and everything that form writes.",
)
@search_options
def demo_command(
    output: Path, seconds: float, seed: int, workers: int, *, force: bool
) -> None:
    """Form groups for a built-in sample, learn from invented answers, form again.

    The sample is written beside the results, so that you can change it and run
    form on it yourself.
    """
    from service import commands  # noqa: PLC0415 - heavy, only when needed
    from service.workflows.forming import Effort  # noqa: PLC0415

    effort = Effort(seconds, seed, workers, day(None))
    commands.demo(effort, commands.Output(output, force, as_json=False))


class SizesType(click.ParamType[tuple[int, int]]):
    """Bounds on the size of groups, as in 8:12."""

    name = "LO:HI"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read two whole numbers with a colon between them."""
        low, colon, high = str(value).partition(":")
        if not (colon and low.isdecimal() and high.isdecimal()):
            self.fail(f"{value!r} must be two whole numbers such as 8:12", param, ctx)
        return int(low), int(high)


@cli.command("solve")
@click.argument("distances", type=click.Path(path_type=Path))
@click.option("--groups", type=click.IntRange(1), help="How many groups.")
@click.option("--sizes", type=SizesType(), help="Fewest and most rows in a group.")
@click.option(
    "--seconds",
    type=click.FloatRange(0.05, 86_400),
    default=10.0,
    show_default=True,
    help="How long to search.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=1,
    show_default=True,
    help="What the search draws from.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Results as JSON, with the group of each row.",
)
def solve_command(
    distances: Path,
    groups: int | None,
    sizes: tuple[int, int] | None,
    seconds: float,
    seed: int,
    *,
    as_json: bool,
) -> None:
    """Solve a bare grouping problem and print its objective and bound.

    DISTANCES is an instance file of MDGPLIB, whose own groups and sizes are used
    unless you give others, or a CSV with a header and one column of numbers a feature.
    What is maximised is the sum of distances (of features: of squared Euclidean
    distances) over the pairs inside groups.
    """
    from service import commands  # noqa: PLC0415 - heavy, only when needed
    from service.workflows.solving import read_problem  # noqa: PLC0415

    problem = read_problem(distances, n_groups=groups, sizes=sizes)
    commands.solve_problem(problem, seconds=seconds, seed=seed, as_json=as_json)


def _check_seating(options: dict[str, Any]) -> None:
    """Refuse budgets of moves without a seating, and two at once."""
    budgets = {"--max-moves": options["max_moves"], "--refresh": options["stay_share"]}
    given = [name for name, value in budgets.items() if value is not None]
    if given and options["seating"] is None and options["replay"] is None:
        msg = f"{given[0]} counts moves from a seating; give one with --seating."
        raise click.UsageError(msg)
    if len(given) > 1:
        msg = "give either --max-moves or --refresh, not both."
        raise click.UsageError(msg)


cli.add_command(what_if_command)
cli.add_command(train_command)
cli.add_command(evaluate_command)
cli.add_command(models_group)
cli.add_command(suggest_command)
cli.add_command(plan_command)
cli.add_command(serve_command)
for store_command in STORE_COMMANDS:
    cli.add_command(store_command)


def main() -> None:
    """Run the command line; a named problem becomes one line and exit code 1."""
    try:
        code = cli.main(prog_name="peermatch", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("peermatch: interrupted before anything was written.", err=True)
        code = exits.INTERRUPTED
    except InfeasibleError as error:
        click.echo(f"peermatch: {error}", err=True)
        code = exits.CLASH
    except MatcherError as error:
        click.echo(f"peermatch: {error}", err=True)
        code = exits.PROBLEM
    except BrokenPipeError:  # the reader of stdout, such as `head`, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = exits.PIPE_CLOSED
    except Exception:  # noqa: BLE001 - the one place where the unexpected ends
        traceback.print_exc()
        click.echo("peermatch: this is a bug; the trace above says where.", err=True)
        code = exits.PROBLEM
    sys.exit(code)
