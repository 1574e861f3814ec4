"""Who leads the groups that were formed, and what came of the rule on guides."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.guiding.posts import Post, fill_posts
from matcher.guiding.replan import ban_of, replan_groups, under_plan
from matcher.pose import Posed
from matcher.program.meeting_arrays import marked_members
from matcher.program.meeting_rules import Guide
from matcher.proposal import Clash, RuleOutcome
from matcher.roster.roster import Roster

AFTER = (
    "guides are weighed at their price: groups are formed round them where that is "
    "worth more than groups formed first"
)


def settle_plan(
    posed: Posed,
    *,
    share: Callable[[], float],
    seed: int,
    tell: Callable[[str], None],
) -> tuple[Posed, NDArray[np.intp] | None]:
    """Mend the plan of guides and slots where it leaves people without a seat.

    Parameters
    ----------
    posed : Posed
        The problem; of a seating it is left as it is, because groups keep their slots.
    share : callable
        Tells which share of the run is over.
    seed : int
        What draws come from.
    tell : callable
        Told what is being done.

    Returns
    -------
    Posed
        The problem under the plan that seats most.
    ndarray of shape (n_leaders,) or None
        A grouping under it to begin from; None where the first plan is kept.
    """
    rules = posed.rules
    guiding, another = rules.guiding, rules.another_plan
    if guiding is None or another is None or posed.seating is not None:
        return posed, None
    tell("Fitting guides and slots to groups")
    (item,) = (
        i for i in rules.items if isinstance(i.rule, Guide) and not i.rule.column
    )
    ban = item.array.name
    found = replan_groups(
        posed.problem, guiding, ban, another=another, share=share, seed=seed
    )
    if found is None:
        return posed, None
    guiding = replace(guiding, cells=found.cells)
    bans = ban_of(guiding, ban)
    item_now = replace(item, array=bans)
    items = tuple(item_now if i is item else i for i in rules.items)
    posed = replace(
        posed,
        problem=under_plan(posed.problem, guiding, bans),
        rules=replace(rules, items=items, guiding=guiding),
    )
    return posed, found.labels


def lead_groups(
    roster: Roster,
    posed: Posed,
    labels: NDArray[np.intp],
    group_ids: Sequence[str],
) -> tuple[Post, ...]:
    """Give the groups that were formed their guides and slots.

    Parameters
    ----------
    roster : Roster
        The leaders.
    posed : Posed
        The problem, with guides if there are any.
    labels : ndarray of shape (n_leaders,)
        Index into `group_ids` of each row; -1 for none.
    group_ids : sequence of str
        Names of the groups.

    Returns
    -------
    tuple of Post
        One a group; empty where no rule asks for guides.
    """
    if posed.rules.guiding is not None:
        return fill_posts(posed.rules.guiding, labels, group_ids)
    rule = _member_rule(posed)
    if rule is None:
        return ()
    marked = marked_members(rule, roster)
    firsts = [np.flatnonzero((labels == g) & marked) for g in range(len(group_ids))]
    return tuple(
        Post(name, roster.leader_ids[rows[0]] if rows.size else "", "")
        for name, rows in zip(group_ids, firsts, strict=True)
    )


def _member_rule(posed: Posed) -> Guide | None:
    rules = (rule for rule in posed.program.rules if isinstance(rule, Guide))
    return next((rule for rule in rules if rule.column), None)


def guide_outcome(posed: Posed, posts: Sequence[Post]) -> tuple[RuleOutcome, ...]:
    """Say what became of a soft rule on guides; a hard one is among the arrays.

    Parameters
    ----------
    posed : Posed
        The problem.
    posts : sequence of Post
        Who leads which group.

    Returns
    -------
    tuple of RuleOutcome
        One, or none.
    """
    guiding = posed.rules.guiding
    if guiding is None or guiding.is_planned:
        return ()
    rule = next(rule for rule in posed.program.rules if isinstance(rule, Guide))
    n_broken = sum(not post.guide_id for post in posts)
    n_leaders = posed.problem.n_leaders
    outcome = RuleOutcome("guide", rule.sentence(), True, n_broken, n_leaders, AFTER)  # noqa: FBT003 - soft
    return (outcome,)


def shortage_clash(roster: Roster, posed: Posed) -> tuple[Clash, ...]:
    """Say for whom guides do not suffice, and what more of them would buy.

    Parameters
    ----------
    roster : Roster
        The leaders.
    posed : Posed
        The problem.

    Returns
    -------
    tuple of Clash
        One, or none.
    """
    found = posed.rules.shortage
    if found is None:
        return ()
    ids = tuple(roster.leader_ids[row] for row in found.rows)
    rules = [r.sentence() for r in posed.program.rules if isinstance(r, Guide)]
    return (
        Clash(
            found.sentence,
            ids,
            found.cure,
            rules=tuple(rules),
            n_unplaced=found.n_left,
        ),
    )
