"""Soft rules: what their breaches cost, in the unit of the objective."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.kernels.priced import PriceTable, Sums, add_up
from matcher.grouping.kernels.seat import Seats
from matcher.grouping.lowrank import Store
from matcher.grouping.problem import Problem
from matcher.grouping.rules import (
    Apart,
    AtLeast,
    AtMost,
    Ban,
    NotOnly,
    Rule,
    Share,
    Spread,
    Stay,
    Within,
)
from matcher.grouping.scales import is_hard
from matcher.grouping.seat import open_seats
from matcher.grouping.table import compile_rules
from matcher.grouping.units import Units, merge_rows

Grouped = AtMost | AtLeast | NotOnly | Spread | Apart | Share | Within


def is_priced(problem: Problem) -> bool:
    """Tell whether the search has to count prices or moves.

    Parameters
    ----------
    problem : Problem
        With its rules.

    Returns
    -------
    bool
        Whether any rule is soft, or bounds the moves.
    """
    return any(isinstance(r, Stay) or not is_hard(r) for r in problem.rules)


def compile_prices(problem: Problem, units: Units) -> PriceTable:
    """Compile the soft rules of a problem, and its budgets of moves.

    Parameters
    ----------
    problem : Problem
        With rules.
    units : Units
        What moves as one.

    Returns
    -------
    PriceTable
        For the kernels.
    """
    soft = [rule for rule in problem.rules if not is_hard(rule)]
    hardened = [replace(r, price=None) for r in soft if isinstance(r, Grouped)]
    rules = compile_rules(replace(problem, rules=tuple(hardened)), units)
    first, foes, foe_price = _foe_prices(soft, problem.n_leaders)
    ban_first, bans, ban_price = _ban_prices(soft, problem.n_leaders)
    stays = [rule for rule in soft if isinstance(rule, Stay)]
    budgets = [r for r in problem.rules if isinstance(r, Stay) and is_hard(r)]
    resets = [r for r in problem.rules if isinstance(r, Stay) and r.reset_price > 0.0]
    return PriceTable(
        rules=rules,
        caps=_prices(soft, AtMost),
        spreads=_prices(soft, Spread),
        shares=_prices(soft, Share),
        reaches=_prices(soft, Within),
        onlies=_prices(soft, NotOnly),
        floors=_prices(soft, AtLeast),
        foe_first=first,
        foes=foes,
        foe_price=foe_price,
        ban_first=ban_first,
        bans=bans,
        ban_price=ban_price,
        home=_seats(stays, problem.n_leaders),
        stays=_prices(soft, Stay),
        seat=_seats(budgets, problem.n_leaders),
        budget=np.array(
            [min(rule.max_moves or 0, problem.n_leaders) for rule in budgets],
            dtype=np.int64,
        ),
        origin=_seats(resets, problem.n_leaders),
        resets=np.array([rule.reset_price for rule in resets], dtype=np.float64),
    )


def _prices(soft: list[Rule], kind: type) -> NDArray[np.float64]:
    """List the prices of the rules of a kind."""
    found = [getattr(rule, "price", None) for rule in soft if isinstance(rule, kind)]
    return np.array(found, dtype=np.float64)


def _seats(rules: list[Stay], n: int) -> NDArray[np.int32]:
    """Stack seatings."""
    found = np.full((len(rules), n), -1, dtype=np.int32)
    for line, rule in zip(found, rules, strict=True):
        line[:] = rule.seating
    return found


def _foe_prices(
    soft: list[Rule], n: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """List, for each row, the rows it should not sit with and what each costs."""
    rules = [rule for rule in soft if isinstance(rule, Apart)]
    pairs = [np.zeros((0, 2), dtype=np.int64), *(rule.pairs for rule in rules)]
    price = np.repeat(_prices(soft, Apart), [rule.pairs.shape[0] for rule in rules])
    i, j = np.concatenate(pairs).T
    return _by_row(np.r_[i, j], np.r_[j, i], np.r_[price, price], n)


def _ban_prices(
    soft: list[Rule], n: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """List, for each row, the groups it should not sit in and what each costs."""
    rules = [rule for rule in soft if isinstance(rule, Ban)]
    none = np.zeros(0, dtype=np.int64)
    rows = np.concatenate([none, *(rule.rows for rule in rules)])
    groups = np.concatenate([none, *(rule.groups for rule in rules)])
    price = np.repeat(_prices(soft, Ban), [rule.rows.size for rule in rules])
    return _by_row(rows, groups, price, n)


def _by_row(
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
    price: NDArray[np.float64],
    n: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Sort what each row should not be with, and give where each row's part begins."""
    order = np.argsort(rows, kind="stable")
    first = np.searchsorted(rows[order], np.arange(n + 1)).astype(np.int64)
    return first, others[order].astype(np.int32), price[order]


def make_sums(store: Store, prices: PriceTable, seats: Seats) -> Sums:
    """Make room for what the objective of groups follows from.

    Parameters
    ----------
    store : Store
        Pair weights.
    prices : PriceTable
        Soft rules.
    seats : Seats
        Whose groups count.

    Returns
    -------
    Sums
        To be filled by `add_up`.
    """
    n_groups, n_dims = seats.heads.size, store.Y.shape[1]
    return Sums(
        store.Y,
        store.sign.astype(np.float64),
        store.linear,
        store.own,
        store.scale(seats.units.shape[1]),
        np.zeros(seats.units.shape[1] + 2),
        np.zeros(seats.units.shape[1] + 2),
        np.zeros((n_groups, 2 + n_dims)),
        np.zeros(n_groups),
        np.zeros(n_groups),
        np.zeros(prices.budget.size, dtype=np.int64),
    )


def total_price(prices: PriceTable, sums: Sums, labels: NDArray[np.intp]) -> float:
    """Add the prices of all groups up, and of those who lost their seat.

    Parameters
    ----------
    prices : PriceTable
        Soft rules.
    sums : Sums
        As `add_up` left them.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.

    Returns
    -------
    float
        In the unit of the sum over groups.
    """
    lost = (prices.home[:, labels < 0] >= 0).sum(axis=1)
    return float(sums.costs.sum() + lost @ prices.stays)


def price_labels(problem: Problem, labels: NDArray[np.intp]) -> float:
    """Compute what the breaches of soft rules cost.

    Parameters
    ----------
    problem : Problem
        With its rules.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none; leaders who stay together share theirs.

    Returns
    -------
    float
        In the unit of the objective: of facets, the sum of prices over the leaders
        who are seated; otherwise the sum.
    """
    if not is_priced(problem) or not (labels >= 0).any():
        return 0.0
    units = merge_rows(problem)
    prices = compile_prices(problem, units)
    sums = _bare_sums(int(labels.max()) + 1, units.n_units, prices.budget.size)
    add_up(_sit(problem, units, labels), prices, sums)
    total = total_price(prices, sums, labels)
    return total / price_unit(problem, labels)


def price_unit(problem: Problem, labels: NDArray[np.intp]) -> float:
    """Return by what the sum over groups is divided in the objective.

    Parameters
    ----------
    problem : Problem
        What is solved.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.

    Returns
    -------
    float
        Seated leaders, of facets; otherwise 1.
    """
    return float(max(1, (labels >= 0).sum())) if problem.objective == "facets" else 1.0


def _bare_sums(n_groups: int, n_units: int, n_budgets: int) -> Sums:
    """Make sums of no coordinates, for prices alone."""
    none = np.zeros(n_units)
    return Sums(
        np.zeros((n_units, 0), dtype=np.float32),
        np.zeros(0),
        none,
        none,
        np.zeros(n_units + 2),
        np.zeros(n_units + 2),
        np.zeros(n_units + 2),
        np.zeros((n_groups, 2)),
        np.zeros(n_groups),
        np.zeros(n_groups),
        np.zeros(n_budgets, dtype=np.int64),
    )


def _sit(problem: Problem, units: Units, labels: NDArray[np.intp]) -> Seats:
    """Lay labels out as seats, of any size."""
    group_of = labels[units.rows[units.first[:-1]]].astype(np.int32)
    n_groups = int(labels.max()) + 1
    order = np.argsort(group_of, kind="stable")
    cuts = np.searchsorted(group_of[order], np.arange(n_groups + 1))
    seats = open_seats(replace(problem, rules=()), units, n_groups)
    heads = np.bincount(labels[labels >= 0], minlength=n_groups).astype(np.int32)
    table = np.full((n_groups, int(heads.max()) + 1), -1, dtype=np.int32)
    for g, (a, b) in enumerate(pairwise(cuts)):
        table[g, : b - a] = order[a:b]
    return seats._replace(
        units=table,
        n_units=np.diff(cuts).astype(np.int32),
        heads=heads,
        group_of=group_of,
    )
