"""Count what several rules make impossible together, though each alone would not.

Two arguments, both easy to believe: a leader whom too few others may join, and a set
of rivals, no two of whom may share a group, that outnumbers the groups.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.clashes import Clash, most_groups, most_groups_under_cap
from matcher.grouping.pairs import Bools, find_foes, pairwise_rules
from matcher.grouping.problem import Problem
from matcher.grouping.rules import AtLeast, AtMost, Rule
from matcher.grouping.scales import is_hard

MOST_ROWS = 2_000  # of which all pairs are looked at: 4 MB a rule
STARTS = 16  # rows from which a set of rivals is grown


def count_groups(problem: Problem) -> int:
    """Count the groups that can be filled at most under sizes, caps and floors.

    Parameters
    ----------
    problem : Problem
        With its rules.

    Returns
    -------
    int
        At least 0.
    """
    most = most_groups(problem.sizes, problem.n_leaders)
    for rule in problem.rules:
        if not is_hard(rule):
            continue
        if isinstance(rule, AtMost):
            held = rule.categories[rule.categories >= 0]
            counts = np.bincount(held, minlength=1)
            most = min(most, most_groups_under_cap(problem, rule, counts))
        elif isinstance(rule, AtLeast):
            most = min(most, int(rule.marked.sum()) // rule.count)
    return most


def find_lonely(problem: Problem, rows: Sequence[int]) -> tuple[Clash, ...]:
    """Find leaders whom too few others may join to fill a group.

    Whoever is found can be nobody's peer, so the others are looked at again without
    them until nobody more is found.

    Parameters
    ----------
    problem : Problem
        With its rules.
    rows : sequence of int
        Leaders to look at.

    Returns
    -------
    tuple of Clash
        One for each smallest set of rules that leaves somebody lonely.
    """
    is_there = np.ones(problem.n_leaders, dtype=np.bool_)
    found: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    left = sorted(rows)
    while left:
        lonely = {
            row: why for row in left if (why := _why_lonely(problem, row, is_there))
        }
        if not lonely:
            break
        for row, (names, n_peers) in lonely.items():
            found.setdefault(names, []).append((row, n_peers))
        is_there[list(lonely)] = False
        left = [row for row in left if row not in lonely]
    low = int(problem.sizes.low.min())
    return tuple(_lonely_clash(names, own, low) for names, own in found.items())


def _why_lonely(
    problem: Problem, row: int, is_there: Bools
) -> tuple[tuple[str, ...], int] | None:
    """Name the fewest rules that leave a leader too few peers, and how many."""
    enough = int(problem.sizes.low.min()) - 1
    everyone = np.arange(problem.n_leaders)
    rules = pairwise_rules(problem)
    foes = {id(r): find_foes(r, everyone[row : row + 1], everyone)[0] for r in rules}
    caps = (r for r in problem.rules if isinstance(r, AtMost) and is_hard(r))
    binding: list[Rule] = list({id(r): r for r in (*rules, *caps)}.values())
    if _most_peers(row, binding, foes, is_there) >= enough:
        return None
    for rule in list(binding):
        rest = [other for other in binding if other is not rule]
        if _most_peers(row, rest, foes, is_there) < enough:
            binding = rest
    names = tuple(dict.fromkeys(rule.name for rule in binding))
    return names, _most_peers(row, binding, foes, is_there)


Foes = dict[int, NDArray[np.bool_]]


def _most_peers(row: int, rules: Sequence[Rule], foes: Foes, is_there: Bools) -> int:
    """Bound how many others can share a group with a row under some rules."""
    is_open = is_there.copy()
    is_open[row] = False
    for rule in rules:
        if id(rule) in foes:
            is_open &= ~foes[id(rule)]
    most = int(is_open.sum())
    for rule in rules:
        if not isinstance(rule, AtMost):
            continue
        held = rule.categories[is_open]
        counts = np.bincount(held[held >= 0], minlength=int(held.max(initial=0)) + 1)
        room = np.full(counts.size, rule.count)
        own = int(rule.categories[row])
        if 0 <= own < room.size:
            room[own] -= 1
        most = min(most, int(np.minimum(counts, room).sum()) + int((held < 0).sum()))
    return most


def _lonely_clash(
    names: tuple[str, ...], found: Sequence[tuple[int, int]], low: int
) -> Clash:
    most = max(n_peers for _, n_peers in found)
    who = "1 leader finds" if len(found) == 1 else f"{len(found)} leaders find"
    at_most = "nobody" if most == 0 else f"{most} others at most"
    detail = (
        f"{who} {at_most} to share a group with under all of these; "
        f"a group of {low} needs {low - 1}"
    )
    rows = tuple(sorted(row for row, _ in found))
    return Clash((*names, "sizes"), rows, len(rows), detail)


def find_rivals(problem: Problem, rows: Sequence[int]) -> Clash | None:
    """Find a set of leaders, no two of whom may share a group, above their number.

    Parameters
    ----------
    problem : Problem
        With its rules; of more than 2,000 leaders nothing is looked for.
    rows : sequence of int
        Leaders from whom a set is grown.

    Returns
    -------
    Clash or None
        With the fewest rules that still keep all of them apart.
    """
    if problem.n_leaders > MOST_ROWS:
        return None
    everyone = np.arange(problem.n_leaders)
    rules = pairwise_rules(problem)
    foes = [find_foes(rule, everyone, everyone) for rule in rules]
    if not foes:
        return None
    n_groups = count_groups(problem)
    rivals = _grow(np.logical_or.reduce(foes), sorted(rows)[:STARTS])
    if rivals.size <= n_groups:
        return None
    inside = [matrix[np.ix_(rivals, rivals)] for matrix in foes]
    kept = list(range(len(rules)))
    for k in range(len(rules)):
        rest = [inside[other] for other in kept if other != k]
        if rest and _is_clique(np.logical_or.reduce(rest)):
            kept.remove(k)
    names = tuple(dict.fromkeys(rules[k].name for k in kept))
    detail = (
        f"no two of {rivals.size} leaders may share a group, and at most "
        f"{n_groups} groups can be filled"
    )
    members = tuple(rivals.tolist())
    return Clash((*names, "sizes"), members, rivals.size - n_groups, detail)


def _grow(is_foe: Bools, starts: Sequence[int]) -> NDArray[np.intp]:
    """Grow sets of mutual foes greedily, by most foes in common; keep the largest."""
    best: list[int] = []
    for start in starts:
        rivals, left = [start], np.flatnonzero(is_foe[start])
        while left.size:
            near = is_foe[np.ix_(left, left)]
            k = int(np.argmax(near.sum(axis=1)))
            rivals.append(int(left[k]))
            left = left[near[k]]
        best = max(best, rivals, key=len)
    return np.sort(np.array(best, dtype=np.intp))


def _is_clique(is_foe: Bools) -> bool:
    return bool((is_foe | np.eye(is_foe.shape[0], dtype=np.bool_)).all())


def still_clashes(problem: Problem, clash: Clash) -> bool:
    """Tell whether a clash of this module's kind still stands on a changed problem.

    Parameters
    ----------
    problem : Problem
        As changed.
    clash : Clash
        As found by `find_lonely` or `find_rivals` before the change.

    Returns
    -------
    bool
        Whether any of its leaders is still lonely, or they still outnumber the groups.
    """
    if find_lonely(problem, clash.rows):
        return True
    rows = np.array(clash.rows)
    if rows.size <= count_groups(problem):
        return False
    found = [find_foes(rule, rows, rows) for rule in pairwise_rules(problem)]
    return bool(found) and _is_clique(np.logical_or.reduce(found))
