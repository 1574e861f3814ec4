"""How candidates are ranked: both directions of value, paths, fairness and chance."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from matcher.explore import explore_ranking
from matcher.suggest.paths import Reach, passing_on, reach_targets
from matcher.suggest.pool import Pool
from matcher.suggest.purpose import Purpose
from matcher.suggest.request import Request
from matcher.suggest.retrieval import (
    LEAST_SHORT,
    N_SHORT,
    N_WIDE,
    best_of,
    choose_varied,
    diversify,
    retrieve,
)

TRADE_BONUS: Final = 1.25  # for those who trade with the one who asks
NO_TONGUE: Final = 0.5  # kept of a score where both state languages and share none
FAIRNESS: Final = 0.1  # of a score that is lost when all one's turns are used up
SCARCE: Final = 0.75  # weight that the other's gain has more then: their time is scarce

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Candidates in the order shown, with all that an entry says of them.

    Attributes
    ----------
    rows : ndarray of shape (n_shown,)
        Who.
    scores, to_you, to_them : ndarray of shape (n_shown,)
        What they are ranked by; value in both directions.
    reach : Reach
        By whom they are reached.
    chances : ndarray of shape (n_shown,)
        Of being shown.
    """

    rows: Rows
    scores: Floats
    to_you: Floats
    to_them: Floats
    reach: Reach
    chances: Floats

    def take(self, picked: Rows, chances: Floats) -> Self:
        """Keep some of them, in an order.

        Parameters
        ----------
        picked : ndarray of shape (n_picked,)
            Positions.
        chances : ndarray of shape (n_picked,)
            Of being shown.

        Returns
        -------
        Ranked
            Of these alone.
        """
        paths = tuple(self.reach.paths[at] for at in picked.tolist())
        return type(self)(
            self.rows[picked],
            self.scores[picked],
            self.to_you[picked],
            self.to_them[picked],
            Reach(self.reach.strength[picked], self.reach.reach[picked], paths),
            chances,
        )


def who_is_allowed(pool: Pool, request: Request, *, is_purposeful: bool) -> Flags:
    """Find who may be shown at all, before anything is ranked.

    Consent, objections, the cap of the month and the rest after an introduction count
    here, so that no filter empties a page later.

    Parameters
    ----------
    pool : Pool
        The leaders.
    request : Request
        Who asks.
    is_purposeful : bool
        Whether there is a purpose: then those whom the leader knows, or sits in a
        group with, are shown too.

    Returns
    -------
    ndarray of shape (n_leaders,), bool
        Never the one who asks.
    """
    row, ties = request.row, pool.ties
    allowed: Flags = pool.may_show & ~pool.facts.same_house(row)
    if request.record is not None:
        allowed &= request.record.spent < 1.0
        allowed[request.record.resting(row)] = False
    allowed[request.left_out] = False
    allowed[ties.kin.near(row)] = False
    if not is_purposeful and not request.with_known:
        allowed[ties.knows.near(row)] = False
        allowed &= ~_in_group(pool, row, slice(None))
    allowed[ties.barred.near(row)] = False
    allowed[row] = False
    return allowed


def is_allowed(pool: Pool, request: Request, rows: Rows) -> Flags:
    """Tell of some leaders whether they may be shown, without a purpose.

    Parameters
    ----------
    pool : Pool
        The leaders.
    request : Request
        Who asks.
    rows : ndarray of shape (n_rows,)
        Leaders who may be shown to anyone.

    Returns
    -------
    ndarray of shape (n_rows,), bool
        As `who_is_allowed` has it.
    """
    ties, row = pool.ties, request.row
    out: list[NDArray[np.integer]] = [ties.kin.near(row), ties.barred.near(row)]
    out += [request.left_out, np.array([row])]
    if not request.with_known:
        out.append(ties.knows.near(row))
    if request.record is not None:
        out.append(request.record.resting(row))
    houses = pool.facts.employers
    same = ((houses[rows] == houses[row]) & (houses[row] >= 0)).any(axis=1)
    if not request.with_known:
        same |= _in_group(pool, row, rows)
    return np.asarray(~np.isin(rows, np.concatenate(out)) & ~same)


def find_candidates(
    pool: Pool, request: Request, purpose: Purpose | None, allowed: Flags
) -> Rows:
    """Find whom to look at closely.

    Parameters
    ----------
    pool : Pool
        The leaders.
    request : Request
        Who asks.
    purpose : Purpose or None
        What they are after.
    allowed : ndarray of shape (n_leaders,), bool
        Who may be shown.

    Returns
    -------
    ndarray of shape (n_candidates,), intp
        Rows; with a purpose all of them meet some of it.
    """
    wide, reciprocity = n_wide(request), request.params.reciprocity
    if purpose is None:
        found = retrieve(pool, request.row, allowed, wide, reciprocity)
        return np.sort(found)
    rows = np.flatnonzero(allowed & (purpose.relevance > 0.0))
    if rows.size > wide:
        joint = _joint(pool, request, purpose, rows)[2]
        rows = np.sort(rows[best_of(joint, wide)])
    return rows


def n_wide(request: Request) -> int:
    """Say how many candidates are found for a request.

    Parameters
    ----------
    request : Request
        How many entries are asked for.

    Returns
    -------
    int
        Many times that.
    """
    return N_WIDE * _n_short(request)


def rank(pool: Pool, request: Request, purpose: Purpose | None, rows: Rows) -> Ranked:
    """Rank candidates and choose those to show.

    Parameters
    ----------
    pool : Pool
        The leaders.
    request : Request
        Who asks.
    purpose : Purpose or None
        What they are after.
    rows : ndarray of shape (n_candidates,)
        Candidates, all of them allowed.

    Returns
    -------
    Ranked
        The best first, kept from being all alike.
    """
    near = _scored(pool, request, purpose, rows)
    order = np.argsort(-near.scores, kind="stable")
    varied = diversify(
        pool,
        near.rows[order],
        near.scores[order],
        k=request.k,
        weight=request.params.diversity,
    )
    picked, chances = _left_to_chance(pool, request, order, order[varied])
    return near.take(picked, chances)


def shortlist(
    pool: Pool, request: Request, rows: Rows, n: int
) -> tuple[Ranked, Floats]:
    """Rank candidates as `rank` does, further down, with nothing left to chance.

    Parameters
    ----------
    pool : Pool
        The leaders.
    request : Request
        Who asks; without a topic.
    rows : ndarray of shape (n_candidates,)
        Candidates, all of them allowed.
    n : int
        Most entries; more than are looked at closely are not found.

    Returns
    -------
    Ranked
        The best first, kept from being all alike.
    ndarray of shape (n_shown,)
        What each is worth beside those before it, in shares of the best score.
    """
    near = _scored(pool, request, None, rows)
    order = np.argsort(-near.scores, kind="stable")
    weight = request.params.diversity
    varied, worths = choose_varied(
        pool, near.rows[order], near.scores[order], k=n, weight=weight
    )
    return near.take(order[varied], np.ones(varied.size)), worths


def _scored(
    pool: Pool, request: Request, purpose: Purpose | None, rows: Rows
) -> Ranked:
    """Look at the best candidates closely; their order means nothing yet."""
    spent, weight = None, request.params.reach
    to_you, to_them, joint = _joint(pool, request, purpose, rows)
    near = best_of(joint, _n_short(request))
    rows, joint = rows[near], joint[near]
    if request.record is not None:
        spent = request.record.spent
    reach = reach_targets(pool, request.row, rows, passing=passing_on(pool, spent))
    scores = joint * (1.0 - weight + weight * reach.reach)
    sure = np.ones(rows.size)
    return Ranked(rows, scores, to_you[near], to_them[near], reach, sure)


def _in_group(pool: Pool, row: int, rows: Rows | slice) -> Flags:
    """Find who sits in the group of the one who asks."""
    own = pool.groups.index[row]
    return np.asarray((pool.groups.index[rows] == own) & (own >= 0))


def _n_short(request: Request) -> int:
    return max(N_SHORT * request.k, LEAST_SHORT)


def _joint(
    pool: Pool, request: Request, purpose: Purpose | None, rows: Rows
) -> tuple[Floats, Floats, Floats]:
    """Give value in both directions, and what pairs are worth taken together."""
    row, theirs = request.row, request.params.reciprocity / 2.0
    values = pool.worth.between(row, pool.worth.items.take(rows, axis=0))
    to_you, to_them = (value.astype(np.float64) for value in values)
    if purpose is not None:
        to_you *= purpose.relevance[rows]
    joint = np.exp((1.0 - theirs) * np.log(to_you) + theirs * np.log(to_them))
    joint[np.isin(rows, pool.ties.trade.near(row))] *= TRADE_BONUS
    joint[_speechless(pool, row, rows)] *= NO_TONGUE
    if request.record is not None:
        load = request.record.load[rows].astype(np.float64)
        joint *= (1.0 - FAIRNESS * load) * to_them ** (SCARCE * load)
    return to_you, to_them, joint


def _speechless(pool: Pool, row: int, rows: Rows) -> Flags:
    """Find who states languages, none of which the one who asks speaks."""
    spoken = pool.facts.languages
    own = spoken.of_leader(row)
    starts, ends = spoken.starts[rows], spoken.starts[rows + 1]
    mute = starts < ends
    if not own.size or not mute.any():
        return np.zeros(rows.size, dtype=np.bool_)
    for language in own.tolist():
        speakers = spoken.having(language)
        at = np.minimum(np.searchsorted(speakers, rows), speakers.size - 1)
        mute &= speakers[at] != rows
    return mute


def _left_to_chance(
    pool: Pool, request: Request, order: Rows, picked: Rows
) -> tuple[Rows, Floats]:
    """Leave the last place to chance, where the program and the leader agreed."""
    share = pool.explore_share if pool.explores[request.row] else 0.0
    rest = order[~np.isin(order, picked)]
    return explore_ranking(
        np.concatenate([picked, rest]),
        n_shown=picked.size,
        share=share,
        seed=request.params.seed,
        row=request.row,
    )
