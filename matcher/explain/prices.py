"""What each rule costs, in score and in people without a seat."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from matcher.explain.estimates import Estimate, RulePrice
from matcher.explain.trials import Trial, as_many_groups, paired, search
from matcher.grouping import Problem, check_labels
from matcher.grouping.rules import Apart, AtLeast, AtMost, NotOnly, Rule, Together
from matcher.pose import Posed

SEEDS = 5
TOGETHER = ("pin", "ban")  # kinds of rules that are left out all at once


def price_rules(
    posed: Posed,
    *,
    seed: int = 0,
    n_seeds: int = SEEDS,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[RulePrice, ...]:
    """Search with and without each rule, at the same seeds.

    Where everyone has a seat, the searches without a rule form as many groups as the
    search with all of them did at that seed.

    Parameters
    ----------
    posed : Posed
        The problem with its rules.
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
    base = [search(posed.problem, seed=s) for s in seeds]
    prices: dict[int, RulePrice] = {}
    for k, members in enumerate(sets):
        tell(f"Pricing the rules: set {k + 1} of {len(sets)} left out")
        rules = tuple(posed.rules.items[i].array for i in members)
        price = _price(posed.problem, rules, base, seeds)
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
    problem: Problem,
    rules: tuple[Rule, ...],
    base: Sequence[Trial],
    seeds: Sequence[int],
) -> RulePrice:
    if not any(_can_bind(rule) for rule in rules):
        none = Estimate(0.0, 0.0, 0.0)
        return RulePrice(none, none, none, 0.0, is_certain=True)
    dropped = {id(rule) for rule in rules}
    rest = tuple(rule for rule in problem.rules if id(rule) not in dropped)
    free = replace(problem, rules=rest)
    found = [
        search(as_many_groups(free, with_all), seed=s)
        for with_all, s in zip(base, seeds, strict=True)
    ]
    return RulePrice(
        score=Estimate.of(paired(found, base, "score")),
        unplaced=Estimate.of(paired(base, found, "n_unplaced")),
        weakest=Estimate.of(paired(found, base, "weakest")),
        n_broken_without=float(np.mean([_n_broken(problem, rules, t) for t in found])),
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
