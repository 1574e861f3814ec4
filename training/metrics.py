"""What predictions are worth, each figure with an interval over people.

Every figure is a function of how often each rater counts, so that people, not answers,
are what the bootstrap draws again: answers of one person are no independent evidence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from training.allocation import allocate
from training.calibration import Figure, average, bias_figure, calibration_figure
from training.scored import Scored

Array = NDArray[np.float64]
TINY: Final = 1e-12
TOP: Final = 5  # of NDCG
N_DRAWS: Final = 200
LEVEL: Final = 0.95  # of the intervals


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and where it lies with 95 % over people drawn again.

    Attributes
    ----------
    value : float or None
        The figure; None where the answers do not determine it.
    low, high : float or None
        Ends of the interval.
    """

    value: float | None
    low: float | None = None
    high: float | None = None

    def to_dict(self) -> dict[str, float | None]:
        """Give the figure to machines.

        Returns
        -------
        dict of str to float or None
            Value, low and high.
        """
        return {"value": self.value, "low": self.low, "high": self.high}


def figures(
    scored: Scored, *, seed: int = 0, n_draws: int = N_DRAWS
) -> dict[str, Interval]:
    """Work out every figure with its interval.

    Parameters
    ----------
    scored : Scored
        Held-out answers, one at least.
    seed : int, default=0
        What people are drawn from.
    n_draws : int, default=200
        Bootstrap samples.

    Returns
    -------
    dict of str to Interval
        Under the names auc, within_person_auc, ndcg, log_loss, calibration_error,
        calibration_bias, allocation_lift and allocation_share.
    """
    makers = {
        "auc": auc_figure,
        "within_person_auc": within_figure,
        "ndcg": ndcg_figure,
        "log_loss": log_loss_figure,
        "calibration_error": calibration_figure,
        "calibration_bias": bias_figure,
    }
    made = {name: maker(scored) for name, maker in makers.items()}
    made |= allocation_figures(scored)
    return {
        name: interval(figure, scored, seed=seed, n_draws=n_draws)
        for name, figure in made.items()
    }


def interval(
    figure: Figure, scored: Scored, *, seed: int = 0, n_draws: int = N_DRAWS
) -> Interval:
    """Bootstrap a figure over raters.

    Parameters
    ----------
    figure : callable
        From weights of answers to a number, NaN where it is not determined.
    scored : Scored
        The answers.
    seed : int, default=0
        What raters are drawn from.
    n_draws : int, default=200
        Samples.

    Returns
    -------
    Interval
        The figure and its 95 % interval by percentiles.
    """
    value = figure(np.ones(len(scored)))
    if not np.isfinite(value):
        return Interval(None)
    people, row = np.unique(scored.rater, return_inverse=True)
    if people.size < 2:
        return Interval(value)  # one person says nothing of how people differ
    rng = np.random.default_rng(seed)
    found = np.empty(n_draws)
    for draw in range(n_draws):
        picked = rng.integers(people.size, size=people.size)
        counts = np.bincount(picked, minlength=people.size).astype(np.float64)
        found[draw] = figure(counts[row])
    tail = 50.0 * (1.0 - LEVEL)
    kept = found[np.isfinite(found)]
    if not kept.size:
        return Interval(value)
    low, high = np.percentile(kept, [tail, 100.0 - tail])
    return Interval(value, float(low), float(high))


def auc_figure(scored: Scored) -> Figure:
    """Rank all answers against each other.

    Parameters
    ----------
    scored : Scored
        Answers; above one half counts as yes.

    Returns
    -------
    callable
        Share of pairs of a yes and a no of one held-out set in which the yes is
        predicted higher. Sets are not compared with each other: what was learned has
        a lower mean where what was held out has a higher one.
    """
    yes = scored.is_yes()
    order = np.lexsort((scored.p, scored.fold))
    p, fold = scored.p[order], scored.fold[order]
    is_new_set = np.diff(fold, prepend=-1) != 0
    first = np.flatnonzero(is_new_set | (np.diff(p, prepend=np.nan) != 0.0))
    _, part = np.unique(fold[first], return_inverse=True)
    opened = np.flatnonzero(is_new_set[first])

    def figure(weight: Array) -> float:
        ordered = weight[order]
        of_yes = np.add.reduceat(np.where(yes[order], ordered, 0.0), first)
        of_no = np.add.reduceat(np.where(yes[order], 0.0, ordered), first)
        below = np.cumsum(of_no) - of_no
        below -= below[opened][part]
        sums = [np.bincount(part, weights=side) for side in (of_yes, of_no)]
        total = float(sums[0] @ sums[1])
        won = float((of_yes * (below + of_no / 2.0)).sum())
        return won / total if total > 0.0 else float("nan")

    return figure


def within_figure(scored: Scored) -> Figure:
    """Rank the answers of each rater in each held-out set, and average over raters.

    Parameters
    ----------
    scored : Scored
        Answers.

    Returns
    -------
    callable
        Mean over raters with both answers in a set.
    """
    sets = scored.sets()
    values = _by_set(scored, sets, _set_auc)
    return _mean_of_sets(values, sets)


def ndcg_figure(scored: Scored) -> Figure:
    """Discount what stands low in each rater's ranking (NDCG at 5).

    Parameters
    ----------
    scored : Scored
        Answers, which are the gains.

    Returns
    -------
    callable
        Mean over raters with any gain in a set.
    """
    sets = scored.sets()
    values = _by_set(scored, sets, _set_ndcg)
    return _mean_of_sets(values, sets)


def log_loss_figure(scored: Scored) -> Figure:
    """Charge each answer the logarithm of how likely it was held.

    Parameters
    ----------
    scored : Scored
        Answers.

    Returns
    -------
    callable
        Mean log loss in nats.
    """
    p = np.clip(scored.p, TINY, 1.0 - TINY)
    loss = -(scored.y * np.log(p) + (1.0 - scored.y) * np.log1p(-p))
    return lambda weight: average(loss, weight)


def allocation_figures(scored: Scored) -> dict[str, Figure]:
    """Give everyone one peer at most, as the predictions would, and count the value.

    Parameters
    ----------
    scored : Scored
        Answers; only pairs with an answer can be made.

    Returns
    -------
    dict of str to callable
        Of allocation_lift, value of the pairs made over that of random pairs, and of
        allocation_share, how far that goes from random (0) to knowing all (1).
    """
    by_model = allocate(scored, scored.p)
    by_oracle = allocate(scored, scored.y)

    def parts(weight: Array) -> tuple[float, float, float]:
        return (
            average(scored.y[by_model], weight[by_model]),
            average(scored.y, weight),
            average(scored.y[by_oracle], weight[by_oracle]),
        )

    def lift(weight: Array) -> float:
        made, random, _ = parts(weight)
        return made / random if random > 0.0 else float("nan")

    def share(weight: Array) -> float:
        made, random, best = parts(weight)
        return (made - random) / (best - random) if best > random else float("nan")

    return {"allocation_lift": lift, "allocation_share": share}


def _by_set(
    scored: Scored,
    sets: NDArray[np.intp],
    measure: Callable[[Array, Array], float],
) -> Array:
    order = np.argsort(sets, kind="stable")
    ends = np.cumsum(np.bincount(sets))
    values = np.full(ends.size, np.nan)
    first = 0
    for number, end in enumerate(ends.tolist()):
        own = order[first:end]
        values[number] = measure(scored.y[own], scored.p[own])
        first = end
    return values


def _mean_of_sets(values: Array, sets: NDArray[np.intp]) -> Figure:
    _, one = np.unique(sets, return_index=True)
    known = np.isfinite(values)

    def figure(weight: Array) -> float:
        return average(values[known], weight[one][known])

    return figure


def _set_auc(y: Array, p: Array) -> float:
    yes = y > 0.5
    n_yes = int(yes.sum())
    if n_yes in (0, y.size):
        return float("nan")
    ranks = rankdata(p)[yes].sum() - n_yes * (n_yes + 1) / 2.0
    return float(ranks / (n_yes * (y.size - n_yes)))


def _set_ndcg(y: Array, p: Array) -> float:
    if y.size < 2 or y.max() == y.min():
        return float("nan")
    discount = 1.0 / np.log2(np.arange(2, TOP + 2))
    best = np.sort(y)[::-1][:TOP]
    _, group = np.unique(-p, return_inverse=True)
    mean = (np.bincount(group, weights=y) / np.bincount(group))[group]  # ties share
    found = mean[np.argsort(-p, kind="stable")][:TOP]
    return float(found @ discount[: found.size] / (best @ discount[: best.size]))


def as_dict(found: dict[str, Interval]) -> dict[str, Any]:
    """Give figures to machines.

    Parameters
    ----------
    found : dict of str to Interval
        Figures.

    Returns
    -------
    dict of str to dict
        Value, low and high of each.
    """
    return {name: figure.to_dict() for name, figure in found.items()}
