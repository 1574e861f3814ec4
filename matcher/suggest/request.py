"""What one leader asks, and how an answer is put together."""

import unicodedata
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.errors import MatcherError
from matcher.roster.relations import unknown_id
from matcher.suggest.give_and_take import GiveAndTake
from matcher.suggest.pool import Pool

MOST: Final = 1_000  # entries of one answer
LONGEST: Final = 20_000  # characters of a purpose that are read
_UNSHOWN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})  # of Unicode: controls, halves


@dataclass(frozen=True, slots=True)
class SuggestParams:
    """How suggestions are ranked.

    Attributes
    ----------
    reciprocity : float, default=0.2
        Weight in [0, 1] of what the other gains; 0 ranks by the one who asks alone. Of
        a leader who was asked often lately it counts more.
    reach : float, default=0.5
        How much a path of acquaintance counts, in [0, 1]: a person out of reach keeps
        1 minus this share of their score.
    diversity : float, default=0.2
        In [0, 1]: 0 ranks by score alone, more keeps people who are alike apart.
    seed : int, default=0
        Of the place that is left to chance, where the program explores.
    """

    reciprocity: float = 0.2
    reach: float = 0.5
    diversity: float = 0.2
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("reciprocity", "reach", "diversity"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                msg = f"{name} must be in [0, 1], got {getattr(self, name)!r}."
                raise ValueError(msg)


DEFAULTS: Final = SuggestParams()


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """One question of one leader.

    Attributes
    ----------
    row : int
        Who asks.
    topic : str
        The purpose, tidied; empty for none.
    k : int
        Most entries.
    params : SuggestParams
        How to rank.
    record : GiveAndTake or None
        What leaders asked of each other so far.
    left_out : ndarray of int
        Rows that are not to be shown to this leader now.
    with_known : bool
        Whether those whom the leader knows are shown though there is no purpose.
    """

    row: int
    topic: str = ""
    k: int = 10
    params: SuggestParams = field(default_factory=SuggestParams)
    record: GiveAndTake | None = None
    left_out: NDArray[np.integer] = field(
        default_factory=lambda: np.zeros(0, dtype=np.int64)
    )
    with_known: bool = False


def as_utf8(text: str) -> str:
    """Replace what no file or page can hold.

    Parameters
    ----------
    text : str
        Any text, lone surrogates included.

    Returns
    -------
    str
        With a "?" for each of those.
    """
    return text.encode(errors="replace").decode()


def tidy_topic(text: str) -> str:
    r"""Make a purpose, a topic or a goal one line that every file and page can hold.

    Parameters
    ----------
    text : str
        As somebody wrote it; what is beyond the longest is not read.

    Returns
    -------
    str
        Without control characters and half characters, blanks folded.

    Examples
    --------
    >>> tidy_topic("cash\x00 flow\n \ud800 now")
    'cash flow ? now'
    """
    shown = as_utf8(text[:LONGEST])
    kept = (" " if unicodedata.category(c) in _UNSHOWN else c for c in shown)
    return " ".join("".join(kept).split())


class UnknownLeaderError(MatcherError):
    """The roster has no leader of this id."""


def row_of(pool: Pool, leader_id: str) -> int:
    """Find who asks.

    Parameters
    ----------
    pool : Pool
        The leaders.
    leader_id : str
        Any text.

    Returns
    -------
    int
        Their row.

    Raises
    ------
    UnknownLeaderError
        When there is no such leader.
    """
    row = pool.facts.ids.row_of(leader_id)
    if row < 0:
        told = unknown_id(as_utf8(leader_id)) if leader_id else "(blank)"
        msg = (
            f"leader {told} is not in {pool.source or 'the roster'}; ask for one of "
            f"its {len(pool):,} ids, as its column leader_id has them."
        )
        raise UnknownLeaderError(msg)
    return row
