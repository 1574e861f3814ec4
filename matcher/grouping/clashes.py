"""Count what cannot work before anything is searched: instant, and easy to believe."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.inside import broken_inside
from matcher.grouping.problem import Problem
from matcher.grouping.rules import Apart, AtLeast, AtMost, Ban, Pin, Spread
from matcher.grouping.scales import is_hard, spread_scale
from matcher.grouping.sizes import Sizes
from matcher.grouping.units import Units, merge_rows

CLIQUE_ROWS, CLIQUES_TRIED = 4_000, 16  # a matrix of 16 MB at most


@dataclass(frozen=True, slots=True)
class Clash:
    """Rules that cannot all hold for everyone, by counting.

    Attributes
    ----------
    rules : tuple of str
        Names of the rules in it; "sizes" for the bounds on sizes.
    rows : tuple of int
        Leaders in it.
    n_unseated : int
        Leaders who have to stay unseated for it, at least.
    detail : str
        The argument in numbers, fit to read aloud.
    """

    rules: tuple[str, ...]
    rows: tuple[int, ...]
    n_unseated: int
    detail: str


def count_clashes(problem: Problem) -> tuple[Clash, ...]:
    """Find what counting alone shows to be impossible.

    Parameters
    ----------
    problem : Problem
        With its sizes and rules.

    Returns
    -------
    tuple of Clash
        Empty when counting finds nothing; a search may still leave leaders unseated.
    """
    units = merge_rows(problem)
    return (
        *_count_sizes(problem),
        *_count_caps(problem),
        *_count_floors(problem),
        *_count_windows(problem),
        *_count_foes(problem),
        *_count_sets(problem, units),
        *_count_pins(problem, units),
        *_count_banned_pins(problem, units),
    )


def most_groups(sizes: Sizes, n_leaders: int) -> int:
    """Count the groups that can be open at once.

    Parameters
    ----------
    sizes : Sizes
        Bounds on the size of groups.
    n_leaders : int
        Rows.

    Returns
    -------
    int
        At least 0.
    """
    if sizes.n_groups is None:
        return n_leaders // max(1, int(sizes.low[0]))
    low, _ = sizes.bounds(sizes.n_groups)
    return int((np.cumsum(np.sort(np.maximum(low, 1))) <= n_leaders).sum())


def _count_sizes(problem: Problem) -> Iterator[Clash]:
    """Compare the seats that sizes allow with the leaders there are."""
    sizes, n = problem.sizes, problem.n_leaders
    everyone = tuple(range(n))
    if sizes.n_groups is None:
        fewest, largest = int(sizes.low[0]), int(sizes.high[0])
        most = min(n, (n // max(fewest, 1)) * largest)
        if most < n:
            detail = (
                f"{n} leaders do not split into groups of {fewest} to {largest}; "
                f"at most {most} can be seated"
            )
            yield Clash(("sizes",), everyone, n - most, detail)
        return
    low, high = sizes.bounds(sizes.n_groups)
    if high.sum() < n:
        detail = f"{sizes.n_groups} groups have {high.sum()} seats for {n} leaders"
        yield Clash(("sizes",), everyone, n - int(high.sum()), detail)
    if low.sum() > n:
        detail = (
            f"{sizes.n_groups} groups need {low.sum()} leaders, there are {n}; "
            f"at most {most_groups(sizes, n)} groups can be filled"
        )
        yield Clash(("sizes",), everyone, 0, detail)


def _count_caps(problem: Problem) -> Iterator[Clash]:
    """Compare each category with the seats that its cap leaves."""
    for rule in problem.rules:
        if not isinstance(rule, AtMost) or not is_hard(rule):
            continue
        counts = np.bincount(rule.categories[rule.categories >= 0], minlength=1)
        n_groups = most_groups_under_cap(problem, rule, counts)
        for category in np.flatnonzero(counts > rule.count * n_groups):
            rows = np.flatnonzero(rule.categories == category)
            left = int(counts[category]) - rule.count * n_groups
            detail = (
                f"{counts[category]} leaders share category {category}; "
                f"{n_groups} groups seat at most {rule.count} each, "
                f"so {left} stay unseated"
            )
            names = (rule.name, "sizes")
            yield Clash(names, tuple(rows.tolist()), left, detail)


def most_groups_under_cap(
    problem: Problem, rule: AtMost, counts: NDArray[np.int64]
) -> int:
    """Count the groups that can be filled to their minimum under one cap.

    Parameters
    ----------
    problem : Problem
        Its sizes count.
    rule : AtMost
        The cap.
    counts : ndarray of shape (n_categories,)
        Leaders of each category.

    Returns
    -------
    int
        At least 0.
    """
    sizes, n = problem.sizes, problem.n_leaders
    n_groups = most_groups(sizes, n)
    free = n - int(counts.sum())
    while n_groups > 0:
        low, _ = sizes.bounds(sizes.n_groups or n_groups)
        need = int(np.sort(low)[:n_groups].sum())
        if free + int(np.minimum(counts, rule.count * n_groups).sum()) >= need:
            break
        n_groups -= 1
    return n_groups


def _count_floors(problem: Problem) -> Iterator[Clash]:
    """Compare the seats of the groups that can meet a floor with the leaders."""
    n = problem.n_leaders
    most = most_groups(problem.sizes, n)
    for rule in problem.rules:
        if not isinstance(rule, AtLeast) or not is_hard(rule):
            continue
        n_marked = int(rule.marked.sum())
        n_groups = min(most, n_marked // rule.count)
        seats = _most_seats(problem.sizes, n_groups)
        if seats >= min(n, _most_seats(problem.sizes, most)):
            continue
        detail = (
            f"{n_marked} leaders count for it, {rule.count} in each group, so "
            f"{n_groups} groups at most can be filled, with {seats} seats for {n} "
            "leaders"
        )
        yield Clash((rule.name, "sizes"), tuple(range(n)), n - seats, detail)


def _most_seats(sizes: Sizes, n_groups: int) -> int:
    """Add up the seats of so many of the largest groups."""
    _, high = sizes.bounds(sizes.n_groups or max(1, n_groups))
    return int(np.sort(high)[::-1][:n_groups].sum())


def _count_foes(problem: Problem) -> Iterator[Clash]:
    """Find leaders kept apart from too many others to share the groups there are."""
    rules = [r for r in problem.rules if isinstance(r, Apart) and is_hard(r)]
    if not any(rule.pairs.size for rule in rules):
        return
    pairs = np.unique(np.sort(np.concatenate([r.pairs for r in rules])), axis=0)
    n_foes = np.bincount(pairs.ravel(), minlength=problem.n_leaders)
    n_others = problem.n_leaders - max(1, int(problem.sizes.low.min()))
    alone = np.flatnonzero(n_foes > n_others)
    if alone.size:
        who = "1 leader is" if alone.size == 1 else f"{alone.size} leaders are each"
        detail = (
            f"{who} kept apart from more than {n_others} others, which leaves too few "
            "to fill a group with"
        )
        concerned = (r.name for r in rules if np.isin(r.pairs, alone).any())
        names = (*concerned, "sizes")
        yield Clash(names, tuple(alone.tolist()), int(alone.size), detail)
    n_groups = most_groups(problem.sizes, problem.n_leaders)
    clique = _grow_clique(pairs, n_foes, n_groups)
    if clique.size > n_groups:
        detail = (
            f"{clique.size} leaders are all kept apart from one another, and at most "
            f"{n_groups} groups can be filled"
        )
        between = (np.isin(r.pairs, clique).all(axis=1).any() for r in rules)
        named = (r.name for r, is_in in zip(rules, between, strict=True) if is_in)
        names = (*named, "sizes")
        members = tuple(clique.tolist())
        yield Clash(names, members, len(members) - n_groups, detail)


def _grow_clique(
    pairs: NDArray[np.int64], n_foes: NDArray[np.int64], n_groups: int
) -> NDArray[np.int64]:
    """Find many rows that are all kept apart; greedy, from the rows with most foes."""
    order = np.argsort(-n_foes, kind="stable")
    order = order[n_foes[order] >= max(1, n_groups)][:CLIQUE_ROWS]
    place = np.full(n_foes.size, -1)
    place[order] = np.arange(order.size)
    near = place[pairs]
    i, j = near[(near >= 0).all(axis=1)].T
    is_foe = np.zeros((order.size, order.size), dtype=np.bool_)
    is_foe[i, j] = is_foe[j, i] = True
    best: list[int] = []
    for start in range(min(CLIQUES_TRIED, order.size)):
        clique, left = [start], is_foe[start].copy()
        while left.any():
            clique.append(int(np.argmax(left)))
            left &= is_foe[clique[-1]]
        best = max(best, clique, key=len)
    return np.sort(order[best])


def _count_windows(problem: Problem) -> Iterator[Clash]:
    """Find leaders with too few others near their number to fill a group."""
    low = int(problem.sizes.low.min())
    for rule in problem.rules:
        if not isinstance(rule, Spread) or not is_hard(rule) or low < 2:
            continue
        number, width = spread_scale(rule)
        known = np.flatnonzero(~np.isnan(number))
        order = known[np.argsort(number[known], kind="stable")]
        ranked = number[order]
        n_free = number.size - known.size
        if ranked.size == 0:
            continue
        ends = np.searchsorted(ranked, ranked + width, side="right")
        is_full = ends - np.arange(ranked.size) + n_free >= low
        n_full = np.concatenate([[0], np.cumsum(is_full)])
        first = np.searchsorted(ranked, ranked - width, side="left")
        lonely = np.sort(order[n_full[1:] == n_full[first]])
        if lonely.size:
            limit = f"a factor of {rule.ratio:g}" if rule.ratio else rule.difference
            detail = (
                f"{lonely.size} leaders have fewer than {low - 1} others within "
                f"{limit}, too few for a group of {low}"
            )
            names = (rule.name, "sizes")
            yield Clash(names, tuple(lonely.tolist()), int(lonely.size), detail)


def _count_sets(problem: Problem, units: Units) -> Iterator[Clash]:
    """Find sets that stay together but fit in no group."""
    largest = int(problem.sizes.high.max())
    for u in np.flatnonzero(units.weight > 1):
        rows = units.rows[units.first[u] : units.first[u + 1]]
        names = broken_inside(problem, rows)
        if rows.size > largest:
            names = ("sizes", *names)
        if names:
            detail = (
                f"{rows.size} leaders stay together, which breaks {', '.join(names)}"
            )
            members = tuple(rows.tolist())
            yield Clash(("together", *names), members, int(rows.size), detail)


def _count_pins(problem: Problem, units: Units) -> Iterator[Clash]:
    """Find pins that contradict one another, sizes or caps."""
    pins = [rule for rule in problem.rules if isinstance(rule, Pin)]
    if not pins:
        return
    name = pins[0].name
    for u in np.flatnonzero(units.pin == -2):
        rows = units.rows[units.first[u] : units.first[u + 1]]
        detail = f"{rows.size} leaders are pinned to more than one group"
        yield Clash((name,), tuple(rows.tolist()), int(rows.size), detail)
    pinned = np.flatnonzero(units.pin >= 0)
    if pinned.size == 0:
        return
    heads = np.bincount(units.pin[pinned], weights=units.weight[pinned])
    _, high = problem.sizes.bounds(problem.sizes.n_groups or heads.size)
    for g in np.flatnonzero(heads > high[: heads.size]):
        held = np.flatnonzero(units.pin[units.unit_of] == g)
        detail = f"{held.size} leaders are pinned to group {g}, it seats {high[g]}"
        left = int(held.size - high[g])
        yield Clash((name, "sizes"), tuple(held.tolist()), left, detail)
    yield from _count_pinned_rules(problem, units, name, heads.size)


def _count_pinned_rules(
    problem: Problem, units: Units, name: str, n_groups: int
) -> Iterator[Clash]:
    """Find groups whose pinned leaders already break a rule."""
    pin_of_row = units.pin[units.unit_of]
    for g in range(n_groups):
        rows = np.flatnonzero(pin_of_row == g).astype(np.int32)
        if rows.size > 1 and (broken := broken_inside(problem, rows)):
            detail = f"the leaders pinned to group {g} break {', '.join(broken)}"
            yield Clash((name, *broken), tuple(rows.tolist()), 1, detail)


def _count_banned_pins(problem: Problem, units: Units) -> Iterator[Clash]:
    """Find leaders who are pinned to the group that they are banned from."""
    pins = [rule for rule in problem.rules if isinstance(rule, Pin)]
    for ban in problem.rules if pins else ():
        if not isinstance(ban, Ban) or not is_hard(ban):
            continue
        barred = units.unit_of[ban.rows]
        for u in np.unique(barred[units.pin[barred] == ban.groups]):
            rows = units.rows[units.first[u] : units.first[u + 1]]
            pin = next(pin for pin in pins if np.isin(pin.rows, rows).any())
            who = "1 leader is" if rows.size == 1 else f"{rows.size} leaders are"
            detail = f"{who} pinned to group {units.pin[u]}, which a ban rules out"
            names = (pin.name, ban.name)
            yield Clash(names, tuple(rows.tolist()), int(rows.size), detail)
