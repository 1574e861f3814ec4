"""Relaxations: small changes of a program that could end a clash, smallest first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matcher.explain.wording import count, listed
from matcher.grouping import Clash as Count
from matcher.grouping import Problem
from matcher.grouping.rules import (
    Apart,
    AtLeast,
    AtMost,
    Ban,
    Pin,
    Rule,
    Spread,
    Stay,
    Together,
    Within,
)
from matcher.pose import Posed

MOST_COUNT = 1000  # the largest count that a rule of a program takes
MOST_WAIVED = 4  # relations of a clash that are tried one by one
WIDER = (1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0)
STEPS = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One small change of a program, towards less.

    Attributes
    ----------
    said : str
        What to do, as in "set count = 3 in this rule".
    make : callable
        Makes the problem with the change, everything else as it stands.
    """

    said: str
    make: Callable[[], Problem]


Ladder = tuple[Relaxation, ...]


def list_relaxations(posed: Posed, clash: Count) -> tuple[Ladder, ...]:
    """List what could end a clash: one ladder a thing that can give.

    Parameters
    ----------
    posed : Posed
        The problem, with names for its numbers.
    clash : matcher.grouping.Clash
        What cannot hold.

    Returns
    -------
    tuple of tuple of Relaxation
        Ladders, the mildest kind first; each from its smallest change to its largest.
    """
    bench = _Bench(posed, clash)
    found: list[Ladder] = []
    for rule in posed.problem.rules:
        if rule.name in clash.rules:
            found.extend(bench.about(rule))
    found += [bench.smaller(), bench.larger()]
    found.extend(
        bench.without(rule)
        for rule in posed.problem.rules
        if rule.name in clash.rules
        and not isinstance(rule, Together | Pin | Ban | Stay)
    )
    if "together" in clash.rules:
        found.insert(0, bench.untied())
    if any(isinstance(r, Pin) and r.name in clash.rules for r in posed.problem.rules):
        found.insert(0, bench.unpinned())
    return tuple(ladder for ladder in found if ladder)


@dataclass(frozen=True, slots=True)
class _Bench:
    posed: Posed
    clash: Count

    def about(self, rule: Rule) -> Iterator[Ladder]:
        """Say how one rule could give way a little."""
        match rule:
            case AtMost():
                yield self._more(rule)
            case AtLeast():
                yield self._ladder(rule, "count", tuple(range(rule.count - 1, 0, -1)))
            case Spread():
                key = "difference" if rule.ratio is None else "ratio"
                yield self._ladder(rule, key, _wider(getattr(rule, key)))
            case Within():
                yield self._farther(rule)
            case Apart():
                yield from self._waived(rule)
            case Together():
                yield self.untied()
            case Ban():
                yield from self._unbanned(rule)
            case Stay() if rule.max_moves is not None:
                yield self._moves(rule, rule.max_moves)
            case _:
                pass

    def smaller(self) -> Ladder:
        """Let groups be smaller: there can be more of them."""
        problem, size = self.posed.problem, self.posed.program.size
        low = int(problem.sizes.low[0])
        if problem.sizes.low.size > 1:
            return ()
        rungs = []
        for least in (low - s for s in range(1, low - 1)):
            fold = f" and fold_at = {least - 1}" if least <= size.fold_at else ""
            n_more = problem.n_leaders // least - problem.n_leaders // low
            more = f" ({count(n_more, 'more group')} at most)" if n_more else ""
            said = f"set min = {least}{fold} under [size]{more}"
            rungs.append(Relaxation(said, partial(_resized, problem, "low", least)))
        return tuple(rungs)

    def larger(self) -> Ladder:
        """Let groups be larger."""
        problem = self.posed.problem
        high = int(problem.sizes.high[0])
        if problem.sizes.low.size > 1:
            return ()
        return tuple(
            Relaxation(
                f"set max = {most} under [size]",
                partial(_resized, problem, "high", most),
            )
            for most in range(high + 1, min(problem.n_leaders, high + MOST_COUNT) + 1)
        )

    def without(self, rule: Rule) -> Ladder:
        """Make a rule soft: seats come first, so it binds nobody who lacks one."""
        softened = f"set soft = true in {self._where(rule)}"
        if self._is_derived(rule):
            softened = f"leave out {self._where(rule)} ([conflicts] derived = false)"
        return (Relaxation(softened, self._replaced(rule, lambda: None)),)

    def untied(self) -> Ladder:
        """Untie those who have to sit together."""
        rows = np.array(self.clash.rows)
        rules = tuple(
            replace(r, pairs=r.pairs[~np.isin(r.pairs, rows).any(axis=1)])
            if isinstance(r, Together)
            else r
            for r in self.posed.problem.rules
        )
        said = f"untie some of the {count(rows.size, 'leader')} tied together"
        return (Relaxation(said, lambda: replace(self.posed.problem, rules=rules)),)

    def unpinned(self) -> Ladder:
        """Unpin one of those in the clash, then two, and so on."""
        pins = [r for r in self.posed.problem.rules if isinstance(r, Pin)]
        held = np.unique(np.concatenate([pin.rows for pin in pins]))
        held = held[np.isin(held, self.clash.rows)]
        return tuple(
            Relaxation(
                f"unpin {count(n_freed, 'leader')}",
                partial(_unpinned, self.posed.problem, held[-n_freed:]),
            )
            for n_freed in range(1, held.size + 1)
        )

    def _more(self, rule: AtMost) -> Ladder:
        sizes = np.bincount(rule.categories[rule.categories >= 0], minlength=1)
        most = min(int(sizes.max()), MOST_COUNT)
        # Counting finds the smallest count at once, so every count is a rung.
        counts = range(rule.count + 1, max(most, rule.count + 1) + 1)
        if self._is_derived(rule):
            item = next(i for i in self.posed.rules.items if i.array is rule)
            column = getattr(item.rule, "column", "")
            return self._ladder(
                rule,
                "count",
                tuple(counts),
                f'an at_most rule of your own on "{column}"',
            )
        return self._ladder(rule, "count", tuple(counts))

    def _farther(self, rule: Within) -> Ladder:
        is_km = rule.kilometres is not None
        key, field = ("km", "kilometres") if is_km else ("minutes", "distance")
        return self._ladder(rule, key, _wider(getattr(rule, field)))

    def _moves(self, rule: Stay, most: int) -> Ladder:
        seated = int((rule.seating >= 0).sum())
        return tuple(
            Relaxation(
                f"let {most + step} leaders move instead of {most}",
                self._replaced(rule, partial(replace, rule, max_moves=most + step)),
            )
            for step in STEPS
            if most + step <= seated
        )

    def _waived(self, rule: Apart) -> Iterator[Ladder]:
        """Waive one relation, told by its line: only its keeper can look it up."""
        inside = np.isin(rule.pairs, self.clash.rows)
        near = inside.all(axis=1)
        chosen = np.flatnonzero(near if near.any() else inside.any(axis=1))
        for k in chosen[:MOST_WAIVED]:
            rest = partial(replace, rule, pairs=np.delete(rule.pairs, k, axis=0))
            said = f"waive one declared relation{self._lines(rule.pairs[k])}"
            yield (Relaxation(said, self._replaced(rule, rest)),)

    def _lines(self, pair: NDArray[np.int64]) -> str:
        relations = self.posed.given.relations
        if relations is None:
            return ""
        lines = sorted(
            entry.line
            for entry in relations.entries
            if {entry.row, entry.other_row} == set(pair.tolist())
            and entry.kind not in ("knows", "together")
        )
        word = "line" if len(lines) == 1 else "lines"
        named = listed([str(line) for line in lines])
        return f" ({word} {named} of {relations.source})" if lines else ""

    def _unbanned(self, rule: Ban) -> Iterator[Ladder]:
        keep = ~np.isin(rule.rows, self.clash.rows)
        if not keep.all():
            rest = partial(
                replace, rule, rows=rule.rows[keep], groups=rule.groups[keep]
            )
            who = count(np.unique(rule.rows[~keep]).size, "leader")
            said = f"take out the ban of {who}"
            if self._is_of_guides(rule):
                said = f"find guides who suit {who}, or set soft = true in this rule"
            yield (Relaxation(said, self._replaced(rule, rest)),)

    def _ladder(
        self, rule: Rule, key: str, values: tuple[float, ...], where: str = ""
    ) -> Ladder:
        return tuple(
            Relaxation(
                f"set {key} = {value:.12g} in {where or self._where(rule)}",
                self._replaced(rule, partial(_with, rule, key, value)),
            )
            for value in values
        )

    def _where(self, rule: Rule) -> str:
        named = [name for name in self.clash.rules if name not in ("sizes", "together")]
        return "this rule" if named == [rule.name] else f"“{rule.name}”"

    def _is_of_guides(self, rule: Rule) -> bool:
        return any(
            item.array is rule and item.rule.kind == "guide"
            for item in self.posed.rules.items
        )

    def _is_derived(self, rule: Rule) -> bool:
        return any(
            item.array is rule and item.rule.origin == "derived"
            for item in self.posed.rules.items
        )

    def _replaced(
        self, rule: Rule, change: Callable[[], Rule | None]
    ) -> Callable[[], Problem]:
        def make() -> Problem:
            other = change()
            rules = (other if r is rule else r for r in self.posed.problem.rules)
            kept = tuple(r for r in rules if r is not None)
            return replace(self.posed.problem, rules=kept)

        return make


def _resized(problem: Problem, bound: str, value: int) -> Problem:
    at = np.array([value])
    sizes = problem.sizes
    sizes = replace(sizes, low=at) if bound == "low" else replace(sizes, high=at)
    return replace(problem, sizes=sizes)


def _unpinned(problem: Problem, rows: NDArray[np.int64]) -> Problem:
    rules = (
        _keep_pins(rule, ~np.isin(rule.rows, rows)) if isinstance(rule, Pin) else rule
        for rule in problem.rules
    )
    return replace(problem, rules=tuple(rules))


def _keep_pins(rule: Pin, keep: NDArray[np.bool_]) -> Pin:
    return replace(rule, rows=rule.rows[keep], groups=rule.groups[keep])


def _with(rule: Rule, key: str, value: float) -> Rule:
    """Set the number of a rule that its program file calls by a key."""
    match rule:
        case AtMost() | AtLeast():
            return replace(rule, count=int(value))
        case Spread() if key == "ratio":
            return replace(rule, ratio=float(value))
        case Spread():
            return replace(rule, difference=float(value))
        case Within() if key == "km":
            return replace(rule, kilometres=float(value))
        case Within():
            return replace(rule, distance=float(value))
        case _:
            return rule


def _wider(width: float) -> tuple[float, ...]:
    """List wider limits, as people would write them."""
    return tuple(float(f"{max(width, 1.0) * factor:.3g}") for factor in WIDER)


def first_rung(ladder: Ladder, is_enough: Callable[[Problem], bool]) -> int | None:
    """Find the smallest change of a ladder that is enough; all beyond it are, too.

    Parameters
    ----------
    ladder : tuple of Relaxation
        From the smallest to the largest.
    is_enough : callable
        Whether a changed problem passes.

    Returns
    -------
    int or None
        Its number; None when not even the largest is enough.
    """
    low, high = -1, len(ladder) - 1
    if high < 0 or not is_enough(ladder[high].make()):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if is_enough(ladder[middle].make()):
            high = middle
        else:
            low = middle
    return high
