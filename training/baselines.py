"""What the value model has to beat, behind the same interface."""

from collections.abc import Callable
from typing import Any, Final, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logit
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from models.pairs import Pairs
from models.profiles import Profiles
from models.value import ValueModel

Array = NDArray[np.float64]
PENALTIES: Final = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)  # inverse strengths that are tried
N_FOLDS: Final = 3
PSEUDO: Final = 5.0  # answers that the overall mean counts as in a person's history
TINY: Final = 1e-6


class Predictor(Protocol):
    """Anything that learns from answers about pairs and predicts values."""

    def fit(self, profiles: Profiles, pairs: Pairs, y: ArrayLike) -> Any:
        """Learn from answers."""
        ...

    def predict(self, profiles: Profiles, pairs: Pairs) -> Array:
        """Predict values in [0, 1]."""
        ...


class ConstantBaseline(BaseEstimator):
    """Predict the mean answer for every pair.

    Attributes
    ----------
    mean_ : float
        Weighted mean of the answers.
    """

    def fit(self, profiles: Profiles, pairs: Pairs, y: ArrayLike) -> Self:  # noqa: ARG002 - one interface for all
        """Learn the mean.

        Parameters
        ----------
        profiles : Profiles
            Ignored.
        pairs : Pairs
            For their weights.
        y : array-like of shape (n_pairs,)
            Answers in [0, 1].

        Returns
        -------
        ConstantBaseline
            Itself, fitted.
        """
        self.mean_ = float(np.average(np.asarray(y, float), weights=pairs.weight))
        return self

    def predict(self, profiles: Profiles, pairs: Pairs) -> Array:  # noqa: ARG002 - one interface for all
        """Predict the mean.

        Parameters
        ----------
        profiles : Profiles
            Ignored.
        pairs : Pairs
            For their number.

        Returns
        -------
        ndarray of shape (n_pairs,)
            One number.
        """
        check_is_fitted(self, "mean_")
        return np.full(len(pairs), self.mean_)


class PopularityBaseline(BaseEstimator):
    """Predict from the history of both people alone, as a ranking by votes does.

    Attributes
    ----------
    model_ : ValueModel
        Without any feature.
    """

    def fit(self, profiles: Profiles, pairs: Pairs, y: ArrayLike) -> Self:
        """Learn the levels of people.

        Parameters
        ----------
        profiles : Profiles
            For the ids.
        pairs : Pairs
            Who answered about whom.
        y : array-like of shape (n_pairs,)
            Answers in [0, 1].

        Returns
        -------
        PopularityBaseline
            Itself, fitted.
        """
        self.model_ = ValueModel(n_factors=0).fit(_bare(profiles), pairs, y)
        return self

    def predict(self, profiles: Profiles, pairs: Pairs) -> Array:
        """Predict from levels.

        Parameters
        ----------
        profiles : Profiles
            For the ids.
        pairs : Pairs
            Pairs.

        Returns
        -------
        ndarray of shape (n_pairs,)
            Values in [0, 1].
        """
        check_is_fitted(self, "model_")
        return self.model_.predict(_bare(profiles), pairs)


class PairBaseline(BaseEstimator):
    """Feed what is known of a pair to a classifier of scikit-learn.

    Columns are the features of both people, every pair map and, with `history`, the
    mean answer that each of them gave and got, the answer at hand left out.

    Parameters
    ----------
    kind : {"likeness", "logistic", "boosting"}, default="logistic"
        Sum of the maps alone; ridge logistic regression, its strength chosen on people
        held back; gradient boosting.
    history : bool, default=False
        Whether people's earlier answers are columns.
    random_state : int, default=0
        Of folds and boosting.

    Attributes
    ----------
    center_, scale_ : ndarray
        Of the columns.
    classifier_ : estimator
        Fitted.
    given_, got_ : dict of str to tuple of two float
        Sum and number of the answers of each person.
    mean_ : float
        Mean answer.
    """

    def __init__(
        self, kind: str = "logistic", *, history: bool = False, random_state: int = 0
    ) -> None:
        self.kind = kind
        self.history = history
        self.random_state = random_state

    def fit(self, profiles: Profiles, pairs: Pairs, y: ArrayLike) -> Self:
        """Learn from answers.

        Parameters
        ----------
        profiles : Profiles
            Leaders.
        pairs : Pairs
            Who answered about whom.
        y : array-like of shape (n_pairs,)
            Answers in [0, 1]; a fraction counts as both answers in part.

        Returns
        -------
        PairBaseline
            Itself, fitted.
        """
        if self.kind not in ("likeness", "logistic", "boosting"):
            msg = f"kind must be likeness, logistic or boosting, got {self.kind!r}."
            raise ValueError(msg)
        answers = np.asarray(y, dtype=np.float64)
        self.mean_ = float(np.average(answers, weights=pairs.weight))
        self.given_ = _sums(profiles, pairs.rater, answers)
        self.got_ = _sums(profiles, pairs.ratee, answers)
        columns = self._columns(profiles, pairs, answers)
        self.center_ = np.nan_to_num(np.nanmean(columns, axis=0))
        scale = np.nan_to_num(np.nanstd(columns, axis=0))
        self.scale_ = np.where(scale > TINY, scale, 1.0)
        X = self._scaled(columns)
        if self.kind == "boosting":
            boosting = HistGradientBoostingClassifier(
                learning_rate=0.05,
                max_iter=120,
                max_leaf_nodes=8,
                min_samples_leaf=20,
                l2_regularization=1.0,
                random_state=self.random_state,
            )
            self.classifier_ = _fit_soft(boosting, columns, answers, pairs.weight)
        else:
            self.classifier_ = self._fit_logistic(X, pairs, answers)
        return self

    def predict(self, profiles: Profiles, pairs: Pairs) -> Array:
        """Predict values.

        Parameters
        ----------
        profiles : Profiles
            Leaders.
        pairs : Pairs
            Pairs of them.

        Returns
        -------
        ndarray of shape (n_pairs,)
            Values in [0, 1].
        """
        check_is_fitted(self, "classifier_")
        columns = self._columns(profiles, pairs, None)
        X = columns if self.kind == "boosting" else self._scaled(columns)
        return np.asarray(self.classifier_.predict_proba(X)[:, 1])

    def _scaled(self, columns: Array) -> Array:
        return np.asarray(np.nan_to_num((columns - self.center_) / self.scale_))

    def _columns(self, profiles: Profiles, pairs: Pairs, y: Array | None) -> Array:
        maps = [held.terms(pairs.rater, pairs.ratee) for held in profiles.maps]
        if self.kind == "likeness":
            return np.asarray(np.sum([np.zeros(len(pairs)), *maps], axis=0))[:, None]
        columns = [profiles.X[pairs.rater], profiles.X[pairs.ratee]]
        columns += [column[:, np.newaxis] for column in maps]
        columns.append(np.zeros((len(pairs), int(not maps))))  # never none at all
        if self.history:
            given = self._means(profiles, pairs.rater, self.given_, y)
            got = self._means(profiles, pairs.ratee, self.got_, y)
            columns += [given[:, np.newaxis], got[:, np.newaxis]]
        return np.hstack(columns)

    def _means(
        self,
        profiles: Profiles,
        rows: NDArray[np.intp],
        sums: dict[str, tuple[float, float]],
        y: Array | None,
    ) -> Array:
        found = [sums.get(profiles.ids[row], (0.0, 0.0)) for row in rows.tolist()]
        total, count = np.array(found).reshape(-1, 2).T
        if y is not None:
            total, count = total - y, count - 1.0
        mean = (total + PSEUDO * self.mean_) / (count + PSEUDO)
        return np.asarray(logit(np.clip(mean, TINY, 1.0 - TINY)))

    def _fit_logistic(self, X: Array, pairs: Pairs, y: Array) -> Any:
        rng = np.random.default_rng(self.random_state)
        n_people = int(max(pairs.rater.max(), pairs.ratee.max())) + 1
        part = rng.permutation(n_people) % N_FOLDS
        losses = []
        for penalty in PENALTIES:
            loss = 0.0
            for k in range(N_FOLDS):
                held = part[pairs.rater] == k
                train = ~held & (part[pairs.ratee] != k)
                if not held.any() or len(np.unique(y[train] > 0.5)) < 2:
                    continue
                model = _fit_soft(
                    LogisticRegression(C=penalty, max_iter=300),
                    X[train],
                    y[train],
                    pairs.weight[train],
                )
                p = np.clip(model.predict_proba(X[held])[:, 1], TINY, 1.0 - TINY)
                each = y[held] * np.log(p) + (1.0 - y[held]) * np.log1p(-p)
                loss -= float(pairs.weight[held] @ each)
            losses.append(loss)
        best = PENALTIES[int(np.argmin(losses))]
        return _fit_soft(LogisticRegression(C=best, max_iter=300), X, y, pairs.weight)


def predictors(*, history: bool, seed: int = 0) -> dict[str, Callable[[], Any]]:
    """Name the baselines.

    Parameters
    ----------
    history : bool
        Whether logistic regression and boosting see people's earlier answers; they
        should where people are known, and where all are new it only misleads them.
    seed : int, default=0
        Of folds and boosting.

    Returns
    -------
    dict of str to callable
        Makers of unfitted baselines.
    """
    return {
        "constant": ConstantBaseline,
        "popularity": PopularityBaseline,
        "likeness": lambda: PairBaseline("likeness", random_state=seed),
        "logistic": lambda: PairBaseline(
            "logistic", history=history, random_state=seed
        ),
        "boosting": lambda: PairBaseline(
            "boosting", history=history, random_state=seed
        ),
    }


def _bare(profiles: Profiles) -> Profiles:
    return Profiles(profiles.ids, np.zeros((len(profiles), 0)), ())


def _sums(
    profiles: Profiles, rows: NDArray[np.intp], y: Array
) -> dict[str, tuple[float, float]]:
    totals = np.bincount(rows, weights=y, minlength=len(profiles)).tolist()
    counts = np.bincount(rows, minlength=len(profiles)).tolist()
    return {
        person: (total, float(count))
        for person, total, count in zip(profiles.ids, totals, counts, strict=True)
        if count
    }


def _fit_soft(classifier: Any, X: Array, y: Array, weight: Array) -> Any:
    """Fit a classifier to answers between no and yes, as some of both."""
    if np.isin(y, (0.0, 1.0)).all():
        return classifier.fit(X, y.astype(int), sample_weight=weight)
    rows = np.concatenate([np.flatnonzero(y > 0.0), np.flatnonzero(y < 1.0)])
    n_yes = np.count_nonzero(y > 0.0)
    classes = np.zeros(rows.size, dtype=int)
    classes[:n_yes] = 1
    share = np.where(classes == 1, y[rows], 1.0 - y[rows]) * weight[rows]
    return classifier.fit(X[rows], classes, sample_weight=share)
