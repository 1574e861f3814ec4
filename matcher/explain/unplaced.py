"""Why a leader has no seat, in words that keep what was told in confidence."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.explain.private import rests_on_declared
from matcher.explain.wording import count
from matcher.grouping.rules import Together
from matcher.grouping.units import merge_rows
from matcher.pose import Posed

NO_ROOM = "No group has room, and too few others are left to form one more."
UNDER_RULE = "No group that could take this leader was found under the rule"
DECLARED = "No group that could take this leader was found: declared relations."


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What keeps one leader from a seat.

    Attributes
    ----------
    reason : str
        A sentence; never whom somebody objects to.
    is_private : bool
        Whether it rests on what leaders declared in confidence.
    """

    reason: str
    is_private: bool


def explain_unplaced(posed: Posed, unseated: Mapping[int, str]) -> dict[int, Unplaced]:
    """Say for each leader without a seat what stands in the way.

    Parameters
    ----------
    posed : Posed
        The problem, with names for its numbers.
    unseated : mapping of int to str
        Row without a seat -> name of the rule that blocks most groups.

    Returns
    -------
    dict of int to Unplaced
        One a row.
    """
    tied = _n_tied(posed) if unseated else np.zeros(0, dtype=np.int64)
    largest = int(posed.problem.sizes.high.max())
    found: dict[int, Unplaced] = {}
    for row, rule in unseated.items():
        if tied[row] > largest:
            others = count(int(tied[row]) - 1, "other")
            reason = (
                f"Tied together with {others}, and a group seats {largest} at most."
            )
            found[row] = Unplaced(reason, is_private=False)
        elif rule in ("", "sizes"):
            found[row] = Unplaced(NO_ROOM, is_private=False)
        elif rests_on_declared((rule,), posed):
            found[row] = Unplaced(DECLARED, is_private=True)
        else:
            found[row] = Unplaced(f"{UNDER_RULE}: {rule}.", is_private=False)
    return found


def _n_tied(posed: Posed) -> NDArray[np.int64]:
    """Count the leaders of each row's set that stays together."""
    rules = posed.problem.rules
    if not any(isinstance(r, Together) and r.pairs.size for r in rules):
        return np.ones(posed.problem.n_leaders, dtype=np.int64)
    units = merge_rows(posed.problem)
    return np.asarray(units.weight[units.unit_of], dtype=np.int64)
