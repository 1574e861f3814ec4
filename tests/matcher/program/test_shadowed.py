"""A column named like a facet can be weighed, and none is passed over in silence."""

import numpy as np
import pytest

from matcher.front_door import SearchParams, propose
from matcher.grouping import MaxIterations
from matcher.pose import pose
from matcher.program.read import parse_program
from matcher.roster.read import read_roster

SIZE = {"min": 3, "target": 4, "max": 5, "fold_at": 2}


@pytest.fixture
def roster(tmp_path):
    def _roster(*, with_founded=True):
        rows = [
            f"L{k:02d},{'seed' if k < 8 else 'growth'},{1990 + k % 4 * 8}"
            for k in range(16)
        ]
        lines = ["leader_id,stage,founded", *rows]
        if not with_founded:
            lines = [line.rpartition(",")[0] for line in lines]
        (tmp_path / "r.csv").write_text("\n".join(lines), "utf-8")
        return read_roster(tmp_path / "r.csv")

    return _roster


def program(variety):
    return parse_program(
        {"size": SIZE, "variety": variety, "faultline": {"price": 0.0}}
    )


def test_the_facet_wins_and_says_so(roster):
    posed = pose(roster(), program({"stage": 1.0}))

    assert [facet.name for facet in posed.problem.facets] == ["stage"]
    (said,) = (remark for remark in posed.remarks if "column:stage" in remark)
    assert "read from founded" in said


def test_the_column_is_weighed_by_its_own_name(roster):
    asked = program({"column:stage": -1.0})
    proposal = propose(roster(), asked, search=SearchParams(MaxIterations(5)))

    stages = proposal.roster.table["stage"].to_numpy()
    for group in proposal.groups:
        assert len(set(stages[list(group.rows)])) == 1  # alike, as was asked for
    assert not any("column:stage" in remark for remark in proposal.remarks)


def test_without_the_facets_own_columns_the_column_is_the_facet(roster):
    posed = pose(roster(with_founded=False), program({"stage": 1.0}))

    assert np.ptp(posed.problem.facets[0].X, axis=0).max() > 0
    assert not any("says nothing" in remark for remark in posed.remarks)
