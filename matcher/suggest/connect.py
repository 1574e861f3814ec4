"""Connect: who shares an interest, strangers included, as diverse as one likes."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.explain.wording import listed
from matcher.suggest.pool import Pool
from matcher.suggest.purpose import Purpose, read_purpose
from matcher.suggest.ranking import who_is_allowed
from matcher.suggest.reasons import reasons_for
from matcher.suggest.request import Request
from matcher.suggest.retrieval import LEAST_SHORT, N_SHORT, best_rows, diversify
from matcher.suggest.suggestion import Suggestion, Suggestions
from matcher.suggest.wording import why_nobody

VALUE_SHARE: Final = 0.25  # of the score; sharing the interest is the rest
N_TOPICS: Final = 6  # named where nobody shares the topic
OWN_LISTS: Final = ("interests", "challenges")

Floats = NDArray[np.float64]


def suggest_connect(pool: Pool, request: Request) -> Suggestions:
    """Suggest who shares a topic, or without one the leader's own interests.

    Whether they offer it, work in it or struggle with it is all one here, and so is
    whether anyone knows them. How alike the people shown may be is
    `request.params.diversity`.

    Parameters
    ----------
    pool : Pool
        The leaders.
    request : Request
        Who asks, and about what.

    Returns
    -------
    Suggestions
        Entries, or why there are none and what topics there are.
    """
    purpose = read_purpose(pool.facts, request.topic) if request.topic else None
    allowed = who_is_allowed(pool, request, is_purposeful=purpose is not None)
    shared = _shared(pool, request, purpose)
    meets = allowed & (shared > 0.0)
    if request.k == 0 or not meets.any() or not pool.may_show[request.row]:
        why = _why_nobody(pool, request, purpose, allowed)
        return _answer(pool, request, (), why)
    rows, scores = _best(pool, request, shared, np.flatnonzero(meets))
    weight = request.params.diversity
    picked = diversify(pool, rows, scores, k=request.k, weight=weight).tolist()
    entries = tuple(
        _entry(pool, request, purpose, (int(rows[at]), place, float(scores[at])))
        for place, at in enumerate(picked, start=1)
    )
    return _answer(pool, request, entries, None)


def _best(
    pool: Pool, request: Request, shared: Floats, rows: NDArray[np.intp]
) -> tuple[NDArray[np.intp], Floats]:
    """Rank those who share something, the best first; of very many a short list."""
    n_short = max(N_SHORT * request.k, LEAST_SHORT)
    if rows.size > n_short:  # value cannot make up for sharing much less
        least = np.partition(shared[rows], rows.size - n_short)[rows.size - n_short]
        rows = rows[shared[rows] >= least - VALUE_SHARE / (1.0 - VALUE_SHARE)]
    to_you = pool.worth.from_others(request.row, rows).astype(np.float64)
    scores = (1.0 - VALUE_SHARE) * shared[rows] + VALUE_SHARE * to_you
    order = best_rows(scores, np.ones(rows.size, dtype=np.bool_), n_short)
    return rows[order], scores[order]


def _shared(pool: Pool, request: Request, purpose: Purpose | None) -> Floats:
    """Say how much of the topic, or of the leader's own interests, each one shares."""
    found = np.zeros(len(pool))
    if purpose is not None:
        for rows in purpose.rows:
            found[rows] += 1.0 / len(purpose.rows)
        return found
    total = 0.0
    for name in OWN_LISTS:
        incidence = getattr(pool.facts, name)
        rarity = incidence.rarity()
        for entry in incidence.of_leader(request.row).tolist():
            found[incidence.having(entry)] += rarity[entry]
            total += float(rarity[entry])
    return found / max(total, 1e-9)


def _entry(
    pool: Pool, request: Request, purpose: Purpose | None, found: tuple[int, int, float]
) -> Suggestion:
    other, place, score = found
    one = np.array([other])
    to_you = float(pool.worth.from_others(request.row, one)[0])
    knows = other in pool.ties.knows.near(request.row)
    path = (request.row, other) if knows else ()
    return Suggestion(
        leader_id=pool.facts.ids[other],
        score=score,
        value_to_you=to_you,
        value_to_them=float(pool.worth.to_others(request.row, one)[0]),
        interval=pool.worth.interval(request.row, other, to_you),
        path=tuple(pool.facts.ids[row] for row in path),
        reasons=reasons_for(pool, request.row, other, purpose=purpose, path=path),
        position=place,
        propensity=1.0,
    )


def _why_nobody(
    pool: Pool, request: Request, purpose: Purpose | None, allowed: NDArray[np.bool_]
) -> str:
    """Say why nobody is shown, and which topics leaders share."""
    is_about_topic = purpose is not None and bool(purpose.concepts)
    has_own = any(
        getattr(pool.facts, name).of_leader(request.row).size for name in OWN_LISTS
    )
    if request.k == 0 or not pool.may_show[request.row] or not allowed.any():
        return why_nobody(pool, request, purpose, allowed=allowed)
    if purpose is None and not has_own:
        why = "Nothing is known of this leader's interests or challenges; name a topic"
    elif purpose is None or is_about_topic:
        why = "Nobody who may be suggested now shares this; name a topic in other words"
    else:
        why = "Nobody's profile says anything on this topic; name another"
    topics = shared_topics(pool)
    return f"{why}, such as {listed(topics)}." if topics else f"{why}."


def shared_topics(pool: Pool) -> tuple[str, ...]:
    """Name what most leaders share, to show what can be asked about.

    Parameters
    ----------
    pool : Pool
        The leaders.

    Returns
    -------
    tuple of str
        Themes and interests that at least two of them have, the most frequent first.
    """
    counts: dict[str, int] = {}
    for incidence in (pool.facts.challenges, pool.facts.interests):
        held = np.diff(incidence.back_starts)
        for entry in np.argsort(-held, kind="stable")[:N_TOPICS].tolist():
            if held[entry] > 1:
                counts[incidence.names[entry]] = int(held[entry])
    return tuple(sorted(counts, key=lambda name: (-counts[name], name))[:N_TOPICS])


def _answer(
    pool: Pool, request: Request, entries: tuple[Suggestion, ...], why: str | None
) -> Suggestions:
    few = "Fewer than were asked for: nobody else shares this and may be suggested."
    return Suggestions(
        leader_id=pool.facts.ids[request.row],
        way="connect",
        topic=request.topic,
        entries=entries,
        why_empty=why,
        model=pool.worth.remark,
        remarks=(few,) if entries and len(entries) < request.k else (),
    )
