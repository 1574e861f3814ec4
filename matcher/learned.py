"""The learned value of a bundle, as the solver's value term over one roster."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ProgramError
from matcher.explain.wording import count
from matcher.grouping import Problem, facet_bounds, facet_scores
from matcher.proposal import ValueScore
from matcher.roster.roster import Roster
from models.bundle import Bundle
from models.factors import Factors
from models.parts import HELPED
from models.profiles import profiles_of

RANK: Final = 24  # factors that the solver carries at most
SHORT: Final = 12  # characters of an id that people see
CURE: Final = "Add the column (it may be blank), or say in a map file which it is"


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What a bundle says of the leaders of a roster.

    Attributes
    ----------
    bundle : Bundle
        Where it comes from.
    factors : Factors or None
        Value of every ordered pair, in [0, 1]; None where it is left out.
    remark : str
        Which bundle and head were used, or why they were left out.
    head : str, default="helped"
        Question whose answers value was learned from.
    """

    bundle: Bundle
    factors: Factors | None
    remark: str
    head: str = HELPED

    def add_to(self, problem: Problem, weight: float) -> Problem:
        """Add the value to a problem.

        Parameters
        ----------
        problem : Problem
            From facets.
        weight : float
            Weight in the score.

        Returns
        -------
        Problem
            With the value, or as it was where the value is left out.
        """
        if self.factors is None:
            return problem
        biases = (self.factors.need_bias, self.factors.give_bias)
        return problem.with_value(
            self.factors.need,
            self.factors.give,
            weight,
            biases=biases,
            base=self.factors.base,
        )

    def to_dict(self) -> dict[str, Any]:
        """Tell which bundle it was, for the provenance of a proposal.

        Returns
        -------
        dict
            Id (the SHA-256 of its manifest), day, what it learned from and what it
            was found to be worth.
        """
        origin = self.bundle.origin
        return {
            "id": self.bundle.bundle_id,
            "as_of": origin.as_of,
            "head": self.head,
            "used": self.factors is not None,
            "remark": self.remark,
            "data": dict(origin.data),
            "metrics": dict(origin.metrics),
        }


def learn_value(
    bundle: Bundle, roster: Roster, *, weight: float, head: str = HELPED
) -> Learned:
    """Ask a bundle for the value of every pair of a roster.

    Its value is left out where it was found no better than rules alone: a grouping is
    then what it would be without a bundle.

    Parameters
    ----------
    bundle : Bundle
        Loaded.
    roster : Roster
        The leaders.
    weight : float
        Of the value in the score; 0 leaves it out.
    head : {"helped", "accepted", "attended"}, default="helped"
        Question whose answers value was learned from.

    Returns
    -------
    Learned
        The value, or why it is left out.

    Raises
    ------
    ProgramError
        If the roster lacks a column that the bundle reads.
    """
    name = f"bundle {bundle.bundle_id[:SHORT]}".strip()
    value, verdict = bundle.model(head), bundle.verdict(head)
    if value is None or verdict.get("is_better") is not True:
        why = verdict.get("sentence", _unlearned(bundle, head))
        remark = f"The value of {name} is left out. {why}"
        return Learned(bundle, None, remark, head)
    if weight == 0.0:
        remark = f"The value of {name} is left out: value.weight is 0."
        return Learned(bundle, None, remark, head)
    try:
        profiles = profiles_of(bundle.embedding, roster.table)
        factors = value.value_factors(profiles, rank=RANK)
    except ValueError as error:
        msg = f"{name} cannot read {roster.source}: {error} {CURE}; or train anew."
        raise ProgramError(msg) from error
    if not all(np.isfinite(part).all() for part in (factors.need, factors.give)):
        remark = f"The value of {name} is left out: it is not finite."
        return Learned(bundle, None, remark, head)
    known = set(value.raters_.ids) | set(value.ratees_.ids)
    n_known = sum(leader_id in known for leader_id in roster.leader_ids)
    whole = count(len(roster), "leader")
    remark = (
        f"Value is learned: {name} of {bundle.origin.as_of} has answers of or about "
        f'{n_known:,} of {whole} (head "{head}"); the others count by profile.'
    )
    return Learned(bundle, factors, remark, head)


def _unlearned(bundle: Bundle, head: str) -> str:
    """Say that a head is missing, and which ones are there."""
    if head == HELPED:
        return "It has no verdict."
    own = [HELPED] if bundle.value is not None else []
    there = ", ".join([*own, *sorted(bundle.heads)]) or "none"
    return f'It has not learned the head "{head}" (it has: {there}).'


def score_value(
    learned: Learned | None, problem: Problem, labels: NDArray[np.intp]
) -> ValueScore | None:
    """Say what the members of groups can expect of each other.

    Parameters
    ----------
    learned : Learned or None
        What the bundle says.
    problem : Problem
        With its value, if it has one.
    labels : ndarray of shape (n_leaders,)
        Group of each row from 0 without gaps, -1 for none.

    Returns
    -------
    ValueScore or None
        None where no value counts.
    """
    if learned is None or problem.value is None or (labels < 0).all():
        return None
    groups = facet_scores(problem, labels)[:, -1]
    sizes = np.bincount(labels[labels >= 0])
    random = facet_scores(problem, np.where(labels >= 0, 0, -1), 1)[0, -1]
    return ValueScore(
        bundle_id=learned.bundle.bundle_id,
        as_of=learned.bundle.origin.as_of,
        weight=problem.value.weight,
        mean=float(sizes @ groups / sizes.sum()),
        random=float(random),
        bound=float(facet_bounds(problem, labels)[-1]),
        groups=tuple(groups.tolist()),
    )
