"""The commands for one leader: options in, actions of `service.suggesting` out."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from service.options import (
    check_there,
    day,
    meeting_options,
    roster_options,
    seating_option,
)

Command = TypeVar("Command", bound=Callable[..., Any])

WAYS = ("accelerate", "optimize", "network", "connect")
GIVEN = (
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


def _leader_options(command: Command) -> Command:
    """Add what both commands for one leader take."""
    options = (
        click.option(
            "--leader",
            "leader_id",
            metavar="ID",
            help="Who asks, by the id that the roster has.",
        ),
        click.option(
            "--model",
            type=click.Path(path_type=Path),
            metavar="BUNDLE",
            help="Rank by what a bundle learned of who brings value to whom: a folder "
            "that train wrote, or a registry. Without it value is guessed from "
            "profiles.",
        ),
        click.option(
            "--memberships",
            type=click.Path(path_type=Path),
            help="Teams and groups that leaders sit in: leader_id,group_id,way,slot,"
            "start,end. What has ended counts no more.",
        ),
        click.option(
            "--introductions",
            type=click.Path(path_type=Path),
            help="Introductions asked for so far: asker_id,asked_id,asked_at,outcome,"
            "through. Whoever was asked often rests, and the same two are not "
            "introduced again soon.",
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Write the answer as a page that needs nothing else.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


class SeasonType(click.ParamType[tuple[date | None, date | None]]):
    """Two days, either of which may be left out, as in 2026-12-01:2027-05-31."""

    name = "START:END"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date | None, date | None]:
        """Read two days with a colon between them."""
        if isinstance(value, tuple):
            return value
        first, colon, last = str(value).partition(":")
        try:
            days = [date.fromisoformat(d) if d else None for d in (first, last)]
        except ValueError:
            days = []
        if not colon or len(days) != 2:
            example = "two days such as 2026-12-01:2027-05-31"
            self.fail(f"{value!r} must be {example}", param, ctx)
        start, end = days
        if start is not None and end is not None and end < start:
            self.fail(f"{value!r} ends before it starts", param, ctx)
        return start, end


class HoursType(click.ParamType[tuple[str, float]]):
    """Hours in one way, as in network=3."""

    name = "WAY=HOURS"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        """Read a way and a number with an equals sign between them."""
        if isinstance(value, tuple):
            return value
        way, _, written = str(value).partition("=")
        try:
            hours = float(written)
        except ValueError:
            hours = -1.0
        if way not in WAYS or not 0.0 <= hours <= 744.0:
            self.fail(
                f"{value!r} must be a way and its hours, as network=3", param, ctx
            )
        return way, hours


@click.command("suggest")
@roster_options
@_leader_options
@click.option(
    "--way",
    type=click.Choice(WAYS),
    default="network",
    show_default=True,
    help="Seats in peer groups; a team or open teams; introductions; people who share "
    "an interest, and what the group thinks.",
)
@click.option(
    "--topic",
    default="",
    metavar="TEXT",
    help="What for, in your words: a purpose, a topic, or the goal of a team.",
)
@click.option(
    "--k",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="Most entries.",
)
@seating_option
@meeting_options
@click.option(
    "--surveys",
    type=click.Path(path_type=Path),
    help="With connect: survey answers, for the prevailing view: leader_id,topic,"
    "question,value,answered_at. Nobody's single answer is told.",
)
@click.option(
    "--diversity",
    type=click.FloatRange(0.0, 1.0),
    help="How unlike each other the people shown should be; 0.2 for network and 0.5 "
    "for connect unless given.",
)
@click.option(
    "--skill",
    "skills",
    multiple=True,
    metavar="TEXT",
    help="With optimize: a skill that the goal needs; may be repeated. Without it they "
    "are read from --topic.",
)
@click.option(
    "--people",
    type=click.IntRange(1, 100),
    help="With optimize: people in the team at most, you included.",
)
@click.option(
    "--season",
    type=SeasonType(),
    default=":",
    help="With optimize: from when to when, as in 2026-12-01:2027-05-31.",
)
@click.option(
    "--everyone",
    is_flag=True,
    help="Instead of --leader: introductions for all leaders, into the CSV of -o, such "
    "that nobody stands in too many lists.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="With --everyone: processes.",
)
def suggest_command(**options: Any) -> None:
    """Suggest to one leader of ROSTER what to do next with their peers, and with whom.

    \b
    accelerate  seats open to them in peer groups, and their place on the waiting list
    optimize    a team for the goal in --topic; without one, teams with a free place
    network     who can help with --topic, or knows someone who can, and by whom
    connect     who shares --topic, and with --surveys what prevails on it

    Leaders who opted out never appear, and nothing tells of a declared conflict.

    \b
    Example:  peermatch suggest members.csv --leader L-1004 --topic "bank loans"
              peermatch suggest members.csv --everyone -o suggestions.csv
    """  # noqa: D301 - click reads the backspace
    check_there(options["roster"])
    _check_way(options)
    if options["everyone"]:
        _suggest_to_everyone(options)
        return
    from matcher.suggest.teams import Season  # noqa: PLC0415 - heavy
    from service import suggesting  # noqa: PLC0415
    from service.workflows.inputs import Sources  # noqa: PLC0415
    from service.workflows.suggesting import Inquiry  # noqa: PLC0415
    from service.workflows.surroundings import Beside  # noqa: PLC0415

    suggesting.suggest(
        Sources(**{name: options[name] for name in GIVEN}),
        Beside(surveys=options["surveys"], introductions=options["introductions"]),
        Inquiry(
            leader_id=options["leader_id"],
            way=options["way"],
            topic=options["topic"],
            k=options["k"],
            diversity=options["diversity"],
            skills=options["skills"],
            most=options["people"],
            season=Season(*options["season"]),
        ),
        as_of=day(options["as_of"]),
        output=(options["output"], options["as_json"]),
    )


@click.command("plan")
@roster_options
@_leader_options
@click.option(
    "--hours",
    type=float,
    required=True,
    help="Hours a month that the leader can give.",
)
@seating_option
@meeting_options
@click.option(
    "--feedback",
    type=click.Path(path_type=Path),
    help="What leaders said of each other, as train reads it: the leader's own answers "
    "may change the order.",
)
@click.option(
    "--now",
    multiple=True,
    type=HoursType(),
    help="Hours a month spent today, as in network=3; may be repeated. Seats are "
    "counted from --seating and --memberships.",
)
def plan_command(**options: Any) -> None:
    """Plan what one leader of ROSTER does with the hours they can give.

    Hours go to accelerate first, then optimize, network and connect, unless the
    leader's own answers say otherwise. Said is what an hour in each way is expected to
    return, how sure that is, and what to do next; today's mix stands beside it.

    \b
    Example:  peermatch plan members.csv --leader L-1004 --hours 12
    """  # noqa: D301 - click reads the backspace
    check_there(options["roster"])
    if not options["leader_id"]:
        msg = "give --leader ID."
        raise click.UsageError(msg)
    from service import suggesting  # noqa: PLC0415 - heavy, only when needed
    from service.workflows.inputs import Sources  # noqa: PLC0415
    from service.workflows.surroundings import Beside  # noqa: PLC0415

    suggesting.plan(
        Sources(**{name: options[name] for name in GIVEN}),
        Beside(feedback=options["feedback"], introductions=options["introductions"]),
        (options["leader_id"], options["hours"], dict(options["now"])),
        as_of=day(options["as_of"]),
        output=(options["output"], options["as_json"]),
    )


def _suggest_to_everyone(options: dict[str, Any]) -> None:
    """Answer all leaders at once."""
    from service import suggesting  # noqa: PLC0415 - heavy, only when needed
    from service.workflows.inputs import Sources  # noqa: PLC0415
    from service.workflows.surroundings import Beside  # noqa: PLC0415

    suggesting.suggest_to_everyone(
        Sources(**{name: options[name] for name in GIVEN}),
        Beside(introductions=options["introductions"]),
        (options["k"], options["diversity"], options["workers"]),
        as_of=day(options["as_of"]),
        output=(options["output"], options["as_json"]),
    )


def _check_way(options: dict[str, Any]) -> None:
    """Refuse options that do not go together, before seconds of work."""
    if options["everyone"] == bool(options["leader_id"]):
        msg = "give --leader ID, or --everyone, and not both."
        raise click.UsageError(msg)
    if options["everyone"]:
        if options["way"] != "network" or options["topic"]:
            msg = "--everyone goes with --way network and without --topic."
            raise click.UsageError(msg)
        if options["output"] is None or options["output"].suffix != ".csv":
            msg = "--everyone needs -o with a file to write, such as suggestions.csv."
            raise click.UsageError(msg)
        if options["k"] < 1:
            msg = "--everyone needs a --k of at least 1."
            raise click.UsageError(msg)
    needs = {
        "surveys": ("connect",),
        "skills": ("optimize",),
        "people": ("optimize",),
        "diversity": ("network", "connect"),
    }
    for name, ways in needs.items():
        if options[name] and options["way"] not in ways:
            flag = "--skill" if name == "skills" else f"--{name}"
            msg = f"{flag} goes with --way {' or '.join(ways)}, not {options['way']}."
            raise click.UsageError(msg)
