"""What camps a group splits into, and over which facets they stand apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.explain.wording import listed, spoken
from matcher.grouping import Faultline, find_camps

CLEAR = 0.5  # of a facet's variance in a group that lies between its camps
MOST_ROWS = 20_000  # rows measured for the faultline of random groups


@dataclass(frozen=True, slots=True)
class GroupCamps:
    """How far one group splits into two camps.

    Attributes
    ----------
    faultline : float
        Average silhouette width of the best split, in [0, 1].
    n_smaller, n_larger : int
        Leaders in each camp; 0 where nothing splits the group.
    apart_in : tuple of str
        Facets that lie mostly between the camps, the strongest first.
    """

    faultline: float
    n_smaller: int = 0
    n_larger: int = 0
    apart_in: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The split as a clause without a full stop; blank where there is none."""
        if not self.n_smaller:
            return ""
        clause = f"two camps of {self.n_smaller} and {self.n_larger}"
        if not self.apart_in:
            return clause
        return f"{clause}, apart in {listed([spoken(f) for f in self.apart_in])}"


def describe_camps(
    faultline: Faultline | None, labels: NDArray[np.intp], n_groups: int
) -> tuple[GroupCamps, ...]:
    """Describe the best split of every group.

    Parameters
    ----------
    faultline : Faultline or None
        What camps may form over.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    n_groups : int
        Number of groups.

    Returns
    -------
    tuple of GroupCamps
        One a group; none where camps are looked for over nothing.
    """
    if faultline is None:
        return ()
    camps = find_camps(faultline, labels, n_groups)
    split = np.flatnonzero((labels >= 0) & (camps.side >= 0))
    smaller = split[camps.side[split] == 1]
    n_split = np.bincount(labels[split], minlength=n_groups)
    n_smaller = np.bincount(labels[smaller], minlength=n_groups)
    between = np.stack(
        [_between(X, labels, camps.side, n_groups) for X in faultline.blocks], axis=1
    )
    names = faultline.names or tuple("" for _ in faultline.blocks)
    return tuple(
        GroupCamps(
            faultline=float(camps.scores[g]),
            n_smaller=int(n_smaller[g]),
            n_larger=int(n_split[g] - n_smaller[g]),
            apart_in=tuple(
                names[f]
                for f in np.argsort(-between[g], kind="stable").tolist()
                if between[g, f] >= CLEAR and names[f]
            )[:3],
        )
        for g in range(n_groups)
    )


def _between(
    X: NDArray[np.float64],
    labels: NDArray[np.intp],
    side: NDArray[np.int8],
    n_groups: int,
) -> NDArray[np.float64]:
    """Return the share of a facet's variance that lies between the camps of groups."""
    rows = np.flatnonzero((side >= 0) & ~np.isnan(X[:, 0]))
    camp = 2 * labels[rows] + side[rows]
    x = X[rows] - X[rows].mean(axis=0) if rows.size else X[rows]
    counts = np.bincount(camp, minlength=2 * n_groups).astype(np.float64)
    sums = np.zeros((2 * n_groups, X.shape[1]))
    np.add.at(sums, camp, x)
    squares = np.bincount(
        camp, weights=np.einsum("ij,ij->i", x, x), minlength=2 * n_groups
    )
    pairs = counts.reshape(-1, 2), sums.reshape(n_groups, 2, -1)
    n = pairs[0].sum(axis=1)
    whole = pairs[1].sum(axis=1)
    middle = np.einsum("ij,ij->i", whole, whole) / np.maximum(n, 1.0)
    total = squares.reshape(-1, 2).sum(axis=1) - middle
    means = np.einsum("gcd,gcd->gc", pairs[1], pairs[1]) / np.maximum(pairs[0], 1.0)
    explained = means.sum(axis=1) - middle
    is_known = (pairs[0] > 0).all(axis=1) & (total > 1e-12)
    return np.where(is_known, explained / np.where(is_known, total, 1.0), 0.0)


def random_faultline(
    faultline: Faultline, labels: NDArray[np.intp], rng: np.random.Generator
) -> float:
    """Measure the mean faultline of random groups of the same sizes.

    Even random groups split a little: with few members some split is always the best.

    Parameters
    ----------
    faultline : Faultline
        What camps may form over.
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    rng : numpy.random.Generator
        Draws the groups; more of them for small rosters.

    Returns
    -------
    float
        Mean over groups; 0 without any.
    """
    seated = np.flatnonzero(labels >= 0)
    if not seated.size:
        return 0.0
    n_times = max(1, min(20, MOST_ROWS // seated.size))
    drawn, means = labels.copy(), []
    for _ in range(n_times):
        drawn[seated] = rng.permutation(labels[seated])
        means.append(float(find_camps(faultline, drawn).scores.mean()))
    return float(np.mean(means))
