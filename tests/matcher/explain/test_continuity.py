"""Forecasts of a group's year: the arithmetic, and whether they come true."""

from itertools import product

import numpy as np
import pytest

from matcher.explain.continuity import (
    Leavings,
    forecast_groups,
    leaving_chances,
    leaving_rates,
)


def test_the_chance_to_fold_is_summed_over_everyone():
    """The oracle lists who stays and who leaves, one by one."""
    rng = np.random.default_rng(0)
    chances = rng.uniform(0.05, 0.9, (3, 7))
    by_hand = 0.0
    for line in chances:
        for leaves in product((True, False), repeat=7):
            if 7 - sum(leaves) <= 4:
                odds = np.where(leaves, line, 1.0 - line)
                by_hand += float(odds.prod()) / 3

    (found,) = forecast_groups(np.zeros(7, int), chances, fold_at=4, n_groups=1)

    assert found.fold_share == pytest.approx(by_hand)
    assert found.n_leaving == pytest.approx(chances.sum(axis=1).mean())


def test_a_group_at_its_floor_is_there_already():
    chances = np.full((1, 5), 0.1)

    (found,) = forecast_groups(np.zeros(5, int), chances, fold_at=5, n_groups=1)

    assert found.fold_share == pytest.approx(1.0)
    assert found.is_likely


def steady(rng, rate, n):
    """Tenures of a programme that is joined and left at a steady pace."""
    return rng.exponential(1.0 / rate, n)


@pytest.mark.parametrize("rate", [0.1, 0.25, 0.5])
def test_a_steady_programme_tells_its_rate_by_its_tenures(rate):
    rng = np.random.default_rng(int(100 * rate))

    found = leaving_rates(steady(rng, rate, 2_000))

    assert found.a_year == pytest.approx(np.full(3, rate), rel=0.1)


def test_forecasts_come_true_as_often_as_they_say():
    """Sixty chapters of 20 groups: of forecasts near p, a share near p folds."""
    rng = np.random.default_rng(7)
    said, came = [], []
    for _ in range(60):
        rate = rng.uniform(0.1, 0.5)
        labels = np.repeat(np.arange(20), rng.integers(6, 11))
        tenure = steady(rng, rate, labels.size)
        chances = leaving_chances(leaving_rates(tenure), tenure)
        forecasts = forecast_groups(labels, chances, fold_at=5, n_groups=20)
        stays = rng.random(labels.size) < np.exp(-rate)
        said += [forecast.fold_share for forecast in forecasts]
        came += (np.bincount(labels[stays], minlength=20) <= 5).tolist()
    said, came = np.array(said), np.array(came)

    for low in np.arange(0.0, 1.0, 0.2):
        near = (said >= low) & (said < low + 0.2)
        if near.sum() >= 50:
            error = 3.0 * np.sqrt(
                said[near].mean() * (1 - said[near].mean()) / near.sum()
            )
            assert came[near].mean() == pytest.approx(
                said[near].mean(), abs=error + 0.03
            )
    assert came.mean() == pytest.approx(said.mean(), abs=0.05)


def watched(rng, rates, n=600):
    """Watch members from joining for at most six years, by rate and band of tenure."""
    times = np.empty(n)
    for i in range(n):
        t, edges = 0.0, (1.0, 3.0, np.inf)
        for rate, edge in zip(rates, edges, strict=True):
            t += rng.exponential(1.0 / rate)
            if t <= edge:
                break
            t = edge
        times[i] = t
    ended = np.minimum(times, 6.0)
    return Leavings(np.zeros(n), ended, times <= 6.0)


def test_recorded_leavings_tell_rates_by_tenure():
    rates = (0.5, 0.2, 0.1)

    found = leaving_rates(np.zeros(0), watched(np.random.default_rng(1), rates))

    assert found.a_year == pytest.approx(rates, rel=0.3)
    assert "recorded leavings" in found.basis


def test_few_leavings_are_drawn_towards_the_mean():
    few = Leavings(np.zeros(8), np.full(8, 0.5), np.arange(8) < 4)

    found = leaving_rates(np.zeros(0), few)

    assert found.a_year[0] == pytest.approx(1.0, rel=1e-6)
    assert found.a_year[2] == pytest.approx(1.0, rel=1e-6)  # nothing known: the mean


def test_too_little_is_no_forecast():
    assert leaving_rates(np.full(19, 2.0)) is None
    assert leaving_rates(np.full(40, np.nan)) is None
    assert leaving_rates(np.zeros(40)) is None


def test_absence_shifts_risk_and_keeps_its_mean():
    rates = leaving_rates(np.full(40, 4.0))
    tenure = np.full(40, 4.0)
    attendance = np.where(np.arange(40) < 10, 0.2, 0.9)
    attendance[-1] = np.nan

    even = -np.log1p(-leaving_chances(rates, tenure))
    uneven = -np.log1p(-leaving_chances(rates, tenure, attendance))

    assert uneven[:, 0] == pytest.approx(2.0 * uneven[:, 20])
    assert uneven.mean() == pytest.approx(even.mean())
    assert uneven[:, -1] == pytest.approx(even[:, -1])


def test_stays_that_end_before_they_begin_are_refused():
    with pytest.raises(ValueError, match="Stays"):
        Leavings(np.ones(1), np.zeros(1), np.ones(1, dtype=bool))
