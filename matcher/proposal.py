"""What is offered to a programme manager: groups, scores, bound and reasons."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.change import Change
from matcher.explain.candidate import Candidate
from matcher.explain.estimates import OneMoreGuide, RulePrice
from matcher.explain.facts import Fact
from matcher.explain.groups import GroupReason
from matcher.explain.health import Health
from matcher.guiding.posts import Post
from matcher.program.program import Program
from matcher.roster.roster import Roster


@dataclass(frozen=True, slots=True)
class FacetScore:
    """How varied groups are on one facet; 1.0 is what a random pair has.

    Attributes
    ----------
    name : str
        The facet, as the program names it.
    weight : float
        Its weight in the score; negative asks for likeness.
    mean : float
        Mean over seated leaders of the mean pair distance in their group.
    bound : float
        No grouping of these sizes can have a mean above this.
    known_share : float
        Share of leaders in [0, 1] for whom the facet is known.
    """

    name: str
    weight: float
    mean: float
    bound: float
    known_share: float


@dataclass(frozen=True, slots=True)
class ValueScore:
    """What members can expect of their peers, as a bundle learned it.

    Attributes
    ----------
    bundle_id, as_of : str
        Which bundle says so: SHA-256 of its manifest, and day of its training.
    weight : float
        Weight of value in the score.
    mean : float
        Mean over seated leaders of the value of their group: the chance, in [0, 1],
        that one member finds another helpful.
    random : float
        The same in random groups.
    bound : float
        No grouping of these sizes can have a mean above this.
    groups : tuple of float
        Value of each group, in their order.
    """

    bundle_id: str
    as_of: str
    weight: float
    mean: float
    random: float
    bound: float
    groups: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Explored:
    """Groups after exploration, and how likely each pair in them was.

    Attributes
    ----------
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    traded : tuple of int
        Rows that changed their group.
    propensities : dict of (int, int) to float
        Chance in (0, 1] that two leaders share a group, given the groups before and
        how groups were paired off; for all pairs that do, smaller row first. Pairs
        that no trade could part are left out: theirs is 1.
    """

    labels: NDArray[np.intp]
    traded: tuple[int, ...]
    propensities: dict[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Group:
    """One proposed set of peers.

    Attributes
    ----------
    group_id : str
        Name that stays with the group in every output.
    rows : tuple of int
        Rows of the roster, ascending.
    score : float
        Weighted sum of the facet scores.
    facets : dict of str to float
        Mean pair distance per facet, 1.0 is a random pair.
    reason : str
        One or two sentences on why this mix.
    covers : tuple of str
        What the group brings together, such as challenge themes several share.
    weakest : str
        Its weakest point, in a sentence.
    facts : GroupReason or None, default=None
        What the three texts are made of, for pages that write them anew.
    post : Post or None, default=None
        Who leads the group, and when it meets; None where no rule asks for guides.
    """

    group_id: str
    rows: tuple[int, ...]
    score: float
    facets: dict[str, float]
    reason: str
    covers: tuple[str, ...]
    weakest: str
    facts: GroupReason | None = None
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one leader sits and why; `group_id` is empty for the unplaced.

    Attributes
    ----------
    leader_id, group_id : str
        Who, and where.
    locked, moved : bool
        Whether a pin holds the leader there; whether they changed group.
    reason : str
        A sentence with evidence from the roster; for the unplaced, what stops them.
    facts : tuple of Fact, default=()
        What the reason is made of; empty for the unplaced.
    """

    leader_id: str
    group_id: str
    locked: bool
    moved: bool
    reason: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """One rule of the program and what became of it.

    Attributes
    ----------
    kind, sentence : str
        Kind as in the program file; the rule in plain English.
    soft : bool
        Whether the rule is priced rather than never broken.
    n_broken : int
        Groups that break it; always 0 for a hard rule.
    applies_to : int
        Leaders for whom the rule's column or relation is known.
    remark : str
        What to know beside it, such as how many leaders lack the column.
    price : RulePrice or None, default=None
        What the rule costs; None where nobody asked.
    one_more : OneMoreGuide or None, default=None
        What one more guide would buy, of a rule on guides where prices were asked.
    """

    kind: str
    sentence: str
    soft: bool
    n_broken: int
    applies_to: int
    remark: str
    price: RulePrice | None = None
    one_more: OneMoreGuide | None = None


@dataclass(frozen=True, slots=True)
class Cure:
    """One change of a program that helps against a clash.

    Attributes
    ----------
    change : str
        What to set, waive or leave out.
    n_unplaced : int or None, default=None
        Leaders without a seat after it, found by a trial under all the rules; None
        where no trial was made.
    """

    change: str
    n_unplaced: int | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A set of rules that cannot all hold for everyone.

    Attributes
    ----------
    sentence : str
        The argument, fit to read aloud.
    leader_ids : tuple of str
        The people in it; empty when it is private.
    cure : str
        The cheapest ways out that were found, in a sentence.
    rules : tuple of str, default=()
        The rules in it, in plain English; none when sizes alone clash.
    basis : {"counted", "proven", "found by search"}, default="counted"
        How certain it is: by counting, by an exact model, or only that no search
        found better.
    n_unplaced : int, default=0
        Leaders who have to stay without a seat for it, at least.
    cures : tuple of Cure, default=()
        The same ways out, the cheapest first.
    is_private : bool, default=False
        Whether it rests on what leaders declared in confidence.
    """

    sentence: str
    leader_ids: tuple[str, ...]
    cure: str
    rules: tuple[str, ...] = ()
    basis: str = "counted"
    n_unplaced: int = 0
    cures: tuple[Cure, ...] = ()
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """An assignment offered to a programme manager.

    Attributes
    ----------
    roster, program : Roster, Program
        What was asked.
    labels : ndarray of shape (n_leaders,)
        Index into `groups` of each row; -1 where unplaced.
    groups : tuple of Group
        In the order of their ids.
    placements : tuple of Placement
        One a row of the roster, in its order.
    facets : tuple of FacetScore
        One a facet of the score.
    rules : tuple of RuleOutcome
        One a rule of the program.
    clashes : tuple of Clash
        Why some could not be placed; empty when everyone could be.
    score, bound, gap : float
        Score of the grouping, an upper bound on any grouping's, and
        ``(bound - score) / abs(bound)``.
    random_score : float
        Mean score of random groups of the same sizes, rules ignored.
    status : str
        "optimal", "time ran out", "iterations done", "interrupted",
        "no change needed" or, of a seating that cannot be mended, "infeasible".
    remarks : tuple of str
        What the reader should know: guesses, facets left out.
    provenance : dict
        Input hashes, seed, versions, stop: what a replay needs.
    change : Change or None, default=None
        What becomes of the seating the run began from; None without one.
    health : Health or None, default=None
        Camps, fairness and continuity of the groups.
    sheets : tuple of Candidate, default=()
        Where each newcomer to a seating would fit; empty without one.
    value : ValueScore or None, default=None
        Learned value; None without a bundle, or where its value is left out.
    explored : Explored or None, default=None
        Which seats were left to chance; None unless the program explores.
    elsewhere : tuple of (str, str), default=()
        Leaders whom groups of their own kept out of the roster, each with the reason.
    """

    roster: Roster
    program: Program
    labels: NDArray[np.intp]
    groups: tuple[Group, ...]
    placements: tuple[Placement, ...]
    facets: tuple[FacetScore, ...]
    rules: tuple[RuleOutcome, ...]
    clashes: tuple[Clash, ...]
    score: float
    bound: float
    gap: float
    random_score: float
    status: str
    remarks: tuple[str, ...]
    provenance: dict[str, Any]
    change: Change | None = None
    health: Health | None = None
    value: ValueScore | None = None
    explored: Explored | None = None
    elsewhere: tuple[tuple[str, str], ...] = ()
    sheets: tuple[Candidate, ...] = ()

    @property
    def possible_share(self) -> float | None:
        """How much of the way from random groups to the bound these have come.

        At most 1.0; negative below random groups, which ignore the rules. None where
        the bound is unknown or leaves no room above random, or nobody is seated.
        """
        room = self.bound - self.random_score
        gained = self.score - self.random_score
        if not (self.groups and np.isfinite([room, gained]).all() and room >= 1e-9):
            return None
        return min(gained / room, 1.0)
