"""Facts that reasons are made of, and how each is put into words.

A fact holds only numbers, ids and names that are true of a group; its text names
nothing else. Text is plain ASCII apart from the ids and names, so that it survives a
spreadsheet program.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from matcher.explain.wording import count, listed, named_ids, spoken, times, written


class Fact(Protocol):
    """Something true of a group or of one leader in it."""

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""


@dataclass(frozen=True, slots=True)
class Industries:
    """How many sectors a group brings together, and whether industries repeat."""

    n_leaders: int
    n_known: int
    n_sectors: int
    is_distinct: bool

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        if not self.n_known:
            return f"{self.n_leaders} leaders of no recognised industry"
        unknown = self.n_leaders - self.n_known
        tail = f" ({unknown} of no recognised industry)" if unknown else ""
        if self.n_sectors == self.n_leaders > 1:
            return f"{self.n_leaders} leaders, each from a sector of their own"
        sectors = count(self.n_sectors, "sector")
        distinct = ", no two from the same industry" if self.is_distinct else ""
        return f"{count(self.n_leaders, 'leader')} from {sectors}{distinct}{tail}"


@dataclass(frozen=True, slots=True)
class Sectors:
    """The sectors of a group and how many leaders each has, the largest first."""

    titles: tuple[str, ...]
    counts: tuple[int, ...]

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        pairs = zip(self.titles, self.counts, strict=True)
        named = [f"{title} ({n})" if n > 1 else title for title, n in pairs]
        return f"Sectors: {'; '.join(named)}"


@dataclass(frozen=True, slots=True)
class Span:
    """Lowest and highest known value of a number in a group.

    It is a fact worth telling only where the two are written differently.
    """

    column: str
    low: float
    high: float
    n_known: int

    @property
    def is_told(self) -> bool:
        """Whether the ends are written differently."""
        return written(self.low, self.column) != written(self.high, self.column)

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        low, high = written(self.low, self.column), written(self.high, self.column)
        if self.column == "founded" or self.low <= 0:
            return f"{spoken(self.column)} {low} to {high}"
        factor = times(self.low, self.high)
        return f"{spoken(self.column)} {low} to {high} (a factor of {factor})"


@dataclass(frozen=True, slots=True)
class Uneven:
    """A number so far apart in a group that few will feel as peers."""

    column: str
    low: float
    high: float

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        low, high = written(self.low, self.column), written(self.high, self.column)
        factor = times(self.low, self.high)
        return (
            f"far apart in {spoken(self.column)}: {low} to {high}, a factor of {factor}"
        )


@dataclass(frozen=True, slots=True)
class Varied:
    """Facets on which a group's pairs are further apart than random pairs."""

    scores: tuple[tuple[str, float], ...]

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        named = [f"{spoken(name)} ({score:.2f})" for name, score in self.scores]
        return f"more varied than a random group in {listed(named)}"


@dataclass(frozen=True, slots=True)
class Alike:
    """Facets asked to be alike on which pairs are closer than random pairs."""

    scores: tuple[tuple[str, float], ...]

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        named = [f"{spoken(name)} ({score:.2f})" for name, score in self.scores]
        return f"more alike than a random group in {listed(named)}"


@dataclass(frozen=True, slots=True)
class Shared:
    """A challenge theme that several leaders of a group state."""

    theme: str
    leader_ids: tuple[str, ...]

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        return f"{self.theme}: shared by {named_ids(self.leader_ids)}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A theme that some leaders of a group offer and others seek."""

    theme: str
    giver_ids: tuple[str, ...]
    seeker_ids: tuple[str, ...]

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        verb = "offers" if len(self.giver_ids) == 1 else "offer"
        seek = "seeks" if len(self.seeker_ids) == 1 else "seek"
        givers, seekers = named_ids(self.giver_ids), named_ids(self.seeker_ids)
        return f"{self.theme}: {givers} {verb} what {seekers} {seek}"


@dataclass(frozen=True, slots=True)
class LowFacet:
    """The facet on which a group does worst, against the sense of its weight."""

    name: str
    score: float
    is_alike_wanted: bool = False
    n_same_area: int = 0
    n_areas_known: int = 0
    area_noun: str = "state"

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        sense = "less alike" if self.is_alike_wanted else "less varied"
        clause = (
            f"{sense} in {spoken(self.name)} than a random group ({self.score:.2f})"
        )
        if self.n_same_area < 2:
            return clause
        same, known = self.n_same_area, self.n_areas_known
        return f"{clause}: {same} of {known} are from the same {self.area_noun}"


@dataclass(frozen=True, slots=True)
class Loners:
    """Leaders whose stated challenges no peer in the group shares."""

    leader_ids: tuple[str, ...]

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        verb = "shares" if len(self.leader_ids) == 1 else "share"
        return f"{named_ids(self.leader_ids)} {verb} no challenge theme with any peer"


@dataclass(frozen=True, slots=True)
class Crowded:
    """The sector that most leaders of a group come from."""

    title: str
    n_leaders: int
    n_known: int

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        return f"{self.n_leaders} of {self.n_known} come from {self.title}"


@dataclass(frozen=True, slots=True)
class Unknown:
    """How many leaders of a group lack something the mix is judged by."""

    what: str
    n_unknown: int
    n_leaders: int

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        return (
            f"{spoken(self.what)} is not known for {self.n_unknown} of {self.n_leaders}"
        )


@dataclass(frozen=True, slots=True)
class NothingWeak:
    """No facet below random; the lowest one, when there is any."""

    name: str = ""
    score: float = 0.0

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        if not self.name:
            return "no weak point stands out"
        return (
            "no weak point stands out; "
            f"the least varied facet is {spoken(self.name)} ({self.score:.2f})"
        )


@dataclass(frozen=True, slots=True)
class Only:
    """The leader is alone in a group with their sector or industry."""

    title: str
    n_unknown: int = 0

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        known = " known to be" if self.n_unknown else ""
        return f"only leader{known} from {self.title} in the group"


@dataclass(frozen=True, slots=True)
class Shares:
    """A challenge theme that the leader has in common with peers."""

    theme: str
    peer_ids: tuple[str, ...]

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        return f"shares the theme {self.theme} with {named_ids(self.peer_ids)}"


@dataclass(frozen=True, slots=True)
class Offers:
    """A theme the leader offers and peers seek."""

    theme: str
    peer_ids: tuple[str, ...]

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        verb = "seeks" if len(self.peer_ids) == 1 else "seek"
        return f"offers help with {self.theme}, which {named_ids(self.peer_ids)} {verb}"


@dataclass(frozen=True, slots=True)
class Finds:
    """A theme the leader seeks and peers offer."""

    theme: str
    peer_ids: tuple[str, ...]

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        verb = "offers" if len(self.peer_ids) == 1 else "offer"
        return f"seeks help with {self.theme}, which {named_ids(self.peer_ids)} {verb}"


@dataclass(frozen=True, slots=True)
class Within:
    """Where the leader's number lies among those of the group.

    It is a fact worth telling only where the ends are written differently.
    """

    column: str
    value: float
    low: float
    high: float

    @property
    def is_told(self) -> bool:
        """Whether the ends are written differently."""
        return written(self.low, self.column) != written(self.high, self.column)

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        value, low, high = (
            written(number, self.column) for number in (self.value, self.low, self.high)
        )
        return f"{spoken(self.column)} {value} in a group from {low} to {high}"


@dataclass(frozen=True, slots=True)
class NothingKnown:
    """The roster says nothing about the leader that a reason could name."""

    n_peers: int

    @property
    def text(self) -> str:
        """The fact as a clause without a full stop."""
        peers = count(self.n_peers, "peer")
        return f"seated with {peers} by size and rules; too little is known for more"


def sentence(facts: Sequence[Fact]) -> str:
    """Join facts into one sentence.

    Parameters
    ----------
    facts : sequence of Fact
        What to say, in order.

    Returns
    -------
    str
        A sentence with a capital and a full stop; empty without facts.
    """
    text = "; ".join(fact.text for fact in facts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def with_names(fact: Fact, names: Mapping[str, str]) -> Fact:
    """Put names in the place of ids, for a page whose readers know people by name.

    Parameters
    ----------
    fact : Fact
        Any fact.
    names : mapping of str to str
        Name by id; an id without one stays.

    Returns
    -------
    Fact
        The same fact; its text names people.
    """
    changes = {
        field.name: tuple(names.get(key, key) for key in getattr(fact, field.name))
        for field in dataclasses.fields(fact)  # type: ignore[arg-type]
        if field.name.endswith("_ids")
    }
    return dataclasses.replace(fact, **changes) if changes else fact  # type: ignore[type-var]
