"""Introductions: who can help, who knows someone who can, and what both sides gain."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.suggest.openers import with_openers
from matcher.suggest.pool import Pool
from matcher.suggest.purpose import Purpose, read_purpose
from matcher.suggest.ranking import find_candidates, rank, who_is_allowed
from matcher.suggest.reasons import reasons_for
from matcher.suggest.request import Request
from matcher.suggest.suggestion import Suggestion, Suggestions
from matcher.suggest.wording import why_nobody

Rows = NDArray[np.intp]


def suggest_network(pool: Pool, request: Request) -> Suggestions:
    """Suggest whom to meet for a purpose, or at all.

    Parameters
    ----------
    pool : Pool
        The leaders.
    request : Request
        Who asks for what.

    Returns
    -------
    Suggestions
        Entries, or why there are none.
    """
    purpose = read_purpose(pool.facts, request.topic) if request.topic else None
    remarks = _remarks(pool, request, purpose)
    allowed = who_is_allowed(pool, request, is_purposeful=purpose is not None)
    rows = np.zeros(0, dtype=np.intp)
    if request.k > 0 and pool.may_show[request.row]:
        rows = find_candidates(pool, request, purpose, allowed)
    if not rows.size:
        why = why_nobody(pool, request, purpose, allowed=allowed)
        return _answer(pool, request, (), why, remarks)
    return _among(pool, request, purpose, rows, remarks)


def suggest_among(pool: Pool, request: Request, rows: Rows) -> Suggestions:
    """Suggest whom to meet without a purpose, out of candidates found already.

    Parameters
    ----------
    pool : Pool
        The leaders.
    request : Request
        Who asks; without a topic.
    rows : ndarray of shape (n_candidates,), intp
        As `find_candidates` finds them; at least one.

    Returns
    -------
    Suggestions
        What `suggest_network` says.
    """
    return _among(pool, request, None, rows, _remarks(pool, request, None))


def _among(
    pool: Pool,
    request: Request,
    purpose: Purpose | None,
    rows: Rows,
    remarks: tuple[str, ...],
) -> Suggestions:
    ranked = rank(pool, request, purpose, rows)
    figures = (ranked.scores, ranked.to_you, ranked.to_them, ranked.chances)
    entries = entries_of(
        pool,
        request.row,
        ranked.rows.tolist(),
        np.stack(figures, axis=1).tolist(),
        ranked.reach.paths,
        purpose,
    )
    if purpose is not None:
        entries = with_openers(pool, request.row, entries, k=request.k)
    if request.k > len(entries):
        who = (
            "meets the purpose and may be suggested" if purpose else "may be suggested"
        )
        remarks = (*remarks, f"Fewer than were asked for: nobody else {who} now.")
    return _answer(pool, request, entries, None, remarks)


def entries_of(
    pool: Pool,
    row: int,
    others: Sequence[int],
    figures: Sequence[Sequence[float]],
    paths: Sequence[tuple[int, ...]],
    purpose: Purpose | None,
) -> tuple[Suggestion, ...]:
    """Put a ranking into words.

    Parameters
    ----------
    pool : Pool
        The leaders.
    row : int
        Who asks.
    others : sequence of int
        Who is shown, best first.
    figures : sequence of (float, float, float, float)
        Score, value to the one who asks, value to the other, and chance, of each.
    paths : sequence of tuple of int
        By whom each is reached.
    purpose : Purpose or None
        What the one who asks is after.

    Returns
    -------
    tuple of Suggestion
        With reasons.
    """
    ids = pool.facts.ids
    found = []
    for at, (other, path) in enumerate(zip(others, paths, strict=True)):
        score, to_you, to_them, chance = figures[at]
        found.append(
            Suggestion(
                leader_id=ids[other],
                score=score,
                value_to_you=to_you,
                value_to_them=to_them,
                interval=pool.worth.interval(row, other, to_you),
                path=tuple(ids[one] for one in path),
                reasons=reasons_for(pool, row, other, purpose=purpose, path=path),
                position=at + 1,
                propensity=chance,
            )
        )
    return tuple(found)


def _remarks(pool: Pool, request: Request, purpose: Purpose | None) -> tuple[str, ...]:
    """Say what the reader should know of the profile, the purpose and the balance."""
    said = [
        *pool.what_is_missing(
            request.row,
            "Nothing is known of what this leader does, needs or gives, so the ranking "
            "rests on what others bring to anyone; a line on challenges and gives "
            "would make it theirs.",
        )
    ]
    if purpose is not None and purpose.concepts and purpose.unmet:
        words = ", ".join(f'"{word}"' for word in purpose.unmet[:5])
        said.append(f"No profile has anything on {words}.")
    if request.record is not None and request.record.asked[request.row]:
        said.append(request.record.balance(request.row).sentence())
    return tuple(said)


def _answer(
    pool: Pool,
    request: Request,
    entries: tuple[Suggestion, ...],
    why: str | None,
    remarks: tuple[str, ...],
) -> Suggestions:
    return Suggestions(
        leader_id=pool.facts.ids[request.row],
        way="network",
        topic=request.topic,
        entries=entries,
        why_empty=why,
        model=pool.worth.remark,
        remarks=remarks,
    )
