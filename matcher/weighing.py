"""A soft rule on guides, weighed: groups round guides, or groups first, guides after.

Guides at slots bind whole groups, so no single move tells what they are worth. Both
ways of forming are tried by counted work; what is worth more goes into the search.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.explain.reruns import Rerun
from matcher.grouping.faultline import price_camps
from matcher.grouping.prices import price_labels, price_unit
from matcher.grouping.rules import Stay
from matcher.grouping.score import objective
from matcher.guiding.posts import price_posts
from matcher.pose import Posed
from matcher.reseating import MOVE_PRICE, RESETS


def weigh_guides(
    posed: Posed,
    *,
    max_moves: int | None,
    seed: int,
    tell: Callable[[str], None],
) -> Posed:
    """Choose whether groups are formed round guides, by what their price says.

    Parameters
    ----------
    posed : Posed
        The problem; changed only where its rule on guides is soft.
    max_moves : int or None
        Most leaders of the seating who may change group; None finds the fewest.
    seed : int
        What the trials draw from.
    tell : callable
        Told what is being done.

    Returns
    -------
    Posed
        With those kept out of groups who could not come, if that is worth more.
    """
    if posed.rules.led is None:
        return posed
    tell("Weighing guides")
    ban, n_groups = posed.rules.led
    problem = posed.problem.with_rules(ban)
    if posed.seating is None:
        problem = replace(problem, sizes=replace(problem.sizes, n_groups=n_groups))
    round_guides = replace(posed, problem=problem)
    tried = []
    for one in (posed, round_guides):
        trial, _ = Rerun(one, max_moves).make(one.problem, seed=seed)
        tried.append((int((trial.labels < 0).sum()), -_worth(posed, trial.labels)))
    return round_guides if tried[1] < tried[0] else posed


def _worth(posed: Posed, labels: NDArray[np.intp]) -> float:
    """Compute the objective less all prices, those of guides and of moves included."""
    guiding = posed.rules.guiding
    if guiding is None or not (labels >= 0).any():
        return -np.inf
    problem = posed.problem
    if posed.seating is not None:
        seats = posed.seating.labels
        problem = problem.with_rules(
            Stay(seats, price=MOVE_PRICE),
            Stay(seats, labels.size, reset_price=RESETS * MOVE_PRICE),
        )
    price = price_labels(problem, labels) + price_camps(problem.faultline, labels)
    price += price_posts(guiding, labels) / price_unit(problem, labels)
    return objective(problem, labels) - price
