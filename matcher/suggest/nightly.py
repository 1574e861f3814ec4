"""A night's work: suggestions for everyone, each as if asked alone.

Partners of a block of leaders are found by one product of matrices; what is left is
ranked leader by leader, by the code that answers one. Blocks are independent of each
other, so that processes share them and the answer does not depend on their number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

import faiss
import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from matcher.suggest.give_and_take import GiveAndTake
from matcher.suggest.network import entries_of, suggest_among, suggest_network
from matcher.suggest.pool import Pool
from matcher.suggest.ranking import (
    Ranked,
    find_candidates,
    is_allowed,
    n_wide,
    rank,
    who_is_allowed,
)
from matcher.suggest.request import DEFAULTS, Request, SuggestParams
from matcher.suggest.retrieval import question_of
from matcher.suggest.suggestion import Suggestion, Suggestions

BLOCK: Final = 2_000  # leaders whose partners are found at once
TIES: Final = 0.02  # its square is the value up to which two are worth the same
SLACK: Final = 56  # partners found beyond those needed, for what filters take away

Rows = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Night:
    """Whom every leader is to meet next.

    Attributes
    ----------
    rows : ndarray of shape (n_leaders, k), int32
        Who, best first; -1 where there is nobody else.
    scores, to_you, to_them, chances : ndarray of shape (n_leaders, k), float32
        As entries of a suggestion have them.
    between : ndarray of shape (n_leaders, k, 2), int32
        Go-betweens; -1 for none.
    is_known : ndarray of shape (n_leaders, k), bool
        Whether a path is known.
    """

    rows: Rows
    scores: Floats
    to_you: Floats
    to_them: Floats
    chances: Floats
    between: Rows
    is_known: NDArray[np.bool_]

    @classmethod
    def blank(cls, n_leaders: int, k: int) -> Self:
        """Make room for the entries of some leaders.

        Parameters
        ----------
        n_leaders, k : int
            Leaders, and entries of each.

        Returns
        -------
        Night
            Without an entry.
        """

        def figures() -> Floats:
            return np.zeros((n_leaders, k), dtype=np.float32)

        return cls(
            rows=np.full((n_leaders, k), -1, dtype=np.int32),
            scores=figures(),
            to_you=figures(),
            to_them=figures(),
            chances=figures(),
            between=np.full((n_leaders, k, 2), -1, dtype=np.int32),
            is_known=np.zeros((n_leaders, k), dtype=np.bool_),
        )

    @property
    def n_entries(self) -> int:
        """Count the entries of all leaders.

        Returns
        -------
        int
            At most k a leader.
        """
        return int(np.count_nonzero(self.rows >= 0))

    def write(self, at: int, ranked: Ranked) -> None:
        """Fill in the entries of one leader.

        Parameters
        ----------
        at : int
            Row of the arrays.
        ranked : Ranked
            What is to be shown.
        """
        n = ranked.rows.size
        self.rows[at, :n] = ranked.rows
        self.scores[at, :n] = ranked.scores
        self.to_you[at, :n] = ranked.to_you
        self.to_them[at, :n] = ranked.to_them
        self.chances[at, :n] = ranked.chances
        for position, path in enumerate(ranked.reach.paths):
            middle = path[1:-1]
            self.between[at, position, : len(middle)] = middle
            self.is_known[at, position] = bool(path)

    def entries(self, pool: Pool, row: int) -> tuple[Suggestion, ...]:
        """Put the entries of one leader into words.

        Parameters
        ----------
        pool : Pool
            That they were made from.
        row : int
            Row of the leader.

        Returns
        -------
        tuple of Suggestion
            With reasons and paths.
        """
        n = int(np.count_nonzero(self.rows[row] >= 0))
        paths = tuple(
            (row, *(b for b in middle if b >= 0), other) if known else ()
            for other, middle, known in zip(
                self.rows[row, :n].tolist(),
                self.between[row, :n].tolist(),
                self.is_known[row, :n].tolist(),
                strict=True,
            )
        )
        figures = (self.scores, self.to_you, self.to_them, self.chances)
        values = np.stack([figure[row, :n] for figure in figures], axis=1).tolist()
        others = self.rows[row, :n].tolist()
        return entries_of(pool, row, others, values, paths, None)


def suggest_everyone(
    pool: Pool,
    *,
    k: int = 10,
    params: SuggestParams = DEFAULTS,
    record: GiveAndTake | None = None,
    n_workers: int = 1,
) -> Night:
    """Suggest to every leader whom to meet next.

    Parameters
    ----------
    pool : Pool
        The leaders.
    k : int, default=10
        Most entries of each, at least 1.
    params : SuggestParams, default=SuggestParams()
        How to rank.
    record : GiveAndTake or None, default=None
        What leaders asked of each other so far.
    n_workers : int, default=1
        Processes; the answer does not depend on them.

    Returns
    -------
    Night
        For whoever agreed to introductions; the others have no entry.
    """
    n = len(pool)
    blocks = [range(first, min(first + BLOCK, n)) for first in range(0, n, BLOCK)]
    work = (delayed(_suggest_block)(pool, rows, k, params, record) for rows in blocks)
    whole = Night.blank(n, k)
    for rows, part in zip(
        blocks, Parallel(n_jobs=n_workers, return_as="generator")(work), strict=True
    ):
        for name in Night.__slots__:
            getattr(whole, name)[rows.start : rows.stop] = getattr(part, name)
    return whole


def answer_some(
    pool: Pool,
    rows: range,
    *,
    k: int = 10,
    params: SuggestParams = DEFAULTS,
    record: GiveAndTake | None = None,
) -> Iterator[Suggestions]:
    """Answer some leaders in full, as if each had asked alone without a purpose.

    Parameters
    ----------
    pool : Pool
        The leaders.
    rows : range
        Whom to answer, some thousands of them.
    k : int, default=10
        Most entries of each, at least 1.
    params : SuggestParams, default=SuggestParams()
        How to rank.
    record : GiveAndTake or None, default=None
        What leaders asked of each other so far.

    Yields
    ------
    Suggestions
        One of each leader, in their order.
    """
    found = find_partners(pool, _numbers(rows), k, params, record)
    for at, row in enumerate(rows):
        request = Request(row, k=k, params=params, record=record)
        near = found[at][:0]
        if pool.may_show[row]:
            near = candidates_of(pool, request, found[at])
        if near.size:
            yield suggest_among(pool, request, near)
        else:
            yield suggest_network(pool, request)


def _suggest_block(
    pool: Pool,
    rows: range,
    k: int,
    params: SuggestParams,
    record: GiveAndTake | None,
) -> Night:
    part = Night.blank(len(rows), k)
    found = find_partners(pool, _numbers(rows), k, params, record)
    for at, row in enumerate(rows):
        if not pool.may_show[row]:
            continue
        request = Request(row, k=k, params=params, record=record)
        near = candidates_of(pool, request, found[at])
        if near.size:
            part.write(at, rank(pool, request, None, near))
    return part


def candidates_of(
    pool: Pool, request: Request, found: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Keep of the best partners of a leader those who may be shown to them.

    Parameters
    ----------
    pool : Pool
        The leaders.
    request : Request
        Of the leader; without a topic.
    found : ndarray of shape (n_found,), intp
        From `find_partners`.

    Returns
    -------
    ndarray of shape (n_candidates,), intp
        As `find_candidates` finds them for one alone.
    """
    near = found[is_allowed(pool, request, found)]
    if near.size >= n_wide(request):
        return np.sort(near[: n_wide(request)])
    # Filters took too many, or there are no more: ask as one alone does.
    allowed = who_is_allowed(pool, request, is_purposeful=False)
    return find_candidates(pool, request, None, allowed)


def _numbers(rows: range) -> NDArray[np.intp]:
    return np.arange(rows.start, rows.stop)


def find_partners(
    pool: Pool,
    rows: NDArray[np.intp],
    k: int,
    params: SuggestParams,
    record: GiveAndTake | None,
    *,
    rng: np.random.Generator | None = None,
) -> NDArray[np.intp]:
    """Find the best partners of a block of leaders among those who may be shown.

    Parameters
    ----------
    pool : Pool
        The leaders.
    rows : ndarray of shape (n_rows,), intp
        Of the block.
    k : int
        Most entries of each.
    params : SuggestParams
        How to rank.
    record : GiveAndTake or None
        What leaders asked of each other so far.
    rng : Generator or None, default=None
        Parts those who are worth the same to a leader by chance, to each leader
        others; None takes the first.

    Returns
    -------
    ndarray of shape (n_rows, n_found), intp
        Rows, best first; whom a leader may not be shown is among them.
    """
    shown = pool.may_show if record is None else pool.may_show & (record.spent < 1.0)
    open_ = np.flatnonzero(shown)
    items = pool.worth.items if open_.size == len(pool) else pool.worth.items[open_]
    n_found = min(n_wide(Request(0, k=k)) + SLACK, open_.size)
    if not n_found:
        return np.zeros((len(rows), 0), dtype=np.intp)
    asked = question_of(pool.worth, rows, params.reciprocity)
    if rng is not None:
        sides = (rng.normal(0.0, TIES, (len(side), 4)) for side in (asked, items))
        asked, items = (
            np.hstack([side, noise.astype(np.float32)])
            for side, noise in zip((asked, items), sides, strict=True)
        )
    _, at = faiss.knn(asked, items, n_found, metric=faiss.METRIC_INNER_PRODUCT)
    return np.asarray(open_[at], dtype=np.intp)
