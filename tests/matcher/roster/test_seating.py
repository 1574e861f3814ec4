"""A seating is labels over the roster; what does not fit is named by its line."""

import pytest

from matcher.errors import SeatingError
from matcher.roster.read import read_roster
from matcher.roster.seating import read_seating, seating_from_roster


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    groups = ["North", "South", "North", "", " South ", ""]
    rows = "\n".join(f"L{i},Leader {i},{g}" for i, g in enumerate(groups, start=1))
    path.write_text(f"leader_id,name,group\n{rows}\n", encoding="utf-8")
    return read_roster(path)


@pytest.fixture
def read(tmp_path, roster):
    def _read(text):
        path = tmp_path / "groups.csv"
        path.write_text(text, encoding="utf-8")
        return read_seating(path, roster)

    return _read


def test_labels_count_groups_in_the_order_of_the_file(read):
    seating = read("leader_id,group_id,locked\nL2,B,\nL1,A,true\nL3,B,no\nL4,,\n")

    assert seating.group_ids == ("B", "A")
    assert seating.labels.tolist() == [1, 0, 0, -1, -1, -1]
    assert seating.locked.tolist() == [True] + [False] * 5
    assert seating.n_seated == 3
    assert not seating.problems


def test_the_files_of_an_earlier_run_are_a_seating(read):
    seating = read(
        "leader_id,group_id,locked,moved,reason\nL1,G01,false,true,Only retailer\n"
    )

    assert seating.labels.tolist() == [0, -1, -1, -1, -1, -1]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("L1,South,", "two groups, North (line 2) and South"),
        ("L1,North,", "again, as on line 2"),
        ("L1,,", "again, without a group; the seat of line 2 counts"),
        ("L9,North,", '"L9" is not in the roster'),
        (",North,", "blank"),
        ("L2,,true", "locked, but in no group"),
        ("L2,North,maybe", "counted as locked"),
        ("L2,North,no,,", None),
        ("L2,North,no,more", "4 cells where the header has 3"),
    ],
)
def test_every_line_that_does_not_fit_is_named(read, line, said):
    seating = read(f"leader_id,group_id,locked\nL1,North,\n{line}\n")

    found = [(problem.line, problem.what) for problem in seating.problems]
    assert [number for number, _ in found] == ([3] if said else [])
    assert all(said in what for _, what in found)
    assert seating.labels[0] == 0


def test_the_roster_itself_can_hold_the_seating(roster):
    seating = seating_from_roster(roster)

    assert seating.group_ids == ("North", "South")
    assert seating.labels.tolist() == [0, 1, 0, -1, 1, -1]


def test_a_roster_without_groups_holds_no_seating(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("leader_id,name\nL1,Ann Example\n", encoding="utf-8")

    assert seating_from_roster(read_roster(path)) is None


def test_a_file_without_groups_is_refused(read):
    with pytest.raises(SeatingError, match='"group_id"'):
        read("leader_id,table\nL1,4\n")


def test_the_seating_of_another_roster_is_refused(read):
    with pytest.raises(SeatingError, match="none of its 2 ids is in roster"):
        read("leader_id,group_id\nX1,North\nX2,South\n")
