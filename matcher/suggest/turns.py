"""A night's work that is fair: suggestions for everyone, nobody in too many lists.

`matcher.suggest.nightly` answers each leader as if they asked alone, so that the few
who bring most to anyone stand in hundreds of lists. Here everyone's short list is
found first, and leaders then choose from theirs in turns: the first choice of all, the
second, and so on. Whoever stands in many lists already costs more, and none stands in
more than a few times as many as the average. A leader whose short list is used up gets
another, of those who are left.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from matcher.explore import explore_ranking
from matcher.suggest.give_and_take import GiveAndTake
from matcher.suggest.kernels.turns import choose_in_turn
from matcher.suggest.nightly import BLOCK, Night, candidates_of, find_partners
from matcher.suggest.pool import Pool
from matcher.suggest.ranking import shortlist
from matcher.suggest.request import DEFAULTS, Request, SuggestParams

N_LISTED: Final = 3  # entries of a short list, times those asked for
N_MORE: Final = 3  # short lists that a leader gets when theirs is used up

Rows = NDArray[np.intp]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class TurnParams:
    """How the lists of one night are spread.

    Attributes
    ----------
    most : float, default=3.0
        Lists in which one leader stands at most, times the average; at least 1.
    price : float, default=0.2
        What it costs to stand in as many lists as may be, in shares of the best
        entry of who chooses; not negative.
    """

    most: float = 3.0
    price: float = 0.2

    def __post_init__(self) -> None:
        if not (self.most >= 1.0 and self.price >= 0.0):
            msg = f"most must be at least 1 and price not negative, got {self!r}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class _Lists:
    """The short list of every leader."""

    night: Night
    worth: NDArray[np.float32]
    chosen: NDArray[np.bool_]
    counts: NDArray[np.int64]

    @classmethod
    def blank(cls, n_leaders: int, n_listed: int) -> Self:
        return cls(
            Night.blank(n_leaders, n_listed),
            np.zeros((n_leaders, n_listed), dtype=np.float32),
            np.zeros((n_leaders, n_listed), dtype=np.bool_),
            np.zeros(n_leaders, dtype=np.int64),
        )

    def enter(self, row: int, part: Night, at: int, worth: NDArray[np.float32]) -> None:
        """Put a found short list in the places that are not taken."""
        free = np.flatnonzero(~self.chosen[row])[: part.rows.shape[1]]
        for name in Night.__slots__:
            getattr(self.night, name)[row, free] = getattr(part, name)[at, : free.size]
        self.worth[row, free] = worth[at, : free.size]


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """What every block of a night has in common."""

    k: int
    params: SuggestParams
    record: GiveAndTake | None

    def run(
        self, pool: Pool, rows: Rows, open_: NDArray[np.bool_], taken: list[Rows]
    ) -> tuple[Night, NDArray[np.float32]]:
        """Find short lists of some leaders, among those who may still be shown."""
        n_listed = N_LISTED * self.k
        part = Night.blank(rows.size, n_listed)
        worth = np.zeros((rows.size, n_listed), dtype=np.float32)
        shown = replace(pool, may_show=pool.may_show & open_)
        rng = np.random.default_rng([self.params.seed, 0xF1, int(rows[0])])
        found = find_partners(shown, rows, self.k, self.params, self.record, rng=rng)
        for at, row in enumerate(rows.tolist()):
            request = Request(
                row,
                k=self.k,
                params=self.params,
                record=self.record,
                left_out=taken[at],
            )
            near = rng.permutation(candidates_of(shown, request, found[at]))
            if near.size:
                ranked, worths = shortlist(pool, request, near, n_listed)
                part.write(at, ranked)
                worth[at, : worths.size] = worths
        return part, worth


def suggest_in_turns(
    pool: Pool,
    *,
    k: int = 10,
    params: SuggestParams = DEFAULTS,
    record: GiveAndTake | None = None,
    sharing: TurnParams | None = None,
    n_workers: int = 1,
    progress: Progress | None = None,
) -> Night:
    """Suggest to every leader whom to meet next, and nobody to too many.

    Parameters
    ----------
    pool : Pool
        The leaders.
    k : int, default=10
        Most entries of each, at least 1.
    params : SuggestParams, default=SuggestParams()
        How to rank; the seed draws who chooses first.
    record : GiveAndTake or None, default=None
        What leaders asked of each other so far.
    sharing : TurnParams or None, default=None
        How lists are spread; None takes the defaults.
    n_workers : int, default=1
        Processes; the answer does not depend on them.
    progress : callable or None, default=None
        Told how many leaders have a short list, of how many.

    Returns
    -------
    Night
        For whoever agreed to introductions; the others have no entry.

    Raises
    ------
    ValueError
        When `k` is less than 1.
    """
    if k < 1:
        msg = f"k must be at least 1, got {k!r}."
        raise ValueError(msg)
    rules, n = sharing or TurnParams(), len(pool)
    lists, job = _Lists.blank(n, N_LISTED * k), _Job(k, params, record)
    asking = np.flatnonzero(pool.may_show)
    n_open = asking.size
    if record is not None:
        n_open = int(np.count_nonzero(pool.may_show & (record.spent < 1.0)))
    most = int(np.ceil(rules.most * k * asking.size / max(n_open, 1)))
    turns = np.random.default_rng([params.seed, 0xBA]).permutation(asking)
    hungry = asking
    with Parallel(n_jobs=n_workers, return_as="generator") as parallel:
        for more in range(1 + N_MORE):
            open_ = lists.counts < most
            if not hungry.size or not open_.any():
                break
            _fill(
                parallel,
                pool,
                lists,
                job,
                (hungry, open_),
                progress if not more else None,
            )
            now = turns[np.isin(turns, hungry)]
            _choose(lists, now, k, most, rules.price)
            hungry = hungry[_n_held(lists, hungry) < k]
    # An empty place helps nobody: the last few may stand in more lists than that.
    _choose(lists, turns[np.isin(turns, hungry)], k, n * k, rules.price * n)
    return _chosen(pool, lists, k, params, most)


def _fill(
    parallel: Parallel,
    pool: Pool,
    lists: _Lists,
    job: _Job,
    who: tuple[Rows, NDArray[np.bool_]],
    progress: Progress | None,
) -> None:
    """Find a short list for some leaders, block by block."""
    asking, open_ = who
    blocks = [asking[first : first + BLOCK] for first in range(0, asking.size, BLOCK)]
    taken = [
        [lists.night.rows[row][lists.chosen[row]].astype(np.intp) for row in rows]
        for rows in blocks
    ]
    work = (
        delayed(job.run)(pool, rows, open_, out)
        for rows, out in zip(blocks, taken, strict=True)
    )
    done = 0
    for rows, (part, worth) in zip(blocks, parallel(work), strict=True):
        for at, row in enumerate(rows.tolist()):
            lists.enter(row, part, at, worth)
        done += rows.size
        if progress is not None:
            progress(done, asking.size)


def _choose(lists: _Lists, turns: Rows, k: int, most: int, price: float) -> None:
    choose_in_turn(
        lists.night.rows,
        lists.worth,
        turns.astype(np.int64),
        k,
        most,
        price,
        lists.counts,
        lists.chosen,
    )


def _n_held(lists: _Lists, rows: Rows) -> NDArray[np.intp]:
    return np.asarray(np.count_nonzero(lists.chosen[rows], axis=1))


def _chosen(
    pool: Pool, lists: _Lists, k: int, params: SuggestParams, most: int
) -> Night:
    """Keep what was chosen, the best first; the last place may be left to chance."""
    night, chosen = lists.night, lists.chosen
    worth = np.where(chosen, lists.worth, -np.inf)
    order = np.argsort(-worth, axis=1, kind="stable")
    n_held = np.count_nonzero(chosen, axis=1)
    chances = np.ones((len(pool), k), dtype=np.float32)
    for row in np.flatnonzero(pool.explores & pool.may_show & (n_held == k)).tolist():
        free = order[row, k:]
        others = night.rows[row, free]
        rest = free[(others >= 0) & (lists.counts[others] < most)]
        picked, chances[row] = explore_ranking(
            np.concatenate([order[row, :k], rest]),
            n_shown=k,
            share=pool.explore_share,
            seed=params.seed,
            row=row,
        )
        order[row, :k] = picked
    rows = np.arange(len(pool))[:, np.newaxis]
    first = order[:, :k]
    whole = Night(
        **{name: getattr(night, name)[rows, first] for name in Night.__slots__}
    )
    empty = np.arange(k) >= n_held[:, np.newaxis]
    blank = Night.blank(1, 1)
    for name in Night.__slots__:
        getattr(whole, name)[empty] = getattr(blank, name)[0, 0]
    whole.chances[~empty] = chances[~empty]
    return whole
