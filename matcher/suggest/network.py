"""Introductions: who can help, who knows someone who can, and what both sides gain."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.suggest.paths import Reach, passing_on, reach_targets
from matcher.suggest.pool import Pool
from matcher.suggest.purpose import Purpose, read_purpose
from matcher.suggest.reasons import reasons_for
from matcher.suggest.request import Request
from matcher.suggest.retrieval import LEAST_SHORT, N_SHORT, best_rows, diversify
from matcher.suggest.suggestion import Suggestion, Suggestions
from matcher.suggest.wording import why_nobody

TRADE_BONUS: Final = 1.25  # for those who trade with the one who asks
OUT_OF_TONGUE: Final = 0.5  # kept of the score where no stated language is shared

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class _Ranked:
    """Candidates in the order shown, with all that an entry says of them."""

    rows: Rows
    scores: Floats
    to_you: Floats
    to_them: Floats
    reach: Reach
    chances: Floats


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
    allowed = who_is_allowed(pool, request, is_purposeful=purpose is not None)
    remarks = _unmet(purpose)
    meets = allowed if purpose is None else allowed & (purpose.relevance > 0.0)
    if request.k == 0 or not meets.any() or not pool.may_show[request.row]:
        why = why_nobody(pool, request, purpose, allowed=allowed)
        return _answer(pool, request, (), why, remarks)
    ranked = _rank(pool, request, purpose, meets)
    entries = tuple(
        _entry(pool, request, purpose, ranked, position)
        for position in range(ranked.rows.size)
    )
    if request.k > len(entries):
        who = (
            "meets the purpose and may be suggested" if purpose else "may be suggested"
        )
        remarks = (*remarks, f"{request.k:,} were asked for; nobody else {who} now.")
    return _answer(pool, request, entries, None, remarks)


def who_is_allowed(pool: Pool, request: Request, *, is_purposeful: bool) -> Flags:
    """Find who may be shown at all, before anything is ranked.

    Consent, objections, the cap of the month and the rest after an introduction count
    here, so that no filter empties a page later.

    Parameters
    ----------
    pool : Pool
        The leaders.
    request : Request
        Who asks.
    is_purposeful : bool
        Whether there is a purpose: then those whom the leader knows are shown too.

    Returns
    -------
    ndarray of shape (n_leaders,), bool
        Never the one who asks.
    """
    row, ties = request.row, pool.ties
    allowed = pool.may_show.copy()
    allowed &= ~pool.facts.same_house(row)
    if request.spent is not None:
        allowed &= request.spent < 1.0
    allowed[ties.kin.near(row)] = False
    if not is_purposeful:
        allowed[ties.knows.near(row)] = False
    allowed[request.resting] = False
    allowed[ties.barred.near(row)] = False
    allowed[row] = False
    return allowed


def _rank(
    pool: Pool, request: Request, purpose: Purpose | None, meets: Flags
) -> _Ranked:
    row, params = request.row, request.params
    n_short = max(N_SHORT * request.k, LEAST_SHORT)
    to_you = pool.worth.from_others(row).astype(np.float64)
    to_them = pool.worth.to_others(row).astype(np.float64)
    if purpose is not None:
        to_you = to_you * purpose.relevance
    joint = to_you ** (1.0 - params.reciprocity / 2.0) * to_them ** (
        params.reciprocity / 2.0
    )
    joint[pool.ties.trade.near(row)] *= TRADE_BONUS
    if request.spent is not None:
        joint = joint * (1.0 - 0.5 * request.spent)
    rows = best_rows(joint, meets, n_short)
    reach = reach_targets(pool, row, rows, passing=passing_on(pool, request.spent))
    scores = joint[rows] * (1.0 - params.reach + params.reach * reach.reach)
    order = np.argsort(-scores, kind="stable")
    picked = order[
        diversify(
            pool, rows[order], scores[order], k=request.k, weight=params.diversity
        )
    ]
    chances = np.ones(picked.size)
    return _Ranked(
        rows[picked],
        scores[picked],
        to_you[rows[picked]],
        to_them[rows[picked]],
        Reach(
            reach.strength[picked],
            reach.reach[picked],
            tuple(reach.paths[k] for k in picked.tolist()),
        ),
        chances,
    )


def _entry(
    pool: Pool,
    request: Request,
    purpose: Purpose | None,
    ranked: _Ranked,
    position: int,
) -> Suggestion:
    row, other = request.row, int(ranked.rows[position])
    path = ranked.reach.paths[position]
    to_you = float(ranked.to_you[position])
    return Suggestion(
        leader_id=pool.facts.ids[other],
        score=float(ranked.scores[position]),
        value_to_you=to_you,
        value_to_them=float(ranked.to_them[position]),
        interval=pool.worth.interval(row, other, to_you),
        path=tuple(pool.facts.ids[r] for r in path),
        reasons=reasons_for(pool, row, other, purpose=purpose, path=path),
        position=position + 1,
        propensity=float(ranked.chances[position]),
    )


def _unmet(purpose: Purpose | None) -> tuple[str, ...]:
    if purpose is None or not purpose.unmet or not purpose.concepts:
        return ()
    words = ", ".join(f'"{word}"' for word in purpose.unmet[:5])
    return (f"No profile has anything on {words}.",)


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
