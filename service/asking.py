"""What the commands that ask do, once their options are read."""

import json
import sys
from dataclasses import asdict

from matcher.explain.estimates import Estimate
from matcher.explain.what_if import Answer, Figure
from matcher.explain.wording import count
from service import terminal
from service.workflows import asking
from service.workflows.asking import Asked
from service.workflows.exports import plain_table
from service.workflows.inputs import Sources

WORDS = {
    "score": ("score", 4),
    "weakest": ("weakest group", 4),
    "n_unplaced": ("without a seat", 1),
    "n_groups": ("groups", 1),
}
MOST_MOVES = 12


def what_if(sources: Sources, asked: Asked, *, as_json: bool) -> None:
    """Print what one change would do.

    Parameters
    ----------
    sources : Sources
        The files and names a run would start from.
    asked : Asked
        What is changed.
    as_json : bool
        Whether stdout is for machines.
    """
    with terminal.Remarks() as remarks:
        found = asking.ask(sources, asked, remarks)
    if as_json:
        document = json.dumps(plain_table(asdict(found)), indent=1, allow_nan=False)
        sys.stdout.write(f"{document}\n")
        return
    seeds = count(found.n_seeds, "seed")
    _print_figures("Where everyone who can keeps their seat", found.kept)
    _print_moves(found)
    _print_figures("Where groups are formed anew", found.anew)
    if found.one_more is not None:
        said = found.one_more.sentence()
        sys.stdout.write(f"{said[:1].upper()}{said[1:]}.\n")
    sys.stdout.write(
        f"Means over {seeds}, in brackets the 95 % interval; changes are taken seed by "
        "seed. An interval on both sides of 0 may be chance.\n"
    )


def _print_figures(title: str, figures: dict[str, Figure]) -> None:
    rows = [
        (
            WORDS[name][0],
            _said(figure.before, WORDS[name][1]),
            _said(figure.after, WORDS[name][1]),
            _said(figure.change, WORDS[name][1]),
        )
        for name, figure in figures.items()
    ]
    terminal.print_table(title, ("", "before", "after", "change"), rows)


def _said(estimate: Estimate | None, digits: int) -> str:
    return "no group" if estimate is None else estimate.said(digits)


def _print_moves(found: Answer) -> None:
    if not found.moves:
        sys.stdout.write("Nobody else has to move.\n\n")
        return
    rows = [
        (move.leader_id, move.before or "no seat", move.after or "no seat")
        for move in found.moves[:MOST_MOVES]
    ]
    moved = count(len(found.moves), "leader")
    title = f"{moved} whose seat changes (at the first seed)"
    terminal.print_table(title, ("leader", "before", "after"), rows)
