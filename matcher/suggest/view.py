"""The prevailing view: what the many think on a topic, and nobody's single answer.

Answers are told as `matcher.suggest.releases` and `matcher.suggest.telling` allow; a
view is made from what is told alone, so asking as often as one likes, as whomever one
likes, tells no more than the same few numbers.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from matcher.explain.fairness import Segmentation
from matcher.explain.wording import count, listed
from matcher.roster.scales import Scale
from matcher.roster.surveys import Question, Surveys
from matcher.suggest.releases import Release, releases_of
from matcher.suggest.telling import OTHERS, Told, ViewParams, blend, part, tell
from models.encoders.phrases import words_of

SHOWN: Final = 12  # questions named where none fits


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean answer, as far as it may be told.

    Attributes
    ----------
    name : str
        "everyone", "peers like you", or a segment.
    n_people : int
        How many answered.
    mean : float
        On the scale of the question; the middle of the steps it is made from.
    low, high : float
        A 95 % interval.
    """

    name: str
    n_people: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class View:
    """What prevails on one question.

    Attributes
    ----------
    topic, question : str
        As the survey has them.
    low, high : float
        Ends of the scale.
    unit : {"rating", "share"}
        What the figures are: ratings, or shares of those who answered.
    answer : str
        Whose share it is, such as "yes"; of choices the one chosen most often. Empty
        for ratings.
    everyone : Figure
        All who answered.
    peers : Figure
        The same, weighted towards peers like you.
    segments : tuple of Figure
        By segment, each person in one; empty where there are too few for two.
    parted_by : str
        What the segments are, such as "sector"; empty without segments.
    when : str
        The rounds or months of the answers; empty where no day is known.
    n_waiting : int
        Leaders whose answers wait until there are more.
    """

    topic: str
    question: str
    low: float
    high: float
    unit: str
    answer: str
    everyone: Figure
    peers: Figure
    segments: tuple[Figure, ...]
    parted_by: str
    when: str
    n_waiting: int


@dataclass(frozen=True, slots=True)
class PrevailingViews:
    """What prevails on a topic.

    Attributes
    ----------
    views : tuple of View
        One a question, in the order of the survey.
    why_none : tuple of str
        For questions without a view, why, and what would help; or why no question
        fits the topic.
    """

    views: tuple[View, ...]
    why_none: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Turn it into what JSON can hold.

        Returns
        -------
        dict
            The attributes.
        """
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Asker:
    """From where a view is looked at, and when.

    Attributes
    ----------
    segment : int
        Code of the leader's own segment; -1 for none or not known.
    as_of : date or None
        Day of the run; months that are not over by then wait.
    """

    segment: int = -1
    as_of: dt.date | None = None


def prevailing_views(
    surveys: Surveys,
    topic: str,
    asker: Asker,
    *,
    parting: Segmentation | None,
    counted: NDArray[np.bool_],
    params: ViewParams | None = None,
) -> PrevailingViews:
    """Say what prevails on a topic.

    Parameters
    ----------
    surveys : Surveys
        The answers.
    topic : str
        Words of a topic or a question; empty for all questions.
    asker : Asker
        From where it is looked at.
    parting : Segmentation or None
        The one way in which leaders are parted into segments, whoever asks; None
        leaves them together.
    counted : ndarray of shape (n_leaders,), bool
        Whose answers count.
    params : ViewParams, optional
        The floor, and how peers like you count.

    Returns
    -------
    PrevailingViews
        Views, and reasons for those that there are not.
    """
    rules = params or ViewParams()
    chosen = questions_about(surveys, topic)
    if not chosen:
        return PrevailingViews((), (_nothing_about(surveys, topic),))
    views: list[View] = []
    why: list[str] = []
    for question in chosen:
        found = _view(question, asker, parting=parting, counted=counted, params=rules)
        if isinstance(found, View):
            views.append(found)
        else:
            why.append(found)
    return PrevailingViews(tuple(views), tuple(why))


def questions_about(surveys: Surveys, topic: str) -> tuple[Question, ...]:
    """Find the questions that a topic names.

    Parameters
    ----------
    surveys : Surveys
        With their questions.
    topic : str
        Words; empty for all questions.

    Returns
    -------
    tuple of Question
        Those whose topic and question have every word of it, in any form; without
        one, those that have most of its words.
    """
    wanted = {word.stem for word in words_of(topic)} - ENGLISH_STOP_WORDS
    if not wanted:
        return surveys.questions if not topic.strip() else ()
    shared = [
        len(wanted & {word.stem for word in words_of(f"{q.topic} {q.text}")})
        for q in surveys.questions
    ]
    most = max(shared, default=0)
    if 2 * most < len(wanted) or not most:
        return ()
    return tuple(q for q, n in zip(surveys.questions, shared, strict=True) if n == most)


def _nothing_about(surveys: Surveys, topic: str) -> str:
    if not surveys.questions:
        return f"{surveys.source or 'The survey'} has no answer that could be used."
    topics = list(dict.fromkeys(question.topic for question in surveys.questions))
    more = f" and {count(len(topics) - SHOWN, 'more')}" if len(topics) > SHOWN else ""
    asked = listed([f'"{t}"' for t in topics[:SHOWN]])
    del topic  # it may be a private text: it is not repeated
    return f"No question of the survey is about this; it asks about {asked}{more}."


def _view(
    question: Question,
    asker: Asker,
    *,
    parting: Segmentation | None,
    counted: NDArray[np.bool_],
    params: ViewParams,
) -> View | str:
    """Make the view on one question, or say why there is none."""
    releases, n_waiting = releases_of(
        question, counted=counted, fewest=params.fewest, as_of=asker.as_of
    )
    current = _current(releases, asker.as_of, params)
    if not current:
        return _too_few(question, n_waiting, params)
    answer, shares = _shares(question.scale, current)
    is_parted = parting is not None and not question.scale.options
    names = parting.names if parting is not None else ()
    told: list[Told] = []
    weights: list[float] = []
    for release, values in zip(current, shares, strict=True):
        codes = np.full(values.size, -1, dtype=np.intp)
        if parting is not None and is_parted:
            codes = parting.codes[release.rows]
        for own in part(codes, names, params):
            told.append(tell(own.name, values[own.places], params))
            is_like = bool(own.name) and asker.segment >= 0 and own.holds(asker.segment)
            weights.append(params.own_weight if is_like else 1.0)
    segments = _by_segment(told, question.scale)
    return View(
        topic=question.topic,
        question=question.text,
        low=question.scale.low,
        high=question.scale.high,
        unit="share" if answer else "rating",
        answer=answer,
        everyone=_figure("everyone", told, [1.0] * len(told), question.scale),
        peers=_figure("peers like you", told, weights, question.scale),
        segments=segments,
        parted_by=parting.name if parting is not None and segments else "",
        when=", ".join(release.name for release in current if release.name),
        n_waiting=n_waiting,
    )


def _current(
    releases: Sequence[Release], as_of: dt.date | None, params: ViewParams
) -> list[Release]:
    """Take the releases of the last months; the newest where there are none."""
    if not releases:
        return []
    newest = releases[-1].last_month
    now = newest if as_of is None else max(newest, 12 * as_of.year + as_of.month)
    recent = [r for r in releases if r.last_month > now - params.months]
    return recent or [releases[-1]]


def _too_few(question: Question, n_waiting: int, params: ViewParams) -> str:
    said = f"{count(n_waiting, 'leader')} answered" if n_waiting else "nobody answered"
    return (
        f'"{question.text}": {said}, and a view needs {params.fewest} in one survey '
        f"round, or in months that are over: it never tells of fewer than "
        f"{params.floor} people, even to {params.floor - 1} who pool what they said. "
        "Ask more leaders."
    )


def _shares(
    scale: Scale, releases: Sequence[Release]
) -> tuple[str, list[NDArray[np.float64]]]:
    """Put answers on [0, 1]; of choices, whether the most frequent one was chosen."""
    if not scale.options:
        width = scale.high - scale.low
        shares = [(release.values - scale.low) / width for release in releases]
        return ("yes" if scale.is_share else ""), shares
    chosen = np.concatenate([release.values for release in releases]).astype(np.intp)
    most = int(np.bincount(chosen).argmax())
    shares = [(release.values == most).astype(np.float64) for release in releases]
    return scale.options[most], shares


def _by_segment(told: Sequence[Told], scale: Scale) -> tuple[Figure, ...]:
    """Sum up each segment over the releases."""
    by_name: dict[str, list[Told]] = {}
    for one in told:
        if one.name:
            by_name.setdefault(one.name, []).append(one)
    figures = [
        _figure(name, own, [1.0] * len(own), scale) for name, own in by_name.items()
    ]
    return tuple(sorted(figures, key=lambda f: (f.name == OTHERS, -f.mean, f.name)))


def _figure(
    name: str, told: Sequence[Told], weights: Sequence[float], scale: Scale
) -> Figure:
    width = scale.high - scale.low
    ends = [round(scale.low + width * end, 3) for end in blend(told, weights)]
    return Figure(name, sum(one.n_people for one in told), *ends)
