"""One leader in, the people to meet next out."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from matcher.suggest.connect import suggest_connect
from matcher.suggest.give_and_take import GiveAndTake
from matcher.suggest.network import suggest_network
from matcher.suggest.pool import Pool
from matcher.suggest.request import (
    DEFAULTS,
    LONGEST,
    MOST,
    Request,
    SuggestParams,
    as_utf8,
    row_of,
)
from matcher.suggest.suggestion import Suggestions

WAYS: Final[Mapping[str, Callable[[Pool, Request], Suggestions]]] = MappingProxyType(
    {"network": suggest_network, "connect": suggest_connect}
)


def suggest(
    pool: Pool,
    leader_id: str,
    *,
    way: str = "network",
    topic: str | None = None,
    k: int = 10,
    params: SuggestParams = DEFAULTS,
    record: GiveAndTake | None = None,
) -> Suggestions:
    """Suggest whom a leader should meet next.

    Parameters
    ----------
    pool : Pool
        The leaders.
    leader_id : str
        Who asks.
    way : str, default="network"
        "network" or "connect"; the other two ways need more than a pool, see
        `matcher.suggest.seats` and `matcher.suggest.team`.
    topic : str or None, default=None
        What for, in their words; None is for nothing in particular.
    k : int, default=10
        Most entries, not negative; at most 1,000 are given.
    params : SuggestParams, default=SuggestParams()
        How to rank.
    record : GiveAndTake or None, default=None
        What leaders asked of each other so far: who has been asked often enough this
        month, and which two met lately; None takes it that nobody was.

    Returns
    -------
    Suggestions
        Entries, or a sentence that says why there are none.

    Raises
    ------
    UnknownLeaderError
        When the roster has no such leader.
    ValueError
        When there is no such way, or `k` is negative.
    """
    if way not in WAYS:
        msg = f"way must be one of {', '.join(WAYS)}, got {way!r}."
        raise ValueError(msg)
    if k < 0:
        msg = f"k must not be negative, got {k!r}."
        raise ValueError(msg)
    request = Request(
        row=row_of(pool, leader_id),
        topic=as_utf8(" ".join((topic or "")[:LONGEST].split())),
        k=min(k, MOST),
        params=params,
        record=record,
    )
    return WAYS[way](pool, request)
