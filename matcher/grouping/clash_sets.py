"""A smallest set of rules and leaders that cannot all be satisfied, by deletion.

Counting explains most clashes. The rest are proven with an exact solver on small
problems, or on the few leaders of a larger one who are hardest to part: a rule, and
then each leader, is left out for good when what remains still has no solution.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.check import check_labels
from matcher.grouping.clash_model import Prover
from matcher.grouping.clashes import Clash
from matcher.grouping.pairs import find_foes, pairwise_rules
from matcher.grouping.problem import Problem
from matcher.grouping.rivals import MOST_ROWS, count_groups
from matcher.grouping.rules import Rule
from matcher.grouping.scales import is_hard

MOST_LEADERS = 60  # in one exact model
WORK = 4.0  # of all proofs of one clash, in units that take about a second
WORK_OF_SEATS = 0.3  # of seating a small roster


def smallest_clash(problem: Problem, *, work: float = WORK) -> Clash | None:
    """Find hard rules and leaders that cannot be satisfied together, none to spare.

    Parameters
    ----------
    problem : Problem
        Of more than 60 leaders only those are looked
        at who are left when whoever has fewer foes than there are groups is taken
        away, again and again: such a leader can always be seated last.
    work : float, default=4.0
        How much may be tried; counted, so that the same problem gives the same
        answer. A unit takes about a second.

    Returns
    -------
    Clash or None
        None when everyone can be seated, when too many leaders are left, or when the
        solver could not tell. Leaving out any one of the rules, or the claim of any
        one of the leaders to a seat, ends the clash as far as could be proven.
    """
    rows = _hardest(problem)
    if not 0 < rows.size <= MOST_LEADERS:
        return None
    prover = Prover(problem, rows, work)
    rules: list[Rule] = [rule for rule in problem.rules if is_hard(rule)]
    required: list[int] = rows.tolist()
    if not prover.is_impossible(rules, required):
        return None
    for rule in list(rules):
        rest = [other for other in rules if other is not rule]
        if prover.is_impossible(rest, required):
            rules = rest
    required = _fewest(prover, rules, required)
    names = tuple(dict.fromkeys([*(rule.name for rule in rules), "sizes"]))
    who = "this leader" if len(required) == 1 else f"these {len(required)} leaders"
    detail = f"they cannot all hold with a seat for {who}"
    return Clash(names, tuple(required), 1, detail)


def seat_most(
    problem: Problem, *, more_than: int = -1, work: float = WORK_OF_SEATS
) -> NDArray[np.intp] | None:
    """Seat as many leaders of a small problem as can be.

    Parameters
    ----------
    problem : Problem
        Of at most 60 leaders; what it maximises does not count.
    more_than : int, default=-1
        Leaders already seated otherwise; fewer are of no use.
    work : float, default=0.3
        How much may be tried, as in `smallest_clash`.

    Returns
    -------
    ndarray of shape (n_leaders,) or None
        Group of each row, -1 for none, every hard rule kept; None when the problem is
        too large or nothing was found.
    """
    if problem.n_leaders > MOST_LEADERS:
        return None
    rules = [rule for rule in problem.rules if is_hard(rule)]
    labels = Prover(problem, np.arange(problem.n_leaders), work).seat_most(
        rules, more_than
    )
    if labels is None or any(v.is_hard for v in check_labels(problem, labels)):
        return None
    return labels


def _fewest(prover: Prover, rules: Sequence[Rule], required: list[int]) -> list[int]:
    """Leave out leaders, many at a time at first, while it stays impossible."""
    step = max(1, len(required) // 2)
    while step:
        for start in range(len(required) - step, -1, -step):
            others = required[:start] + required[start + step :]
            if prover.is_impossible(rules, others):
                required = others
        step //= 2
    return required


def _hardest(problem: Problem) -> NDArray[np.intp]:
    """Find the leaders in whom a clash of pairs must lie; all when they are few."""
    n = problem.n_leaders
    everyone = np.arange(n)
    if n <= MOST_LEADERS:
        return everyone
    if n > MOST_ROWS:
        return everyone[:0]
    found = [find_foes(r, everyone, everyone) for r in pairwise_rules(problem)]
    if not found:
        return everyone[:0]
    is_foe = np.logical_or.reduce(found)
    n_groups = count_groups(problem)
    kept = np.ones(n, dtype=np.bool_)
    while True:
        easy = kept & ((is_foe & kept).sum(axis=1) < n_groups)
        if not easy.any():
            return everyone[kept]
        kept &= ~easy
