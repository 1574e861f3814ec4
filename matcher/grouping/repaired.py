"""What a repair of a seating may cost, and what came of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RepairParams:
    """Effort that goes into a repair.

    Attributes
    ----------
    whole_below : int
        Leaders times groups up to which everything is one exact model.
    part_below : int
        The same of a part of a larger seating.
    work : float
        Of one exact model, counted so that it repeats; a unit takes about a second.
    n_beside : int
        Groups beside a broken one in a model.
    n_looked_at : int
        Groups among which they are chosen.
    n_waiting : int
        Waiting leaders in one model.
    waiting_work : float
        Of one model round them; the same unit.
    n_in_vain : int
        Models round waiting leaders that may seat nobody.
    """

    whole_below: int = 3000
    part_below: int = 1800
    work: float = 3.0
    n_beside: int = 8
    n_looked_at: int = 120
    n_waiting: int = 8
    waiting_work: float = 1.0
    n_in_vain: int = 2


@dataclass(frozen=True, slots=True)
class Repair:
    """A seating after a repair.

    Attributes
    ----------
    labels : ndarray of shape (n_leaders,)
        Group of each row, -1 for none.
    n_moves : int
        Leaders of the seating who left their group or lost their seat.
    lasting : tuple of (str, int)
        Rule and group of each breach of the seating that lasts.
    is_proven : bool
        Whether fewer moves were proven impossible.
    """

    labels: NDArray[np.intp]
    n_moves: int
    lasting: tuple[tuple[str, int], ...]
    is_proven: bool
