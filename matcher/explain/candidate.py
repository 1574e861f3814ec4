"""One newcomer in one group: a line of a candidate sheet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """One newcomer in one group of the seating, as if nobody else came.

    Attributes
    ----------
    leader_id, group_id : str
        Who, and where.
    rank : int
        Place of the group among those for the newcomer, from 1.
    rank_in_group : int
        Place of the newcomer among those for the group, from 1.
    against : tuple of str
        Hard rules that would be broken; empty when the newcomer may join.
    n_no, n_ask : int or None
        Members with whom a relation of that level is declared, whoever declared it;
        None in a group so small that a number is as good as a name.
    fills : str
        What the newcomer adds that the group lacks; empty when nothing is known.
    overlaps : str
        What the group has already.
    score_before, score_after : float
        Score of the group.
    gain : float
        What everyone in the group gains or loses together, the newcomer's own score
        included: (size + 1) x score after less size x score before.
    weakest_after : str
        The weakest point of the group with the newcomer.
    """

    leader_id: str
    group_id: str
    rank: int
    rank_in_group: int
    against: tuple[str, ...]
    n_no: int | None
    n_ask: int | None
    fills: str
    overlaps: str
    score_before: float
    score_after: float
    gain: float
    weakest_after: str
