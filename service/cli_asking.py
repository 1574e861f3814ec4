"""The commands that ask: options in, actions of `service.asking` out."""

from pathlib import Path
from typing import Any

import click

from service.options import (
    check_there,
    day,
    meeting_options,
    roster_options,
    seating_option,
)


@click.command("what-if")
@roster_options
@seating_option
@meeting_options
@click.option(
    "--leave", multiple=True, metavar="ID", help="A leader leaves; may be repeated."
)
@click.option(
    "--join",
    multiple=True,
    metavar="ID",
    help="A leader of the roster comes only now; may be repeated.",
)
@click.option(
    "--place",
    multiple=True,
    type=(str, str),
    metavar="ID GROUP",
    help="A leader is held in a group of the seating; may be repeated.",
)
@click.option(
    "--without",
    multiple=True,
    type=click.IntRange(1),
    metavar="N",
    help="A rule is left out, by its number in check; may be repeated.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="N.KEY=VALUE",
    help="A key of a rule, or of the sizes, changes: 2.count=3 or size.min=6.",
)
@click.option(
    "--more-groups",
    type=click.IntRange(0, 1000),
    default=0,
    help="So many more groups, and guides for them.",
)
@click.option(
    "--seeds",
    type=click.IntRange(2, 100),
    default=5,
    show_default=True,
    help="Searches before and after; more make the interval narrower.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="The first of the seeds.",
)
def what_if_command(**options: Any) -> None:
    """Say what one change would do: a person, a rule, one more group.

    The same searches are made before and after, at the same seeds, so that chance does
    not look like an effect. Several changes are made at once.

    \b
    Example:  peermatch what-if members.csv --leave L-1004
    """  # noqa: D301 - click reads the backspace
    check_there(Path(options["roster"]))
    from matcher.explain.what_if import Question  # noqa: PLC0415 - heavy
    from service import asking  # noqa: PLC0415
    from service.workflows.asking import Asked  # noqa: PLC0415
    from service.workflows.inputs import Sources  # noqa: PLC0415

    question = Question(
        leave=options["leave"],
        join=options["join"],
        place=options["place"],
        without=options["without"],
        n_more_groups=options["more_groups"],
    )
    sources = Sources(
        options["roster"],
        options["program"],
        mapping=options["mapping"],
        relations=options["relations"],
        seating=options["seating"],
        history=options["history"],
        guides=options["guides"],
        sheet=options["sheet"],
    )
    asked = Asked(
        question,
        options["settings"],
        options["seed"],
        options["seeds"],
        day(options["as_of"]),
    )
    asking.what_if(sources, asked, as_json=options["as_json"])
