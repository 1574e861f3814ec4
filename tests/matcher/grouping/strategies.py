"""Small problems of every kind, for properties."""

import numpy as np
from hypothesis import strategies as st

from matcher.grouping import (
    Apart,
    AtMost,
    Ban,
    Facet,
    Pin,
    Problem,
    Share,
    Spread,
    Together,
    Within,
)


@st.composite
def rules(draw, n, n_groups):
    """Draw some hard rules about n leaders."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    pairs = rng.choice(n, size=(3, 2), replace=False) if n >= 6 else np.zeros((0, 2))
    kinds = {
        "cap": AtMost(rng.integers(-1, 4, n), int(rng.integers(1, 3))),
        "ratio": Spread(np.exp(rng.normal(0, 1.5, n)), ratio=8.0),
        "difference": Spread(_holes(rng, rng.normal(size=n)), difference=1.5),
        "apart": Apart(_pairs(rng, n)),
        "together": Together(pairs.astype(int)),
        "share": Share(rng.integers(1, 8, n)),
        "within": Within(rng.uniform(-5, 5, (n, 2)), kilometres=900.0),
        "ban": Ban(rng.integers(0, n, 4), rng.integers(0, n_groups, 4)),
        "pin": Pin(rng.choice(n, 2, replace=False), rng.integers(0, n_groups, 2)),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(kinds)), unique=True, max_size=4))
    return tuple(kinds[name] for name in chosen)


def _pairs(rng, n):
    """Draw a few pairs of different rows."""
    pairs = rng.integers(0, n, (5, 2))
    return pairs[pairs[:, 0] != pairs[:, 1]]


def _holes(rng, values):
    """Forget some values."""
    return np.where(rng.random(values.size) < 0.2, np.nan, values)


@st.composite
def problems(draw, max_leaders=30):
    """Draw a problem from features or facets with sizes and hard rules."""
    n = draw(st.integers(2, max_leaders))
    n_groups = draw(st.integers(1, max(1, n // 2)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    X = rng.normal(size=(n, draw(st.integers(1, 5))))
    if draw(st.booleans()):
        problem = Problem.from_features(X, n_groups=n_groups)
    else:
        other = rng.normal(size=(n, 2))
        other[rng.random(n) < 0.3] = np.nan
        facets = [Facet("one", X, draw(st.sampled_from([1.0, -0.7])))]
        facets.append(Facet("two", other, 0.5))
        each = n // n_groups
        sizes = (max(1, each - 1), each + 2)
        free = draw(st.booleans())
        problem = Problem.from_facets(
            facets, sizes=sizes, n_groups=None if free else n_groups
        )
    return problem.with_rules(*draw(rules(n, n_groups)))
