"""What would change: one person, one rule or one group, at the same seeds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InfeasibleError, MatcherError
from matcher.explain.estimates import Estimate, OneMoreGuide
from matcher.explain.one_more import weigh_one_more
from matcher.explain.trials import Trial, as_many_groups, measure, paired, search
from matcher.grouping import Problem
from matcher.grouping.part import keep_rows
from matcher.grouping.repair import repair_seating
from matcher.grouping.repaired import RepairParams
from matcher.grouping.rules import Pin, Rule, Stay
from matcher.pose import Posed
from matcher.roster.roster import Roster

SEEDS = 5
WORK = 1.0  # of the exact models of one repair, in units of about a second
FIGURES = ("score", "weakest", "n_unplaced", "n_groups")

Rows = NDArray[np.intp]


class QuestionError(MatcherError):
    """A question names somebody, a rule or a group that is not there."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is changed; several changes are made at once.

    Attributes
    ----------
    leave : tuple of str
        Ids of leaders who leave.
    join : tuple of str
        Ids of leaders of the roster who are not there before.
    place : tuple of (str, str)
        Ids of leaders, and of the group of the seating each is held in.
    without : tuple of int
        Rules that are left out, by their number from 1.
    n_more_groups : int
        Groups, and so guides, that are added.
    """

    leave: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    place: tuple[tuple[str, str], ...] = ()
    without: tuple[int, ...] = ()
    n_more_groups: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure before and after a change.

    Attributes
    ----------
    before, after : Estimate or None
        Over the seeds; None where no group was formed.
    change : Estimate or None
        After less before, seed by seed: what the seeds have in common cancels out.
    """

    before: Estimate | None
    after: Estimate | None
    change: Estimate | None


@dataclass(frozen=True, slots=True)
class Move:
    """One leader whose seat the change costs or brings.

    Attributes
    ----------
    leader_id : str
        Who.
    before, after : str
        Group before and after; empty without a seat.
    """

    leader_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a change does.

    Attributes
    ----------
    anew : dict of str to Figure
        Score, weakest, n_unplaced and n_groups where groups are formed anew.
    kept : dict of str to Figure
        The same where everyone who can keeps the seat of the groups before.
    moves : tuple of Move
        Whose seat changes then, at the first seed; newcomers and leavers left out.
    n_seeds : int
        Seeds searched.
    one_more : OneMoreGuide or None, default=None
        What one more guide would buy before the change, where guides are given.
    """

    anew: dict[str, Figure]
    kept: dict[str, Figure]
    moves: tuple[Move, ...]
    n_seeds: int
    one_more: OneMoreGuide | None = None


def answer(
    roster: Roster,
    posed: Posed,
    question: Question,
    *,
    changed: Posed | None = None,
    seed: int = 0,
    n_seeds: int = SEEDS,
    tell: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Search before and after a change at the same seeds.

    Parameters
    ----------
    roster : Roster
        The leaders, those who join or leave included.
    posed : Posed
        The problem before.
    question : Question
        What is changed.
    changed : Posed or None, default=None
        The same leaders under a changed program; None keeps the program.
    seed : int, default=0
        The first seed.
    n_seeds : int, default=5
        Seeds; the interval is over them.
    tell : callable, optional
        Told what is being done.

    Returns
    -------
    Answer
        Both ways of making the change, scored as the program before scores.

    Raises
    ------
    QuestionError
        If the question names what is not there.
    """
    setting = _Setting(roster, posed, changed or posed, question)
    before_rows, after_rows = setting.rows()
    before = keep_rows(posed.problem, before_rows)
    after = keep_rows(setting.problem(), after_rows)
    ruler = keep_rows(posed.problem, after_rows)
    base, anew, kept = [], [], []
    for k, s in enumerate(range(seed, seed + n_seeds)):
        tell(f"Searching before and after: seed {k + 1} of {n_seeds}")
        base.append(setting.standing(before, before_rows, seed=s))
        fixed = as_many_groups(after, base[-1], question.n_more_groups)
        anew.append(search(fixed, seed=s, measured_by=ruler))
        home = setting.home(base[-1].labels, before_rows, after_rows)
        kept.append(_repaired(after, home, ruler, seed=s))
    return Answer(
        anew={name: _figure(base, anew, name) for name in FIGURES},
        kept={name: _figure(base, kept, name) for name in FIGURES},
        moves=setting.moves(base[0], kept[0], before_rows, after_rows),
        n_seeds=n_seeds,
        one_more=weigh_one_more(roster, posed, seed=seed, n_seeds=n_seeds, tell=tell),
    )


def _figure(before: Sequence[Trial], after: Sequence[Trial], name: str) -> Figure:
    return Figure(
        Estimate.of([float(getattr(trial, name)) for trial in before]),
        Estimate.of([float(getattr(trial, name)) for trial in after]),
        Estimate.of(paired(after, before, name)),
    )


def _repaired(problem: Problem, home: Rows, ruler: Problem, *, seed: int) -> Trial:
    """Change the groups before as little as the rules ask for."""
    free = replace(problem, rules=_movable(problem.rules))
    try:
        found = repair_seating(
            free, home.astype(np.int64), params=RepairParams(work=WORK), seed=seed
        )
    except InfeasibleError:
        return measure(ruler, np.full(home.size, -1, dtype=np.intp))
    return measure(ruler, found.labels.astype(np.intp))


def _movable(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if not isinstance(rule, Stay))


@dataclass(frozen=True, slots=True)
class _Setting:
    roster: Roster
    posed: Posed
    changed: Posed
    question: Question
    rows_of: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        rows = {leader_id: row for row, leader_id in enumerate(self.roster.leader_ids)}
        object.__setattr__(self, "rows_of", rows)

    def rows(self) -> tuple[Rows, Rows]:
        """Find who is there before and after."""
        asked = self.question
        both = set(asked.leave) & set(asked.join)
        if both:
            msg = f"{min(both)} cannot both join and leave."
            raise QuestionError(msg)
        joining = [self._row(leader_id) for leader_id in asked.join]
        leaving = [self._row(leader_id) for leader_id in asked.leave]
        everyone = np.arange(len(self.roster))
        found = np.delete(everyone, joining), np.delete(everyone, leaving)
        fewest = min(self.posed.program.size.min, self.changed.program.size.min)
        if min(rows.size for rows in found) < fewest:
            msg = f"fewer than {fewest} leaders would be left, too few for one group."
            raise QuestionError(msg)
        return found

    def standing(self, problem: Problem, rows: Rows, *, seed: int) -> Trial:
        """Find the groups before: those of the seating, if there is one."""
        if self.posed.seating is None:
            return search(problem, seed=seed)
        home = self.posed.seating.labels[rows].astype(np.intp)
        return _repaired(problem, home, problem, seed=seed)

    def problem(self) -> Problem:
        """Change rules and seats."""
        items = self.changed.rules.items
        dropped = set()
        for number in self.question.without:
            if not 1 <= number <= len(items):
                most = f"check numbers them from 1 to {len(items)}"
                msg = f"there is no rule {number}; {most}."
                raise QuestionError(msg)
            dropped.add(id(items[number - 1].array))
        problem = self.changed.problem
        kept = tuple(rule for rule in problem.rules if id(rule) not in dropped)
        held = [self._pin(leader, group) for leader, group in self.question.place]
        return replace(problem, rules=kept).with_rules(*held)

    def _pin(self, leader_id: str, group_id: str) -> Pin:
        names = self.posed.rules.group_ids
        if group_id not in names:
            what = f"there is no group {group_id!r}"
            hint = f"groups are {', '.join(names[:8])}" if names else "give a --seating"
            msg = f"{what} to place {leader_id} in; {hint}."
            raise QuestionError(msg)
        row, group = self._row(leader_id), names.index(group_id)
        return Pin(
            np.array([row]), np.array([group]), f"{leader_id} sits in {group_id}"
        )

    def _row(self, leader_id: str) -> int:
        if leader_id not in self.rows_of:
            msg = f"the roster has no leader {leader_id!r}."
            raise QuestionError(msg)
        return self.rows_of[leader_id]

    def home(self, labels: Rows, before: Rows, after: Rows) -> Rows:
        """Give those who are there after the change the seats they had before it."""
        whole = np.full(len(self.roster), -1, dtype=np.intp)
        whole[before] = labels
        return whole[after]

    def moves(
        self, one: Trial, two: Trial, before: Rows, after: Rows
    ) -> tuple[Move, ...]:
        """List whose seat differs, of those there both times."""
        old = np.full(len(self.roster), -2, dtype=np.intp)
        new = old.copy()
        old[before], new[after] = one.labels, two.labels
        differs = np.flatnonzero((old != new) & (old > -2) & (new > -2))
        names = self._names(max(int(old.max()), int(new.max())) + 1)
        return tuple(
            Move(
                str(self.roster.leader_ids[row]),
                names[old[row]] if old[row] >= 0 else "",
                names[new[row]] if new[row] >= 0 else "",
            )
            for row in differs.tolist()
        )

    def _names(self, n_groups: int) -> list[str]:
        given = list(self.posed.rules.group_ids)
        fresh = (f"G{number:02d}" for number in range(1, n_groups + len(given) + 1))
        given += [name for name in fresh if name not in given]
        return given[:n_groups]
