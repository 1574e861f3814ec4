"""Pairs to ask about: suggested competitors, whom nobody has declared anything about.

An industry code only suggests that two compete; people decide. What is suggested here
never keeps anybody apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.program.categories import by_employer
from matcher.roster.relations import Relations
from matcher.roster.roster import Roster
from models.encoders.industry import Place

LEVEL = 4  # digits of an industry that is fine enough to suggest anything
NEAR_KM = 80.0
NEAR_RATIO = 3.0
MAX_SHOWN = 50
EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Review:
    """One pair to ask about.

    Attributes
    ----------
    leader_id, other_id : str
        The two.
    grounds : tuple of str
        What suggests that they compete: the industry first.
    """

    leader_id: str
    other_id: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reviews:
    """Pairs to ask about, the likeliest first.

    Attributes
    ----------
    pairs : tuple of Review
        `MAX_SHOWN` at most.
    n_found : int
        All pairs that were found.
    """

    pairs: tuple[Review, ...] = ()
    n_found: int = 0

    def remark(self) -> tuple[str, ...]:
        """Say whom to ask about.

        Returns
        -------
        tuple of str
            One sentence, or none where nobody is to be asked about.
        """
        if not self.pairs:
            return ()
        named = [f"{pair.leader_id} and {pair.other_id}" for pair in self.pairs[:3]]
        count = "1 pair" if self.n_found == 1 else f"{self.n_found:,} pairs"
        them = "it" if self.n_found == 1 else "them"
        more = ", ..." if self.n_found > len(named) else ""
        said = f"{count} of one four-digit industry, near in place or size"
        said += f", of whom nothing is declared ({'; '.join(named)}{more})"
        return (f"Ask whether they compete: {said}; nothing keeps {them} apart.",)


def suggest_reviews(
    roster: Roster, places: Sequence[Place], relations: Relations
) -> Reviews:
    """Find pairs of one fine industry that are near in place or size.

    Parameters
    ----------
    roster : Roster
        The leaders.
    places : sequence of Place
        Where each leader's industry lies in the tree; empty if there is none.
    relations : Relations
        What is declared already: such pairs are not asked about again, whatever it is,
        except that they merely know each other.

    Returns
    -------
    Reviews
        Both near in place and in size before either alone. Pairs of one employer are
        left out: they are kept apart anyway.
    """
    where = _numbers(roster, "latitude", "longitude")
    size = np.log(_size(roster))
    employer = by_employer(roster.table).codes
    known = _known(relations, len(roster))
    best: list[tuple[int, int, int, tuple[str, ...]]] = []
    n_found = 0
    for key, rows in _blocks(places).items():
        for n, i in enumerate(rows[:-1].tolist()):
            j = rows[n + 1 :]
            near = _kilometres(where[i], where[j]) <= NEAR_KM
            like = np.abs(size[i] - size[j]) <= np.log(NEAR_RATIO)
            is_new = (employer[i] != employer[j]) | (employer[i] < 0)
            is_new &= (near | like) & ~np.isin(i * len(roster) + j, known)
            n_found += int(is_new.sum())
            for m in _likeliest(is_new, near, like):
                grounds = _grounds(key, bool(near[m]), bool(like[m]))
                best.append((-len(grounds), i, int(j[m]), grounds))
        best = sorted(best)[:MAX_SHOWN]
    ids = roster.leader_ids
    return Reviews(tuple(Review(ids[i], ids[j], why) for _, i, j, why in best), n_found)


def _known(relations: Relations, n_leaders: int) -> NDArray[np.int64]:
    """List the pairs about whom something is declared."""
    pairs = (
        (min(entry.row, entry.other_row), max(entry.row, entry.other_row))
        for entry in relations.entries
        if entry.kind != "knows"
    )
    return np.array([i * n_leaders + j for i, j in pairs], dtype=np.int64)


def _likeliest(
    is_new: NDArray[np.bool_], near: NDArray[np.bool_], like: NDArray[np.bool_]
) -> list[int]:
    """Choose the few that could be shown: near in both before near in one."""
    found = np.flatnonzero(is_new)
    is_both = (near & like)[found]
    likeliest = found[np.argsort(~is_both, kind="stable")][:MAX_SHOWN]
    return [int(m) for m in likeliest]


def _grounds(industry: str, is_near: bool, is_like: bool) -> tuple[str, ...]:  # noqa: FBT001 - private
    near = (f"within {NEAR_KM:g} km",) if is_near else ()
    like = (f"size within a factor of {NEAR_RATIO:g}",) if is_like else ()
    return (f"industry {industry}", *near, *like)


def _blocks(places: Sequence[Place]) -> dict[str, NDArray[np.int64]]:
    """Group leaders by industry, where it is stated finely enough."""
    rows: dict[str, list[int]] = {}
    for row, place in enumerate(places):
        if place.how in ("code", "label") and place.code[:LEVEL].isdigit():
            rows.setdefault(place.code[:LEVEL], []).append(row)
    return {
        code: np.array(own, dtype=np.int64)
        for code, own in sorted(rows.items())
        if len(own) > 1 and len(code) == LEVEL
    }


def _size(roster: Roster) -> NDArray[np.float64]:
    """Take revenue, or headcount where the roster has none."""
    for column in ("revenue", "employees"):
        if column in roster.table:
            numbers = _numbers(roster, column)[:, 0]
            return np.where(numbers > 0.0, numbers, np.nan)
    return np.full(len(roster), np.nan)


def _numbers(roster: Roster, *columns: str) -> NDArray[np.float64]:
    found = np.full((len(roster), len(columns)), np.nan)
    for c, column in enumerate(columns):
        if column in roster.table:
            values = roster.table[column]
            found[:, c] = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return found


def _kilometres(
    one: NDArray[np.float64], two: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Measure ways over the globe from one place; NaN where one is not known."""
    (a, b), (c, d) = np.radians(one), np.radians(two).T
    step = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    way: NDArray[np.float64] = np.arcsin(np.sqrt(np.minimum(step, 1.0)))
    return 2.0 * EARTH_RADIUS_KM * way
