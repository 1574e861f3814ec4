"""A roster that no weight tells apart is answered with what could be weighed."""

import pytest

from matcher.errors import ProgramError
from matcher.pose import pose
from matcher.program.program import Program, Size
from matcher.roster.read import read_roster


def test_only_columns_that_vary_are_suggested(tmp_path):
    rows = [f"L{i},Banking,5,blue,{i % 2}" for i in range(12)]
    text = "\n".join(["leader_id,industry,Flat,Colour,Side", *rows])
    (tmp_path / "roster.csv").write_text(text, encoding="utf-8")
    roster = read_roster(tmp_path / "roster.csv")
    program = Program(size=Size(4, 5, 6, fold_at=2), variety={"industry": 1.0})

    with pytest.raises(ProgramError) as caught:
        pose(roster, program)

    assert "such as 'Side'." in str(caught.value)
    assert "'Flat'" not in str(caught.value)
    assert "'Colour'" not in str(caught.value)
    assert "  " not in str(caught.value)
