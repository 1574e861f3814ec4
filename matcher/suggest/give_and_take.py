"""Introductions asked, given and accepted: who has been asked often enough.

Whoever is good to know is asked again and again, until they stop answering. So being
asked, or passing an introduction on, counts against a cap of the month; the same two
are not introduced again for a while; and what was asked of a leader lately lowers their
rank a little, so that requests spread over those who would serve nearly as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from matcher.roster.introductions import Introduction
from matcher.suggest.pool import Pool

MONTH_DAYS: Final = 30

Counts = NDArray[np.int32]
Shares = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FairParams:
    """How introductions are spread.

    Attributes
    ----------
    per_month : int, default=4
        Most introductions that one leader is asked for, or passes on, in 30 days.
    cooldown_days : int, default=180
        Days before the same two are introduced again.
    memory_days : int, default=90
        Days over which being asked lowers a leader's rank.
    """

    per_month: int = 4
    cooldown_days: int = 180
    memory_days: int = 90

    def __post_init__(self) -> None:
        for name in ("per_month", "cooldown_days", "memory_days"):
            if getattr(self, name) < 1:
                msg = f"{name} must be at least 1, got {getattr(self, name)!r}."
                raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Balance:
    """What one leader asked of the others, and gave them.

    Attributes
    ----------
    asked : int
        Introductions they asked for.
    accepted : int
        Those of them that came about.
    given : int
        Introductions they agreed to, or passed on, for others.
    """

    asked: int
    accepted: int
    given: int

    def sentence(self) -> str:
        """Say it in words.

        Returns
        -------
        str
            With a full stop.

        Examples
        --------
        >>> Balance(3, 2, 1).sentence()
        'Asked for 3 introductions, of which 2 came about, and gave 1.'
        """
        noun = "introduction" if self.asked == 1 else "introductions"
        return (
            f"Asked for {self.asked:,} {noun}, of which {self.accepted:,} came about, "
            f"and gave {self.given:,}."
        )


@dataclass(frozen=True, slots=True, eq=False)
class GiveAndTake:
    """What every leader of a pool asked for and gave.

    Attributes
    ----------
    asked, accepted, given : ndarray of shape (n_leaders,), int32
        As `Balance` counts them.
    spent : ndarray of shape (n_leaders,), float32
        Share of the cap of the month that is used up, in [0, 1].
    load : ndarray of shape (n_leaders,), float32
        Share of what the caps of the remembered days allow, in [0, 1].
    pairs : ndarray of shape (n_pairs, 2), int32
        Rows of those who were introduced lately, both ways round, sorted.
    """

    asked: Counts
    accepted: Counts
    given: Counts
    spent: Shares
    load: Shares
    pairs: Counts

    @classmethod
    def of(
        cls,
        pool: Pool,
        introductions: Iterable[Introduction],
        *,
        as_of: date,
        params: FairParams | None = None,
    ) -> Self:
        """Count introductions up to a day.

        Parameters
        ----------
        pool : Pool
            The leaders; introductions of people it does not have count for the others.
        introductions : iterable of Introduction
            In any order; those after the day are left out.
        as_of : date
            The day.
        params : FairParams or None, default=None
            Caps; None takes the defaults.

        Returns
        -------
        GiveAndTake
            Leader by leader.
        """
        rules = params or FairParams()
        n = len(pool)
        counts = np.zeros((5, n + 1), dtype=np.int32)  # the last row is a stranger
        asked, accepted, given, month, memory = counts
        lately: set[tuple[int, int]] = set()
        row_of = pool.facts.ids.row_of
        for one in introductions:
            days = (as_of - one.on).days
            if days < 0:
                continue
            asker, other = row_of(one.asker), row_of(one.asked)
            through = [row_of(leader_id) for leader_id in one.through]
            asked[asker] += 1
            accepted[asker] += one.accepted is True
            given[[other, *through]] += one.accepted is True
            month[[other, *through]] += days < MONTH_DAYS
            memory[[other, *through]] += days < rules.memory_days
            if days < rules.cooldown_days and asker >= 0 and other >= 0:
                lately |= {(asker, other), (other, asker)}
        months = rules.memory_days / MONTH_DAYS
        return cls(
            asked[:n],
            accepted[:n],
            given[:n],
            np.minimum(month[:n] / rules.per_month, 1.0).astype(np.float32),
            np.minimum(memory[:n] / (rules.per_month * months), 1.0).astype(np.float32),
            np.array(sorted(lately), dtype=np.int32).reshape(-1, 2),
        )

    def balance(self, row: int) -> Balance:
        """Give the balance of one leader.

        Parameters
        ----------
        row : int
            Row of the roster.

        Returns
        -------
        Balance
            Theirs.
        """
        return Balance(
            int(self.asked[row]), int(self.accepted[row]), int(self.given[row])
        )

    def resting(self, row: int) -> Counts:
        """List whom a leader was introduced to lately, or who was to them.

        Parameters
        ----------
        row : int
            Row of the roster.

        Returns
        -------
        ndarray of shape (n_resting,), int32
            Rows, ascending.
        """
        low, high = np.searchsorted(self.pairs[:, 0], [row, row + 1])
        return self.pairs[low:high, 1]
