"""From a roster and a program to the arrays that the solver takes."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.camps import pose_camps
from matcher.errors import InfeasibleError, ProgramError
from matcher.explain.segments import check_segments
from matcher.explain.wording import count
from matcher.explore import consents_of
from matcher.given import NOTHING, Given
from matcher.grouping import Facet, Pin, Problem
from matcher.learned import Learned, learn_value
from matcher.program.check import check_program
from matcher.program.compile import CompiledRules, compile_rules
from matcher.program.program import Program
from matcher.roster.roster import Roster
from matcher.roster.seating import Seating
from models.embedding import Embedding
from models.encoders.industry import Place, locate_industries
from models.facets import CANONICAL, facet_names


@dataclass(frozen=True, slots=True)
class Posed:
    """A problem, and what its numbers stand for.

    Attributes
    ----------
    problem : Problem
        What the solver is given.
    program : Program
        The program as it fits this roster.
    rules : CompiledRules
        Its rules as arrays, with names for categories and groups.
    places : tuple of Place
        Industry of each leader in the tree; empty when the roster has none.
    known_share : dict of str to float
        Share of leaders in [0, 1] for whom each facet is known.
    remarks : tuple of str
        What was left out or replaced, and why.
    seating : Seating or None, default=None
        Where the leaders sit before the run.
    given : Given, default=Given()
        What stood beside the roster.
    learned : Learned or None, default=None
        What the bundle says of the leaders; None without a bundle.
    consents : ndarray of shape (n_leaders,), bool, or None, default=None
        Who agreed that their seat may be left to chance; None without exploration.
    """

    problem: Problem
    program: Program
    rules: CompiledRules
    places: tuple[Place, ...]
    known_share: dict[str, float]
    remarks: tuple[str, ...]
    seating: Seating | None = None
    given: Given = NOTHING
    learned: Learned | None = None
    consents: NDArray[np.bool_] | None = None

    def pinned_rows(self) -> frozenset[int]:
        """Find whom a pin or a lock holds in a group.

        Returns
        -------
        frozenset of int
            Rows of the roster.
        """
        pins = [rule for rule in self.problem.rules if isinstance(rule, Pin)]
        return frozenset(row for pin in pins for row in pin.rows.tolist())


def pose(roster: Roster, program: Program, *, given: Given = NOTHING) -> Posed:
    """Embed the leaders and compile the rules of a program over them.

    Parameters
    ----------
    roster : Roster
        The leaders.
    program : Program
        What their organisation wants.
    given : Given, default=Given()
        Relations, seating, history, guides, bundle and day of the run.

    Returns
    -------
    Posed
        The problem and what its numbers stand for.

    Raises
    ------
    ProgramError
        If the program asks for what the roster does not have.
    InfeasibleError
        If there are fewer leaders than one group needs.
    """
    _check_enough(roster, program)
    given, unseated = _without_empty_seating(given)
    fitted, remarks = check_program(program, roster, facets=facet_names(roster.table))
    weights = {name: weight for name, weight in fitted.variety.items() if weight}
    embedding = Embedding(facets=tuple(weights)).fit(roster.table)
    blocks = embedding.blocks(roster.table)
    if not blocks:
        raise ProgramError(_nothing_to_vary(embedding, roster))
    places: tuple[Place, ...] = ()
    if "industry" in roster.table:
        places = tuple(locate_industries(roster.table["industry"].tolist()))
    rules = compile_rules(fitted, roster, given=given, places=places or None)
    problem = Problem.from_facets(
        [Facet(name, blocks[name].X, weights[name]) for name in blocks],
        sizes=(fitted.size.min, fitted.size.max),
        n_groups=rules.n_groups,
        target=fitted.size.target,
    )
    problem = problem.with_rules(*rules.arrays).with_protection(fitted.protect)
    check_segments(fitted, roster)
    faultline, camp_remarks = pose_camps(fitted, roster, blocks)
    if faultline is not None:
        problem = problem.with_faultline(faultline)
    learned = None
    if given.bundle is not None:
        weight, head = fitted.value_weight, fitted.value_head
        learned = learn_value(given.bundle, roster, weight=weight, head=head)
        problem = learned.add_to(problem, fitted.value_weight)
    return Posed(
        problem=problem,
        program=fitted,
        rules=rules,
        places=places,
        known_share={name: float(embedding.known_share_[name]) for name in blocks},
        remarks=(
            *remarks,
            *rules.remarks,
            *embedding.dropped_.values(),
            *camp_remarks,
            *fitted.health.season_remark(given.as_of),
            *((learned.remark,) if learned else ()),
            *unseated,
        ),
        seating=given.seating,
        given=given,
        learned=learned,
        consents=consents_of(roster, fitted),
    )


def _without_empty_seating(given: Given) -> tuple[Given, tuple[str, ...]]:
    """Leave a seating out that seats nobody, and say so."""
    if given.seating is None or given.seating.n_seated:
        return given, ()
    remark = f"{given.seating.source} seats nobody; groups are formed anew."
    return replace(given, seating=None), (remark,)


def _nothing_to_vary(embedding: Embedding, roster: Roster) -> str:
    """Say why no facet is left, and which columns could be weighed instead."""
    table = roster.table
    own = [
        name
        for name in facet_names(table)
        if name not in CANONICAL
        and name not in embedding.dropped_
        and name in table
        and table[name].nunique() > 1
    ]
    cure = "Weigh a column that varies under [variety]"
    if own:
        cure += f", such as {' or '.join(repr(name) for name in own[:3])}"
    told = "No facet of the program tells the leaders of this roster apart."
    reasons = (" ".join(reason.split()) for reason in embedding.dropped_.values())
    return " ".join([told, *(reason for reason in reasons if reason), f"{cure}."])


def _check_enough(roster: Roster, program: Program) -> None:
    if len(roster) < program.size.min:
        msg = (
            f"{roster.source} has {count(len(roster), 'leader')}, fewer than the "
            f"{program.size.min} that one group needs; lower min under [size] or add "
            "leaders."
        )
        raise InfeasibleError(msg)
