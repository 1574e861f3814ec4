"""Options that several commands share; each explains itself."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from matcher.errors import RosterError

Command = TypeVar("Command", bound=Callable[..., Any])


def roster_options(command: Command) -> Command:
    """Add what every command that reads a roster takes.

    Parameters
    ----------
    command : callable
        The command.

    Returns
    -------
    callable
        The same with the options.
    """
    options = (
        click.argument("roster", type=click.Path(path_type=Path)),
        click.option(
            "--program",
            default="core",
            show_default=True,
            metavar="FILE|PRESET",
            help="Sizes, weights and rules: a TOML file, or forum, core, chair-led, "
            "circle or season.",
        ),
        click.option(
            "--map",
            "mapping",
            metavar="FILE|PRESET",
            help="Which column is what: a TOML file, or plain, salesforce, hubspot "
            "or imis. Without it columns are recognised by name and content.",
        ),
        click.option("--sheet", metavar="NAME", help="Which sheet of a workbook."),
        click.option(
            "--relations",
            type=click.Path(path_type=Path),
            help="Who may not, or must, sit together: leader_id,other_id,kind,level,"
            "until,source.",
        ),
        click.option(
            "--as-of",
            type=click.DateTime(["%Y-%m-%d"]),
            help="The day on which relations are judged; today unless given.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Results as JSON."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def meeting_options(command: Command) -> Command:
    """Add former groups and those who lead groups.

    Parameters
    ----------
    command : callable
        The command.

    Returns
    -------
    callable
        The same with the options.
    """
    history = click.option(
        "--history",
        type=click.Path(path_type=Path),
        help="Former groups, for rules of kind not_again: leader_id,group_id,from,"
        "until.",
    )
    guides = click.option(
        "--guides",
        type=click.Path(path_type=Path),
        help="Who leads groups, for rules of kind guide: guide_id,capacity,slots,"
        "languages,prefers,avoids,groups.",
    )
    return history(guides(command))


def seating_option(command: Command) -> Command:
    """Add where leaders sit before the run.

    Parameters
    ----------
    command : callable
        The command.

    Returns
    -------
    callable
        The same with the options.
    """
    return click.option(
        "--seating",
        type=click.Path(path_type=Path),
        metavar="GROUPS.csv",
        help="Where the leaders sit now: leader_id,group_id and, perhaps, locked; a "
        "groups.csv of an earlier run is one.",
    )(command)


def owner_option(command: Command) -> Command:
    """Add a file for those who keep the relations.

    Parameters
    ----------
    command : callable
        The command.

    Returns
    -------
    callable
        The same with the option.
    """
    return click.option(
        "--owner",
        type=click.Path(path_type=Path),
        metavar="FILE.csv",
        help="Also write, for those alone who keep the relations, what became of each "
        "by name; no other output tells who declared anything about whom.",
    )(command)


def search_options(command: Command) -> Command:
    """Add what every command that searches takes.

    Parameters
    ----------
    command : callable
        The command.

    Returns
    -------
    callable
        The same with the options.
    """
    options = (
        click.option(
            "--seconds",
            type=click.FloatRange(0.05, 86_400),
            default=5.0,
            show_default=True,
            help="How long to search; longer is never worse.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(0, 2**32 - 1),
            default=0,
            show_default=True,
            help="What the search draws from.",
        ),
        click.option(
            "--workers",
            type=click.IntRange(1, 256),
            default=1,
            show_default=True,
            help="Threads to search on.",
        ),
        click.option(
            "--force", is_flag=True, help="Replace an output folder of an earlier run."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def check_there(roster: Path) -> None:
    """Answer a slip of the pen at once, before seconds of imports.

    Parameters
    ----------
    roster : Path
        Has to be there.

    Raises
    ------
    RosterError
        If it is not.
    """
    if not roster.exists():
        msg = f"{roster}: there is no such file."
        raise RosterError(msg)


def day(moment: datetime | None) -> date:
    """Take today unless a day was given.

    Parameters
    ----------
    moment : datetime or None
        As an option gives it.

    Returns
    -------
    date
        Of the run.
    """
    return moment.date() if moment else datetime.now(UTC).date()
