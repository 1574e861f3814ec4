"""Ways out of a clash, each tried: whom it seats under all the rules."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from matcher.errors import InfeasibleError
from matcher.explain.relaxations import Ladder, Relaxation, first_rung, list_relaxations
from matcher.explain.wording import count
from matcher.grouping import Clash as Count
from matcher.grouping import MaxIterations, Problem, count_clashes, solve
from matcher.grouping.clash_sets import seat_most
from matcher.grouping.reasons import unseated_reasons
from matcher.grouping.rivals import still_clashes
from matcher.pose import Posed
from matcher.proposal import Cure

TRIAL_ITERATIONS = 2
RUNGS = (0, 1, 3)  # of a ladder that are tried, from the first that may be enough
MOST_TRIALS, ROWS_TRIED = 24, 12_000  # of all clashes: a trial takes its leaders
MOST_CURES = 3
COUNTED = ("counted", "combined")


def find_unplaced(problem: Problem) -> dict[int, str]:
    """Seat as many as a short search can, and say who is left.

    Parameters
    ----------
    problem : Problem
        With all its rules; a small one is seated by an exact model.

    Returns
    -------
    dict of int to str
        Row without a seat -> name of the rule that keeps it out; of everyone when not
        even one group was found.
    """
    try:
        left = solve(problem, MaxIterations(TRIAL_ITERATIONS), seed=0).unseated
    except InfeasibleError:
        left = dict.fromkeys(range(problem.n_leaders), "")
    certain = max((c.n_unseated for c in count_clashes(problem)), default=0)
    if len(left) <= certain:
        return left
    labels = seat_most(problem, more_than=problem.n_leaders - len(left))
    return left if labels is None else unseated_reasons(problem, labels)


@dataclass(slots=True)
class Cures:
    """Finds what would end a clash, by counting and then by a trial.

    Attributes
    ----------
    posed : Posed
        The problem, with names for its numbers.
    n_unplaced : int
        Leaders without a seat as it stands.
    tell : callable
        Told what is being tried.
    n_clashes : int
        Clashes that share the trials.
    n_trials : int
        Trials that may still be made for one clash; fewer for large rosters.
    tried : dict of str to int
        Leaders without a seat, by change; filled as needed.
    """

    posed: Posed
    n_unplaced: int
    tell: Callable[[str], None]
    n_clashes: int = 1
    n_trials: int = 0
    tried: dict[str, int] = field(default_factory=dict)

    def find(self, clash: Count, basis: str) -> tuple[Cure, ...]:
        """Find the cheapest ways out: the fewest people unplaced, then the mildest.

        Parameters
        ----------
        clash : matcher.grouping.Clash
            What cannot hold.
        basis : {"counted", "combined", "proven", "found by search"}
            How it was found; what was counted, of one rule or of several combined,
            is counted again before it is tried.

        Returns
        -------
        tuple of Cure
            At most three, the cheapest first.
        """
        n_all = min(MOST_TRIALS, ROWS_TRIED // max(1, self.posed.problem.n_leaders))
        self.n_trials = max(min(n_all, 1), n_all // max(1, self.n_clashes))
        found = [
            cure
            for ladder in list_relaxations(self.posed, clash)
            if (cure := self._climb(ladder, clash, basis)) is not None
        ]
        n_all = self.posed.problem.n_leaders
        found.sort(key=lambda c: n_all if c.n_unplaced is None else c.n_unplaced)
        kinds: dict[str, Cure] = {}
        for cure in found:  # of several relations, one is enough
            kinds.setdefault(cure.change.split(" (")[0], cure)
        return tuple(kinds.values())[:MOST_CURES]

    def _climb(self, ladder: Ladder, clash: Count, basis: str) -> Cure | None:
        """Find the smallest change of a ladder that helps."""
        start = 0
        is_counted = basis in COUNTED
        if is_counted:
            lowest = first_rung(
                ladder, lambda problem: _is_ended(problem, clash, basis)
            )
            if lowest is None:
                return None
            start = lowest
        last: Cure | None = None
        for change in (ladder[k] for s in RUNGS if (k := start + s) < len(ladder)):
            n_left = self._try(change)
            if n_left is None:
                return last or (Cure(change.said) if is_counted else None)
            if n_left < self.n_unplaced:
                return Cure(change.said, n_left)
            last = Cure(change.said, n_left)
        return last if is_counted else None

    def _try(self, change: Relaxation) -> int | None:
        """Seat everyone under a change; None when no more trials may be made."""
        if change.said not in self.tried:
            if self.n_trials <= 0:
                return None
            self.n_trials -= 1
            self.tell(f"Trying a way out: {change.said}")
            self.tried[change.said] = len(find_unplaced(change.make()))
        return self.tried[change.said]

    def word(self, cures: tuple[Cure, ...]) -> str:
        """Say what the ways out are and what each was found to do.

        Parameters
        ----------
        cures : tuple of Cure
            As `find` returned them.

        Returns
        -------
        str
            Sentences.
        """
        if not cures:
            return (
                "No single change that was tried helps: leave out some of the people "
                "in it, or a rule."
            )
        told = [f"{cure.change}: {self._effect(cure)}" for cure in cures]
        return " ".join(
            f"{'Or ' if k else ''}{text if k else text[:1].upper() + text[1:]}."
            for k, text in enumerate(told)
        )

    def _effect(self, cure: Cure) -> str:
        if cure.n_unplaced is None:
            return "ends this clash by counting, not tried against the other rules"
        if cure.n_unplaced == 0:
            return "everyone has a seat"
        left = count(cure.n_unplaced, "leader")
        if cure.n_unplaced < self.n_unplaced:
            return f"{left} without a seat instead of {self.n_unplaced:,}"
        return f"ends this clash, but other rules still leave {left} without a seat"


def _is_ended(problem: Problem, clash: Count, basis: str) -> bool:
    """Tell whether counting finds a clash no more, for none of its people."""
    if basis == "combined":
        return not still_clashes(problem, clash)
    same = (c for c in count_clashes(problem) if c.rules[0] == clash.rules[0])
    left = np.array([row for c in same for row in c.rows], dtype=np.intp)
    return not np.isin(left, clash.rows).any()
