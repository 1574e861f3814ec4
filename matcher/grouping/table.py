"""Turn rules into the arrays that compiled loops read."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.problem import Problem
from matcher.grouping.rules import (
    Apart,
    AtLeast,
    AtMost,
    Ban,
    NotOnly,
    Share,
    Spread,
    Within,
)
from matcher.grouping.scales import is_hard, place_scale, spread_scale
from matcher.grouping.units import Units


def compile_rules(problem: Problem, units: Units) -> RuleTable:
    """Compile the hard rules of a problem.

    Parameters
    ----------
    problem : Problem
        With rules.
    units : Units
        What moves as one.

    Returns
    -------
    RuleTable
        For the kernels.
    """
    n = problem.n_leaders
    hard = [rule for rule in problem.rules if is_hard(rule)]
    caps = [rule for rule in hard if isinstance(rule, AtMost)]
    spreads = [spread_scale(rule) for rule in hard if isinstance(rule, Spread)]
    shares = [rule for rule in hard if isinstance(rule, Share)]
    onlies = [rule for rule in hard if isinstance(rule, NotOnly)]
    floors = [rule for rule in hard if isinstance(rule, AtLeast)]
    place, reach = _places([r for r in hard if isinstance(r, Within)], n)
    foe_first, foes = _foes([r for r in hard if isinstance(r, Apart)], units)
    ban_first, bans = _bans([r for r in hard if isinstance(r, Ban)], units)
    return RuleTable(
        first=units.first,
        rows=units.rows,
        cap_of=_lines(
            [_bound_categories(r.categories, r.count) for r in caps], n, "i4"
        ),
        caps=np.array([rule.count for rule in caps], dtype=np.int32),
        number=_lines([numbers for numbers, _ in spreads], n, "f8"),
        width=np.array([width for _, width in spreads], dtype=np.float64),
        foe_first=foe_first,
        foes=foes,
        ban_first=ban_first,
        bans=bans,
        slots=_lines([np.where(r.slots == 0, -1, r.slots) for r in shares], n, "i8"),
        place=place,
        reach=reach,
        only_of=_lines([rule.categories for rule in onlies], n, "i4"),
        marked=_lines([rule.marked for rule in floors], n, "?"),
        floors=np.array([rule.count for rule in floors], dtype=np.int32),
    )


def _lines(vectors: Sequence[NDArray[Any]], n: int, dtype: str) -> NDArray[Any]:
    """Stack vectors of one entry a row."""
    if not vectors:
        return np.zeros((0, n), dtype=dtype)
    return np.stack([np.asarray(v).astype(dtype) for v in vectors])


def _bound_categories(categories: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Drop categories that have no more leaders than a group may seat."""
    _, inverse, counts = np.unique(categories, return_inverse=True, return_counts=True)
    binds = (counts[inverse] > count) & (categories >= 0)
    return np.where(binds, inverse, -1)


def _csr(
    keys: NDArray[np.int64], values: NDArray[np.int64], n: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """List the values of each key, ascending and without repeats."""
    order = np.lexsort((values, keys))
    keys, values = keys[order], values[order]
    if keys.size:
        new = np.ones(keys.size, dtype=bool)
        new[1:] = (np.diff(keys) != 0) | (np.diff(values) != 0)
        keys, values = keys[new], values[new]
    first = np.searchsorted(keys, np.arange(n + 1)).astype(np.int64)
    return first, values.astype(np.int32)


def _foes(
    rules: list[Apart], units: Units
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """List, for each unit, the units it may not share a group with."""
    none = np.zeros((0, 2), dtype=np.int64)
    pairs = units.unit_of[np.concatenate([none, *(rule.pairs for rule in rules)])]
    pairs = pairs[pairs[:, 0] != pairs[:, 1]].astype(np.int64)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    return _csr(both[:, 0], both[:, 1], units.n_units)


def _bans(
    rules: list[Ban], units: Units
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """List, for each unit, the groups it may not join."""
    none = np.zeros(0, dtype=np.int64)
    rows = np.concatenate([none, *(rule.rows for rule in rules)])
    groups = np.concatenate([none, *(rule.groups for rule in rules)])
    return _csr(units.unit_of[rows].astype(np.int64), groups, units.n_units)


def _places(
    rules: list[Within], n: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Put places on axes where straight lines compare like ways over the globe."""
    scaled = [place_scale(rule) for rule in rules]
    n_axes = max((points.shape[1] for points, _ in scaled), default=1)
    place = np.zeros((len(rules), n, n_axes))
    for line, (points, _) in zip(place, scaled, strict=True):
        line[:, : points.shape[1]] = points
    reach = np.array([limit for _, limit in scaled], dtype=np.float64)
    return place, reach
