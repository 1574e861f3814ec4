"""The front door: a problem in, a result out."""

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.bounds import upper_bound
from matcher.grouping.check import check_labels
from matcher.grouping.dense import search_dense
from matcher.grouping.faultline import price_camps
from matcher.grouping.faultline_search import CampParams, counts_camps, polish_camps
from matcher.grouping.priced import search_priced
from matcher.grouping.prices import is_priced, price_labels
from matcher.grouping.problem import Problem
from matcher.grouping.reasons import unseated_reasons
from matcher.grouping.result import Result, Status
from matcher.grouping.run import Found, Observer, Run
from matcher.grouping.score import group_values, objective, total_value
from matcher.grouping.search import search_low_rank
from matcher.grouping.sizes import group_range
from matcher.grouping.stop import MaxIterations, MaxRuntime, Replay, Stop

ROUNDING = 1e-9  # of the bound, within which a value meets it


def solve(
    problem: Problem,
    stop: Stop | None = None,
    *,
    seed: int = 1,
    n_threads: int = 1,
    observer: Observer | None = None,
    labels: NDArray[np.integer] | None = None,
) -> Result:
    """Partition leaders into groups: seat the most, then maximise the objective.

    Hard rules hold in whatever is returned. Ctrl-C ends the search early and returns
    the incumbent with status "interrupted".

    Parameters
    ----------
    problem : Problem
        What is to be solved.
    stop : Stop or None, default=None
        When to end; None is `MaxRuntime(10)`.
    seed : int, default=1
        What the search draws from; same seed, iterations and problem, same labels.
    n_threads : int, default=1
        Threads; they change how soon, not what, a number of iterations finds.
    observer : callable or None, default=None
        Called with each new `Mark` of the history.
    labels : ndarray of shape (n_leaders,) or None, default=None
        Grouping to begin from, -1 for no seat, every hard rule kept; None deals one.

    Returns
    -------
    Result
        The incumbent.

    Raises
    ------
    InfeasibleError
        When the rules leave not even one group that could be formed.
    """
    _check_arguments(seed, n_threads)
    run = Run(stop if stop is not None else MaxRuntime(10), observer)
    begin = _check_labels(problem, labels)
    interrupted, found = False, Found()
    try:
        if counts_camps(problem):
            params = CampParams()
            run.stage(0.0, params.begin)
            _search(problem, run, seed=seed, n_threads=n_threads, labels=begin)
            run.stage(params.begin, 1.0)
            polish_camps(problem, run, seed=seed, params=params)
        else:
            found = _search(problem, run, seed=seed, n_threads=n_threads, labels=begin)
    except KeyboardInterrupt:
        if run.labels is None:
            raise
        interrupted = True
    return _judge(
        problem, run, found, seed=seed, ended=_status(found, stop, interrupted)
    )


def _check_arguments(seed: int, n_threads: int) -> None:
    """Refuse what no search can use."""
    if isinstance(seed, bool) or int(seed) != seed or seed < 0:
        msg = f"seed must be a whole number from 0, got {seed!r}."
        raise ValueError(msg)
    if int(n_threads) != n_threads or n_threads < 1:
        msg = f"n_threads must be a whole number from 1, got {n_threads!r}."
        raise ValueError(msg)


def _check_labels(
    problem: Problem, labels: NDArray[np.integer] | None
) -> NDArray[np.intp] | None:
    """Refuse a grouping to begin from that breaks a hard rule."""
    if labels is None:
        return None
    if labels.shape != (problem.n_leaders,):
        msg = f"labels must have one entry a row, got shape {labels.shape}."
        raise ValueError(msg)
    broken = [v.rule for v in check_labels(problem, labels) if v.is_hard]
    if broken:
        msg = f"labels must keep every hard rule, got one that breaks {broken[0]}."
        raise ValueError(msg)
    return labels.astype(np.intp)


def _search(
    problem: Problem,
    run: Run,
    *,
    seed: int,
    n_threads: int,
    labels: NDArray[np.intp] | None,
) -> Found:
    """Hand the problem to the search that suits its store."""
    if is_priced(problem):
        return search_priced(problem, run, seed=seed, labels=labels)
    if problem.distances is not None:
        if labels is not None:
            run.offer(labels, objective(problem, labels))
        return search_dense(problem, run, seed=seed, n_threads=n_threads)
    return search_low_rank(problem, run, seed=seed, n_threads=n_threads, labels=labels)


def _status(found: Found, stop: Stop | None, interrupted: bool) -> Status:  # noqa: FBT001 - private
    """Say why the search ended."""
    if found.is_proven:
        return "optimal"
    if interrupted:
        return "interrupted"
    return (
        "iterations done"
        if isinstance(stop, MaxIterations | Replay)
        else "time ran out"
    )


def _judge(
    problem: Problem, run: Run, found: Found, *, seed: int, ended: Status
) -> Result:
    """Recompute the incumbent from its definition and bound it."""
    labels = run.labels
    if labels is None:
        labels = np.full(problem.n_leaders, -1, dtype=np.intp)
    values = group_values(problem, labels)
    value = total_value(problem, labels, values)
    price = price_labels(problem, labels) + price_camps(problem.faultline, labels)
    bound = found.bound if np.isfinite(found.bound) else upper_bound(problem, labels)
    if price == 0.0 and _meets_bound(problem, labels, value, bound):
        ended, bound = "optimal", value
    return Result(
        labels=labels,
        objective=problem.objective,
        value=value,
        bound=bound,
        group_values=values,
        unseated=unseated_reasons(problem, labels),
        history=tuple(run.history),
        status=ended,
        n_iterations=run.n_iterations,
        seed=seed,
        schedule=tuple(run.schedule),
        price=price,
    )


def _meets_bound(
    problem: Problem, labels: NDArray[np.intp], value: float, bound: float
) -> bool:
    """Tell whether a grouping without breaches is proven: nothing can pass its bound.

    The bound speaks of as many groups, and of facets of as large ones: it proves
    something only where sizes leave no other choice to those who seat everyone.
    """
    if (labels < 0).any():
        return False
    fewest, most = group_range(problem.sizes, problem.n_leaders)
    if fewest != most or most != np.unique(labels).size:
        return False
    low, high = problem.sizes.bounds(most)
    if np.sort(high)[1:].sum() >= problem.n_leaders:  # the smallest may stay empty
        return False
    if most == 1:
        return True
    is_fixed = problem.n_leaders in (int(low.sum()), int(high.sum()))
    if problem.protect > 0.0 or (problem.objective == "facets" and not is_fixed):
        return False
    return bool(value >= bound - ROUNDING * abs(bound))
