"""Why a page has no entry, and what would help, in a sentence.

Objections are never a reason here: whoever is kept from a leader is counted with all
the others whom nothing suggests.
"""

import numpy as np
from numpy.typing import NDArray

from matcher.suggest.pool import Pool
from matcher.suggest.purpose import Purpose
from matcher.suggest.request import Request


def why_nobody(
    pool: Pool,
    request: Request,
    purpose: Purpose | None,
    *,
    allowed: NDArray[np.bool_],
) -> str:
    """Say why nobody is suggested.

    Parameters
    ----------
    pool : Pool
        The leaders.
    request : Request
        Who asks for what.
    purpose : Purpose or None
        What it was read as.
    allowed : ndarray of shape (n_leaders,), bool
        Who may be shown.

    Returns
    -------
    str
        What is missing, and what would help.
    """
    stated = _why_never(pool, request)
    if stated:
        return stated
    if purpose is not None and not purpose.concepts:
        return _unread(purpose)
    if purpose is not None and allowed.any():
        return (
            "Nobody who may be suggested now meets this purpose; ask in broader words, "
            "without a purpose, or next month."
        )
    return (
        "Nobody can be suggested now: everyone is known to this leader, was suggested "
        "lately, has been asked as often as a month allows, or is not available; "
        "name a purpose to see people this leader knows, or ask next month."
    )


def _why_never(pool: Pool, request: Request) -> str:
    """Say why nobody would be suggested whatever the purpose; empty if some would."""
    if request.k == 0:
        return "0 suggestions were asked for; ask for 1 or more."
    if len(pool) < 2:
        return "The roster has no other leader; add leaders to it."
    if not pool.may_show[request.row]:
        return (
            "This leader has not agreed to introductions, so nobody is suggested to "
            "them; record a yes in the roster's consent column once they agree."
        )
    if not pool.may_show[np.arange(len(pool)) != request.row].any():
        return (
            "No other leader has agreed to be suggested; ask leaders for their consent "
            "and record it in the roster's consent column."
        )
    return ""


def _unread(purpose: Purpose) -> str:
    if not purpose.unmet:
        return (
            "The purpose has no word to go by; name a challenge, an industry, a place "
            'or a skill, such as "financing" or "a partner in Germany".'
        )
    words = ", ".join(f'"{word}"' for word in purpose.unmet[:5])
    return (
        f"No profile says anything on {words}; use the words and the language of the "
        "roster, name a challenge, an industry or a place, or ask without a purpose."
    )
