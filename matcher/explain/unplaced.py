"""Why a leader has no seat, in words that keep what was told in confidence."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.explain.private import rests_on_declared
from matcher.explain.wording import count
from matcher.grouping.reasons import closed_by
from matcher.grouping.rules import Apart, Together
from matcher.grouping.units import merge_rows
from matcher.pose import Posed

NO_ROOM = "No group has room, and too few others are left to form one more."
UNDER_RULE = "No group that could take this leader was found under the rule"
ALL_RULES = "No group that could take this leader was found with every rule kept."


def explain_unplaced(
    posed: Posed, labels: NDArray[np.intp], unseated: Mapping[int, str]
) -> dict[int, str]:
    """Say for each leader without a seat what stands in the way.

    Where leaders declared relations, a rule is named only if it alone closes every
    group: else one who is told of no rule would be known to be in a relation.

    Parameters
    ----------
    posed : Posed
        The problem, with names for its numbers.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    unseated : mapping of int to str
        Row without a seat -> name of the rule that blocks most groups.

    Returns
    -------
    dict of int to str
        Row -> a sentence; never whom somebody objects to, nor that somebody does.
    """
    if not unseated:
        return {}
    tied = _n_tied(posed)
    largest = int(posed.problem.sizes.high.max())
    closed = _closed(posed, labels)
    found: dict[int, str] = {}
    short = _short_of_guides(posed)
    for row, rule in unseated.items():
        if tied[row] > largest:
            others = count(int(tied[row]) - 1, "other")
            found[row] = (
                f"Tied together with {others}, and a group seats {largest} at most."
            )
        elif rule in short:
            found[row] = short[rule]
        elif rule in ("", "sizes"):
            found[row] = NO_ROOM
        elif closed is not None and rule not in closed.get(row, ()):
            found[row] = ALL_RULES
        else:
            found[row] = f"{UNDER_RULE}: {rule}."
    return found


def _short_of_guides(posed: Posed) -> dict[str, str]:
    """Say, of the rules that bind for want of guides, that guides are what is short.

    A slot or a size then stops nobody whom one more guide could not seat.
    """
    guiding, shortage = posed.rules.guiding, posed.rules.shortage
    if shortage is None or guiding is None:
        return {}
    guides = count(len(guiding.supply.guide_ids), "guide")
    groups = count(int((guiding.cells >= 0).sum()), "group")
    told = f"Guides are short: {guides} can lead {groups}, and none of these can take"
    binding = [
        item.array.name
        for item in posed.rules.items
        if item.rule.kind in ("guide", "share")
    ]
    return dict.fromkeys(["", "sizes", *binding], f"{told} this leader in.")


def _closed(posed: Posed, labels: NDArray[np.intp]) -> dict[int, frozenset[str]] | None:
    """Find the rules that may be named, by row; None where any may."""
    declared = {
        rule.name
        for rule in posed.problem.rules
        if isinstance(rule, Apart) and rests_on_declared((rule.name,), posed)
    }
    if not declared:
        return None
    closed = closed_by(posed.problem, labels)
    return {row: names - declared for row, names in closed.items()}


def _n_tied(posed: Posed) -> NDArray[np.int64]:
    """Count the leaders of each row's set that stays together."""
    rules = posed.problem.rules
    if not any(isinstance(r, Together) and r.pairs.size for r in rules):
        return np.ones(posed.problem.n_leaders, dtype=np.int64)
    units = merge_rows(posed.problem)
    return np.asarray(units.weight[units.unit_of], dtype=np.int64)
