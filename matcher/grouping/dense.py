"""Search over dense distances: the maximally diverse grouping problem itself."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InfeasibleError
from matcher.grouping.dense_anneal import DenseParams, spend_run
from matcher.grouping.dense_bound import dense_bound, rounding_slack
from matcher.grouping.dense_offer import Offer
from matcher.grouping.dense_table import DenseTable, Held
from matcher.grouping.exact import MOST_LEADERS, prove_optimum
from matcher.grouping.problem import Problem
from matcher.grouping.run import Found, Run
from matcher.grouping.score import objective
from matcher.grouping.search import improve, search_low_rank
from matcher.grouping.sizes import (
    Sizes,
    balanced_profile,
    check_total,
    group_range,
    widest_profile,
)
from matcher.grouping.start import Start, deal_start, seat_everyone
from matcher.grouping.stop import MaxIterations

MOST_SETS = 0.1  # sets that stay together, a row, above which whole sets must trade

Array = NDArray[np.int64]


def search_dense(
    problem: Problem,
    run: Run,
    *,
    seed: int,
    n_threads: int = 1,
    params: DenseParams | None = None,
) -> Found:
    """Search for the grouping of most diversity; small problems are proven.

    Parameters
    ----------
    problem : Problem
        From distances.
    run : Run
        Says when to end, and is offered what is found.
    seed : int
        What the search draws from.
    n_threads : int, default=1
        Threads that may search at once.
    params : DenseParams or None, default=None
        How to anneal; None for what we recommend.

    Returns
    -------
    Found
        Whether the incumbent is optimal, and an upper bound.

    Raises
    ------
    InfeasibleError
        When the sizes leave no partition, or the rules not one group.
    """
    distance = _distance(problem)
    params = params if params is not None else DenseParams()
    if problem.protect > 0.0:  # gains of single trades do not show the weakest group
        return search_low_rank(problem, run, seed=seed, n_threads=n_threads)
    if problem.rules:
        return _search_ruled(
            problem, run, seed=seed, n_threads=n_threads, params=params
        )
    check_total(problem.sizes, problem.n_leaders)
    rng = np.random.default_rng(seed)
    lower, upper, profile = choose_profile(problem, distance)
    start = _draw_labels(profile, rng)
    run.offer(start, objective(problem, start))
    bound = dense_bound(distance, lower, upper)
    if lower.size == 1:
        return Found(is_proven=True, bound=run.value)
    table = DenseTable(distance, (lower, upper), profile, rng)
    table.load(start)
    offer = Offer(problem, run, table)
    if problem.n_leaders <= MOST_LEADERS:
        table.descend()
        offer.note(table.incumbent())
        proof = prove_optimum(distance, lower, upper, run)
        if proof is not None:
            offer.note(proof.labels)
            return Found(is_proven=True, bound=run.value)
    spend_run(
        table,
        run,
        lambda: _draw_labels(profile, rng),
        offer,
        rng=rng,
        n_threads=n_threads,
        params=params,
    )
    is_proven = run.value >= bound - 2.0 * rounding_slack(distance)
    return Found(is_proven, run.value if is_proven else max(bound, run.value))


def _search_ruled(
    problem: Problem, run: Run, *, seed: int, n_threads: int, params: DenseParams
) -> Found:
    """Seat everyone under the rules, then search among those who may move."""
    try:
        check_total(problem.sizes, problem.n_leaders)
    except InfeasibleError:  # rules or not, some stay without a seat
        return search_low_rank(problem, run, seed=seed, n_threads=n_threads)
    distance = _distance(problem)
    lower, upper, profile = choose_profile(problem, distance)
    start = _seat_widest(problem, profile, run, seed)
    if start is None:
        start = deal_start(problem, seed)
        start = seat_everyone(start, run)
    labels, held = start.labels(), _hold(start)
    bound = dense_bound(distance, lower, upper)  # first: it takes of the run's time
    if not _suits(labels, held, lower, upper):
        improve(start, run, n_threads=n_threads)
        return Found(bound=np.inf if run.n_unseated else bound)
    profile = np.bincount(labels, minlength=lower.size)
    table = DenseTable(distance, (lower, upper), profile, start.rng, held=held)
    table.load(labels)
    spend_run(
        table,
        run,
        lambda: labels,
        Offer(problem, run, table),
        rng=start.rng,
        n_threads=n_threads,
        params=params,
    )
    return Found(bound=max(bound, run.value))


def _seat_widest(problem: Problem, profile: Array, run: Run, seed: int) -> Start | None:
    """Seat everyone in groups of the sizes that add up to most; None if none could."""
    if (profile == 0).any():
        return None
    narrow = replace(problem, sizes=Sizes(profile, profile, profile.size))
    trial = Run(MaxIterations(1))
    with suppress(InfeasibleError):
        start = deal_start(narrow, seed)
        start = seat_everyone(start, trial)
        if trial.labels is not None and trial.n_unseated == 0:
            run.offer(trial.labels, trial.value)
            return start
    return None


def _hold(start: Start) -> Held:
    """Note the rules of a start, and whom they leave free to move."""
    units = start.units
    is_free = start.seats.is_free & (units.weight == 1)
    return Held(start.table, units.unit_of, is_free[units.unit_of])


def _suits(labels: NDArray[np.intp], held: Held, lower: Array, upper: Array) -> bool:
    """Tell whether rows may trade one by one: all seated, few in sets."""
    n_in_sets = int((held.rules.first[1:] - held.rules.first[:-1] > 1).sum())
    if (labels < 0).any() or labels.max() >= lower.size or lower.size < 2:
        return False
    if n_in_sets > MOST_SETS * labels.size:
        return False
    sizes = np.bincount(labels, minlength=lower.size)
    return bool(((sizes >= lower) & (sizes <= upper)).all())


def choose_profile(
    problem: Problem, distance: NDArray[np.float64]
) -> tuple[Array, Array, Array]:
    """Choose the number of groups, their bounds and the sizes to start from.

    Where distances are positive on average, pairs are what counts: few groups, and
    sizes as unequal as the bounds allow. Where negative, the other way round.

    Parameters
    ----------
    problem : Problem
        Some partition meets its sizes.
    distance : ndarray of shape (n_leaders, n_leaders)
        Symmetric.

    Returns
    -------
    tuple of three ndarray of shape (n_groups,)
        Fewest and most leaders in each group, and sizes to start from.
    """
    n_leaders = problem.n_leaders
    fewest, most = group_range(problem.sizes, n_leaders)
    is_positive = distance.sum() >= 0.0
    n_groups = max(1, fewest) if is_positive else min(most, n_leaders)
    lower, upper = problem.sizes.bounds(n_groups)
    upper = np.minimum(upper, n_leaders)
    choose = widest_profile if is_positive else balanced_profile
    return lower, upper, choose(lower, upper, n_leaders)


def _distance(problem: Problem) -> NDArray[np.float64]:
    """Return the distances of a problem that has them."""
    if problem.distances is None:
        msg = f"a dense search needs distances, got a problem of {problem.objective}."
        raise ValueError(msg)
    return problem.distances


def _draw_labels(profile: Array, rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw a grouping of these sizes."""
    return rng.permutation(np.repeat(np.arange(profile.size, dtype=np.intp), profile))
