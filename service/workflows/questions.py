"""What one leader may ask, and answers as they are written down and prepared."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic_core import from_json, to_json

from matcher.suggest.request import row_of
from service.workflows.pools import Opened, Serving

DIVERSITY: Final = {"network": 0.2, "connect": 0.5}
PREPARED: Final = ("network", "", 10)  # way, topic and entries of what is prepared
_TEXTS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"')  # of JSON, ids among them
WAYS: Final = ("network", "connect", "accelerate", "optimize")


@dataclass(frozen=True, slots=True)
class Question:
    """What one leader asks.

    Attributes
    ----------
    roster_id, leader_id : str
        Who.
    way : str, default="network"
        One of `WAYS`.
    topic : str, default=""
        A purpose, a topic or a goal; empty for none.
    k : int, default=10
        Most entries.
    """

    roster_id: str
    leader_id: str
    way: str = "network"
    topic: str = ""
    k: int = 10


def written(
    found: Mapping[str, Any],
    serving: Serving,
    question: Question,
    *,
    prepared_at: datetime | None = None,
) -> bytes:
    """Write an answer down, which takes less room than what it is made of.

    Parameters
    ----------
    found : mapping of str to object
        The answer, as its way has it.
    serving : Serving
        The pool that it is from.
    question : Question
        What was asked.
    prepared_at : datetime or None, default=None
        When it was worked out ahead; None when it was asked for.

    Returns
    -------
    bytes
        JSON.
    """
    beside = {
        "way": question.way,
        "roster_version": serving.roster_version,
        "prepared_at": prepared_at,
    }
    return to_json({**found, **beside}, inf_nan_mode="null")


def find_ahead(opened: Opened, question: Question) -> tuple[bytes, datetime] | None:
    """Find what was prepared for a question.

    Parameters
    ----------
    opened : Opened
        The pool that serves.
    question : Question
        What is asked.

    Returns
    -------
    tuple of (bytes, datetime) or None
        The answer, and up to when introductions are counted in it; None where it was
        not prepared.

    Raises
    ------
    UnknownLeaderError
        If there is no such leader.
    """
    if (question.way, question.topic, question.k) != PREPARED:
        return None
    return opened.prepared.find(row_of(opened.pool, question.leader_id))


def if_it_holds(opened: Opened, answer: bytes, met: frozenset[str]) -> bytes | None:
    """Give a prepared answer, unless it shows one of whom more is known since.

    Those are who withdrew, and who asked for introductions, was asked or went between:
    of whom nothing is known yet, the prepared answer holds.

    Parameters
    ----------
    opened : Opened
        The pool that serves.
    answer : bytes
        From `find_ahead`.
    met : frozenset of str
        Who met since.

    Returns
    -------
    bytes or None
        None where it has to be worked out anew.
    """
    hidden = opened.serving.hidden
    if not (met or hidden):
        return answer
    shown = set(from_json(b"[%b]" % b",".join(_TEXTS.findall(answer))))
    return answer if shown.isdisjoint(met | set(hidden)) else None


def fields_of(found: Any) -> dict[str, Any]:
    """Show an answer by its attributes; they are rendered as they are.

    Parameters
    ----------
    found : dataclass
        The answer of a way.

    Returns
    -------
    dict of str to object
        In their order.
    """
    return {name: getattr(found, name) for name in found.__slots__}
