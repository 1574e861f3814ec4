"""A group below its floor is folded, unless others fill it without a further move."""

import numpy as np
import pytest

from matcher.front_door import SearchParams, propose
from matcher.given import Given
from matcher.grouping import MaxIterations
from matcher.program.read import parse_program
from matcher.roster.read import read_roster
from matcher.roster.seating import read_seating

TRADES = ("Software", "Construction", "Hospital", "Bank", "Farm", "Hotel", "School")
PROGRAM = parse_program(
    {
        "size": {"min": 8, "target": 10, "max": 12, "fold_at": 5},
        "variety": {"industry": 1.0},
        "conflicts": {"derived": False},
        "faultline": {"price": 0.0},
    }
)


@pytest.fixture
def changed(tmp_path):
    """Seat groups of the sizes given, and so many newcomers; change the seating."""

    def _changed(sizes, n_new=0):
        home = [f"F{g}" for g, size in enumerate(sizes) for _ in range(size)]
        n = len(home) + n_new
        rows = [f"L{k:03d},{TRADES[k % 7]}" for k in range(n)]
        (tmp_path / "r.csv").write_text("\n".join(["leader_id,industry", *rows]))
        seats = [f"L{k:03d},{group}" for k, group in enumerate(home)]
        (tmp_path / "s.csv").write_text("\n".join(["leader_id,group_id", *seats]))
        roster = read_roster(tmp_path / "r.csv")
        given = Given(seating=read_seating(tmp_path / "s.csv", roster))
        search = SearchParams(MaxIterations(2))
        return propose(roster, PROGRAM, given=given, search=search)

    return _changed


@pytest.mark.parametrize(
    ("sizes", "n_new", "n_moves", "folded"),
    [
        ((4, 17), 0, 5, ()),  # who has to leave the large one fills the small one
        ((4, 8), 0, 4, ("F0",)),
        ((4, 9, 9), 4, 0, ()),  # newcomers fill it
        ((4, 9, 8), 3, 4, ("F0",)),  # too few: nobody is taken from the others
        ((4, 9, 9), 3, 1, ()),  # but for a seat for everyone
        ((5, 4, 9, 9), 4, 4, ("F1",)),
        ((5, 4, 10, 10), 0, 4, ("F1",)),
        ((4, 14, 10), 2, 2, ()),
    ],
    ids=str,
)
def test_a_group_is_folded_where_that_takes_the_fewest_moves(
    changed, sizes, n_new, n_moves, folded
):
    proposal = changed(sizes, n_new)

    assert (proposal.labels >= 0).all()
    assert proposal.change.folded == folded
    assert len(proposal.change.moves) == n_moves
    assert np.bincount(proposal.labels).min() >= 8
