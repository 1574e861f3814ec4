"""Put the numbers of rules on scales where a plain comparison decides."""

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.rules import Rule, Spread, Within

EARTH_RADIUS_KM = 6371.0088


def is_hard(rule: Rule) -> bool:
    """Tell hard rules from priced ones.

    Parameters
    ----------
    rule : Rule
        Any rule.

    Returns
    -------
    bool
        Whether it may never be broken.
    """
    return getattr(rule, "price", None) is None


def spread_scale(rule: Spread) -> tuple[NDArray[np.float64], float]:
    """Put a spread rule on a scale where only differences count.

    Parameters
    ----------
    rule : Spread
        With a ratio or a difference.

    Returns
    -------
    tuple of (ndarray of shape (n_leaders,), float)
        Numbers (logarithms for a ratio; NaN binds nobody) and the widest range, with
        a hair of room for rounding.
    """
    if rule.ratio is None:
        width = float(rule.difference or 0.0)
        return rule.values, width + 1e-12 * max(1.0, width)
    numbers = np.full(rule.values.size, np.nan)
    positive = rule.values > 0.0
    numbers[positive] = np.log(rule.values[positive])
    return numbers, float(np.log(rule.ratio)) + 1e-12


def place_scale(rule: Within) -> tuple[NDArray[np.float64], float]:
    """Put places on axes where straight lines compare like ways over the globe.

    Parameters
    ----------
    rule : Within
        With kilometres or a distance.

    Returns
    -------
    tuple of (ndarray of shape (n_leaders, n_axes), float)
        Coordinates (NaN binds nobody) and the square of the longest straight line,
        with a hair of room for rounding.
    """
    if rule.kilometres is None:
        return rule.places, float(rule.distance or 0.0) ** 2 * (1 + 1e-12)
    latitude, longitude = np.radians(rule.places).T
    points = np.stack(
        [
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ],
        axis=1,
    )
    angle = min(rule.kilometres / EARTH_RADIUS_KM, np.pi)
    chord = 2.0 * EARTH_RADIUS_KM * float(np.sin(angle / 2.0))
    return points * EARTH_RADIUS_KM, chord**2 * (1 + 1e-12)
