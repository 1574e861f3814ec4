"""Take part of a repair where a budget does not allow all of it.

Each leader whom the repair moves or seats either is left where they are, or goes where
the repair sends them. That leaves so few choices that an exact model of them takes
moments, whatever the size of the seating.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from matcher.grouping.problem import Problem
from matcher.grouping.repair_model import Part, RepairModel
from matcher.grouping.repaired import Repair
from matcher.grouping.rules import Ban

WORK = 0.5  # of the model, counted so that it repeats


def take_part(
    problem: Problem,
    seating: NDArray[np.int64],
    repair: Repair,
    *,
    parties: Sequence[NDArray[np.intp]] = (),
    max_moves: int,
) -> Repair:
    """Mend and seat as much as some of the moves of a repair can.

    Parameters
    ----------
    problem : Problem
        With its hard rules.
    seating : ndarray of shape (n_leaders,)
        Group of each row before the run, -1 for none.
    repair : Repair
        Of this seating.
    parties : sequence of ndarray, default=()
        Rows that should stay side by side if they have to move.
    max_moves : int
        Most leaders who may leave their group.

    Returns
    -------
    Repair
        What these moves do not mend lasts.
    """
    ends = np.stack([seating, repair.labels], axis=1)
    is_changed = ends[:, 0] != ends[:, 1]
    groups = np.unique(ends[is_changed])
    groups = groups[groups >= 0]
    labels = np.where(seating >= 0, seating, -1).astype(np.intp)
    if not groups.size:
        return Repair(labels, 0, repair.lasting, is_proven=True)
    rows = np.flatnonzero(np.isin(ends, groups).any(axis=1))
    part = Part(rows, groups, seating, labels.astype(np.int64))
    model = RepairModel(_between(problem, ends, part), part, is_lenient=True)
    sides = [party[np.isin(party, rows)] for party in parties]
    model.build(parties=[p for p in sides if p.size > 1], max_moves=max_moves)
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = WORK
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    status = solver.solve(model.model)
    inside = set(groups.tolist())
    lasting = [breach for breach in repair.lasting if breach[1] not in inside]
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        labels[rows] = -1
        for (row, g), seat in model.sits.items():
            if solver.boolean_value(seat):
                labels[row] = g
        lasting += [
            (e.rule, e.group) for e in model.excuses if solver.boolean_value(e.lasts)
        ]
    moved = (seating >= 0) & (labels != seating)
    found = tuple(dict.fromkeys(lasting))
    return Repair(labels, int(moved.sum()), found, is_proven=False)


def _between(problem: Problem, ends: NDArray[np.int64], part: Part) -> Problem:
    """Leave each leader the seat of before and that of the repair."""
    own = ends[part.rows]
    others = (part.groups != own[:, :1]) & (part.groups != own[:, 1:])
    i, g = np.nonzero(others)
    ban = Ban(part.rows[i], part.groups[g], "part of a repair")
    return replace(problem, rules=(*problem.rules, ban))
