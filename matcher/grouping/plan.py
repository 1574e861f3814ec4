"""How many groups, and which leaders each is drawn from: counting before seating.

A cap seats at most ``cap * K`` of a category in K groups; a spread rule lets only
leaders of one window of the sorted number share a group. Both are counted exactly for
each window, and dynamic programming cuts the sorted leaders into windows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.floors import most_groups
from matcher.grouping.kernels.rule_table import RuleTable
from matcher.grouping.sizes import Sizes
from matcher.grouping.units import Units

MAX_CUTS = 120


@dataclass(frozen=True, slots=True)
class Plan:
    """Groups to fill and where to look for their members.

    Attributes
    ----------
    n_groups : int
        Groups to open.
    window : ndarray of shape (n_units,)
        Window of each unit, -1 when it fits none.
    first_group : ndarray of shape (n_windows + 1,)
        Window `w` fills groups ``first_group[w]`` to ``first_group[w + 1] - 1``.
    n_seatable : int
        Leaders that counting lets hope to seat.
    """

    n_groups: int
    window: NDArray[np.int32]
    first_group: NDArray[np.int32]
    n_seatable: int


@dataclass(frozen=True, slots=True)
class Counter:
    """Count how many of a set of leaders K groups can seat.

    Attributes
    ----------
    low, high, target : int
        Fewest, most and wanted leaders in a group.
    caps : tuple of (ndarray of shape (n_leaders,), int)
        Category of each row and most of one in a group, one a cap rule.
    table : RuleTable
        Its floors bound the number of groups.
    """

    low: int
    high: int
    target: float
    caps: tuple[tuple[NDArray[np.int32], int], ...]
    table: RuleTable

    def best(self, rows: NDArray[np.int32]) -> tuple[int, int]:
        """Choose the number of groups that seats the most.

        Parameters
        ----------
        rows : ndarray of shape (n,)
            Leaders to seat.

        Returns
        -------
        tuple of int
            Leaders seated and groups, nearest to the target among equals.
        """
        n = rows.size
        k_low = 1
        k_high = max(1, n // max(self.low, 1))
        k_high = min(k_high, most_groups(self.table, rows))
        n_groups = np.arange(k_low, k_high + 1)
        seated = np.minimum(n, self.high * n_groups)
        for categories, cap in self.caps:
            seated = np.minimum(seated, _seated(categories[rows], cap * n_groups))
        seated = np.where(seated >= self.low * n_groups, seated, 0)
        most = int(seated.max(initial=0))
        if most == 0:
            return 0, 0
        choice = n_groups[seated == most]
        off = np.abs(most / choice - self.target)
        return most, int(choice[np.argmin(off)])


def _seated(
    categories: NDArray[np.int32], places: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Count the leaders seated when each category has so many places."""
    held = categories[categories >= 0]
    if held.size == 0:
        return np.full(places.size, categories.size)
    counts = np.sort(np.bincount(held))
    below = np.concatenate([[0], np.cumsum(counts)])
    fit = np.searchsorted(counts, places, side="right")
    free = categories.size - held.size
    return np.asarray(free + below[fit] + (counts.size - fit) * places)


def plan_groups(
    sizes: Sizes, table: RuleTable, units: Units, rng: np.random.Generator
) -> Plan:
    """Choose the number of groups and the windows they are filled from.

    Parameters
    ----------
    sizes : Sizes
        Bounds on the size of groups.
    table : RuleTable
        The rules.
    units : Units
        What moves as one.
    rng : numpy.random.Generator
        Spreads those whom no spread rule binds over the windows.

    Returns
    -------
    Plan
        One window when no spread rule needs more.
    """
    counter = _counter(sizes, table, units.rows.size)
    if sizes.low.size == 1 and table.width.size:
        plan = _plan_windows(sizes, table, units, counter, rng)
        if plan is not None:
            return plan
    rows = np.arange(units.rows.size, dtype=np.int32)
    n_seatable, n_groups = counter.best(rows)
    if sizes.n_groups is not None:
        n_groups = sizes.n_groups
    window = np.zeros(units.n_units, dtype=np.int32)
    return Plan(n_groups, window, np.array([0, n_groups], dtype=np.int32), n_seatable)


def _counter(sizes: Sizes, table: RuleTable, n_leaders: int) -> Counter:
    """Set the counting up for a problem."""
    low, high = int(sizes.low.min()), int(sizes.high.max())
    target: float = (low + high) / 2
    if sizes.target is not None:
        target = float(sizes.target)
    elif sizes.n_groups is not None:
        target = min(max(n_leaders / sizes.n_groups, low), high)
    caps = tuple((table.cap_of[r], int(table.caps[r])) for r in range(table.caps.size))
    return Counter(max(low, 1), high, target, caps, table)


def _plan_windows(
    sizes: Sizes,
    table: RuleTable,
    units: Units,
    counter: Counter,
    rng: np.random.Generator,
) -> Plan | None:
    """Cut the leaders, sorted by the narrowest number, into windows; None if one."""
    number, width = _narrowest(table)
    known = ~np.isnan(number)
    if not known.any() or np.ptp(number[known]) <= width:
        return None
    number = number.copy()
    number[~known] = rng.choice(number[known], size=int((~known).sum()))
    order = np.argsort(number, kind="stable").astype(np.int32)
    cuts = _cut_points(number[order], width, counter.low)
    chosen = _cheapest_cuts(number[order], width, cuts, order, counter)
    if not chosen:
        return None
    window_of_row = np.full(number.size, -1, dtype=np.int32)
    n_groups: list[int] = []
    n_seatable = 0
    for start, stop, n_seated, groups in chosen:
        window_of_row[order[start:stop]] = len(n_groups)
        n_groups.append(groups)
        n_seatable += n_seated
    if sizes.n_groups is not None:
        widths = [stop - start for start, stop, _, _ in chosen]
        n_groups = _share_groups(sizes.n_groups, np.array(widths), np.array(n_groups))
    first = np.concatenate([[0], np.cumsum(n_groups)]).astype(np.int32)
    window = window_of_row[units.rows[units.first[:-1]]]
    return Plan(int(first[-1]), window, first, n_seatable)


def _narrowest(table: RuleTable) -> tuple[NDArray[np.float64], float]:
    """Pick the spread rule that needs the most windows."""
    reach = [
        (np.nanmax(line) - np.nanmin(line)) / max(width, 1e-300)
        if not np.isnan(line).all()
        else 0.0
        for line, width in zip(table.number, table.width, strict=True)
    ]
    r = int(np.argmax(reach))
    return table.number[r], float(table.width[r])


def _cut_points(
    number: NDArray[np.float64], width: float, low: int
) -> NDArray[np.int64]:
    """Choose where windows may begin: evenly by rank, and finer in sparse tails."""
    n = number.size
    even = np.linspace(0, n, min(MAX_CUTS, n // max(low, 1) + 1) + 1).astype(np.int64)
    step = max(width / 8.0, 1e-12)
    span = number[0] + step * np.arange(MAX_CUTS)
    span = span[span < number[-1]]
    by_value = np.searchsorted(number, span)
    tail = np.searchsorted(number, number[::-1][:1] - width)
    return np.unique(np.concatenate([even, by_value, tail, [0, n]]))


def _cheapest_cuts(
    number: NDArray[np.float64],
    width: float,
    cuts: NDArray[np.int64],
    order: NDArray[np.int32],
    counter: Counter,
) -> list[tuple[int, int, int, int]]:
    """Find the windows that seat the most, by dynamic programming over cut points."""
    best = np.full(cuts.size, -np.inf)
    best[0] = 0.0
    choice: list[tuple[int, int, int]] = [(-1, 0, 0)] * cuts.size
    for b in range(1, cuts.size):
        best[b], choice[b] = best[b - 1], (b - 1, 0, 0)  # leave this stretch out
        for a in range(b - 1, -1, -1):
            start, stop = int(cuts[a]), int(cuts[b])
            if number[stop - 1] - number[start] > width:
                break
            n_seated, n_groups = counter.best(order[start:stop])
            if n_groups == 0:
                continue
            off = abs(n_seated / n_groups - counter.target) * n_groups
            value = best[a] + n_seated - 1e-3 * off - 1e-3
            if value > best[b]:
                best[b], choice[b] = value, (a, n_seated, n_groups)
    found = []
    b = cuts.size - 1
    while b > 0:
        a, n_seated, n_groups = choice[b]
        if n_groups:
            found.append((int(cuts[a]), int(cuts[b]), n_seated, n_groups))
        b = a
    return found[::-1]


def _share_groups(
    n_groups: int, widths: NDArray[np.int64], wanted: NDArray[np.int64]
) -> list[int]:
    """Bring the groups of all windows to a given number, where it hurts least."""
    given = wanted.copy()
    while given.sum() < n_groups:
        given[int(np.argmax(widths / np.maximum(given, 1)))] += 1
    while given.sum() > n_groups:
        size = np.where(given > 0, widths / np.maximum(given, 1), np.inf)
        given[int(np.argmin(size))] -= 1
    return [int(k) for k in given]
