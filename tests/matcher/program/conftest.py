"""Rosters made in memory, and programs read from a text."""

import numpy as np
import pandas as pd
import pytest

from matcher.program.read import load_program
from matcher.roster.report import ImportReport
from matcher.roster.roster import Roster


@pytest.fixture
def make_roster():
    """Make a roster of a table's columns; ids are L1, L2, ... unless given."""

    def _make(**columns):
        table = pd.DataFrame(columns)
        if "leader_id" not in table:
            table.insert(0, "leader_id", [f"L{i + 1}" for i in range(len(table))])
        for name in table.columns:
            is_number = pd.api.types.is_numeric_dtype(table[name])
            table[name] = table[name].astype("float64" if is_number else "str")
        n = len(table)
        return Roster(
            table=table,
            lines=np.arange(2, n + 2),
            source="roster.csv",
            sha256="",
            report=ImportReport("delimited text", "utf-8", ",", n, n, 0),
        )

    return _make


@pytest.fixture
def read_program(tmp_path):
    """Read a program from the text of its file."""

    def _read(text):
        path = tmp_path / "program.toml"
        path.write_text(text, encoding="utf-8")
        return load_program(path)

    return _read
