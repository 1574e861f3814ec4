"""A history is stays in former groups; what does not fit is named by its line."""

from datetime import date

import pytest

from matcher.errors import HistoryError
from matcher.roster.history import SINCE_EVER, TO_THIS_DAY, read_history
from matcher.roster.read import read_roster

IDS = [f"L{i}" for i in range(1, 9)]


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    path = tmp_path_factory.mktemp("roster") / "roster.csv"
    path.write_text("leader_id,name\n" + "\n".join(f"{i},n" for i in IDS), "utf-8")
    return read_roster(path)


@pytest.fixture
def read(tmp_path, roster):
    def _read(text):
        path = tmp_path / "history.csv"
        path.write_text(text, encoding="utf-8")
        return read_history(path, roster)

    return _read


def day(text):
    return date.fromisoformat(text).toordinal()


def test_stays_have_rows_groups_and_days(read):
    history = read(
        "leader_id,group_id,from,until\nL2,A,2023-01-15,2024-06-30\nL1,B,,\nL3,A,2024,\n"
    )

    assert history.rows.tolist() == [1, 0, 2]
    assert history.groups.tolist() == [0, 1, 0]
    assert history.group_ids == ("A", "B")
    assert history.starts.tolist() == [day("2023-01-15"), SINCE_EVER, day("2024-01-01")]
    assert history.ends.tolist() == [day("2024-06-30"), TO_THIS_DAY, TO_THIS_DAY]
    assert history.lines.tolist() == [2, 3, 4]
    assert history.n_undated == 1
    assert not history.problems


def test_a_year_and_a_month_end_on_their_last_day(read):
    history = read(
        "leader_id,group_id,until\nL1,A,2023\nL2,A,2024-02\nL3,A,2024-02-03\n"
    )

    ends = [day("2023-12-31"), day("2024-02-29"), day("2024-02-03")]
    assert history.ends.tolist() == ends


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("L9,A,,", '"L9" is not in the roster'),
        ("Ann Lee,A,,", "(not shown: it may be a name)"),
        (",A,,", "leader_id is blank"),
        ("L2,,,", "group_id is blank"),
        ("L2,A,soon,", "from is no date"),
        ("L2,A,,whenever", "as if to this day"),
        ("L2,A,2024-05-01,2023-05-01", "from is after until"),
        ("L2,A,03/04/2024,", "read month before day"),
        ("L2,A,,,more", "5 cells where the header has 4"),
    ],
)
def test_every_line_that_does_not_fit_is_named(read, line, said):
    history = read(f"leader_id,group_id,from,until\nL1,A,,\n{line}\n")

    (problem,) = history.problems
    assert said in problem.what
    assert problem.line in (2, 3)


def test_many_unknown_ids_are_counted_after_twenty(read):
    history = read(
        "leader_id,group_id\nL1,A\n" + "\n".join(f"X{i},A" for i in range(30))
    )

    assert len(history.problems) == 21
    assert history.problems[0].line == 3
    assert "10 more lines" in history.problems[-1].what
    assert history.problems[-1].line == 23


def test_an_unread_date_never_shortens_a_stay(read):
    history = read("leader_id,group_id,from,until\nL1,A,soon,whenever\n")

    assert history.starts.tolist() == [SINCE_EVER]
    assert history.ends.tolist() == [TO_THIS_DAY]


def test_a_header_alone_is_an_empty_history(read):
    assert len(read("leader_id,group_id\n")) == 0


def test_a_file_without_groups_is_refused(read):
    with pytest.raises(HistoryError, match='must name the column "group_id"'):
        read("leader_id,forum_number\nL1,3\n")
