"""The commands that learn: options in, actions of `service.learning` out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from service.options import check_there, day

Command = TypeVar("Command", bound=Callable[..., Any])

REGISTRY = Path("bundles")


def _lesson_options(command: Command) -> Command:
    """Add what every command that reads a roster and feedback takes."""
    options = (
        click.option(
            "--map",
            "mapping",
            metavar="FILE|PRESET",
            help="Which column of the roster is what, as for form.",
        ),
        click.option(
            "--as-of",
            type=click.DateTime(["%Y-%m-%d"]),
            help="Day of the run; today unless given.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(0, 2**32 - 1),
            default=0,
            show_default=True,
            help="What folds and intervals are drawn from.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Results as JSON."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _files(command: Command) -> Command:
    """Add the two files, roster first."""
    for name in ("feedback", "roster"):
        command = click.argument(name, type=click.Path(path_type=Path))(command)
    return command


def _registry_option(command: Command) -> Command:
    return click.option(
        "--registry",
        type=click.Path(path_type=Path),
        default=REGISTRY,
        show_default=True,
        help="Folder that keeps the bundles and knows which one serves.",
    )(command)


@click.command("train")
@_files
@_lesson_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder of the bundle; it appears whole or not at all.",
)
@click.option("--force", is_flag=True, help="Replace an earlier bundle there.")
def train_command(
    roster: Path, feedback: Path, *, output: Path, force: bool, **options: Any
) -> None:
    """Learn from FEEDBACK who brings value to whom in ROSTER, and write a bundle.

    FEEDBACK has the columns rater_id, ratee_id, kind, value, shown_at, answered_at,
    group_id, propensity and position; kinds are helped, rating, accepted, declined,
    attended, left and group_rating. Said is whether the bundle is better than rules
    alone on answers it has not seen; where it is not, form leaves its value out.

    \b
    Example:  peermatch train members.csv feedback.csv -o bundle-2026
    """  # noqa: D301 - click reads the backspace
    check_there(roster)
    check_there(feedback)
    from service import learning  # noqa: PLC0415 - heavy, only when needed

    records, seed, as_json = _read(roster, feedback, options)
    learning.train(records, output, seed=seed, force=force, as_json=as_json)


@click.command("evaluate")
@_files
@click.option(
    "--by",
    type=click.Choice(["person", "group", "time"]),
    default="person",
    show_default=True,
    help="What is held out whole: people, groups, or the latest answers.",
)
@_lesson_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="REPORT.html",
    help="Write a page with all figures and a reliability plot.",
)
def evaluate_command(
    roster: Path, feedback: Path, *, by: str, output: Path | None, **options: Any
) -> None:
    """Say how well value is predicted for answers that were held out.

    The value model and every baseline learn from one part of FEEDBACK and predict
    the rest; each figure has an interval by bootstrap over raters.
    """
    check_there(roster)
    check_there(feedback)
    from service import learning  # noqa: PLC0415 - heavy, only when needed

    records, seed, as_json = _read(roster, feedback, options)
    learning.evaluate(records, output, by=by, seed=seed, as_json=as_json)


@click.group("models")
def models_group() -> None:
    """List bundles, promote one, fold answers in, or roll back to the one before."""


@models_group.command("list")
@_registry_option
@click.option("--json", "as_json", is_flag=True, help="Results as JSON.")
def list_command(registry: Path, *, as_json: bool) -> None:
    """List the bundles of a registry, the champion first."""
    from service import learning  # noqa: PLC0415 - heavy, only when needed

    learning.list_bundles(registry, as_json=as_json)


@models_group.command("promote")
@click.argument("bundle")
@_files
@_registry_option
@_lesson_options
def promote_command(
    bundle: str, roster: Path, feedback: Path, *, registry: Path, **options: Any
) -> None:
    """Let BUNDLE serve, if it is better than the champion and than rules alone.

    BUNDLE is a folder that train wrote, or the start of an id that list shows. It is
    compared on those answers in FEEDBACK that no bundle was judged by before it was
    fitted: those of a fixed fifth of the people, and a fifth of the others'. Unless
    it is better beyond noise, and worse for no segment, the champion stays (exit
    code 1).
    """
    check_there(roster)
    check_there(feedback)
    from service import learning  # noqa: PLC0415 - heavy, only when needed

    records, seed, as_json = _read(roster, feedback, options)
    learning.promote(registry, bundle, records, seed=seed, as_json=as_json)


@models_group.command("fold-in")
@_files
@_registry_option
@_lesson_options
def fold_in_command(
    roster: Path, feedback: Path, *, registry: Path, **options: Any
) -> None:
    """Count new answers at once, without training: the champion goes on serving.

    Answers in FEEDBACK later than those the champion learned from renew what it knows
    of the people in them, newcomers among them. What profiles are worth stays, so no
    gate is asked; train and promote are for that. Do it as often as answers come.
    """
    check_there(roster)
    check_there(feedback)
    from service import learning  # noqa: PLC0415 - heavy, only when needed

    records, _, as_json = _read(roster, feedback, options)
    learning.fold_in(registry, records, as_json=as_json)


@models_group.command("roll-back")
@_registry_option
@click.option("--json", "as_json", is_flag=True, help="Results as JSON.")
def roll_back_command(registry: Path, *, as_json: bool) -> None:
    """Let the champion before serve again, or rules alone where there was none."""
    from service import learning  # noqa: PLC0415 - heavy, only when needed

    learning.roll_back(registry, as_json=as_json)


def _read(
    roster: Path, feedback: Path, options: dict[str, Any]
) -> tuple[Any, int, bool]:
    """Gather the options of a command that reads a roster and feedback."""
    from service.workflows.learning import Records  # noqa: PLC0415 - heavy

    records = Records(roster, feedback, options["mapping"], day(options["as_of"]))
    return records, options["seed"], options["as_json"]
