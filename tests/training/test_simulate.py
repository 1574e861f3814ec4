import numpy as np
import pytest

from training.simulate import (
    LEARNED,
    NAIVE,
    ORACLE,
    RANDOM,
    RULES_ONLY,
    SimulationParams,
    simulate,
)
from training.worlds import WORLDS, world_of_camps

SMALL = SimulationParams(n_leaders=48, n_rounds=4, n_iterations=4)


@pytest.mark.parametrize("name", WORLDS)
def test_value_is_the_mean_chance_of_being_helped(name):
    world = WORLDS[name](24, np.random.default_rng(0))
    labels = np.arange(24) // 8

    values = world.value(labels)

    rng = np.random.default_rng(1)
    met = [world.meet(labels, 1, rng) for _ in range(300)]
    found = np.mean([table["value"].mean() for table in met])
    assert abs(values.mean() - found) < 0.03
    assert ((values > 0) & (values < 1)).all()


def test_whoever_meets_nobody_has_no_value():
    world = WORLDS["people"](16, np.random.default_rng(0))
    labels = np.array([0] * 15 + [1])

    assert np.isnan(world.value(labels)[15])
    assert 15 not in set(world.meet(labels, 1, np.random.default_rng(0))["rater"])


def test_groups_of_two_camps_are_worth_less_than_mixed_ones():
    world = world_of_camps(96, np.random.default_rng(0))
    founded = world.roster.table["founded"].to_numpy()
    order = np.argsort(founded)
    young, between, old = order[:32], order[32:64], order[64:]
    split = np.concatenate([young[:4], old[:4]])
    bridged = np.concatenate([young[:3], old[:3], between[:2]])

    values = []
    for rows in (split, bridged):
        labels = np.full(96, -1)
        labels[rows] = 0
        values.append(np.nanmean(world.value(labels)))

    assert values[0] < values[1] - 0.1


def test_the_same_seed_plays_the_same_rounds():
    one, two = (
        simulate(
            WORLDS["profiles"],
            SimulationParams(n_leaders=32, n_rounds=2, n_iterations=2),
            seed=1,
            policies=(RULES_ONLY, LEARNED),
        )
        for _ in range(2)
    )

    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_learning_pays_where_value_follows_profiles():
    found = simulate(WORLDS["profiles"], SMALL, seed=0)

    gain = found[ORACLE][-1] - found[RANDOM].mean()
    assert found[LEARNED][-1] > found[RANDOM].mean() + 0.6 * gain


@pytest.mark.slow
def test_learning_comes_near_the_oracle_where_value_lives_in_people():
    runs = [
        simulate(
            WORLDS["people"],
            SimulationParams(),
            seed=seed,
            policies=(RANDOM, LEARNED, ORACLE),
        )
        for seed in range(2)
    ]
    mean = {name: np.mean([run[name] for run in runs], axis=0) for name in runs[0]}

    gain = mean[ORACLE][-1] - mean[RANDOM].mean()
    assert mean[LEARNED][-1] > mean[RANDOM].mean() + 0.8 * gain


@pytest.mark.slow
def test_camps_do_not_win_on_paper_and_lose_in_life():
    runs = [
        simulate(
            WORLDS["camps"],
            SimulationParams(n_rounds=7),
            seed=seed,
            policies=(RULES_ONLY, LEARNED, NAIVE),
        )
        for seed in range(3)
    ]
    late = {name: np.mean([run[name][3:] for run in runs]) for name in runs[0]}

    assert late[LEARNED] > late[RULES_ONLY] - 0.01
    assert late[NAIVE] < late[LEARNED]
