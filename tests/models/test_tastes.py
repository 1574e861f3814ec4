"""Tastes: what kinds of peer help this one leader, learned from few answers."""

import hashlib
import json
import shutil

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from models.bundle import MANIFEST, STATE, Bundle, Origin, load_bundle, save_bundle
from models.embedding import Embedding
from models.errors import BundleError
from models.facing import Facing
from models.pairs import Pairs
from models.profiles import Profiles
from models.value import ValueModel

N, N_AXES = 80, 3


def world(*, of_ratee=False, seed=3):
    """Draw people whom different kinds of peer help, or who help different kinds."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(N, N_AXES))
    taste = rng.normal(size=(N, N_AXES))
    logits = X @ taste.T if of_ratee else taste @ X.T
    pairs = Pairs.all_of(N)
    z = logits[pairs.rater, pairs.ratee]
    y = (rng.random(len(pairs)) < expit(z)).astype(float)
    return Profiles.from_arrays(X), pairs, y


@pytest.fixture(scope="module", params=[False, True])
def learned(request):
    profiles, pairs, y = world(of_ratee=request.param)
    held = np.random.default_rng(1).random(len(pairs)) < 0.7
    model = ValueModel().fit(profiles, pairs.take(~held), y[~held])
    return model, profiles, pairs.take(held), y[held]


def test_pairs_held_back_are_told_by_the_tastes_of_their_people(learned):
    model, profiles, held, y = learned

    assert model.n_tastes_ == N_AXES
    assert roc_auc_score(y, model.predict(profiles, held)) > 0.7  # by levels .55


def test_arrays_hold_tastes_exactly(learned):
    model, profiles, held, _ = learned
    table = model.factors(profiles).table()

    logits = model.decision_function(profiles, held)

    assert logits == pytest.approx(table[held.rater, held.ratee], abs=1e-9)


@pytest.mark.parametrize("side", [0, 1])
def test_first_answers_of_a_newcomer_teach_what_kind_goes_with_them(side):
    profiles, pairs, y = world(of_ratee=bool(side))
    few = np.flatnonzero(np.random.default_rng(2).random(len(pairs)) < 0.3)
    model = ValueModel(n_factors=1).fit(profiles, pairs.take(few), y[few])
    X = np.vstack([profiles.X, np.zeros(N_AXES)])
    with_new = Profiles.from_arrays(X, ids=(*profiles.ids, "new"))
    first, later = np.arange(16), np.arange(16, N)
    new = np.full(N, N)
    ends = (new, np.arange(N)) if side == 0 else (np.arange(N), new)
    every = Pairs.of(*ends)
    before = model.decision_function(with_new, every.take(later))

    model.partial_fit(with_new, every.take(first), (X[first, 0] > 0.0).astype(float))

    after = model.decision_function(with_new, every.take(later))
    assert np.corrcoef(after - before, X[later, 0])[0, 1] > 0.7
    assert (
        model.uncertainty(with_new, every.take(later)).mean()
        < model.uncertainty(Profiles.from_arrays(X), every.take(later)).mean()
    )


def test_where_everyone_agrees_nobody_has_a_taste_of_their_own():
    rng = np.random.default_rng(0)
    profiles = Profiles.from_arrays(rng.normal(size=(N, 1)))
    pairs = Pairs.all_of(N)
    z = profiles.X[pairs.ratee, 0] + rng.normal(size=N)[pairs.rater]
    y = (rng.random(len(pairs)) < expit(z)).astype(float)

    model = ValueModel().fit(profiles, pairs, y)

    tastes = np.r_[
        model.raters_.mean[:, 1 : 1 + model.n_tastes_].ravel(),
        model.ratees_.mean[:, 1 : 1 + model.n_tastes_].ravel(),
    ]
    assert np.abs(tastes).max(initial=0.0) < 0.3
    assert model.give_coef_[0] > 0.7


def test_what_faces_a_person_varies_as_drawn_people_do():
    rng = np.random.default_rng(4)
    n_tastes, size = 2, 5
    means, axes = rng.normal(size=(2, size)), rng.normal(size=(2, n_tastes))
    roots = 0.5 * rng.normal(size=(2, size, size))
    spreads = roots @ roots.transpose(0, 2, 1)

    face = Facing.of(means[1:], spreads[1:], axes[1:], axes[:1])
    variance = face.variance(means[:1], spreads[:1])

    own, other = (
        rng.multivariate_normal(means[k], spreads[k], 400_000) for k in (0, 1)
    )
    last = 1 + n_tastes
    z = own[:, 0] + own[:, 1:last] @ axes[1] + other[:, 0] + other[:, 1:last] @ axes[0]
    z += (own[:, last:] * other[:, last:]).sum(axis=1)
    assert variance[0] == pytest.approx(z.var(), rel=0.02)


@pytest.fixture(scope="module")
def folder(learned, tmp_path_factory):
    model, profiles, _, _ = learned
    sizes = pd.DataFrame(
        {"leader_id": profiles.ids, "employees": np.arange(1.0, N + 1.0)}
    )
    embedding = Embedding(facets=("size",)).fit(sizes)
    made = tmp_path_factory.mktemp("bundles") / "bundle"
    save_bundle(Bundle(embedding, model, None, Origin("2026-11-22", 0)), made)
    return made


def test_a_bundle_keeps_tastes(learned, folder):
    model, profiles, held, _ = learned

    loaded = load_bundle(folder).value

    assert loaded.n_tastes_ == N_AXES
    assert np.array_equal(loaded.predict(profiles, held), model.predict(profiles, held))


@pytest.mark.parametrize("n_tastes", ["4", "-1", "1000000000", "true", '"3"'])
def test_more_tastes_than_axes_are_refused(folder, tmp_path, n_tastes):
    forged = tmp_path / "forged"
    shutil.copytree(folder, forged)
    old = (forged / STATE).read_text()
    state = old.replace('"n_tastes_":3', f'"n_tastes_":{n_tastes}').encode()
    assert state != old.encode()
    (forged / STATE).write_bytes(state)
    manifest = json.loads((forged / MANIFEST).read_text())
    manifest["files"][STATE] = {
        "sha256": hashlib.sha256(state).hexdigest(),
        "n_bytes": len(state),
    }
    (forged / MANIFEST).write_text(
        json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    )

    with pytest.raises(BundleError, match=r"may be|go together"):
        load_bundle(forged)
