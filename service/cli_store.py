"""The commands about the database: options in, actions of `service.storing` out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

SCOPES = ("read", "suggest", "feedback", "manage", "admin")


def _database_option(command: Command) -> Command:
    return click.option(
        "--database",
        metavar="URL",
        help="sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME; without it "
        "PEERMATCH_DATABASE, else peermatch.sqlite here.",
    )(command)


def _settings(database: str | None) -> Any:
    from service.settings import read_settings  # noqa: PLC0415 - only when needed

    return read_settings(**({} if database is None else {"database": database}))


def _leader_options(command: Command) -> Command:
    """Add what names one leader."""
    options = (
        click.option("--organisation", required=True, metavar="NAME", help="Whose."),
        click.option("--roster", required=True, metavar="ID", help="In which roster."),
        click.option("--leader", required=True, metavar="ID", help="Who."),
    )
    for option in reversed(options):
        command = option(command)
    return _database_option(command)


@click.group("keys")
def keys_group() -> None:
    """Make, list and revoke API keys."""


@keys_group.command("create")
@click.option(
    "--organisation",
    required=True,
    metavar="NAME",
    help="Whose data it opens; a new name adds an organisation.",
)
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(SCOPES),
    multiple=True,
    required=True,
    help="What it may do; give it several times for several.",
)
@click.option("--label", default="", help="What it is for, for keys list.")
@click.option("--roster", "roster_id", metavar="ID", help="With --leader.")
@click.option(
    "--leader",
    "leader_id",
    metavar="ID",
    help="The one leader whom it may see and speak for.",
)
@click.option("--days", type=click.IntRange(1, 3_650), help="How long it is valid.")
@click.option("--json", "as_json", is_flag=True, help="Results as JSON.")
@_database_option
def create_command(*, as_json: bool, database: str | None, **options: Any) -> None:
    """Make a key and print it, this once; only a hash of it is stored.

    \b
    Example:  peermatch keys create --organisation "Northern Forum" --scope admin
    """  # noqa: D301 - click reads the backspace
    if (options["roster_id"] is None) != (options["leader_id"] is None):
        msg = "--roster and --leader name one leader together; give both or neither."
        raise click.UsageError(msg)
    from service import storing  # noqa: PLC0415 - heavy, only when needed

    options["n_days"] = options.pop("days")
    storing.create_key(_settings(database), storing.NewKey(**options), as_json=as_json)


@keys_group.command("list")
@click.option("--organisation", metavar="NAME", help="Only its keys.")
@click.option("--json", "as_json", is_flag=True, help="Results as JSON.")
@_database_option
def list_command(
    organisation: str | None, *, as_json: bool, database: str | None
) -> None:
    """List keys without their secrets."""
    from service import storing  # noqa: PLC0415 - heavy, only when needed

    storing.show_keys(_settings(database), organisation, as_json=as_json)


@keys_group.command("revoke")
@click.argument("key_id")
@click.option("--organisation", required=True, metavar="NAME", help="Whose key it is.")
@_database_option
def revoke_command(key_id: str, *, organisation: str, database: str | None) -> None:
    """Revoke the key KEY_ID at once and for good."""
    from service import storing  # noqa: PLC0415 - heavy, only when needed

    storing.revoke_key(_settings(database), organisation, key_id)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Results as JSON.")
@_database_option
def backup_command(file: Path, *, as_json: bool, database: str | None) -> None:
    """Write everything that is stored, bundles included, to FILE.

    The service may go on meanwhile: FILE holds one moment. It can be restored into
    SQLite and into PostgreSQL. It holds personal data; only you may read it.

    \b
    Example:  peermatch backup peermatch-2026-11-22.zip
    """  # noqa: D301 - click reads the backspace
    from service import storing  # noqa: PLC0415 - heavy, only when needed

    storing.write_backup(_settings(database), file, as_json=as_json)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is stored now.")
@_database_option
def restore_command(file: Path, *, force: bool, database: str | None) -> None:
    """Put everything back that is in FILE, or nothing.

    Every hash is checked before anything is changed. Leaders who were erased since the
    backup are erased from what it brings back. Stop the service before.
    """
    from service import storing  # noqa: PLC0415 - heavy, only when needed

    storing.read_backup(_settings(database), file, force=force)


@click.command("export")
@_leader_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; without it the export is printed.",
)
@click.option(
    "--hand-over",
    is_flag=True,
    help="Leave out what others said about the leader in confidence.",
)
def export_command(
    *, output: Path | None, hand_over: bool, database: str | None, **named: str
) -> None:
    """Write all that is stored of one leader, as JSON.

    Relations and ratings that others gave about the leader stand under said_by_others;
    leave them out with --hand-over before the leader gets the file.
    """
    from service import storing  # noqa: PLC0415 - heavy, only when needed

    who = (named["organisation"], named["roster"], named["leader"])
    storing.export_personal(_settings(database), who, output, with_others=not hand_over)


@click.command("erase")
@_leader_options
@click.confirmation_option(
    "--yes", prompt="This cannot be undone. Erase the leader?", help="Do not ask."
)
def erase_command(*, database: str | None, **named: str) -> None:
    """Take one leader out of every table, bundle and prepared pool.

    Proposals and logs stay, without the leader. A server that runs shows suggestions
    of the roster again once they are prepared anew.
    """
    from service import storing  # noqa: PLC0415 - heavy, only when needed

    who = (named["organisation"], named["roster"], named["leader"])
    storing.erase_personal(_settings(database), who)


@click.command("work")
@click.option("--until-idle", is_flag=True, help="End when no job is left.")
@_database_option
def work_command(*, until_idle: bool, database: str | None) -> None:
    """Work on imports, proposals and retraining until Ctrl-C.

    One process is one worker; start as many as there are cores, on any machine that
    reaches the database and the data folder. A job at hand is given back on Ctrl-C,
    and one whose worker dies is taken up again by another.
    """
    from service import storing  # noqa: PLC0415 - heavy, only when needed

    storing.work(_settings(database), until_idle=until_idle)


COMMANDS = (
    keys_group,
    backup_command,
    restore_command,
    export_command,
    erase_command,
    work_command,
)
