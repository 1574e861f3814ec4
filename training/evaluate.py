"""Honest evaluation of the value model and every baseline, side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from models.pairs import Pairs
from models.profiles import Profiles
from models.value import ValueModel
from training.answers import Answers
from training.baselines import predictors
from training.calibration import reliability
from training.group_outcomes import GroupModel
from training.metrics import Interval, as_dict, figures
from training.off_policy import OffPolicy, off_policy
from training.scored import Scored
from training.splits import Split, split

Array = NDArray[np.float64]
MODEL: Final = "model"
MAX_OFFERS: Final = 300  # raters, and ratees, of a set whose pairs are all predicted
MIN_SEGMENT: Final = 30  # answers of a segment that is reported
MIN_SEGMENT_RATERS: Final = 10  # fewer would be told of as persons
N_DRAWS: Final = 200


@dataclass(frozen=True, slots=True)
class Judged:
    """What one model is worth.

    Attributes
    ----------
    figures : dict of str to Interval
        From `training.metrics.figures`.
    reliability : list of dict
        Points of a reliability plot.
    off_policy : OffPolicy or None
        Estimates by propensities, where there are enough.
    segments : dict of str to dict
        Figures of the raters of each segment, ten or more, under "column: label".
    """

    figures: dict[str, Interval]
    reliability: list[dict[str, float]]
    off_policy: OffPolicy | None = None
    segments: dict[str, dict[str, Interval]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give all of it to machines.

        Returns
        -------
        dict
            The figures by name, then reliability, off_policy and segments.
        """
        found: dict[str, Any] = as_dict(self.figures)
        found["reliability"] = self.reliability
        if self.off_policy is not None:
            found["off_policy"] = self.off_policy.to_dict()
        found["segments"] = {name: as_dict(own) for name, own in self.segments.items()}
        return found


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The model, every baseline, and how they were compared.

    Attributes
    ----------
    model : Judged or None
        The value model; None where there was too little to learn from.
    baselines : dict of str to Judged
        Constant, popularity, likeness, logistic, boosting.
    protocol : dict
        By what was split, folds, seed, counts, and why nothing was learned if so.
    groups : dict of str to GroupModel
        What explains each outcome of whole groups; see `training.group_findings`.
    """

    model: Judged | None
    baselines: dict[str, Judged]
    protocol: dict[str, Any]
    groups: dict[str, GroupModel] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give all of it to machines.

        Returns
        -------
        dict
            model, baselines, protocol, groups.
        """
        return {
            "model": self.model.to_dict() if self.model is not None else None,
            "baselines": {name: own.to_dict() for name, own in self.baselines.items()},
            "protocol": self.protocol,
            "groups": {name: own.to_dict() for name, own in self.groups.items()},
        }


def evaluate(
    profiles: Profiles,
    answers: Answers,
    *,
    by: str = "person",
    n_folds: int = 5,
    seed: int = 0,
    segments: Mapping[str, Sequence[str]] | None = None,
    observer: Callable[[str], None] | None = None,
) -> Evaluation:
    """Learn from a part of the answers and predict the rest, model by model.

    Parameters
    ----------
    profiles : Profiles
        Leaders.
    answers : Answers
        About them.
    by : {"person", "group", "time"}, default="person"
        What must not leak; see `training.splits`.
    n_folds : int, default=5
        Held-out sets.
    seed : int, default=0
        Draw of folds, people of the bootstrap, and boosting.
    segments : mapping of str to sequence of str or None, default=None
        Columns by which raters are parted, one label a leader.
    observer : callable or None, default=None
        Told what is being done.

    Returns
    -------
    Evaluation
        Without a model, and with the reason, where there is too little to learn from.
    """
    protocol: dict[str, Any] = {
        "by": by,
        "head": answers.head,
        "n_folds": n_folds,
        "seed": seed,
        "n_answers": len(answers),
        "n_raters": int(np.unique(answers.pairs.rater).size),
        "facets": list(dict.fromkeys(name.split("__")[0] for name in profiles.names)),
        "interval": "95 % percentile bootstrap over raters",
        "n_draws": N_DRAWS,
    }
    reason = answers.why_rules_only()
    if reason:
        return Evaluation(None, {}, {**protocol, "reason": reason})
    splits = _learnable(split(answers, by, n_folds=n_folds, seed=seed), answers)
    protocol["n_held_out"] = int(sum(part.test.sum() for part in splits))
    protocol["n_sets"] = len(splits)
    if not splits:
        reason = f"No split by {by} leaves enough answers on both sides."
        return Evaluation(None, {}, {**protocol, "reason": reason})
    makers: dict[str, Callable[[], Any]] = {
        MODEL: lambda: ValueModel(random_state=seed),
        **predictors(history=by == "time", seed=seed),
    }
    judged = {}
    for name, make in makers.items():
        if observer is not None:
            observer(f"Evaluating {name}")
        judged[name] = _judge(make, profiles, answers, splits, segments, seed=seed)
    return Evaluation(judged.pop(MODEL), judged, protocol)


def score_splits(
    make: Callable[[], Any], profiles: Profiles, answers: Answers, splits: list[Split]
) -> tuple[Scored, Scored]:
    """Fit on each split and predict what was held out.

    Parameters
    ----------
    make : callable
        Maker of unfitted models.
    profiles : Profiles
        Leaders.
    answers : Answers
        All answers.
    splits : list of Split
        One at least.

    Returns
    -------
    tuple of two Scored
        The held-out answers; every pair of their raters and ratees, where any
        propensity is known.
    """
    tests, offers = [], []
    has_propensities = bool((~np.isnan(answers.propensity)).any())
    for fold, part in enumerate(splits):
        known = answers.take(part.train)
        held = answers.take(part.test)
        with threadpool_limits(1):
            model = make().fit(profiles, known.pairs, known.y)
            p = model.predict(profiles, held.pairs)
            tests.append(_scored(held.pairs, fold, held.y, p, held.propensity))
            if has_propensities:
                pairs = _offers(held.pairs)
                nothing = np.full(len(pairs), np.nan)
                q = model.predict(profiles, pairs)
                offers.append(_scored(pairs, fold, nothing, q, nothing))
    return _joined(tests), _joined(offers)


def _judge(
    make: Callable[[], Any],
    profiles: Profiles,
    answers: Answers,
    splits: list[Split],
    segments: Mapping[str, Sequence[str]] | None,
    *,
    seed: int,
) -> Judged:
    scored, offers = score_splits(make, profiles, answers, splits)
    found = {}
    for column, labels in (segments or {}).items():
        of_rater = np.asarray(labels, dtype=object)[scored.rater]
        for label in sorted({str(each) for each in of_rater} - {""}):
            own = scored.take(of_rater == label)
            n_raters = np.unique(own.rater).size
            if len(own) >= MIN_SEGMENT and n_raters >= MIN_SEGMENT_RATERS:
                found[f"{column}: {label}"] = figures(own, seed=seed, n_draws=N_DRAWS)
    return Judged(
        figures(scored, seed=seed, n_draws=N_DRAWS),
        reliability(scored),
        off_policy(scored, offers, seed=seed, n_draws=N_DRAWS),
        found,
    )


def _learnable(splits: list[Split], answers: Answers) -> list[Split]:
    return [part for part in splits if not answers.take(part.train).why_rules_only()]


def _offers(pairs: Pairs) -> Pairs:
    """List every pair of the raters and ratees of a held-out set."""
    raters = np.unique(pairs.rater)[:MAX_OFFERS]
    ratees = np.unique(pairs.ratee)[:MAX_OFFERS]
    rater, ratee = (grid.ravel() for grid in np.meshgrid(raters, ratees, indexing="ij"))
    return Pairs.of(rater[rater != ratee], ratee[rater != ratee])


def _scored(pairs: Pairs, fold: int, y: Array, p: Array, propensity: Array) -> Scored:
    folds = np.full(len(pairs), fold, dtype=np.intp)
    return Scored(pairs.rater, pairs.ratee, folds, y, p, propensity)


def _joined(parts: list[Scored]) -> Scored:
    if not parts:
        rows, none = np.zeros(0, dtype=np.intp), np.zeros(0)
        return Scored(rows, rows, rows, none, none, none)
    return Scored(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("rater", "ratee", "fold", "y", "p", "propensity")
        )
    )
