"""From rules about columns, relations and people to the solver's arrays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.given import NOTHING, Given
from matcher.grouping import rules as arrays
from matcher.grouping.rules import Rule as ArrayRule
from matcher.guiding.posts import Guiding
from matcher.guiding.shortage import Shortage
from matcher.program.arrays import compile_rule
from matcher.program.conflicts import DerivedRule, derived_rules
from matcher.program.contradictions import contradictions, ended_remarks
from matcher.program.guide_arrays import guide_groups
from matcher.program.meeting_rules import NotAgain
from matcher.program.people_rules import Apart, Pin, Together
from matcher.program.program import Program
from matcher.program.rules import Rule
from matcher.program.scene import CompiledRule, Scene
from matcher.roster.relations import row_by_id
from matcher.roster.roster import Roster
from matcher.roster.seating import Seating
from models.encoders.industry import Place


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """A whole program's rules over one roster.

    Attributes
    ----------
    items : tuple of CompiledRule
        In the order of the program, derived conflicts last.
    locked : matcher.grouping.rules.Pin or None
        Holds the locked leaders of the seating where they sit.
    group_ids : tuple of str
        Names of the groups that rules number: those of the seating, else those of
        the pins. Groups beyond have no name yet.
    remarks : tuple of str
        What the reader should know beside the rules.
    guiding : Guiding or None, default=None
        Guides for the groups, planned where each group must have one.
    shortage : Shortage or None, default=None
        Leaders for whom guides do not suffice.
    another_plan : callable or None, default=None
        Makes another plan of guides and slots from a seed; None without a plan.
    led : tuple of (Ban, int) or None, default=None
        Of a soft rule on guides, a plan to be weighed: who is kept out of which group,
        and the number of groups.
    """

    items: tuple[CompiledRule, ...]
    locked: arrays.Pin | None
    group_ids: tuple[str, ...]
    remarks: tuple[str, ...]
    guiding: Guiding | None = None
    shortage: Shortage | None = None
    another_plan: Callable[[int], Guiding] | None = None
    led: tuple[arrays.Ban, int] | None = None

    @property
    def n_groups(self) -> int | None:
        """How many groups there are, where guides decide that.

        Returns
        -------
        int or None
            None leaves it to the solver.
        """
        if self.guiding is None or not self.guiding.is_planned:
            return None
        return int(self.guiding.cells.size)

    @property
    def arrays(self) -> tuple[ArrayRule, ...]:
        """All rules as the solver takes them.

        Returns
        -------
        tuple of matcher.grouping.rules.Rule
            Those of `items`, then the locked seats.
        """
        found: tuple[ArrayRule, ...] = tuple(item.array for item in self.items)
        return found if self.locked is None else (*found, self.locked)


def compile_rules(
    program: Program,
    roster: Roster,
    *,
    given: Given = NOTHING,
    places: Sequence[Place] | None = None,
) -> CompiledRules:
    """Turn the rules of a program into arrays over a roster.

    Parameters
    ----------
    program : Program
        As `matcher.program.check.check_program` returned it.
    roster : Roster
        The leaders.
    given : Given, default=Given()
        Relations, seating, history, guides and the day of the run: relations that
        ended before it do not count.
    places : sequence of Place, optional
        Industry of each leader in the tree; located here if not given.

    Returns
    -------
    CompiledRules
        The arrays, what they stand for, and remarks.

    Raises
    ------
    ProgramError
        If a pin names a group that the seating lacks or contradicts a lock, a
        column to share has too many different entries, or a rule needs a file that
        is not given.
    InfeasibleError
        If no guide could lead even one group.
    """
    scene = Scene(
        roster=roster,
        given=given,
        places=tuple(places) if places is not None else (),
        group_ids=_group_ids(program.rules, given.seating),
        rows=row_by_id(roster),
        source=program.source,
    )
    compiled = [compile_rule(rule, scene) for rule in program.rules]
    items = [item for item in compiled if item is not None]
    left_out: tuple[str, ...] = ()
    if program.derived_conflicts:
        derived, left_out = derived_rules(program.rules, roster.table)
        items.extend(_compile_derived(found) for found in derived)
    guided = guide_groups(program, scene, items)
    return CompiledRules(
        items=(*items, *guided.items),
        locked=_locked_seats(program, scene),
        group_ids=scene.group_ids,
        remarks=(
            *_remarks(program.rules, scene),
            *_line_remarks(program.rules, scene),
            *left_out,
            *guided.remarks,
        ),
        guiding=guided.guiding,
        shortage=guided.shortage,
        another_plan=guided.another,
        led=guided.led,
    )


def _compile_derived(found: DerivedRule) -> CompiledRule:
    names = found.categories.names
    array = arrays.AtMost(found.categories.codes, 1, found.rule.sentence())
    return CompiledRule(
        found.rule, array, found.categories.n_known, found.remark, names
    )


def _group_ids(rules: tuple[Rule, ...], seating: Seating | None) -> tuple[str, ...]:
    """Name the groups that have a number: the seating's, else those of pins."""
    if seating is not None:
        return seating.group_ids
    named = (rule.group for rule in rules if isinstance(rule, Pin))
    return tuple(dict.fromkeys(named))


def _locked_seats(program: Program, scene: Scene) -> arrays.Pin | None:
    seating = scene.given.seating
    if seating is None or not seating.locked.any():
        return None
    rows = np.flatnonzero(seating.locked & (seating.labels >= 0))
    seats = dict(zip(rows.tolist(), seating.labels[rows].tolist(), strict=True))
    for rule in program.rules:
        if not isinstance(rule, Pin) or rule.soft:
            continue
        seat = seats.get(scene.rows[rule.leader])
        held = rule.group if seat is None else scene.group_ids[seat]
        if held != rule.group:
            what = f'leader {rule.leader} is locked in group "{held}" and pinned'
            scene.fail(rule, f'{what} to "{rule.group}"')
    return arrays.Pin(rows, seating.labels[rows], "locked seats")


def _line_remarks(rules: tuple[Rule, ...], scene: Scene) -> tuple[str, ...]:
    """Name lines that ended, and lines that contradict one another."""
    as_of, relations = scene.given.as_of, scene.relations
    history = scene.given.history
    unused: tuple[str, ...] = ()
    if history and not any(isinstance(rule, NotAgain) for rule in rules):
        why = 'No rule of kind "not_again" in the program'
        unused = (f"{why}: {history.source} is not used.",)
    return (
        *unused,
        *ended_remarks(relations, as_of),
        *contradictions(rules, relations, rows=scene.rows, as_of=as_of),
    )


def _remarks(rules: tuple[Rule, ...], scene: Scene) -> tuple[str, ...]:
    """Say which relations no rule speaks of, and which rules lack relations."""
    ruled = {rule.relation for rule in rules if isinstance(rule, Apart | Together)}
    if ruled and not scene.relations.source:
        return ("No relations file: rules on declared relations bind nobody.",)
    return tuple(
        f'{scene.relations.source} declares "{kind}" relations, and no rule of the '
        "program speaks of them."
        for kind in scene.relations.kinds
        if kind not in ruled and kind != "knows"
    )
