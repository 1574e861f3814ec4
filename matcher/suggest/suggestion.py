"""What one leader is told: whom to meet, what it is worth, by whom, and why."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that matched, in words that cite nothing else.

    Attributes
    ----------
    kind : str
        What matched: "answers", "needs", "shares", "industry", "place", "language",
        "interest", "words", "stage", "group", "trade", "knows" or "path".
    direction : {"to_you", "to_them", "both"}
        Who gains from it.
    cites : tuple of str
        The entries of the data that matched: names of themes, industries, places,
        languages, interests, words of the purpose, or ids.
    text : str
        A sentence made from these alone.
    """

    kind: str
    direction: str
    cites: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One person to meet.

    Attributes
    ----------
    leader_id : str
        Who it is.
    score : float
        What entries are ranked by; higher is better, comparable in one answer only.
    value_to_you, value_to_them : float
        What the one who asks can expect of them, and they of the one who asks; in
        [0, 1]. A probability to be found helpful where a model was learned.
    interval : tuple of (float, float)
        Of `value_to_you`, at 95 %.
    path : tuple of str
        Ids from the one who asks to this leader, both included, at most two
        go-betweens; empty where no path is known.
    reasons : tuple of Reason
        What matched.
    position : int
        Place in the list, from 1.
    propensity : float
        Chance in (0, 1] with which this leader was to be shown here.
    """

    leader_id: str
    score: float
    value_to_you: float
    value_to_them: float
    interval: tuple[float, float]
    path: tuple[str, ...]
    reasons: tuple[Reason, ...]
    position: int
    propensity: float

    @property
    def go_betweens(self) -> tuple[str, ...]:
        """Who stands between the one who asks and this leader.

        Returns
        -------
        tuple of str
            Ids, in the order in which they are to be asked.
        """
        return self.path[1:-1]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The answer to one leader.

    Attributes
    ----------
    leader_id : str
        Who asked.
    way : str
        "network", "connect" or another way.
    topic : str
        The purpose, as it was asked; empty for none.
    entries : tuple of Suggestion
        Best first.
    why_empty : str or None
        Why there is no entry and what would help; None where there are some.
    model : str
        What the values rest on.
    remarks : tuple of str
        What the reader should know, such as words of the purpose nobody uses.
    """

    leader_id: str
    way: str
    topic: str
    entries: tuple[Suggestion, ...]
    why_empty: str | None
    model: str
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.entries) == bool(self.why_empty):
            msg = "An answer has entries, or a reason for having none, and never both."
            raise ValueError(msg)

    def __len__(self) -> int:
        return len(self.entries)

    def to_dict(self) -> dict[str, Any]:
        """Give the answer as JSON takes it.

        Returns
        -------
        dict
            Of plain lists, texts and numbers.
        """
        return asdict(self)
