"""Who would be given whom: one peer at most for each, among pairs that answered."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from training.scored import Scored

MAX_RATERS: Final = 400  # that share one assignment; more are dealt into several
MISSING: Final = -1e6  # of a pair without an answer
TIE: Final = 1e-9
TIE_DRAWS: Final = 8


def allocate(scored: Scored, score: NDArray[np.float64]) -> NDArray[np.intp]:
    """Give every rater one ratee and no ratee to two raters, for the highest sum.

    Everyone gets someone, so that it does not pay to know who is liked by all: what
    counts is who fits whom.

    Parameters
    ----------
    scored : Scored
        Answers; each held-out set is a market of its own.
    score : ndarray of shape (n_answers,)
        What to maximise; where some are equal, ties are broken by several fixed draws.

    Returns
    -------
    ndarray of shape (n_pairs,), intp
        Positions of the answers of the pairs made, one draw after the other.
    """
    has_ties = np.unique(score).size < score.size
    draws = range(TIE_DRAWS if has_ties else 1)
    return np.concatenate([_allocate(scored, score, seed) for seed in draws])


def _allocate(
    scored: Scored, score: NDArray[np.float64], seed: int
) -> NDArray[np.intp]:
    made = [np.zeros(0, dtype=np.intp)]
    spread = np.random.default_rng(seed).random(score.size) * TIE
    for fold in np.unique(scored.fold):
        own = np.flatnonzero(scored.fold == fold)
        raters = np.unique(scored.rater[own])
        n_markets = -(-raters.size // MAX_RATERS)
        market = np.arange(raters.size) % n_markets
        place = market[np.searchsorted(raters, scored.rater[own])]
        for number in range(n_markets):
            part = own[place == number]
            made.append(_assign(scored, score + spread, part))
    return np.concatenate(made)


def _assign(
    scored: Scored, score: NDArray[np.float64], own: NDArray[np.intp]
) -> NDArray[np.intp]:
    raters, i = np.unique(scored.rater[own], return_inverse=True)
    ratees, j = np.unique(scored.ratee[own], return_inverse=True)
    worth = np.full((raters.size, ratees.size), MISSING)
    answer = np.full((raters.size, ratees.size), -1, dtype=np.intp)
    for position in np.argsort(score[own], kind="stable"):  # the best answer stays
        worth[i[position], j[position]] = score[own[position]]
        answer[i[position], j[position]] = own[position]
    chosen = answer[linear_sum_assignment(worth, maximize=True)]
    return np.asarray(chosen[chosen >= 0])
