"""From a roster and feedback to a bundle, or to why there is nothing to learn."""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

import numpy as np

from matcher.roster.roster import Roster
from models.bundle import Bundle, Origin
from models.embedding import Embedding
from models.profiles import Profiles, profiles_of
from models.value import ValueModel
from training.answers import Answers, answers_of
from training.errors import RegistryError
from training.feedback import Feedback
from training.folding import UNTIL, fold_in, latest_answer
from training.gate import CHAMPION, NO_BETTER, RENEWED, RULES, Verdict, judge
from training.losses import Losses, kept_answers, order_losses
from training.segments import segments_of

LIBRARIES: Final = ("numpy", "scipy", "pandas", "scikit-learn")


@dataclass(frozen=True, slots=True)
class TrainingParams:
    """How a bundle is trained.

    Attributes
    ----------
    as_of : str
        Day of the run, as in 2026-11-22.
    seed : int
        What starts and intervals are drawn from.
    commit : str
        Of the code; empty where unknown.
    n_factors : int
        Most learned factors of each person beside their level.
    """

    as_of: str
    seed: int = 0
    commit: str = ""
    n_factors: int = 8


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What one training run starts from.

    Attributes
    ----------
    roster : Roster
        The leaders.
    feedback : Feedback
        What they answered.
    answers : Answers
        Those to the question that value is learned from.
    """

    roster: Roster
    feedback: Feedback
    answers: Answers

    @classmethod
    def of(cls, roster: Roster, feedback: Feedback) -> "Lesson":
        """Gather the answers that value is learned from.

        Parameters
        ----------
        roster : Roster
            The leaders.
        feedback : Feedback
            About them.

        Returns
        -------
        Lesson
            Ready for a run.
        """
        return cls(roster, feedback, answers_of(feedback))


def train(
    lesson: Lesson,
    params: TrainingParams,
    *,
    start: Bundle | None = None,
    progress: Callable[[str], None] | None = None,
) -> Bundle:
    """Fit a bundle, and say how it stands against rules alone.

    Where there is too little to learn from, or a fit is not finite, the bundle holds
    no value model: whoever uses it forms groups by the rules alone.

    Parameters
    ----------
    lesson : Lesson
        Roster and feedback.
    params : TrainingParams
        Day, seed and size.
    start : Bundle or None, default=None
        An earlier bundle to begin with; it saves time.
    progress : callable or None, default=None
        Told what is being done.

    Returns
    -------
    Bundle
        Not saved yet; `origin.metrics` holds the verdict.
    """
    tell = progress or (lambda _: None)
    tell("Embedding leaders")
    embedding = Embedding(as_of_year=float(params.as_of[:4])).fit(lesson.roster.table)
    reason = lesson.answers.why_rules_only()
    if reason:
        return _rules_only(lesson, params, embedding, reason)
    profiles = profiles_of(embedding, lesson.roster.table)
    tell("Learning from all answers")
    value = _fit(lesson.answers, profiles, params, start.value if start else None)
    tell("Learning without the answers kept for the gate")
    proof = _fit_proof(lesson.answers, profiles, params, start)
    if value is None:
        reason = "The fit did not come to finite numbers."
        return _rules_only(lesson, params, embedding, reason)
    verdict = _against_rules(lesson, profiles, proof, params.seed)
    origin = _origin(lesson, params, verdict, start)
    return Bundle(embedding, value, proof, origin)


def judge_bundle(
    bundle: Bundle, champion: Bundle | None, lesson: Lesson, *, seed: int
) -> Verdict:
    """Say whether a bundle may serve in the place of the champion.

    It has to be better than the champion as it was promoted, and not worse than the
    champion once the answers since are folded into it.

    Parameters
    ----------
    bundle : Bundle
        The challenger.
    champion : Bundle or None
        What serves; None where rules alone do.
    lesson : Lesson
        Roster and feedback to compare them on.
    seed : int
        What intervals are drawn from.

    Returns
    -------
    Verdict
        Whether, and why.

    Raises
    ------
    RegistryError
        If the roster lacks a column that one of them reads.
    """
    if bundle.value is None or bundle.proof is None:
        told = bundle.origin.metrics.get("sentence", f"The bundle is {NO_BETTER}.")
        return Verdict(is_better=False, sentence=str(told))
    reason = lesson.answers.why_rules_only()
    if reason:
        sentence = f"The bundle is {NO_BETTER}, as far as can be told: {reason}"
        return Verdict(is_better=False, sentence=sentence)
    others = {RULES: _losses(lesson, None, None)}
    if champion is not None and champion.proof is not None:
        others[CHAMPION] = _losses(lesson, champion.embedding, champion.proof)
        if champion.origin.data.get(UNTIL):
            renewed = fold_in(champion, lesson.roster, lesson.answers)
            if renewed.n_answers:
                proof = renewed.bundle.proof
                others[RENEWED] = _losses(lesson, champion.embedding, proof)
    own = _losses(lesson, bundle.embedding, bundle.proof)
    return judge(own, others, segments_of(lesson.roster), seed=seed)


def _losses(
    lesson: Lesson, embedding: Embedding | None, proof: ValueModel | None
) -> dict[str, Losses]:
    if embedding is None:
        ids = lesson.roster.leader_ids
        profiles = Profiles.from_arrays(np.zeros((len(ids), 0)), ids=ids)
        return order_losses(lesson.answers, profiles, None)
    try:
        profiles = profiles_of(embedding, lesson.roster.table)
    except ValueError as error:
        msg = f"A bundle cannot read {lesson.roster.source}: {error}"
        raise RegistryError(msg) from error
    return order_losses(lesson.answers, profiles, proof)


def _fit(
    answers: Answers,
    profiles: Profiles,
    params: TrainingParams,
    start: ValueModel | None,
) -> ValueModel | None:
    """Fit one model; None where it does not come to finite numbers."""
    model = ValueModel(n_factors=params.n_factors, random_state=params.seed)
    model.fit(profiles, answers.pairs, answers.y, start=start)
    seen = np.isfinite(model.decision_function(profiles, answers.pairs))
    return model if bool(seen.all()) else None


def _fit_proof(
    answers: Answers,
    profiles: Profiles,
    params: TrainingParams,
    start: Bundle | None,
) -> ValueModel | None:
    """Fit without the kept answers; None where what is left is too little."""
    kept = kept_answers(answers, profiles.ids)
    rest = answers.take(~np.logical_or.reduce(list(kept.values())))
    if rest.why_rules_only():
        return None
    return _fit(rest, profiles, params, start.proof if start else None)


def _against_rules(
    lesson: Lesson, profiles: Profiles, proof: ValueModel | None, seed: int
) -> Verdict:
    if proof is None:
        sentence = (
            f"The bundle is {NO_BETTER}, as far as can be told: without the answers "
            "kept for the gate too few are left to learn from."
        )
        return Verdict(is_better=False, sentence=sentence)
    own = order_losses(lesson.answers, profiles, proof)
    rules = order_losses(lesson.answers, profiles, None)
    return judge(own, {RULES: rules}, segments_of(lesson.roster), seed=seed)


def _rules_only(
    lesson: Lesson, params: TrainingParams, embedding: Embedding, reason: str
) -> Bundle:
    sentence = f"Nothing was learned, rules alone stay: {reason}"
    verdict = Verdict(is_better=False, sentence=sentence)
    return Bundle(embedding, None, None, _origin(lesson, params, verdict, None))


def _origin(
    lesson: Lesson, params: TrainingParams, verdict: Verdict, start: Bundle | None
) -> Origin:
    answers = lesson.answers
    data: dict[str, Any] = {
        "roster_sha256": lesson.roster.sha256,
        "feedback_sha256": lesson.feedback.sha256,
        "n_leaders": len(lesson.roster),
        "n_answers": len(answers),
        "n_raters": int(np.unique(answers.pairs.rater).size),
        "n_problems": len(lesson.feedback.problems),
        UNTIL: latest_answer(answers),
    }
    packages = {name: version(name) for name in LIBRARIES}
    return Origin(
        as_of=params.as_of,
        seed=params.seed,
        commit=params.commit,
        versions={
            "peermatch": version("peermatch"),
            "python": platform.python_version(),
            **packages,
        },
        data=data,
        settings={"n_factors": params.n_factors},
        metrics=verdict.to_dict(),
        parent=start.bundle_id if start else "",
    )
