"""What is learned of one question, and of every further question that was answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import clone

from matcher.learned import CURE
from matcher.roster.roster import Roster
from models.bundle import Bundle
from models.embedding import Embedding
from models.parts import HELPED, Head
from models.profiles import Profiles, profiles_of
from models.value import ValueModel
from training.answers import HEADS, Answers, answers_of
from training.errors import RegistryError
from training.feedback import Feedback
from training.folding import UNTIL, latest_answer
from training.gate import GUESS, NO_BETTER, RULES, Verdict, judge
from training.guessed import guessed_losses
from training.losses import Losses, kept_answers, order_losses


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """Whom answers are about.

    Attributes
    ----------
    profiles : Profiles
        Leaders.
    segments : mapping of str to frozenset of str
        Ids of the leaders of each segment, by name.
    """

    profiles: Profiles
    segments: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """What was learned of one question.

    Attributes
    ----------
    value : ValueModel
        Fitted on all answers.
    proof : ValueModel or None
        Without the kept ones; None where what is left is too little.
    verdict : Verdict
        Against rules alone.
    data : dict
        Counts, and the moment of the latest answer.
    """

    value: ValueModel
    proof: ValueModel | None
    verdict: Verdict
    data: dict[str, Any]


def teach(
    answers: Answers,
    subject: Subject,
    *,
    seed: int,
    n_factors: int,
    start: Head | None = None,
) -> Taught | None:
    """Fit a value model and its proof, and judge it against rules alone.

    Parameters
    ----------
    answers : Answers
        To one question, enough to learn from.
    subject : Subject
        Whom they are about.
    seed : int
        What starts and intervals are drawn from.
    n_factors : int
        Most learned factors of each person beside their level.
    start : Head or None, default=None
        An earlier fit to begin with; it saves time.

    Returns
    -------
    Taught or None
        None where the fit does not come to finite numbers.
    """
    profiles = subject.profiles
    asked = ValueModel(n_factors=n_factors, random_state=seed)
    value = _fit(clone(asked), answers, profiles, start.value if start else None)
    kept = kept_answers(answers, profiles.ids)
    rest = answers.take(~np.logical_or.reduce(list(kept.values())))
    proof = None
    if not rest.why_rules_only():
        proof = _fit(clone(asked), rest, profiles, start.proof if start else None)
    if value is None:
        return None
    data = {
        "n_answers": len(answers),
        "n_raters": int(np.unique(answers.pairs.rater).size),
        UNTIL: latest_answer(answers),
    }
    verdict = _against_rules(answers, subject, proof, seed)
    return Taught(value, proof, verdict, data)


def further_heads(
    feedback: Feedback,
    subject: Subject,
    *,
    seed: int,
    n_factors: int,
    start: Bundle | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Taught]:
    """Learn every further question that was answered often enough.

    Parameters
    ----------
    feedback : Feedback
        All kinds.
    subject : Subject
        Whom it is about.
    seed : int
        What starts and intervals are drawn from.
    n_factors : int
        Most learned factors of each person beside their level.
    start : Bundle or None, default=None
        An earlier bundle to begin with.
    progress : callable, optional
        Told what is being done.

    Returns
    -------
    dict of str to Taught
        By head; those with too little to learn from are left out.
    """
    found = {}
    for name in HEADS:
        if name == HELPED:
            continue
        answers = answers_of(feedback, name)
        if answers.why_rules_only():
            continue
        progress(f"Learning who is {name}")
        before = start.heads.get(name) if start else None
        taught = teach(answers, subject, seed=seed, n_factors=n_factors, start=before)
        if taught is not None:
            found[name] = taught
    return found


def losses_of(
    roster: Roster,
    answers: Answers,
    embedding: Embedding | None,
    proof: ValueModel | None,
) -> dict[str, Losses]:
    """Measure how a proof puts peers in order, on answers that no proof has seen.

    Parameters
    ----------
    roster : Roster
        The leaders.
    answers : Answers
        To one question.
    embedding : Embedding or None
        That the proof was fitted on; None is rules alone.
    proof : ValueModel or None
        The proof; None is rules alone.

    Returns
    -------
    dict of str to Losses
        For newcomers and for known people.

    Raises
    ------
    RegistryError
        If the roster lacks a column that the embedding reads.
    """
    if embedding is None:
        ids = roster.leader_ids
        profiles = Profiles.from_arrays(np.zeros((len(ids), 0)), ids=ids)
        return order_losses(answers, profiles, None)
    profiles = profiles_in(roster, embedding, is_champion=True)
    return order_losses(answers, profiles, proof)


def profiles_in(
    roster: Roster, embedding: Embedding, *, is_champion: bool = False
) -> Profiles:
    """Describe the leaders of a roster as a bundle sees them.

    Parameters
    ----------
    roster : Roster
        The leaders.
    embedding : Embedding
        Of the bundle.
    is_champion : bool, default=False
        Whether it is that of what serves, for what to say where it cannot.

    Returns
    -------
    Profiles
        In the order of the roster.

    Raises
    ------
    RegistryError
        If the roster lacks a column that the embedding reads.
    """
    try:
        return profiles_of(embedding, roster.table)
    except ValueError as error:
        whose, last = "The bundle", "train anew"
        if is_champion:
            whose, last = "The champion", "roll it back first"
        msg = f"{whose} cannot read {roster.source}: {error} {CURE}; or {last}."
        raise RegistryError(msg) from error


def _fit(
    model: ValueModel,
    answers: Answers,
    profiles: Profiles,
    start: ValueModel | None,
) -> ValueModel | None:
    """Fit one model; None where it does not come to finite numbers."""
    model.fit(profiles, answers.pairs, answers.y, start=start)
    seen = np.isfinite(model.decision_function(profiles, answers.pairs))
    return model if bool(seen.all()) else None


def _against_rules(
    answers: Answers, subject: Subject, proof: ValueModel | None, seed: int
) -> Verdict:
    if proof is None:
        sentence = (
            f"The bundle is {NO_BETTER}, as far as can be told: without the answers "
            "kept for the gate too few are left to learn from."
        )
        return Verdict(is_better=False, sentence=sentence)
    own = order_losses(answers, subject.profiles, proof)
    others = {
        RULES: order_losses(answers, subject.profiles, None),
        GUESS: guessed_losses(answers, subject.profiles),
    }
    return judge(own, others, subject.segments, seed=seed)
