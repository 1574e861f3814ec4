"""What the value model promises: exact inner products, shrinkage, evidence, weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_info, threadpool_limits

from models.factors import Factors, factorise, mutual, reciprocal
from models.pairs import Pairs
from models.profiles import PairMap, Profiles
from models.value import ValueModel


def world(seed=0, n=60, level=1.0, pair=0.8, share=0.5):
    """Draw people whose value follows one feature, one map and a hidden level."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3))
    need, give = rng.normal(size=(2, n, 2))
    profiles = Profiles.from_arrays(X, maps=[PairMap("need x offer", need, give)])
    pairs = Pairs.all_of(n)
    pairs = pairs.take(rng.random(len(pairs)) < share)
    hidden = level * rng.normal(size=(2, n))
    z = (
        -0.5
        + 0.8 * X[pairs.ratee, 0]
        + pair * (need @ give.T)[pairs.rater, pairs.ratee]
        + hidden[0][pairs.rater]
        + hidden[1][pairs.ratee]
    )
    y = (rng.random(len(pairs)) < expit(z)).astype(float)
    return profiles, pairs, y, z


@pytest.fixture(scope="module")
def fitted():
    profiles, pairs, y, _ = world()
    return ValueModel().fit(profiles, pairs, y), profiles, pairs, y


def test_the_arrays_equal_the_predicted_logits(fitted):
    model, profiles, pairs, _ = fitted
    arrays = model.factors(profiles)

    table = (
        arrays.base
        + arrays.need @ arrays.give.T
        + arrays.need_bias[:, None]
        + arrays.give_bias
    )

    logits = model.decision_function(profiles, pairs)
    assert logits == pytest.approx(table[pairs.rater, pairs.ratee], abs=1e-9)
    assert model.predict(profiles, pairs) == pytest.approx(expit(logits))


@given(st.integers(0, 2**16))
@settings(deadline=None, max_examples=15)
def test_a_batch_equals_one_by_one(fitted, seed):
    model, profiles, _, _ = fitted
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(profiles))[:5]
    few = Pairs.of([0, 3, 4], [1, 2, 0])

    together = model.predict(profiles.take(rows), few)

    alone = model.predict(profiles, Pairs.of(rows[few.rater], rows[few.ratee]))
    assert together == pytest.approx(alone, abs=1e-12)


def test_it_finds_what_made_the_answers(fitted):
    model, profiles, pairs, y = fitted
    _, _, _, truth = world()

    found = model.decision_function(profiles, pairs)

    assert np.corrcoef(found, truth)[0, 1] > 0.9
    assert roc_auc_score(y, found) > 0.78
    assert np.argmax(np.abs(model.give_coef_)) == 0


def test_a_newcomer_is_scored_by_profile_alone(fitted):
    model, profiles, _, _ = fitted
    stranger = Profiles(
        tuple(f"new{i}" for i in range(len(profiles))),
        profiles.X,
        profiles.names,
        profiles.maps,
    )
    twins = Profiles.from_arrays(
        np.vstack([profiles.X[:2], profiles.X[1:2]]),
        ids=("n1", "n2", "n3"),
        maps=[
            PairMap(held.name, held.need[[0, 1, 1]], held.give[[0, 1, 1]])
            for held in profiles.maps
        ],
    )

    of_both = model.predict(twins, Pairs.of([0, 0], [1, 2]))

    X = (profiles.X - model.terms_.center) / model.terms_.scale
    levels = model.factors(stranger).table().mean(axis=0)
    assert of_both[0] == of_both[1]
    assert np.corrcoef(levels, X @ model.give_coef_)[0, 1] > 0.5


def test_uncertainty_shrinks_with_evidence():
    profiles, pairs, y, _ = world(share=0.9)
    few = np.arange(len(pairs)) % 6 == 0
    little = ValueModel(n_factors=0).fit(profiles, pairs.take(few), y[few])
    much = ValueModel(n_factors=0).fit(profiles, pairs, y)
    known = Pairs.of([0, 1, 2], [3, 4, 5])
    strange = Profiles(
        tuple(f"new{i}" for i in range(len(profiles))),
        profiles.X,
        profiles.names,
        profiles.maps,
    )

    assert (
        much.uncertainty(profiles, known) < little.uncertainty(profiles, known)
    ).all()
    assert (much.uncertainty(strange, known) > much.uncertainty(profiles, known)).all()


def test_people_shrink_to_nothing_where_there_are_no_differences():
    profiles, pairs, y, _ = world(level=0.0)

    model = ValueModel().fit(profiles, pairs, y)

    assert np.abs(model.raters_.mean[:, 0]).max() < 0.2
    assert np.abs(model.ratees_.mean[:, 0]).max() < 0.2


def test_factors_are_not_taken_where_they_do_not_help():
    profiles, pairs, y, _ = world(pair=0.0, n=40)

    model = ValueModel(n_factors=4).fit(profiles, pairs, y)
    plain = ValueModel(n_factors=0).fit(profiles, pairs, y)

    hidden = model.decision_function(profiles, pairs)
    assert np.corrcoef(hidden, plain.decision_function(profiles, pairs))[0, 1] > 0.97


def test_factors_find_what_lives_in_people():
    rng = np.random.default_rng(3)
    n = 70
    u, v = rng.normal(size=(2, n, 2)) * 1.3
    pairs = Pairs.all_of(n)
    z = (u @ v.T)[pairs.rater, pairs.ratee]
    y = (rng.random(len(pairs)) < expit(z)).astype(float)
    profiles = Profiles.from_arrays(np.zeros((n, 0)))
    held = rng.random(len(pairs)) < 0.2

    model = ValueModel(n_factors=4).fit(profiles, pairs.take(~held), y[~held])

    assert model.raters_.mean.shape[1] > 1
    found = model.decision_function(profiles, pairs.take(held))
    plain = ValueModel(n_factors=0).fit(profiles, pairs.take(~held), y[~held])
    levels = plain.decision_function(profiles, pairs.take(held))
    assert roc_auc_score(y[held], found) > roc_auc_score(y[held], levels) + 0.15


def test_the_mood_of_a_group_is_left_out_of_predictions():
    profiles, pairs, _, z = world(level=0.0, n=80)
    rng = np.random.default_rng(1)
    group = pairs.rater % 8
    mood = np.linspace(-2.0, 2.0, 8)[group]
    y = (rng.random(len(pairs)) < expit(z + mood)).astype(float)
    of_group = Pairs.of(pairs.rater, pairs.ratee, group=group)

    model = ValueModel(n_factors=0).fit(profiles, of_group, y)

    levels = model.raters_.means(profiles.ids)[:, 0]
    assert np.corrcoef(levels, np.linspace(-2.0, 2.0, 8)[np.arange(80) % 8])[0, 1] < 0.5
    assert model.fit_.variances[-1] > 0.5


def test_exposure_explains_answers_and_is_left_out_of_predictions():
    profiles, pairs, _, z = world(level=0.0)
    rng = np.random.default_rng(2)
    worked = (rng.random(len(pairs)) < 0.3).astype(float)
    y = (rng.random(len(pairs)) < expit(z + 2.0 * worked)).astype(float)
    exposed = Pairs.of(pairs.rater, pairs.ratee, context={"worked": worked})

    model = ValueModel(n_factors=0).fit(profiles, exposed, y)

    scale = model.terms_.context_scale[0]
    assert model.context_coef_[0] / scale == pytest.approx(2.0, abs=0.35)
    assert model.predict(profiles, exposed) == pytest.approx(
        model.predict(profiles, pairs)
    )


def test_a_weight_of_two_is_the_answer_twice():
    profiles, pairs, y, _ = world(n=30)
    doubled = Pairs.of(pairs.rater, pairs.ratee, weight=np.full(len(pairs), 2.0))
    twice = Pairs.of(
        np.concatenate([pairs.rater, pairs.rater]),
        np.concatenate([pairs.ratee, pairs.ratee]),
    )

    one = ValueModel(n_factors=0, learn_variances=False).fit(profiles, doubled, y)
    two = ValueModel(n_factors=0, learn_variances=False).fit(
        profiles, twice, np.concatenate([y, y])
    )

    assert one.fit_.f == pytest.approx(two.fit_.f, abs=1e-6)
    assert one.fit_.u == pytest.approx(two.fit_.u, abs=1e-6)


def test_an_answer_without_weight_counts_for_nothing():
    profiles, pairs, y, _ = world(n=30)
    weight = (np.arange(len(pairs)) % 3 > 0).astype(float)
    weighted = Pairs.of(pairs.rater, pairs.ratee, weight=weight)
    flipped = np.where(weight == 0.0, 1.0 - y, y)

    one = ValueModel(n_factors=0).fit(profiles, weighted, y)
    two = ValueModel(n_factors=0).fit(profiles, weighted, flipped)

    assert one.fit_.f == pytest.approx(two.fit_.f, abs=1e-9)


def test_folding_in_moves_a_newcomer_towards_a_refit():
    profiles, pairs, y, _ = world(n=50, level=1.5, share=0.9)
    new = (pairs.rater == 0) | (pairs.ratee == 0)
    model = ValueModel(n_factors=0).fit(profiles, pairs.take(~new), y[~new])
    given_by = np.flatnonzero(pairs.rater == 0)[:20]

    before = model.raters_.means(("0",))[0, 0]
    model.partial_fit(profiles, pairs.take(given_by), y[given_by])

    whole = ValueModel(n_factors=0).fit(profiles, pairs, y)
    goal = whole.raters_.means(("0",))[0, 0]
    after = model.raters_.means(("0",))[0, 0]
    assert before == 0.0
    assert abs(after - goal) < abs(goal)


def test_unknown_cells_never_become_unknown_values():
    profiles, pairs, y, _ = world(n=30)
    holed = profiles.X.copy()
    holed[::3, 0] = np.nan
    holed[:, 2] = np.nan
    patchy = Profiles.from_arrays(holed, maps=profiles.maps)

    model = ValueModel().fit(patchy, pairs, y)

    assert np.isfinite(model.predict(patchy, pairs)).all()
    assert np.isfinite(model.uncertainty(patchy, pairs)).all()
    assert all(np.isfinite(value).all() for value in (model.fit_.f, model.fit_.e))


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (lambda y: np.full_like(y, np.nan), "known and in"),
        (lambda y: y * 2.0, "known and in"),
        (np.ones_like, "two different answers"),
        (lambda y: y[:-1], "one answer a pair"),
    ],
    ids=["unknown", "out of range", "all alike", "too few"],
)
def test_wild_answers_are_refused(y, message):
    profiles, pairs, answers, _ = world(n=20)

    with pytest.raises(ValueError, match=message):
        ValueModel().fit(profiles, pairs, y(answers))


def test_a_start_changes_little_but_the_time():
    profiles, pairs, y, _ = world(n=40)
    cold = ValueModel(n_factors=0).fit(profiles, pairs, y)

    warm = ValueModel(n_factors=0).fit(profiles, pairs, y, start=cold)

    assert warm.fit_.n_steps <= cold.fit_.n_steps
    assert warm.predict(profiles, pairs) == pytest.approx(
        cold.predict(profiles, pairs), abs=0.02
    )


def test_the_same_seed_gives_the_same_model():
    profiles, pairs, y, _ = world(n=40)

    one, two = (ValueModel().fit(profiles, pairs, y) for _ in range(2))

    assert np.array_equal(one.predict(profiles, pairs), two.predict(profiles, pairs))


def test_it_keeps_the_contract_of_an_estimator():
    model = ValueModel(n_factors=3)
    copy = clone(model)
    profiles, pairs, y, _ = world(n=20)
    before = profiles.X.copy()

    assert copy.get_params() == model.get_params()
    assert copy.set_params(n_factors=0).n_factors == 0
    with pytest.raises(NotFittedError):
        copy.predict(profiles, pairs)
    assert copy.fit(profiles, pairs, y) is copy
    assert copy.n_features_in_ == 3
    assert np.array_equal(before, profiles.X)


def test_other_profiles_than_those_of_the_fit_are_refused(fitted):
    model, profiles, pairs, _ = fitted

    with pytest.raises(ValueError, match="features"):
        model.predict(Profiles.from_arrays(profiles.X[:, :2]), pairs)


def test_reciprocal_value_ranks_as_the_product_of_both_ends(fitted):
    model, profiles, _, _ = fitted
    forth = model.factors(profiles).table()

    both = reciprocal(model.factors(profiles)).table()

    product = np.log(expit(forth)) + np.log(expit(forth.T))
    off = ~np.eye(len(profiles), dtype=bool)
    assert both == pytest.approx(both.T, abs=1e-9)
    assert np.corrcoef(both[off], product[off])[0, 1] > 0.999


def test_values_as_inner_products_are_close_to_probabilities(fitted):
    model, profiles, pairs, _ = fitted

    arrays = model.value_factors(profiles)

    table = arrays.table()[pairs.rater, pairs.ratee]
    assert np.abs(table - model.predict(profiles, pairs)).mean() < 0.01
    assert arrays.error < 0.02


def test_mutual_value_is_the_product_of_both_ends(fitted):
    model, profiles, _, _ = fitted
    forth = expit(model.factors(profiles).table())

    both = mutual(model.factors(profiles), rank=60)

    assert both.table() == pytest.approx(forth * forth.T, abs=1e-6)


def test_some_rows_and_columns_stand_for_a_large_table():
    rng = np.random.default_rng(0)
    need, give = rng.normal(size=(2, 1500, 2)) * 0.7
    zeros = np.zeros(1500)
    logits = Factors(need, give, zeros, zeros)

    close = factorise(logits, expit, rank=14)

    table = close.table(np.arange(40), np.arange(900, 1000))
    truth = expit(logits.table(np.arange(40), np.arange(900, 1000)))
    assert np.abs(table - truth).mean() < 0.01
    assert close.error < 0.02


def test_a_newcomer_among_people_with_factors_is_an_average_one():
    rng = np.random.default_rng(4)
    n = 60
    u, v = rng.normal(size=(2, n, 2)) * 1.2 + 0.8
    pairs = Pairs.all_of(n)
    y = (rng.random(len(pairs)) < expit((u @ v.T)[pairs.rater, pairs.ratee] - 1)) * 1.0
    profiles = Profiles.from_arrays(np.zeros((n, 0)))

    model = ValueModel(n_factors=3).fit(profiles, pairs, y)

    assert model.raters_.mean.shape[1] > 1
    assert np.abs(model.raters_.mean.mean(axis=0)).max() < 1e-9
    assert np.abs(model.ratees_.mean.mean(axis=0)).max() < 1e-9


def test_leaders_whom_nobody_answered_about_change_nothing():
    profiles, pairs, y, _ = world(n=30)
    rng = np.random.default_rng(5)
    more = Profiles.from_arrays(
        np.vstack([profiles.X, rng.normal(size=(40, 3))]),
        maps=[
            PairMap(
                held.name,
                np.vstack([held.need, np.ones((40, 2))]),
                np.vstack([held.give, np.ones((40, 2))]),
            )
            for held in profiles.maps
        ],
    )

    one = ValueModel().fit(profiles, pairs, y)
    two = ValueModel().fit(more, pairs, y)

    assert np.array_equal(one.predict(profiles, pairs), two.predict(more, pairs))
    assert len(two.raters_.ids) <= 30


def test_numbers_of_groups_are_names_only():
    profiles, pairs, y, _ = world(n=30)
    group = pairs.rater % 3
    near, far = (
        Pairs.of(pairs.rater, pairs.ratee, group=numbers)
        for numbers in (group, group * 10**12 + 5)
    )

    one, two = (ValueModel(n_factors=0).fit(profiles, p, y) for p in (near, far))

    assert np.array_equal(one.predict(profiles, pairs), two.predict(profiles, pairs))


def test_three_people_are_enough_for_a_fit():
    rng = np.random.default_rng(6)
    rater = rng.integers(3, size=300)
    pairs = Pairs.of(rater, (rater + 1 + rng.integers(2, size=300)) % 3)
    y = (rng.random(300) < 0.3) * 1.0

    model = ValueModel().fit(Profiles.from_arrays(np.eye(3)), pairs, y)

    assert np.isfinite(model.predict(Profiles.from_arrays(np.eye(3)), pairs)).all()


@pytest.mark.parametrize("seed", range(3))
def test_one_sided_answers_stay_finite_and_within_reason(seed):
    """Raters who say yes to all and ratees whom all refuse are separable."""
    rng = np.random.default_rng(seed)
    pairs = Pairs.all_of(14)
    y = np.where(pairs.rater % 2 == 0, 1.0, (rng.random(len(pairs)) < 0.5) * 1.0)
    y[pairs.ratee == 3] = 0.0
    profiles = Profiles.from_arrays(np.repeat(np.eye(2), 7, axis=0))

    model = ValueModel().fit(profiles, pairs, y)

    p = model.predict(profiles, pairs)
    assert np.isfinite(p).all()
    assert 0.0 < p.min() < p.max() < 1.0


def test_ratings_between_no_and_yes_are_learned_from():
    profiles, pairs, _, z = world(level=0.3)

    model = ValueModel(n_factors=0).fit(profiles, pairs, expit(z))

    found = model.predict(profiles, pairs)
    assert np.corrcoef(found, expit(z))[0, 1] > 0.9


def test_threads_of_linear_algebra_change_no_bit_of_a_fit():
    profiles, pairs, y, _ = world(n=90, share=0.4)
    found = []
    for n_threads in (1, 2):
        with threadpool_limits(n_threads):
            model = ValueModel(n_factors=4).fit(profiles, pairs, y)
            model.partial_fit(profiles, pairs.take(np.arange(50)), y[:50])
            value = model.value_factors(profiles)
            left = {pool["num_threads"] for pool in threadpool_info()}
        found.append((model.fit_.f, model.ratees_.mean, value.need))
        assert n_threads in left

    assert all(np.array_equal(one, two) for one, two in zip(*found, strict=True))


def test_newcomers_who_meet_each_other_are_learned_on_the_scale_of_the_fit():
    rng = np.random.default_rng(8)
    n = 120
    u, v = rng.normal(size=(2, n, 3)) * 1.2
    level = 1.5 * rng.normal(size=n)
    pairs = Pairs.all_of(n)
    z = (u @ v.T)[pairs.rater, pairs.ratee] + level[pairs.rater]
    y = (rng.random(len(pairs)) < expit(z)).astype(float)
    profiles = Profiles.from_arrays(np.zeros((n, 0)))
    is_new = np.arange(n) >= 80
    old = np.flatnonzero(~is_new[pairs.rater] & ~is_new[pairs.ratee])
    both_new = np.flatnonzero(is_new[pairs.rater] & is_new[pairs.ratee])
    told = rng.random(both_new.size) < 0.5
    model = ValueModel(n_factors=4).fit(profiles, pairs.take(old), y[old])
    assert model.raters_.mean.shape[1] > 1  # what newcomers have is not known at all

    known, asked = both_new[told], both_new[~told]
    model.partial_fit(profiles, pairs.take(known), y[known])

    said = [y[known][pairs.rater[known] == i].mean() for i in range(80, n)]
    p = model.predict(profiles, pairs.take(asked))
    expected = [p[pairs.rater[asked] == i].mean() for i in range(80, n)]
    slope = np.polyfit(said, expected, 1)[0]
    assert 0.65 < slope < 1.05  # drawn a little towards the middle, not by half


def test_a_mood_shared_by_new_answers_does_not_stick_to_people():
    profiles, pairs, _, z = world(level=0.5, n=80, seed=4)
    rng = np.random.default_rng(5)
    first = rng.random(len(pairs)) < 0.5
    group = pairs.rater % 10
    mood = np.linspace(-1.5, 1.5, 10)[group]
    y = (rng.random(len(pairs)) < expit(z + mood)).astype(float)
    grouped = Pairs.of(pairs.rater, pairs.ratee, group=group)
    low = ~first & (pairs.rater % 10 == 0)
    moved = []
    for told in (grouped, pairs):
        model = ValueModel(n_factors=0).fit(profiles, grouped.take(first), y[first])
        before = model.raters_.means(profiles.ids)[::10, 0].mean()
        model.partial_fit(profiles, told.take(low), y[low])
        moved.append(abs(model.raters_.means(profiles.ids)[::10, 0].mean() - before))

    assert moved[0] < 0.5 * moved[1]


def rated(noise, n=50, seed=7):
    """Draw ratings around a hidden logit, with some scatter of their own."""
    rng = np.random.default_rng(seed)
    profiles = Profiles.from_arrays(np.zeros((n, 0)))
    pairs = Pairs.all_of(n)
    kept = rng.random(len(pairs)) < 0.3
    hidden = rng.normal(size=(2, n))
    z = hidden[0][pairs.rater] + hidden[1][pairs.ratee]
    felt = z + noise * rng.normal(size=z.size)
    return profiles, pairs.take(kept), np.round(10.0 * expit(felt[kept])) / 10.0, z


def test_ratings_count_as_often_as_they_scatter_less_than_yes_or_no():
    found = [
        ValueModel(n_factors=0).fit(*rated(noise)[:3]).dispersion_
        for noise in (0.5, 1.5)
    ]

    assert 0.1 <= found[0] < found[1] < 1.0


def test_ratings_that_scatter_little_shrink_people_less():
    profiles, pairs, y, z = rated(0.5)
    drawn = (np.random.default_rng(1).random(y.size) < y).astype(float)

    of_ratings, of_draws = (
        ValueModel(n_factors=0).fit(profiles, pairs, answers) for answers in (y, drawn)
    )

    every = Pairs.all_of(len(profiles))
    gaps = [
        np.abs(m.decision_function(profiles, every) - z).mean()
        for m in (of_ratings, of_draws)
    ]
    assert of_draws.dispersion_ == 1.0
    assert gaps[0] < 0.6 * gaps[1]
    assert (
        of_ratings.uncertainty(profiles, every).mean()
        < of_draws.uncertainty(profiles, every).mean()
    )


def test_yes_or_no_among_ratings_counts_once():
    """Of answers that say which are ratings, only these are counted more often."""
    profiles, pairs, y, _ = rated(0.5)
    is_rating = (np.arange(y.size) % 2).astype(float)
    mixed = np.where(is_rating == 1.0, y, np.round(y))
    told = Pairs.of(pairs.rater, pairs.ratee, context={"is_rating": is_rating})

    model = ValueModel(n_factors=0).fit(profiles, told, mixed)
    counted = model._counted(told, is_rating == 1.0).weight

    assert model.dispersion_ < 1.0
    assert counted[is_rating == 0.0] == pytest.approx(1.0)
    assert counted[is_rating == 1.0] == pytest.approx(1.0 / model.dispersion_)
