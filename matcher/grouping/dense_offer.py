"""Offer what a dense search finds, settled by the distances themselves."""

import numpy as np
from numpy.typing import NDArray

from matcher.grouping.dense_table import DenseTable
from matcher.grouping.problem import Problem
from matcher.grouping.run import Run
from matcher.grouping.score import objective

_MOST_SETTLED = 2500  # rows; for more, a second table takes too much memory


class Offer:
    """Hand groupings to a run, in the true objective.

    Searches hold what they find at a temperature, and may round distances: the last
    trades are made here, at no temperature and with all digits that integers allow.

    Parameters
    ----------
    problem : Problem
        From distances.
    run : Run
        Keeps the incumbent.
    table : DenseTable
        Of the search.
    """

    def __init__(self, problem: Problem, run: Run, table: DenseTable) -> None:
        self._problem, self._run = problem, run
        self._table: DenseTable | None = None
        if problem.distances is None or problem.n_leaders > _MOST_SETTLED:
            return
        rng = np.random.default_rng(0)
        if table.is_fine:
            self._table = table.twin(rng)
            return
        sizes = table.lower, table.upper
        self._table = DenseTable(
            problem.distances,
            sizes,
            table.upper,
            rng,
            is_exact=True,
            held=table.held,
        )

    def note(self, labels: NDArray[np.intp]) -> None:
        """Offer labels as they are.

        Parameters
        ----------
        labels : ndarray of shape (n_leaders,)
            Group of each row.
        """
        self._run.offer(labels, objective(self._problem, labels))

    def settle(self, labels: NDArray[np.intp]) -> None:
        """Offer labels, then the local optimum that they lead to.

        Parameters
        ----------
        labels : ndarray of shape (n_leaders,)
            Group of each row.
        """
        self.note(labels)
        if self._table is None:
            return
        self._table.load(labels)
        self._table.descend()
        self.note(self._table.incumbent())
