"""What camps are looked for over, as a program says it."""

import numpy as np
import pytest

from matcher.errors import ProgramError
from matcher.grouping import find_camps
from matcher.pose import pose
from matcher.program.read import parse_program
from matcher.roster.read import read_roster

TRADES = ("Software", "Construction", "Banking", "Hospitals")


@pytest.fixture
def roster(tmp_path):
    lines = ["leader_id,industry,revenue,Gender,Born,mood"]
    lines += [
        f"L{i:02d},{TRADES[i % 4]},{10 ** (6 + i % 3)},{'WM'[i % 2]},{1960 + i},calm"
        for i in range(24)
    ]
    path = tmp_path / "roster.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_roster(path)


def posed(roster, **faultline):
    table = {
        "size": {"min": 4, "target": 6, "max": 8, "fold_at": 2},
        "variety": {"industry": 1.0, "size": -0.5},
        "faultline": faultline,
    }
    return pose(roster, parse_program(table, source="program.toml"))


def test_the_facets_that_are_weighed_are_looked_over(roster):
    faultline = posed(roster).problem.faultline

    assert faultline.weights == (1.0, 0.5)
    assert faultline.price == 0.0


def test_a_sensitive_column_counts_only_when_named(roster):
    named = posed(roster, over=["gender", "industry"], price=0.3)

    assert named.problem.faultline.price == 0.3
    assert named.problem.faultline.weights == (1.0, 1.0)
    assert [facet.name for facet in named.problem.facets] == ["industry", "size"]
    labels = np.arange(24) // 12
    gender = posed(roster, over=["gender"]).problem.faultline
    assert find_camps(gender, labels).scores == pytest.approx([1.0, 1.0])


def test_numbers_count_by_how_far_they_are_apart(roster):
    faultline = posed(roster, over=["born"]).problem.faultline
    ages = np.array([0, 1, 2, 3, 20, 21, 22, 23])
    labels = np.full(24, -1)
    labels[ages] = 0

    camps = find_camps(faultline, labels)

    assert camps.side[ages].tolist() in ([1] * 4 + [0] * 4, [0] * 4 + [1] * 4)


def test_what_tells_nobody_apart_is_said(roster):
    blind = posed(roster, over=["mood"])

    assert blind.problem.faultline is None
    assert any('"mood"' in remark for remark in blind.remarks)


def test_a_column_that_is_not_there_is_named_with_the_nearest(roster):
    with pytest.raises(ProgramError, match=r'no facet or column "gendre"; .*[gG]ender'):
        posed(roster, over=["gendre"])


def test_one_column_under_two_spellings_counts_once(roster):
    faultline = posed(roster, over=["gender", "Gender", "industry"]).problem.faultline

    assert len(faultline.blocks) == 2


def test_what_says_who_a_leader_is_makes_no_camps(roster):
    with pytest.raises(ProgramError, match="says who a leader is"):
        posed(roster, over=["leader_id"])
