"""Exploration: a few consented seats are traded at random, inside the rules.

What a model learns from its own choices alone is biased towards them. So groups are
paired off, and in some of the pairs one trade of two leaders, drawn from all trades
that keep the hard rules, is made. Groups are in one pair each, so trades do not touch
each other; which two are a pair follows from the groups alone and not from the seed. So
the chance of any two leaders to sit together, over all seeds, is exact.
"""

import hashlib
from dataclasses import replace
from itertools import product
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matcher.errors import ProgramError
from matcher.grouping import Pin, Problem, Stay, check_labels
from matcher.program.check import find_column
from matcher.program.exploring import Explore
from matcher.program.fields import one_line
from matcher.program.program import Program
from matcher.program.values import has_value
from matcher.proposal import Explored
from matcher.roster.roster import Roster

LEAST_CHANCE: Final = 0.05  # of a trade in a pair of groups, however small the share
LEAST_PROPENSITY: Final = 0.001  # what is logged is never below it

Trade = tuple[int, int]


def explore(
    problem: Problem,
    labels: NDArray[np.intp],
    *,
    wish: Explore,
    consents: NDArray[np.bool_],
    seed: int,
) -> Explored:
    """Trade a few consented seats at random.

    Parameters
    ----------
    problem : Problem
        What the groups answer; no trade breaks a hard rule of it.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    wish : Explore
        Share of seats.
    consents : ndarray of shape (n_leaders,), bool
        Who agreed to it.
    seed : int
        Same seed, same trades.

    Returns
    -------
    Explored
        The groups after.
    """
    rng = np.random.default_rng([seed, 0xE7])
    free = consents & (labels >= 0)
    free[_held(problem)] = False
    after, traded = labels.copy(), []
    propensities: dict[tuple[int, int], float] = {}
    for g, h in _paired_off(labels):
        sides = (np.flatnonzero(labels == g), np.flatnonzero(labels == h))
        trades = _trades(problem, labels, sides, free)
        chance = _chance(wish.share, sides[0].size + sides[1].size)
        happens, pick = rng.random() < chance, rng.random()
        if not trades:
            continue
        if happens:
            i, j = trades[int(pick * len(trades))]
            after[[i, j]] = labels[[j, i]]
            traded += [i, j]
        propensities |= _shared_chances(after, sides, trades, chance / len(trades))
    return Explored(after, tuple(sorted(traded)), propensities)


def _held(problem: Problem) -> list[int]:
    """List the rows that a rule holds where they are."""
    held: list[int] = []
    for rule in problem.rules:
        if isinstance(rule, Pin):
            held += rule.rows.tolist()
        elif isinstance(rule, Stay):
            held += np.flatnonzero(rule.seating >= 0).tolist()
    return held


def _paired_off(labels: NDArray[np.intp]) -> list[Trade]:
    """Shuffle groups into disjoint pairs; with an odd number one is left alone.

    A shuffle of the seed would make the chance of a trade depend on a draw that is not
    logged. This one is told by who sits with whom, whatever groups are called.
    """
    seated = np.flatnonzero(labels >= 0)
    groups, first = np.unique(labels[seated], return_index=True)
    ordered = groups[np.argsort(first)]
    number = np.full(int(groups.max(initial=-1)) + 1, -1, dtype=np.int64)
    number[ordered] = np.arange(ordered.size)
    known = np.full(labels.size, -1, dtype=np.int64)
    known[seated] = number[labels[seated]]
    digest = hashlib.sha256(known.tobytes()).digest()
    shuffle = np.random.default_rng(int.from_bytes(digest[:8], "little"))
    drawn = shuffle.permutation(ordered)
    n_pairs = drawn.size // 2
    return [(int(g), int(h)) for g, h in drawn[: 2 * n_pairs].reshape(n_pairs, 2)]


def _chance(share: float, n_seats: int) -> float:
    """Turn a share of seats into the chance of one trade, which moves two of them."""
    return float(np.clip(share * n_seats / 2.0, LEAST_CHANCE, 1.0))


def _trades(
    problem: Problem,
    labels: NDArray[np.intp],
    sides: tuple[NDArray[np.intp], NDArray[np.intp]],
    free: NDArray[np.bool_],
) -> list[Trade]:
    """List the trades between two groups that keep the hard rules."""
    rules = tuple(rule for rule in problem.rules if not isinstance(rule, Stay))
    alone = replace(problem, rules=rules)
    local = np.full_like(labels, -1)
    for side in sides:
        local[side] = labels[side]
    found = []
    for i, j in product(*(side[free[side]].tolist() for side in sides)):
        local[[i, j]] = labels[[j, i]]
        if not any(violation.is_hard for violation in check_labels(alone, local)):
            found.append((i, j))
        local[[i, j]] = labels[[i, j]]
    return found


def _shared_chances(
    after: NDArray[np.intp],
    sides: tuple[NDArray[np.intp], NDArray[np.intp]],
    trades: list[Trade],
    each: float,
) -> dict[tuple[int, int], float]:
    """Work out how likely the pairs are that now sit in one of two groups."""
    rows = np.sort(np.concatenate(sides))
    place = {int(row): k for k, row in enumerate(rows)}
    # moves[a, b]: chance that a and b trade seats with each other
    moves = np.zeros((rows.size, rows.size))
    for i, j in trades:
        moves[place[i], place[j]] = moves[place[j], place[i]] = each
    goes = moves.sum(axis=1)
    at_home = np.isin(rows, sides[0])
    chances = {}
    for a, b in zip(*np.triu_indices(rows.size, 1), strict=True):
        if after[rows[a]] != after[rows[b]]:
            continue
        # One trade at most: two of one group are parted when either goes; two of
        # different groups meet when exactly one goes, so not with each other.
        leaving = goes[a] + goes[b]
        chance = 1.0 - leaving if at_home[a] == at_home[b] else leaving
        chance -= 0.0 if at_home[a] == at_home[b] else 2.0 * moves[a, b]
        pair = (int(rows[a]), int(rows[b]))
        chances[pair] = max(float(chance), LEAST_PROPENSITY)
    return chances


def explore_ranking(
    order: NDArray[np.intp], *, n_shown: int, share: float, seed: int, row: int = 0
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Leave the last place of a list of suggestions to chance, now and then.

    With the chance `share` it goes to one drawn evenly from those next in order, of
    whom there are as many as keep each of them a chance worth learning from.

    Parameters
    ----------
    order : ndarray of shape (n_candidates,), intp
        Candidates that the rules allow, the best first.
    n_shown : int
        How many are shown.
    share : float
        Chance in [0, 1]; 0 for whoever did not agree, and where the program does not
        explore.
    seed : int
        Same seed and row, same list.
    row : int, default=0
        Whose list it is: lists of several leaders are drawn apart.

    Returns
    -------
    tuple of (ndarray of shape (n_shown,), ndarray of shape (n_shown,))
        Candidates in the order shown; the chance of each to be shown at all, exact and
        never below `LEAST_PROPENSITY`.
    """
    n_shown = min(n_shown, order.size)
    shown, chances = order[:n_shown].copy(), np.ones(n_shown)
    if n_shown in (0, order.size) or share <= 0.0:
        return shown, chances
    share = float(np.clip(share, LEAST_PROPENSITY, 1.0 - LEAST_PROPENSITY))
    n_drawn = max(1, int(share / LEAST_PROPENSITY))
    drawn = order[n_shown : n_shown + n_drawn]
    rng = np.random.default_rng([seed, 0xE8, row])
    happens, pick = rng.random() < share, rng.random()
    chances[-1] = 1.0 - share
    if happens:
        shown[-1] = drawn[int(pick * drawn.size)]
        chances[-1] = share / drawn.size
    return shown, chances


def consents_of(roster: Roster, program: Program) -> NDArray[np.bool_] | None:
    """Find who agreed that their seat may be left to chance.

    Parameters
    ----------
    roster : Roster
        The leaders.
    program : Program
        With the share of seats, and the column that says who agreed.

    Returns
    -------
    ndarray of shape (n_leaders,), bool, or None
        None where the program does not explore.

    Raises
    ------
    ProgramError
        If the roster lacks the column.
    """
    wish = program.explore
    if wish.share == 0.0:
        return None
    column = find_column(wish.consent, roster)
    if column is None:
        what = (
            f'explore.consent: the roster has no column "{wish.consent}", so nobody '
            "agreed that a seat may be left to chance; add it, or set explore.share = 0"
        )
        raise ProgramError(one_line(program.source, None, what))
    values = roster.table[column]
    if pd.api.types.is_bool_dtype(values):
        return np.asarray(values.fillna(value=False), dtype=np.bool_)
    words = ("yes", "y", "true", "1", "1.0", "x")
    marks = [has_value(values, word) for word in words]
    return np.asarray(np.logical_or.reduce(marks), dtype=np.bool_)
