"""One run again under other rules: from nothing, or from the seating it began from."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InfeasibleError
from matcher.explain.trials import Trial, as_many_groups, count_iterations, measure
from matcher.explain.trials import search as search_once
from matcher.grouping import MaxIterations, Problem
from matcher.pose import Posed
from matcher.reseating import ReseatParams, reseat


@dataclass(frozen=True, slots=True)
class Rerun:
    """What a proposal was made from, to be made again at other seeds.

    Attributes
    ----------
    posed : Posed
        The problem, with the seating if there was one.
    max_moves : int or None, default=None
        Most leaders of the seating who may change group; None finds the fewest.
    """

    posed: Posed
    max_moves: int | None = None

    @property
    def is_from_seating(self) -> bool:
        """Whether a seating is changed.

        Returns
        -------
        bool
            Else groups are formed anew.
        """
        return self.posed.seating is not None

    def measure(self, labels: NDArray[np.intp]) -> Trial:
        """Score a grouping as the problem of the proposal scores.

        Parameters
        ----------
        labels : ndarray of shape (n_leaders,)
            Group of each row, -1 for none.

        Returns
        -------
        Trial
            The grouping and its scores.
        """
        return measure(self.posed.problem, labels)

    def make(
        self, problem: Problem, *, seed: int, like: Trial | None = None
    ) -> tuple[Trial, int]:
        """Seat everyone once, by counted work.

        Parameters
        ----------
        problem : Problem
            Of the same leaders, under other rules perhaps.
        seed : int
            What the search draws from.
        like : Trial or None, default=None
            Groups formed anew are as many as in this one, where it seats everyone.

        Returns
        -------
        Trial
            Scored as the problem of the proposal scores.
        int
            Leaders of the seating who change group; 0 without a seating.
        """
        ruler = self.posed.problem
        if self.posed.seating is None:
            asked = problem if like is None else as_many_groups(problem, like)
            return search_once(asked, seed=seed, measured_by=ruler), 0
        before = self.posed.seating.labels
        params = ReseatParams(
            self.max_moves,
            MaxIterations(count_iterations(problem.n_leaders)),
            seed,
            is_brief=True,
        )
        posed = replace(self.posed, problem=problem)
        try:
            changed = reseat(posed, self.posed.seating, params, lambda _: None)
        except InfeasibleError:
            nobody = np.full(before.size, -1, dtype=np.intp)
            return measure(ruler, nobody), 0
        labels = changed.result.labels
        n_moved = int(((before >= 0) & (labels != before)).sum())
        return measure(ruler, labels), n_moved
