"""What the report says of a seating and what becomes of it, before anything else."""

from collections.abc import Iterator, Sequence
from typing import Any

from matcher.change import Breach, Change, merge_points
from matcher.explain.wording import count, named_ids
from matcher.proposal import Proposal
from service.pages.frontier import draw_frontier

MAX_LISTED = 200


def change_view(proposal: Proposal) -> dict[str, Any] | None:
    """Lay out moves, newcomers, breaches and the frontier.

    Parameters
    ----------
    proposal : Proposal
        What is offered.

    Returns
    -------
    dict or None
        Words for the page; None when the run began from no seating.
    """
    change = proposal.change
    if change is None:
        return None
    names = _names(proposal)
    moves = [
        {
            "leader": names.get(move.leader_id, move.leader_id),
            "from_group": move.from_group,
            "to_group": move.to_group or "no seat",
            "why": move.why,
        }
        for move in change.moves
    ]
    left_out = len(moves) - MAX_LISTED
    more = f"and {count(left_out, 'more move')}, all in groups.csv"
    return {
        "intro": _intro(change),
        "moves": moves[:MAX_LISTED],
        "n_more": more if left_out > 0 else "",
        "lines": list(_lines(change, names)),
        "breaches": list(_breaches(change)),
        "points": [
            {
                "allowed": f"{point.max_moves} to {most}"
                if most > point.max_moves
                else point.max_moves,
                "point": point,
            }
            for point, most in merge_points(change.frontier)
        ],
        "chart": draw_frontier(change.frontier) if len(change.frontier) > 1 else "",
    }


def _names(proposal: Proposal) -> dict[str, str]:
    """Call leaders by name and id, where the roster has names."""
    table = proposal.roster.table
    if "name" not in table:
        return {}
    cells = table["name"].fillna("").astype(str).tolist()
    pairs = zip(proposal.roster.leader_ids, cells, strict=True)
    return {who: f"{name[:60]} ({who})" if name else who for who, name in pairs}


def _intro(change: Change) -> str:
    n_moved, n_joined = len(change.moves), len(change.joined)
    if not n_moved and not n_joined:
        said = f"Everyone keeps the seat of {change.source}."
    else:
        verb = "changes" if n_moved == 1 else "change"
        join = "joins" if n_joined == 1 else "join"
        moved = f"{count(n_moved, 'leader')} of {change.source} {verb} group"
        joined = f"{count(n_joined, 'newcomer')} {join}"
        both = [part for part, n in ((moved, n_moved), (joined, n_joined)) if n]
        said = f"{' and '.join(both)}."
    return f"{said} {change.choice}"


def _lines(change: Change, names: dict[str, str]) -> Iterator[str]:
    if change.joined:
        seats = [
            f"{names.get(one.leader_id, one.leader_id)} to {one.to_group}"
            for one in change.joined
        ]
        yield f"Newcomers: {_listed(seats)}."
    if change.left:
        yield f"Left: {_listed([one.leader_id for one in change.left])}."
    for what, groups in (
        ("Folded into others", change.folded),
        ("Newly formed", change.opened),
        ("Locked, and held as they are", change.locked),
    ):
        if groups:
            yield f"{what}: {_listed(groups)}."


def _listed(words: Sequence[str]) -> str:
    shown = "; ".join(words[:MAX_LISTED])
    left = len(words) - MAX_LISTED
    return f"{shown}; and {left:,} more" if left > 0 else shown


def _breaches(change: Change) -> Iterator[dict[str, Any]]:
    """List what was broken; what leaders declared is not told on this page."""
    lasting = {_key(breach) for breach in change.lasting}
    told = [breach for breach in change.breaches if not breach.is_private]
    for breach in told[:MAX_LISTED]:
        yield {
            "rule": breach.rule,
            "group": breach.group_id or "several",
            "people": named_ids(breach.leader_ids),
            "lasts": _key(breach) in lasting,
        }


def _key(breach: Breach) -> tuple[str, str]:
    return breach.rule, breach.group_id
