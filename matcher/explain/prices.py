"""What each rule costs, in score and in people without a seat."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from matcher.explain.estimates import Estimate, RulePrice
from matcher.explain.reruns import Rerun
from matcher.explain.trials import Trial, paired
from matcher.grouping import Problem, check_labels
from matcher.grouping.rules import Apart, AtLeast, AtMost, NotOnly, Rule, Together
from matcher.pose import Posed

SEEDS = 5
TOGETHER = ("pin", "ban")  # kinds of rules that are left out all at once


def price_rules(
    posed: Posed,
    *,
    max_moves: int | None = None,
    seed: int = 0,
    n_seeds: int = SEEDS,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[RulePrice, ...]:
    """Search with and without each rule, at the same seeds.

    From a seating the price is that of its change: the seating is changed with and
    without the rule. Else groups are formed anew; where everyone has a seat, the
    searches without a rule form as many groups as the search with all of them did at
    that seed.

    Parameters
    ----------
    posed : Posed
        The problem with its rules, and the seating if there is one.
    max_moves : int or None, default=None
        Most leaders of the seating who may change group; None finds the fewest.
    seed : int, default=0
        The first seed.
    n_seeds : int, default=5
        Seeds, at least 2: the interval is over them.
    tell : callable, optional
        Told what is being done.

    Returns
    -------
    tuple of RulePrice
        One a rule of the program, in the order of `posed.rules.items`.
    """
    seeds = range(seed, seed + n_seeds)
    sets = _sets(posed)
    tell("Pricing the rules: with all of them")
    rerun = Rerun(posed, max_moves)
    base = [rerun.make(posed.problem, seed=s) for s in seeds]
    prices: dict[int, RulePrice] = {}
    for k, members in enumerate(sets):
        tell(f"Pricing the rules: set {k + 1} of {len(sets)} left out")
        rules = tuple(posed.rules.items[i].array for i in members)
        price = _price(rerun, rules, base, seeds)
        prices |= dict.fromkeys(members, replace(price, n_together=len(members)))
    return tuple(prices[i] for i in range(len(posed.rules.items)))


def _sets(posed: Posed) -> list[list[int]]:
    """List the rules that are left out together."""
    sets: dict[str, list[int]] = {}
    for i, item in enumerate(posed.rules.items):
        kind = item.rule.kind
        sets.setdefault(kind if kind in TOGETHER else str(i), []).append(i)
    return list(sets.values())


def _price(
    rerun: Rerun,
    rules: tuple[Rule, ...],
    base: Sequence[tuple[Trial, int]],
    seeds: Sequence[int],
) -> RulePrice:
    problem = rerun.posed.problem
    if not any(_can_bind(rule) for rule in rules):
        none = Estimate(0.0, 0.0, 0.0)
        moves = none if rerun.is_from_seating else None
        return RulePrice(none, none, none, 0.0, is_certain=True, moves=moves)
    dropped = {id(rule) for rule in rules}
    rest = tuple(rule for rule in problem.rules if id(rule) not in dropped)
    free = replace(problem, rules=rest)
    made = [
        rerun.make(free, seed=s, like=with_all)
        for (with_all, _), s in zip(base, seeds, strict=True)
    ]
    found, before = [one for one, _ in made], [one for one, _ in base]
    saved = [n - m for (_, n), (_, m) in zip(base, made, strict=True)]
    return RulePrice(
        score=Estimate.of(paired(found, before, "score")),
        unplaced=Estimate.of(paired(before, found, "n_unplaced")),
        weakest=Estimate.of(paired(found, before, "weakest")),
        n_broken_without=float(np.mean([_n_broken(problem, rules, t) for t in found])),
        moves=Estimate.of(saved) if rerun.is_from_seating else None,
    )


def _can_bind(rule: Rule) -> bool:
    """Tell whether there is anyone whom a rule could keep from any group."""
    match rule:
        case AtMost():
            held = rule.categories[rule.categories >= 0]
            return bool(np.bincount(held, minlength=1).max() > rule.count)
        case Apart() | Together():
            return bool(rule.pairs.size)
        case NotOnly():
            return bool((rule.categories >= 0).any())
        case AtLeast():
            return True
        case _:
            return True


def _n_broken(problem: Problem, rules: tuple[Rule, ...], trial: Trial) -> int:
    """Count the groups, or the seats outside any one group, that break rules."""
    breaches = check_labels(replace(problem, rules=rules), trial.labels)
    named = {rule.name for rule in rules}
    return len(
        {(b.group, b.rows if b.group < 0 else ()) for b in breaches if b.rule in named}
    )
