"""From a roster and feedback to a bundle, or to why there is nothing to learn."""

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any, Final

import numpy as np

from matcher.roster.roster import Roster
from models.bundle import Bundle, Origin
from models.parts import Head
from models.profiles import profiles_of
from models.value_facets import embed_for_value
from training.answers import Answers, answers_of
from training.feedback import Feedback
from training.folding import UNTIL, fold_in, latest_answer
from training.gate import (
    CHAMPION,
    GUESS,
    NO_BETTER,
    RENEWED,
    RULES,
    Verdict,
    judge,
)
from training.guessed import guessed_losses
from training.heads import (
    Subject,
    Taught,
    further_heads,
    losses_of,
    profiles_in,
    teach,
)
from training.losses import order_losses
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
    table = lesson.roster.table
    embedding = embed_for_value(table, as_of_year=float(params.as_of[:4]))
    profiles = profiles_of(embedding, table)
    subject = Subject(profiles, segments_of(lesson.roster))
    size = {"seed": params.seed, "n_factors": params.n_factors}
    further = further_heads(
        lesson.feedback, subject, **size, start=start, progress=tell
    )
    heads = {name: Head(own.value, own.proof) for name, own in further.items()}
    facets = tuple(embedding.encoders_)
    origin_of = partial(_origin, lesson, params, further=further, facets=facets)
    reason = lesson.answers.why_rules_only()
    if not reason:
        tell("Learning from all answers")
        before = Head(start.value, start.proof) if start else None
        taught = teach(lesson.answers, subject, **size, start=before)
        if taught is not None:
            origin = origin_of(taught.verdict, start=start)
            return Bundle(embedding, taught.value, taught.proof, origin, heads=heads)
        reason = "The fit did not come to finite numbers."
    sentence = f"Nothing was learned, rules alone stay: {reason}"
    verdict = Verdict(is_better=False, sentence=sentence)
    origin = origin_of(verdict, start=None)
    return Bundle(embedding, None, None, origin, heads=heads)


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
    roster, answers = lesson.roster, lesson.answers
    others = {RULES: losses_of(roster, answers, None, None)}
    if champion is not None and champion.proof is not None:
        embedding = champion.embedding
        others[CHAMPION] = losses_of(roster, answers, embedding, champion.proof)
        if champion.origin.data.get(UNTIL):
            renewed = fold_in(champion, roster, answers)
            if renewed.n_answers:
                proof = renewed.bundle.proof
                others[RENEWED] = losses_of(roster, answers, embedding, proof)
    profiles = profiles_in(roster, bundle.embedding)
    own = order_losses(answers, profiles, bundle.proof)
    others[GUESS] = guessed_losses(answers, profiles)
    verdict = judge(own, others, segments_of(roster), seed=seed)
    if verdict.is_better and champion is not None:
        return _unless_heads_lose(verdict, bundle, champion, lesson, seed)
    return verdict


def _unless_heads_lose(
    verdict: Verdict, bundle: Bundle, champion: Bundle, lesson: Lesson, seed: int
) -> Verdict:
    """Keep the champion where a further head that both have would get worse."""
    for name in sorted(set(bundle.heads) & set(champion.heads)):
        answers = answers_of(lesson.feedback, name)
        proofs = [held.heads[name].proof for held in (bundle, champion)]
        if answers.why_rules_only() or None in proofs:
            continue
        own, others = (
            losses_of(lesson.roster, answers, held.embedding, proof)
            for held, proof in zip((bundle, champion), proofs, strict=True)
        )
        found = judge(own, {CHAMPION: others}, {}, seed=seed).comparisons
        worse = [comparison for comparison in found if comparison.is_worse]
        if worse:
            told = worse[0].to_dict()
            sentence = (
                f"The bundle is worse than the {CHAMPION} for the head {name}: it "
                f"gains {told['gain']:.4f} nats a pair of peers on "
                f"{told['n_people']} of {told['segment']}."
            )
            return Verdict(
                is_better=False,
                sentence=sentence,
                comparisons=(*verdict.comparisons, *worse),
            )
    return verdict


def _origin(
    lesson: Lesson,
    params: TrainingParams,
    verdict: Verdict,
    *,
    further: Mapping[str, Taught],
    facets: tuple[str, ...],
    start: Bundle | None,
) -> Origin:
    answers = lesson.answers
    data: dict[str, Any] = {
        "roster_sha256": lesson.roster.sha256,
        "feedback_sha256": lesson.feedback.sha256,
        "n_leaders": len(lesson.roster),
        "n_answers": len(answers),
        "n_raters": int(np.unique(answers.pairs.rater).size),
        "n_problems": len(lesson.feedback.problems),
        "facets": list(facets),
        UNTIL: latest_answer(answers),
    }
    metrics = verdict.to_dict()
    if further:
        data["heads"] = {name: own.data for name, own in further.items()}
        metrics["heads"] = {
            name: own.verdict.to_dict() for name, own in further.items()
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
        metrics=metrics,
        parent=start.bundle_id if start else "",
    )
